import numpy as np
import pytest
import trimesh

from app.mesh.brushes.brush import SCULPT_KINDS, Brush, SculptKind
from app.mesh.brushes.sculpt_stroke import SculptStroke
from app.mesh.brushes.surface import Surface
from app.mesh.mesh import Mesh
from tests.unit.mesh.brushes.brush_shapes import ball, rough, slab

ORIGIN = np.zeros(3)
STILL = np.zeros(3)


def stroke(  # noqa: PLR0917
    mesh: Mesh, kind: SculptKind, brush: Brush, at=(10.0, 0.0, 0.0), normal=(1.0, 0.0, 0.0), dabs=6, drag=STILL
):
    """The mesh after some dabs at one place."""
    surface = Surface(mesh)
    drawn = SculptStroke(surface, kind, brush, ORIGIN)
    face = int(np.linalg.norm(mesh.vertices[mesh.faces].mean(axis=1) - np.array(at), axis=1).argmin())
    for _dab in range(dabs):
        drawn.dab(np.array(at), np.array(normal), face, 1.0, drag)
    return mesh.with_(vertices=surface.vertices), drawn, surface


def volume(mesh: Mesh) -> float:
    return float(trimesh.Trimesh(mesh.vertices, mesh.faces, process=False).volume)


@pytest.mark.parametrize("kind", SCULPT_KINDS)
def test_a_brush_changes_what_is_under_it_and_nothing_else_and_can_be_taken_back(kind: SculptKind) -> None:
    mesh = rough(ball())
    brush = Brush(3.0, strength=0.5)
    after, drawn, surface = stroke(mesh, kind, brush, dabs=3, drag=np.array([0.2, 0.3, 0.0]))
    moved = (after.vertices != mesh.vertices).any(axis=1)
    away = np.linalg.norm(mesh.vertices - [10, 0, 0], axis=1)
    assert moved[away < 2.0].mean() > 0.95
    assert not moved[away > 3.0 + 3 * 0.5].any()
    again, _drawn, _surface = stroke(mesh, kind, brush, dabs=3, drag=np.array([0.2, 0.3, 0.0]))
    assert after.vertices.tobytes() == again.vertices.tobytes()
    drawn.cancel()
    assert surface.vertices.tobytes() == mesh.vertices.tobytes()
    assert surface.normals == pytest.approx(Surface(mesh).normals, abs=1e-6)


@pytest.mark.parametrize("kind", ["draw", "inflate"])
def test_raising_makes_the_body_larger_and_digging_smaller(kind: SculptKind) -> None:
    mesh = ball()
    larger, _drawn, _surface = stroke(mesh, kind, Brush(3.0))
    smaller, _drawn, _surface = stroke(mesh, kind, Brush(3.0, inverted=True))
    assert volume(larger) > volume(mesh) + 2.0
    assert volume(smaller) < volume(mesh) - 2.0


def test_creases_go_in_and_ridges_out() -> None:
    mesh = ball()
    groove, _drawn, _surface = stroke(mesh, "crease", Brush(3.0))
    ridge, _drawn, _surface = stroke(mesh, "crease", Brush(3.0, inverted=True))
    assert groove.vertices[:, 0].max() < 9.9
    assert ridge.vertices[:, 0].max() > 10.3


def test_smoothing_takes_noise_away_and_its_opposite_brings_it_out() -> None:
    mesh = rough(ball())
    near = np.linalg.norm(mesh.vertices - [10, 0, 0], axis=1) < 2.0

    def noise(one: Mesh) -> float:
        return float(np.linalg.norm(one.vertices[near], axis=1).std())

    smooth, _drawn, _surface = stroke(mesh, "smooth", Brush(4.0, strength=1.0))
    sharp, _drawn, _surface = stroke(mesh, "smooth", Brush(4.0, strength=1.0, inverted=True))
    assert noise(smooth) < 0.3 * noise(mesh)
    assert noise(sharp) > 1.1 * noise(mesh)


def test_smoothing_leaves_open_rims_where_they_are() -> None:
    mesh = rough(ball())
    cut = mesh.keep_faces(mesh.vertices[mesh.faces][..., 0].max(axis=1) < 8.0)
    surface = Surface(cut)
    after, _drawn, _surface = stroke(cut, "smooth", Brush(8.0, strength=1.0), at=(8.0, 0.0, 0.0))
    assert surface.rim.any()
    assert (after.vertices[surface.rim] == cut.vertices[surface.rim]).all()
    assert (after.vertices != cut.vertices).any()


def test_flattening_makes_a_plane() -> None:
    mesh = ball()
    after, _drawn, _surface = stroke(mesh, "flatten", Brush(3.0, strength=1.0), dabs=20)
    near = np.linalg.norm(mesh.vertices - [10, 0, 0], axis=1) < 1.2
    assert after.vertices[near][:, 0].std() < 0.2 * mesh.vertices[near][:, 0].std()


def test_pinching_draws_together() -> None:
    mesh = ball()
    after, _drawn, _surface = stroke(mesh, "pinch", Brush(3.0))
    near = np.linalg.norm(mesh.vertices - [10, 0, 0], axis=1) < 1.5
    spread = np.linalg.norm(mesh.vertices[near][:, 1:], axis=1).mean()
    assert np.linalg.norm(after.vertices[near][:, 1:], axis=1).mean() < 0.8 * spread


def test_what_is_grabbed_stays_in_the_hand() -> None:
    mesh = ball()
    surface = Surface(mesh)
    drawn = SculptStroke(surface, "grab", Brush(3.0, strength=0.5), ORIGIN)
    middle = int(np.linalg.norm(mesh.vertices - [10, 0, 0], axis=1).argmin())
    at = mesh.vertices[middle].copy()
    step = np.array([1.0, 0.5, 0.0])
    for _step in range(5):
        drawn.dab(at, np.array([1.0, 0.0, 0.0]), 0, 1.0, step)
        at = at + step
    assert surface.vertices[middle] == pytest.approx(mesh.vertices[middle] + [5.0, 2.5, 0.0], abs=0.02)


@pytest.mark.parametrize("kind", ["draw", "grab", "smooth", "crease"])
def test_a_mirrored_stroke_keeps_a_mirrored_model_mirrored(kind: SculptKind) -> None:
    mesh = ball()
    after, _drawn, _surface = stroke(
        mesh, kind, Brush(4.0, mirror="yz"), at=(8.0, 5.0, 3.3), normal=(0.8, 0.5, 0.33), drag=np.array([0.3, 0.2, 0.1])
    )
    assert (after.vertices != mesh.vertices).any()
    from scipy.spatial import cKDTree

    tree = cKDTree(after.vertices)
    for factors in ([1, -1, 1], [1, 1, -1], [1, -1, -1]):
        assert tree.query(after.vertices * factors)[0].max() < 1e-3


def test_the_far_side_of_a_thin_wall_stays_unless_it_is_wanted() -> None:
    mesh = slab()
    brush = Brush(4.0)
    after, _drawn, _surface = stroke(mesh, "draw", brush, at=(0.0, 0.0, 0.4), normal=(0.0, 0.0, 1.0))
    below = mesh.vertices[:, 2] < 0.1
    assert (after.vertices[below] == mesh.vertices[below]).all()
    assert after.vertices[~below][:, 2].max() > 1.0
    both, _drawn, _surface = stroke(
        mesh, "draw", Brush(4.0, seen_only=False), at=(0.0, 0.0, 0.4), normal=(0.0, 0.0, 1.0)
    )
    assert (both.vertices[below] != mesh.vertices[below]).any()


def test_pressure_scales_strength() -> None:
    mesh = ball()
    heights = []
    for pressure in (0.25, 1.0):
        surface = Surface(mesh)
        drawn = SculptStroke(surface, "draw", Brush(3.0), ORIGIN)
        drawn.dab(np.array([10.0, 0, 0]), np.array([1.0, 0, 0]), 0, pressure, STILL)
        heights.append(surface.vertices[:, 0].max() - 10.0)
    assert heights[0] == pytest.approx(heights[1] / 4, rel=0.05)


def test_a_thin_wall_is_grabbed_whole() -> None:
    mesh = slab()
    after, _drawn, _surface = stroke(
        mesh, "grab", Brush(4.0), at=(0.0, 0.0, 0.4), normal=(0.0, 0.0, 1.0), dabs=4, drag=np.array([0.0, 0.0, -0.5])
    )
    assert volume(after) == pytest.approx(volume(mesh), rel=0.02)
    assert after.vertices[:, 2].min() < -1.5
