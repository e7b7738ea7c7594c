"""The crossing search against exact rational arithmetic, and against two programs that others made."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.kernels.duplicates import first_copies
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.kernels.weld import weld
from app.mesh.loading import load
from app.mesh.mesh import Mesh
from tests.unit.mesh.kernels.exact_triangles import cross_exactly
from tests.unit.mesh.shapes import box, icosphere, moved, together, torus, uv_sphere

Soup = tuple[np.ndarray, np.ndarray]


def _grid_soup(seed: int, count: int, flat: bool, tilt: bool) -> Soup:
    """Triangles with corners on a small grid: full of touching, shared corners and edges, overlaps and needles."""
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 4, size=(3 * count, 3)).astype(float)
    if flat:
        points[:, 2] = 0.0
    if tilt:  # rounding makes nearly flat what was flat
        points = points * 0.1 @ np.linalg.qr(rng.normal(size=(3, 3)))[0]
    vertices, index = weld(points)
    return vertices, index.reshape(-1, 3)


def _by_brute_force(vertices: np.ndarray, faces: np.ndarray) -> list[tuple[int, int]]:
    first = first_copies(faces)
    return [
        (i, j)
        for i in range(len(faces))
        for j in range(i + 1, len(faces))
        if first[i] == i and first[j] == j and cross_exactly(vertices[faces[i]].tolist(), vertices[faces[j]].tolist())
    ]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(2, 14), st.booleans(), st.booleans())
def test_agrees_with_rational_arithmetic(seed: int, count: int, flat: bool, tilt: bool) -> None:
    vertices, faces = _grid_soup(seed, count, flat, tilt)
    found = intersecting_pairs(vertices, faces, silent())
    assert [tuple(pair) for pair in found.tolist()] == _by_brute_force(vertices, faces)


def test_finds_every_pair_of_a_large_soup() -> None:
    """700 triangles fill more than one level of the tree; every pair whose boxes meet is decided exactly."""
    rng = np.random.default_rng(7)
    vertices = (rng.random((700, 1, 3)) * 10 + rng.normal(size=(700, 3, 3)) * 0.7).reshape(-1, 3)
    faces = np.arange(2100, dtype=np.int32).reshape(-1, 3)
    low, high = vertices[faces].min(axis=1), vertices[faces].max(axis=1)
    meet = ((low[:, None] <= high[None]) & (high[:, None] >= low[None])).all(axis=2)
    expected = [
        [i, j] for i, j in np.argwhere(np.triu(meet, 1)).tolist()
        if cross_exactly(vertices[faces[i]].tolist(), vertices[faces[j]].tolist())
    ]  # fmt: skip
    assert len(expected) > 300
    assert intersecting_pairs(vertices, faces, silent()).tolist() == expected


def test_the_limit_always_gives_the_same_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    ball = icosphere(subdivisions=4)
    mesh = together(ball, moved(ball, (0.9, 1.0, 0.3)), moved(ball, (3.1, -1.0, 0.2)), moved(torus(), (5.0, 0.0, 0.0)))
    everything = {tuple(pair) for pair in intersecting_pairs(mesh.vertices, mesh.faces, silent()).tolist()}
    once = intersecting_pairs(mesh.vertices, mesh.faces, silent(), limit=100)
    monkeypatch.setattr("app.mesh.kernels.self_intersection.MAX_THREADS", 1)
    assert len(once) == 100 < len(everything)
    assert {tuple(pair) for pair in once.tolist()} < everything
    assert np.array_equal(once, intersecting_pairs(mesh.vertices, mesh.faces, silent(), limit=100))


@pytest.mark.parametrize("make", [box, torus, uv_sphere, icosphere])
def test_a_good_shape_does_not_cross_itself(make: Callable[[], Mesh]) -> None:
    mesh = make()
    assert len(intersecting_pairs(mesh.vertices, mesh.faces, silent())) == 0


def _two(apart: float) -> Mesh:
    return together(box((20, 20, 20)), box((20, 20, 20), (apart, 3.0, 5.0)))


def test_overlapping_boxes_cross_and_separate_ones_do_not() -> None:
    near, far = _two(10.0), _two(21.0)
    assert len(intersecting_pairs(near.vertices, near.faces, silent())) > 0
    assert len(intersecting_pairs(far.vertices, far.faces, silent())) == 0


def test_boxes_that_stand_on_each_other_overlap_in_one_plane() -> None:
    mesh = together(box((20, 20, 20)), box((10, 10, 10), (5.0, 5.0, 20.0)))
    pairs = intersecting_pairs(mesh.vertices, mesh.faces, silent())
    heights = mesh.vertices[mesh.faces[pairs]][..., 2]
    assert len(pairs) > 0
    assert (heights == 20.0).all(axis=2).any(axis=1).all()  # one of each pair lies in the common plane


@pytest.mark.parametrize(
    ("tip", "crosses"),
    [((5.0, 5.0, 0.0), True), ((5.0, -5.0, 0.0), False), ((5.0, 5.0, 1e-13), False)],
    ids=["folded", "flat", "a hair above"],
)
def test_faces_with_a_common_edge_cross_only_when_folded(tip: tuple[float, float, float], crosses: bool) -> None:
    vertices = np.array([[0.0, 0.0, 0.0], [10.0, 0.0, 0.0], [5.0, 9.0, 0.0], tip])
    faces = np.array([[0, 1, 2], [1, 0, 3]], np.int32)
    assert bool(len(intersecting_pairs(vertices, faces, silent()))) is crosses


def test_a_corner_on_a_face_only_touches() -> None:
    vertices = np.array([[0.0, 0, 0], [9, 0, 0], [0, 9, 0], [2, 2, 0], [3, 2, 4], [2, 3, 4]])
    faces = np.array([[0, 1, 2], [3, 4, 5]], np.int32)
    assert len(intersecting_pairs(vertices, faces, silent())) == 0
    vertices[3, 2] = -1e-40  # a hair further it is through, exactly
    assert len(intersecting_pairs(vertices, faces, silent())) == 1


def test_active_faces_limit_the_search() -> None:
    mesh = together(uv_sphere(), uv_sphere(at=(15.0, 0.0, 0.0)), uv_sphere(at=(0.0, 15.0, 0.0)))
    pairs = intersecting_pairs(mesh.vertices, mesh.faces, silent())
    active = np.zeros(len(mesh.faces), np.bool_)
    active[::7] = True
    expected = pairs[active[pairs].any(axis=1)]
    assert 0 < len(expected) < len(pairs)
    assert np.array_equal(intersecting_pairs(mesh.vertices, mesh.faces, silent(), active), expected)


def test_the_answer_does_not_depend_on_threads_or_order(monkeypatch: pytest.MonkeyPatch) -> None:
    mesh = together(icosphere(subdivisions=4), moved(icosphere(subdivisions=4), (9.0, 1.0, 0.0)))
    once = intersecting_pairs(mesh.vertices, mesh.faces, silent())
    monkeypatch.setattr("app.mesh.kernels.self_intersection.STEPS", 50)
    monkeypatch.setattr("app.mesh.kernels.self_intersection.MAX_THREADS", 1)
    again = intersecting_pairs(mesh.vertices, mesh.faces, silent())
    shuffled = np.random.default_rng(0).permutation(len(mesh.faces))
    other = np.sort(shuffled[intersecting_pairs(mesh.vertices, mesh.faces[shuffled], silent())], axis=1)
    assert len(once) > 0
    assert np.array_equal(once, again)
    assert np.array_equal(once, other[np.lexsort(other.T[::-1])])


def test_cancel_stops_a_long_search_at_once() -> None:
    ball = icosphere(subdivisions=5)
    heap = together(*(moved(ball, (0.01 * i, 0.0, 0.0)) for i in range(12)))
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        intersecting_pairs(heap.vertices, heap.faces, Progress(cancelled=lambda: time.monotonic() - begun > 0.4))
    assert time.monotonic() - begun < 20


def test_a_heap_of_copies_ends() -> None:
    """A hostile 3MF with 200,000 copies of one box, welded: without care that is a search for 10^10 pairs."""
    one = box()
    heap = one.with_(faces=np.tile(one.faces, (20_000, 1)), face_material=None)
    assert len(intersecting_pairs(heap.vertices, heap.faces, silent())) == 0


def test_agrees_with_meshlib() -> None:
    mm = pytest.importorskip("meshlib.mrmeshpy")
    mn = pytest.importorskip("meshlib.mrmeshnumpy")
    mesh = together(
        torus(), uv_sphere(at=(18.0, 0.3, 0.7)), moved(icosphere(), (0.13, 0.27, 0.41)), moved(torus(), (3.1, 0.2, 5.3))
    )
    vertices = mesh.vertices.astype(np.float32).astype(np.float64)
    theirs = mm.findSelfCollidingTriangles(mm.MeshPart(mn.meshFromFacesVerts(mesh.faces, vertices.astype(np.float32))))
    expected = sorted(tuple(sorted((int(p.aFace.get()), int(p.bFace.get())))) for p in theirs)
    assert len(expected) > 100
    assert [tuple(p) for p in intersecting_pairs(vertices, mesh.faces, silent()).tolist()] == expected


@pytest.mark.corpus
def test_what_meshlib_passes_over_on_the_trumpet_crosses(corpus: Path) -> None:
    """Sheets 3e-5 mm apart on a body of 700 mm share a corner and pierce each other: exact arithmetic says so."""
    mm = pytest.importorskip("meshlib.mrmeshpy")
    mn = pytest.importorskip("meshlib.mrmeshnumpy")
    mesh = load(corpus / "figurines/vtk-data--trumpet.obj", silent()).mesh
    vertices, index = weld(mesh.vertices.astype(np.float32).astype(np.float64))
    faces = np.ascontiguousarray(index[mesh.faces])
    body = mn.meshFromFacesVerts(faces, vertices.astype(np.float32))
    theirs = {
        tuple(sorted((int(p.aFace.get()), int(p.bFace.get()))))
        for p in mm.findSelfCollidingTriangles(mm.MeshPart(body))
    }
    ours = {tuple(pair) for pair in intersecting_pairs(vertices, faces, silent()).tolist()}
    assert len(theirs) > 3000
    assert theirs <= ours
    for i, j in ours - theirs:
        assert cross_exactly(vertices[faces[i]].tolist(), vertices[faces[j]].tolist())


def test_agrees_with_pymeshlab() -> None:
    pymeshlab = pytest.importorskip("pymeshlab")
    mesh = together(torus(), uv_sphere(at=(18.0, 0.3, 0.7)), moved(torus(), (3.1, 0.2, 5.3)))
    vertices = mesh.vertices.astype(np.float32).astype(np.float64)
    theirs = pymeshlab.MeshSet()
    theirs.add_mesh(pymeshlab.Mesh(vertices, mesh.faces))
    theirs.compute_selection_by_self_intersections_per_face()
    expected = np.flatnonzero(theirs.current_mesh().face_selection_array())
    assert len(expected) > 100
    assert np.array_equal(np.unique(intersecting_pairs(vertices, mesh.faces, silent())), expected)
