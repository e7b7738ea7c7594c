"""Surfaces that pass through themselves, made simple without moving them."""

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.healing.crossings import crossing_pairs
from app.mesh.healing.edit import Draft, joined
from app.mesh.healing.outer_hull import outer_hull, unfolded
from app.mesh.healing.sheets import thickened
from app.mesh.healing.uncrossing import uncrossed
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from tests.unit.mesh.shapes import icosphere


def sphere(at=(0.0, 0.0, 0.0), radius=10.0, level=3):
    mesh = icosphere(level)
    scale = radius / float(np.linalg.norm(mesh.vertices, axis=1).mean())
    return Draft.of(Mesh(mesh.vertices * scale + np.array(at), mesh.faces))


def is_closed(draft):
    return bool((edge_table(draft.faces).count == 2).all())


def test_two_spheres_become_the_boundary_of_their_union():
    both = joined([sphere(), sphere((9.0, 1.0, 0.5))])
    hull = outer_hull(both, both.diagonal, silent())
    assert hull is not None
    assert is_closed(hull)
    assert len(crossing_pairs(unfolded(both, both.diagonal, silent()), silent())) == 0
    # Two balls of radius R whose centres are d apart (the spheres are polyhedra, so a little less).
    r, d = 10.0, float(np.linalg.norm([9.0, 1.0, 0.5]))
    lens = np.pi * (4 * r + d) * (2 * r - d) ** 2 / 12
    assert hull.volume == pytest.approx(2 * 4 / 3 * np.pi * r**3 - lens, rel=0.02)


def test_faces_that_cross_nothing_keep_their_corners():
    both = joined([sphere(), sphere((9.0, 1.0, 0.5))])
    pairs = crossing_pairs(both, silent())
    calm = np.ones(both.size, np.bool_)
    calm[np.unique(pairs)] = False
    hull = outer_hull(both, both.diagonal, silent())
    there = {corner.tobytes() for corner in np.sort(hull.points[hull.faces], axis=1)}
    inside = Scene(both.points, both.faces).distance(both.points[both.faces].mean(axis=1)) >= 0
    assert inside.all()
    touched = np.zeros(len(both.points), np.bool_)
    touched[both.faces[~calm]] = True
    untouched = ~touched[both.faces].any(axis=1)
    first = both.points[both.faces[untouched]]
    outside = (np.linalg.norm(first - np.array([9.0, 1.0, 0.5]), axis=2) > 10.5).all(axis=1)
    outside &= (np.linalg.norm(first, axis=2) < 10.5).all(axis=1)
    assert outside.sum() > 100
    assert all(corner.tobytes() in there for corner in np.sort(first[outside], axis=1))


def test_colors_go_along():
    one, other = sphere(), sphere((9.0, 1.0, 0.5))
    red = np.tile(np.array([255, 0, 0, 255], np.uint8), (len(one.points), 1))
    blue = np.tile(np.array([0, 0, 255, 255], np.uint8), (len(other.points), 1))
    both = joined([one.with_(colors=red), other.with_(colors=blue)])
    hull = outer_hull(both, both.diagonal, silent())
    far_red = np.linalg.norm(hull.points - np.array([9.0, 1.0, 0.5]), axis=1) > 10.5
    far_blue = np.linalg.norm(hull.points, axis=1) > 10.5
    assert (hull.colors[far_red, 0] == 255).all()
    assert (hull.colors[far_blue, 2] == 255).all()


def test_a_fold_that_is_inside_out_stays_where_it_is_wide():
    """Half of the figure is modelled the wrong way round: it can be seen, so it stays."""
    both = joined([sphere(), sphere((18.0, 1.0, 0.5)).turned()])
    hull = unfolded(both, both.diagonal, silent())
    assert hull.points[:, 0].max() == pytest.approx(28.0, abs=0.5)
    assert hull.volume > 1.9 * 4 / 3 * np.pi * 10**3 * 0.95


def test_a_plate_of_a_bent_sheet_has_no_folds():
    """Moved inwards by more than the bend is wide, a sheet passes through itself."""
    x, y = np.meshgrid(np.linspace(-10, 10, 41), np.linspace(-5, 5, 21), indexing="ij")
    z = 6 * np.exp(-(x**2))
    points = np.column_stack([x.ravel(), y.ravel(), z.ravel()])
    n = np.arange(40)[:, None] * 21 + np.arange(20)
    quads = np.stack([n, n + 21, n + 22, n, n + 22, n + 1], axis=2).reshape(-1, 3)
    plate = thickened(Draft.of(Mesh(points, quads.astype(np.int32))), 1.0)
    assert len(crossing_pairs(plate, silent())) > 0
    cure = uncrossed(plate, plate.diagonal, silent(), rings=(0, 1, 2), effort=200_000)
    assert cure.left == 0
    assert is_closed(cure.draft)
    away = Scene(cure.draft.points, cure.draft.faces).distance(points)
    assert np.quantile(away, 0.99) < 1e-3 * plate.diagonal


def test_the_same_draft_gives_the_same_bytes():
    both = joined([sphere(), sphere((9.0, 1.0, 0.5))])
    first, second = (unfolded(both, both.diagonal, silent()) for _ in range(2))
    assert first.points.tobytes() == second.points.tobytes()
    assert first.faces.tobytes() == second.faces.tobytes()
