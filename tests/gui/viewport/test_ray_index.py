import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from viewport_shapes import cube, sphere

from app.gui.viewport.pick import pick_on_ray
from app.gui.viewport.ray_index import LEAF, RayIndex, make_index
from app.mesh.mesh import Mesh

BALL = sphere(20.0, 30)


def index_of(mesh: Mesh) -> RayIndex:
    return make_index(mesh.vertices, mesh.faces)


INDEX = index_of(BALL)


def every_face(mesh: Mesh, start: np.ndarray, way: np.ndarray) -> float | None:
    """The judge: each triangle by itself, with determinants."""
    best = None
    for a, b, c in mesh.vertices[mesh.faces]:
        matrix = np.column_stack([b - a, c - a, -way])
        if abs(np.linalg.det(matrix)) < 1e-12:
            continue
        u, v, t = np.linalg.solve(matrix, start - a)
        if u >= -1e-12 and v >= -1e-12 and u + v <= 1 + 1e-12 and t > 0 and (best is None or t < best):
            best = float(t)
    return best


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_it_finds_what_trying_every_face_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    start = rng.normal(size=3) * 60
    way = rng.normal(size=3) * 15 + [0, 0, 20] - start
    way /= np.linalg.norm(way)
    hit, expected = INDEX.first_hit(start, way), every_face(BALL, start, way)
    assert (hit is None) == (expected is None)
    if hit is not None and expected is not None:
        assert hit[1] == pytest.approx(expected, abs=1e-9)


def test_each_face_is_in_one_box_that_holds_it() -> None:
    assert sorted(INDEX.order.tolist()) == list(range(len(BALL.faces)))
    for number, first in enumerate(INDEX.starts.tolist()):
        corners = BALL.vertices[BALL.faces[INDEX.order[first : first + LEAF]]]
        assert (corners >= INDEX.low[number]).all()
        assert (corners <= INDEX.high[number]).all()


def test_rays_along_an_axis_and_in_the_plane_of_a_side_are_answered() -> None:
    index = index_of(cube())
    down = index.first_hit(np.array([1.0, 2.0, 99.0]), np.array([0.0, 0.0, -1.0]))
    assert down is not None
    assert down[1] == pytest.approx(59.0)
    assert index.first_hit(np.array([-99.0, 0.0, 80.0]), np.array([1.0, 0.0, 0.0])) is None
    index.first_hit(np.array([-99.0, 0.0, 40.0]), np.array([1.0, 0.0, 0.0]))  # in the plane of the top: either is right


def test_what_is_hidden_or_out_of_reach_is_passed_through() -> None:
    index = index_of(cube())
    start, way = np.array([1.0, -99.0, 15.0]), np.array([0.0, 1.0, 0.0])
    front = pick_on_ray(index, start, way)
    assert front is not None
    np.testing.assert_allclose(front.point, [1, -20, 15])
    np.testing.assert_allclose(front.normal, [0, -1, 0])
    hidden = np.zeros(12, np.bool_)
    hidden[[4, 5]] = True
    behind = pick_on_ray(index, start, way, hidden=hidden)
    assert behind is not None
    np.testing.assert_allclose(behind.point, [1, 20, 15])
    farther = pick_on_ray(index, start, way, reach=(90.0, np.inf))
    assert farther is not None
    assert farther.face == behind.face
    assert pick_on_ray(index, start, way, reach=(0.0, 50.0)) is None
    assert index_of(Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int32))).first_hit(start, way) is None
