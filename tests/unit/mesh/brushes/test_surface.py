import numpy as np
import pytest

from app.mesh.brushes.surface import Surface
from app.mesh.mesh import Mesh
from tests.unit.mesh.brushes.brush_shapes import ball, rough, slab


def normals_by_sum(mesh: Mesh) -> np.ndarray:
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    total = np.zeros_like(mesh.vertices)
    for k in range(3):
        np.add.at(total, mesh.faces[:, k], np.cross(b - a, c - a))
    return total / np.linalg.norm(total, axis=1)[:, None]


def test_a_ray_meets_the_ball_where_geometry_says() -> None:
    surface = Surface(ball())
    ways = np.random.default_rng(3).normal(size=(40, 3))
    for way in ways / np.linalg.norm(ways, axis=1)[:, None]:
        hit = surface.hit(-way * 50.0, way)
        assert hit is not None
        assert hit.point == pytest.approx(-way * 10.0, abs=0.02)
        assert hit.normal @ -way > 0.999
        corners = surface.vertices[surface.faces[hit.face]]
        assert hit.weights @ corners == pytest.approx(hit.point, abs=1e-9)
    assert surface.hit(np.array([0.0, 20.0, 50.0]), np.array([0.0, 0.0, -1.0])) is None


def test_hidden_faces_are_looked_through() -> None:
    surface = Surface(ball())
    start, way = np.array([0.1, 0.2, 50.0]), np.array([0.0, 0.0, -1.0])
    first = surface.hit(start, way)
    assert first is not None
    surface.hidden = np.zeros(len(surface.faces), np.bool_)
    surface.hidden[first.face] = True
    second = surface.hit(start, way)
    assert second is not None
    assert second.point[2] == pytest.approx(-10, abs=0.05)


def test_what_moves_is_found_at_its_new_place_with_its_new_normals() -> None:
    mesh = rough(ball(subdivisions=4))
    surface = Surface(mesh)
    near, distance = surface.vertices_near(np.array([10.0, 0.0, 0.0]), 4.0)
    assert np.array_equal(near, np.flatnonzero(np.linalg.norm(mesh.vertices - [10, 0, 0], axis=1) < 4.0))
    assert distance == pytest.approx(np.linalg.norm(mesh.vertices[near] - [10, 0, 0], axis=1))
    changed = surface.move(near, surface.vertices[near] + [5.0, 0.0, 0.0])
    assert np.isin(near, changed).all()
    moved = mesh.with_(vertices=surface.vertices)
    assert surface.normals == pytest.approx(normals_by_sum(moved), abs=1e-4)
    fresh = Surface(moved)
    for y in np.linspace(-3, 3, 13):
        start, way = np.array([50.0, y, 0.3]), np.array([-1.0, 0.0, 0.0])
        one, two = surface.hit(start, way), fresh.hit(start, way)
        assert one is not None
        assert two is not None
        assert (one.face, tuple(one.point)) == (two.face, tuple(two.point))


def test_only_open_edges_are_rims() -> None:
    mesh = ball(subdivisions=3)
    assert not Surface(mesh).rim.any()
    cut = mesh.keep_faces(mesh.vertices[mesh.faces][..., 2].max(axis=1) < 3.0)
    surface = Surface(cut)
    edges = np.sort(np.concatenate([cut.faces[:, [k, (k + 1) % 3]] for k in range(3)]), axis=1)
    once, count = np.unique(edges, axis=0, return_counts=True)
    assert np.array_equal(np.flatnonzero(surface.rim), np.unique(once[count == 1]))


def test_what_hangs_together_is_told_from_what_only_lies_near() -> None:
    one, two = slab(), slab()
    both = Mesh(
        np.concatenate([one.vertices, two.vertices + np.array([0, 0, 1.0])]),
        np.concatenate([one.faces, two.faces + len(one.vertices)]).astype(np.int32),
    )
    surface = Surface(both)
    some, _distance = surface.vertices_near(np.array([0.0, 0.0, 0.7]), 3.0)
    upper = surface.hit(np.array([0.0, 0.0, 9.0]), np.array([0.0, 0.0, -1.0]))
    assert upper is not None
    together = surface.connected(some, upper.face)
    top = both.vertices[some][:, 2] > 1.2
    assert together[top].all()
    assert not together[both.vertices[some][:, 2] < 0.6].any()
