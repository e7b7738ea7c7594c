"""The triangulation of a border loop: the lightest of all, without a fan for long ones, and stopped at once."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.healing.ears import clip_ears
from app.mesh.healing.edit import Draft
from app.mesh.healing.topology import closed
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.hole_fill import triangulate
from app.mesh.mesh import Mesh

Triangles = list[tuple[int, int, int]]


def _ring(n: int) -> np.ndarray:
    angle = np.arange(n) * 2 * np.pi / n
    return np.stack([np.cos(angle), np.sin(angle), 0.1 * np.cos(3 * angle)], axis=1)


def _all_triangulations(i: int, j: int) -> list[Triangles]:
    if j < i + 2:
        return [[]]
    return [
        [(i, k, j), *left, *right]
        for k in range(i + 1, j)
        for left in _all_triangulations(i, k)
        for right in _all_triangulations(k, j)
    ]


def _area(polygon: np.ndarray, triangles: Triangles | np.ndarray) -> float:
    corner = polygon[np.array(triangles)]
    return float(np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1).sum()) / 2


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(4, 8))
def test_no_other_triangulation_is_lighter(seed: int, n: int) -> None:
    """With neutral normals (square to everything) the weight is the area; joined pairs are avoided."""
    rng = np.random.default_rng(seed)
    polygon = np.c_[_ring(n)[:, :2] + 0.4 * rng.normal(size=(n, 2)), np.zeros(n)]
    taken = np.zeros((n, n), np.uint8)
    a, b = 0, n // 2
    taken[a, b] = taken[b, a] = 1
    found = triangulate(polygon, np.tile([1.0, 0.0, 0.0], (n, 1)), taken)

    def weight(triangles: Triangles) -> float:
        cost = 0.0
        for i, k, j in triangles:
            area2 = 2 * _area(polygon, [(i, k, j)])
            own = (k == i + 1) + (j == k + 1) + (j - i == n - 1)
            cost += area2 + area2 * 0.5 * (own - 1) + 1e3 * ((a, b) in {(i, k), (k, j)})
        return cost

    best = min(weight(t) for t in _all_triangulations(0, n - 1))
    assert weight([(int(i), int(k), int(j)) for i, k, j in found]) == pytest.approx(best, rel=1e-9)


@pytest.mark.parametrize("n", [3, 50, 701, 4000])
def test_a_loop_of_any_length_closes_without_a_new_vertex(n: int) -> None:
    """A cone over the ring, open at the ring."""
    faces = np.column_stack([np.arange(n), (np.arange(n) + 1) % n, np.full(n, n)]).astype(np.int32)
    mesh = Mesh(np.vstack([_ring(n), [0.0, 0.0, 5.0]]), faces)
    draft, holes, number = closed(Draft.of(mesh), silent(), closing=True)
    edges = edge_table(draft.faces)
    assert (holes, number, len(draft.points)) == (1, n - 2, n + 1)
    assert (edges.count == 2).all()
    assert (edges.forward == 1).all()
    if n > 3:
        assert draft.keep(draft.closing).area == pytest.approx(np.pi, rel=0.1)


def test_ears_are_not_cut_along_an_edge_that_exists() -> None:
    ring = np.arange(12) + 5
    free, _ = clip_ears(_ring(12), np.zeros(0, np.int64), ring, 10, silent())
    a, c = int(free[0, 0]), int(free[0, 2])
    low, high = sorted((int(ring[a]), int(ring[c])))
    cut, rest = clip_ears(_ring(12), np.array([low * 17 + high]), ring, 10, silent())
    assert len(cut) == 2
    assert len(rest) == 10
    assert {a, c} not in [{int(t[0]), int(t[2])} for t in cut]


def test_cancel_stops_a_long_loop_at_once() -> None:
    n = 700
    begun = time.monotonic()
    calls = []
    with pytest.raises(Cancelled):
        triangulate(
            _ring(n), np.tile([0.0, 0.0, 1.0], (n, 1)), np.zeros((n, n), np.uint8),
            Progress(cancelled=lambda: calls.append(time.monotonic()) or len(calls) > 3),
        )  # fmt: skip
    assert len(calls) == 4
    assert time.monotonic() - begun < 60
