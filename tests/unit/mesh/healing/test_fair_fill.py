"""Holes closed fair: round where the surface is round, flat where it is flat or has a corner."""

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.healing.edit import Draft
from app.mesh.healing.topology import closed
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.mesh import Mesh
from tests.unit.mesh.shapes import box, cut_up, icosphere, uv_sphere

UP = np.array([0.2, 0.3, 1.0]) / np.linalg.norm([0.2, 0.3, 1.0])


def _without_cap(ball: Mesh, degrees: float) -> Mesh:
    centre = ball.vertices[ball.faces].mean(axis=1)
    centre /= np.linalg.norm(centre, axis=1)[:, None]
    return ball.keep_faces(centre @ UP < np.cos(np.radians(degrees)))


def _closed(mesh: Mesh, *, fair: bool = True) -> Draft:
    draft, holes, _ = closed(Draft.of(mesh), silent(), closing=True, fair=fair)
    assert holes >= 1
    edges = edge_table(draft.faces)
    assert (edges.count == 2).all()
    assert (edges.forward == 1).all()
    return draft


def _radii(draft: Draft) -> np.ndarray:
    return np.linalg.norm(draft.points[draft.faces[draft.closing]].mean(axis=1), axis=1) / 20.0


@pytest.mark.parametrize("degrees", [20.0, 45.0, 58.0])
@pytest.mark.parametrize("ball", [icosphere(subdivisions=4), uv_sphere(rings=40, sectors=80)], ids=["even", "uneven"])
def test_a_hole_in_a_ball_closes_round(ball: Mesh, degrees: float) -> None:
    mesh = _without_cap(ball, degrees)
    draft = _closed(mesh)
    assert np.abs(_radii(draft) - 1).max() < 0.02
    assert np.array_equal(draft.points[draft.faces[~draft.closing]], mesh.vertices[mesh.faces])
    assert len(intersecting_pairs(draft.points, draft.faces, silent())) == 0
    if degrees > 30:
        assert np.abs(_radii(_closed(mesh, fair=False)) - 1).max() > 0.2  # what a flat filling misses by


def test_a_hole_in_a_plane_stays_in_the_plane() -> None:
    cube = cut_up(box(), 4)
    centre = cube.vertices[cube.faces].mean(axis=1)
    away = (centre[:, 2] == 20.0) & (np.hypot(centre[:, 0] - 9.0, centre[:, 1] - 11.0) < 6.0)
    draft = _closed(cube.keep_faces(~away))
    assert away.sum() > 50
    assert (draft.points[draft.faces[draft.closing], 2] == 20.0).all()
    assert draft.volume == pytest.approx(8000.0, rel=1e-9)


def test_a_box_without_its_lid_closes_flat() -> None:
    cube = cut_up(box(), 3)
    lid = cube.vertices[cube.faces].mean(axis=1)[:, 2] == 20.0
    draft = _closed(cube.keep_faces(~lid))
    assert draft.volume == pytest.approx(8000.0, rel=1e-9)


def test_the_filling_is_as_fine_as_its_rim_and_well_shaped() -> None:
    mesh = _without_cap(icosphere(subdivisions=4), 45.0)
    draft = _closed(mesh)
    corner = draft.points[draft.faces]
    length = np.linalg.norm(corner - np.roll(corner, -1, axis=1), axis=2)
    usual = float(np.median(length[~draft.closing]))
    assert 0.5 * usual < float(np.median(length[draft.closing])) < 1.5 * usual
    assert float(length[draft.closing].max()) < 2.5 * usual


def test_the_same_hole_gives_the_same_bytes() -> None:
    mesh = _without_cap(icosphere(subdivisions=4), 45.0)
    one, other = _closed(mesh), _closed(mesh)
    assert one.points.tobytes() == other.points.tobytes()
    assert one.faces.tobytes() == other.faces.tobytes()


def test_new_vertices_take_the_colours_of_the_rim() -> None:
    mesh = _without_cap(icosphere(subdivisions=4), 45.0)
    colors = np.full((len(mesh.vertices), 4), 255, np.uint8)
    colors[:, 0] = np.where(mesh.vertices[:, 0] > 0, 200, 40)
    uv = np.random.default_rng(0).random((len(mesh.faces), 3, 2)).astype(np.float32)
    draft = _closed(mesh.with_(vertex_colors=colors, corner_uv=uv))
    assert draft.colors is not None
    assert draft.uv is not None
    new = draft.colors[len(mesh.vertices) :]
    assert len(new) > 100
    assert (new[:, 1:] == 255).all()
    left, right = draft.points[len(mesh.vertices) :, 0] < -4, draft.points[len(mesh.vertices) :, 0] > 8
    assert new[left, 0].mean() < 100
    assert new[right, 0].mean() > 140
    assert draft.uv.shape == (draft.size, 3, 2)
    assert np.isfinite(draft.uv).all()


def test_a_filling_that_would_cross_something_stays_flat() -> None:
    """A needle stands in the opening, reaching from inside through where the round cap would be."""
    mesh = _without_cap(icosphere(subdivisions=4), 45.0)
    base, tip = UP * 16.0, UP * 30.0
    side, other = np.cross(UP, [1.0, 0, 0]), np.cross(UP, [0, 1.0, 0])
    spike = np.array([base + side, base - side + other, base - side - other, tip])
    faces = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]], np.int32)
    both = Mesh(np.vstack([mesh.vertices, spike]), np.vstack([mesh.faces, faces + np.int32(len(mesh.vertices))]))
    assert len(_closed(both).points) == len(both.vertices)
