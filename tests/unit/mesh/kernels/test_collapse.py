"""Edge collapse: what is left hangs together as before, keeps the tolerance, and is the same every time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels import collapse_rounds
from app.mesh.kernels.collapse import collapsed
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.fans import bow_ties
from app.mesh.kernels.measure import face_volumes
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from tests.unit.mesh.shapes import box, grid_surface, icosphere, together, torus, uv_sphere


def bumpy_torus(rows: int = 160, columns: int = 80) -> Mesh:
    u, v = np.meshgrid(np.arange(rows) * 2 * np.pi / rows, np.arange(columns) * 2 * np.pi / columns, indexing="ij")
    minor = 6 + 0.4 * np.sin(5 * u) * np.cos(3 * v) + np.random.default_rng(0).normal(0, 0.003, u.shape)
    ring = 20 + minor * np.cos(v)
    vertices = np.stack([ring * np.cos(u), ring * np.sin(u), minor * np.sin(v)], axis=-1).reshape(-1, 3)
    return Mesh(vertices, grid_surface(rows, columns)[:, ::-1])


def assert_closed(points: FloatArray, faces: IntArray) -> None:
    edges = edge_table(faces)
    assert (edges.count == 2).all()
    assert (edges.forward == 1).all()
    assert not len(bow_ties(faces, edges, len(points)))
    assert len(np.unique(faces)) == len(points)


def euler(points: FloatArray, faces: IntArray) -> int:
    return len(points) - len(edge_table(faces).vertices) + len(faces)


@pytest.mark.parametrize("block", [500, 100_000])
def test_a_closed_surface_stays_closed_with_its_holes_and_volume(block: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(collapse_rounds, "BLOCK", block)
    mesh = bumpy_torus()
    result = collapsed(mesh.vertices, mesh.faces, silent(), tolerance=0.1)
    assert len(result.faces) < 0.25 * len(mesh.faces)
    assert_closed(result.points, result.faces)
    assert euler(result.points, result.faces) == 0
    volume = face_volumes(mesh.vertices, mesh.faces).sum()
    assert face_volumes(result.points, result.faces).sum() == pytest.approx(volume, rel=5e-3)


@pytest.mark.parametrize("tolerance", [0.02, 0.1, 0.4])
def test_the_surface_stays_within_the_tolerance(tolerance: float):
    mesh = bumpy_torus()
    result = collapsed(mesh.vertices, mesh.faces, silent(), tolerance=tolerance)
    there = Scene(result.points, result.faces).distance(mesh.vertices)
    back = Scene(mesh.vertices, mesh.faces).distance(result.points[result.faces].mean(axis=1))
    assert np.quantile(there, 0.999) <= tolerance
    assert np.quantile(back, 0.999) <= tolerance


def test_a_tolerance_a_vertex_holds_where_it_is():
    mesh = bumpy_torus()
    fine = mesh.vertices[:, 0] > 0
    tolerance = np.where(fine, 0.02, 0.4)
    result = collapsed(mesh.vertices, mesh.faces, silent(), tolerance=tolerance)
    there = Scene(result.points, result.faces).distance(mesh.vertices)
    assert np.quantile(there[mesh.vertices[:, 0] > 2], 0.999) <= 0.02
    assert (result.points[:, 0] > 0).sum() > 2 * (result.points[:, 0] < 0).sum()


def test_flat_faces_go_without_a_trace():
    n = 40
    sheet = grid_surface(n, n)
    x, y = np.meshgrid(np.arange(n, dtype=float), np.arange(n, dtype=float), indexing="ij")
    points = np.stack([x, y, np.zeros_like(x)], axis=2).reshape(-1, 3)
    inside = (np.ptp(x.reshape(-1)[sheet], axis=1) < 2) & (np.ptp(y.reshape(-1)[sheet], axis=1) < 2)
    result = collapsed(points, sheet[inside], silent(), tolerance=1e-3)
    assert len(result.faces) <= 80
    assert np.allclose(result.points[:, 2], 0)
    corners = result.points[result.faces]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum() / 2
    assert area == pytest.approx((n - 1) ** 2, rel=1e-6)  # the open edge is where it was


@pytest.mark.parametrize("target", [4000, 777, 200])
def test_the_number_of_faces_is_met(target: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(collapse_rounds, "BLOCK", 800)
    mesh = bumpy_torus()
    result = collapsed(mesh.vertices, mesh.faces, silent(), target_faces=target)
    assert target - 2 <= len(result.faces) <= target
    assert_closed(result.points, result.faces)


def test_locked_vertices_and_the_faces_between_them_stay_to_the_bit():
    mesh = bumpy_torus().with_(vertices=bumpy_torus().vertices + 0.1)
    locked = mesh.vertices[:, 1] > 5
    result = collapsed(mesh.vertices, mesh.faces, silent(), tolerance=0.2, locked=locked)
    at = {int(v): i for i, v in enumerate(result.vertex_of)}
    assert all(np.array_equal(result.points[at[int(v)]], mesh.vertices[v]) for v in np.flatnonzero(locked))
    kept = np.flatnonzero(locked[mesh.faces].all(axis=1))
    assert np.isin(kept, result.face_of).all()
    assert len(result.faces) < 0.8 * len(mesh.faces)


def test_the_result_depends_on_neither_threads_nor_runs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(collapse_rounds, "BLOCK", 700)
    mesh = bumpy_torus()
    results = []
    for threads in (1, 4):
        monkeypatch.setattr(collapse_rounds, "MAX_THREADS", threads)
        monkeypatch.setattr(collapse_rounds.os, "cpu_count", lambda: 4)
        results.append(collapsed(mesh.vertices, mesh.faces, silent(), tolerance=0.1))
    assert np.array_equal(results[0].points, results[1].points)
    assert np.array_equal(results[0].faces, results[1].faces)
    assert np.array_equal(results[0].stands_in, results[1].stands_in)


def test_what_was_taken_up_lies_near_what_stands_in_for_it():
    mesh = bumpy_torus()
    result = collapsed(mesh.vertices, mesh.faces, silent(), tolerance=0.05)
    assert np.array_equal(result.stands_in[result.vertex_of], np.arange(len(result.points)))
    assert np.linalg.norm(result.points[result.stands_in] - mesh.vertices, axis=1).max() < 6


def test_what_is_not_manifold_is_left_alone():
    two = together(uv_sphere(10), uv_sphere(10, at=(20, 0, 0)))
    touching = np.array(two.faces)
    touching[touching == len(two.vertices) - 10] = 5  # a bow tie
    result = collapsed(two.vertices, touching, silent(), target_faces=100)
    assert 5 in result.vertex_of
    fan = np.concatenate([box().faces, [[0, 1, 8]]]).astype(np.int32)  # three faces at the edge 0 1
    points = np.concatenate([box().vertices, [[5.0, -9.0, -9.0]]])
    left = collapsed(points, fan, silent(), tolerance=100.0)
    edges = edge_table(left.faces)
    (edge,) = edges.vertices[edges.count == 3]
    assert set(left.vertex_of[edge]) == {0, 1}
    assert np.array_equal(left.points[edge], points[left.vertex_of[edge]])


def test_nothing_is_left_to_do_on_the_smallest_closed_surface():
    points = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    faces = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]], np.int32)
    result = collapsed(points, faces, silent(), tolerance=10.0)
    assert np.array_equal(result.faces, faces)
    assert len(collapsed(np.zeros((0, 3)), np.zeros((0, 3), np.int32), silent(), tolerance=1.0).faces) == 0


def test_cancel_ends_it():
    mesh = icosphere(20, 5)
    calls = iter(range(10**6))
    # Asked at the start, while the quadrics are made and before the first round; how often after that depends on threads.
    with pytest.raises(Cancelled):
        collapsed(mesh.vertices, mesh.faces, Progress(cancelled=lambda: next(calls) > 1), tolerance=0.1)
    assert next(calls) == 3


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**20),
    noise=st.floats(0, 0.8),
    target=st.integers(4, 600),
    opened=st.integers(0, 40),
)
def test_any_surface_stays_manifold(seed: int, noise: float, target: int, opened: int):
    random = np.random.default_rng(seed)
    mesh = torus(20, 6, 24, 14)
    points = mesh.vertices + random.normal(0, noise, mesh.vertices.shape)
    faces = np.delete(mesh.faces, random.integers(0, len(mesh.faces), opened), axis=0)
    result = collapsed(points, faces, silent(), target_faces=target)
    edges = edge_table(result.faces)
    assert (edges.count <= 2).all()
    assert (edges.forward <= 1).all()
    before = edge_table(faces)
    assert (edges.count == 1).any() == (before.count == 1).any()
    assert len(bow_ties(result.faces, edges, len(result.points))) <= len(bow_ties(faces, before, len(points)))
    assert np.isfinite(result.points).all()
