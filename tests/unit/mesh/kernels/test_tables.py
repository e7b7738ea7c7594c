"""Welding, edges, parts, fans, copies and measures, against plain NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.mesh.kernels.components import face_components, group_by_links
from app.mesh.kernels.containment import winding_of_shells
from app.mesh.kernels.duplicates import first_copies
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.fans import bow_ties
from app.mesh.kernels.measure import face_areas, face_heights, face_normals, face_volumes
from app.mesh.kernels.warm import warm
from app.mesh.kernels.weld import weld
from tests.unit.mesh.shapes import box, icosphere, inside_out, moved, together, torus, uv_sphere

FACES = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).integers(0, 12, (25, 3)).astype(np.int32)
)


def test_weld_keeps_first_appearance_and_joins_both_zeros() -> None:
    points = np.array([[1.0, 0.0, 2.0], [0.0, 0.0, 0.0], [1.0, -0.0, 2.0], [-0.0, 0.0, -0.0], [1.0, 1e-300, 2.0]])
    vertices, index = weld(points)
    assert index.tolist() == [0, 1, 0, 1, 2]
    assert vertices.tolist() == [[1.0, 0.0, 2.0], [0.0, 0.0, 0.0], [1.0, 1e-300, 2.0]]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_weld_is_exact(seed: int) -> None:
    points = np.random.default_rng(seed).integers(0, 4, (200, 3)) * 0.1
    vertices, index = weld(points)
    assert np.array_equal(vertices[index], points)
    assert len(vertices) == len(np.unique(points, axis=0))


@settings(deadline=None, max_examples=30)
@given(FACES)
def test_edge_table(faces: np.ndarray) -> None:
    table = edge_table(faces)
    sides = np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2)
    edges, of_side, count = np.unique(np.sort(sides, axis=1), axis=0, return_inverse=True, return_counts=True)
    assert np.array_equal(table.vertices, edges)
    assert np.array_equal(table.of_face, of_side.reshape(-1, 3))
    assert np.array_equal(table.count, count)
    assert np.array_equal(table.forward, np.bincount(of_side.ravel(), sides[:, 0] < sides[:, 1], len(edges)))


def test_the_hub_of_a_great_fan() -> None:
    n = 2_000
    rim = np.random.default_rng(0).permutation(np.arange(1, n + 1))
    table = edge_table(np.stack([np.zeros(n, int), rim, np.roll(rim, -1)], axis=1).astype(np.int32))
    assert len(table.vertices) == 2 * n
    assert sorted(np.unique(table.count, return_counts=True)[1].tolist()) == [n, n]
    assert table.forward[table.count == 2].tolist() == [1] * n


def test_components_through_edges_and_vertices() -> None:
    two = box(), box(at=(20.0, 20.0, 20.0))  # they share a corner
    mesh = together(*two)
    vertices, index = weld(mesh.vertices)
    faces = index[mesh.faces]
    assert face_components(faces, len(vertices))[0] == 2
    assert face_components(faces, len(vertices))[1].tolist() == [0] * 12 + [1] * 12
    assert face_components(faces, len(vertices), through="vertices")[0] == 1
    assert len(bow_ties(faces, edge_table(faces), len(vertices))) == 1
    assert vertices[bow_ties(faces, edge_table(faces), len(vertices))[0]].tolist() == [20.0, 20.0, 20.0]
    assert face_components(np.empty((0, 3), np.int32), 0)[0] == 0


def test_groups_by_links() -> None:
    count, label = group_by_links(6, np.array([[4, 1], [5, 0], [1, 5]], np.int32))
    assert count == 3
    assert label.tolist() == [0, 0, 1, 2, 0, 0]


def test_good_shapes_have_no_bow_ties() -> None:
    for mesh in (box(), torus(), icosphere(), uv_sphere()):
        assert len(bow_ties(mesh.faces, edge_table(mesh.faces), len(mesh.vertices))) == 0


@settings(deadline=None, max_examples=20)
@given(FACES)
def test_first_copies(faces: np.ndarray) -> None:
    keys = [tuple(sorted(f)) for f in faces.tolist()]
    assert first_copies(faces).tolist() == [keys.index(key) for key in keys]


def test_measures() -> None:
    far = moved(box((2.0, 3.0, 5.0)), (1e6, 1e6, 1e6))
    assert face_areas(far.vertices, far.faces).sum() == pytest.approx(62.0)
    assert face_volumes(far.vertices, far.faces).sum() == pytest.approx(30.0)
    assert face_volumes(far.vertices, far.faces[:, ::-1]).sum() == pytest.approx(-30.0)
    normals = face_normals(far.vertices, far.faces)
    assert np.allclose(np.linalg.norm(normals, axis=1), 1.0)
    assert normals[0].tolist() == [0.0, 0.0, -1.0]
    needle = np.array([[0.0, 0, 0], [4, 0, 0], [1, 1e-3, 0], [2, 0, 0]])
    faces = np.array([[0, 1, 2], [0, 1, 3], [0, 0, 0]], np.int32)
    assert face_heights(needle, faces).tolist() == [pytest.approx(1e-3), 0.0, 0.0]


def test_winding_is_right_on_rays_through_edges_and_corners() -> None:
    outer, hollow = box((20, 20, 20), (-10, -10, -10)), inside_out(box((10, 10, 10), (-5, -5, -5)))
    probes = np.array([[0.0, 0, 0], [7.0, 7, 7], [-10, 0, -11], [0, 0, -11], [5, 5, 6], [0, 0, 11], [10, 10, -20]])
    mesh = together(outer, hollow)
    vertices = np.concatenate([mesh.vertices, probes])
    faces = mesh.faces.astype(np.int64)
    start = np.array([0, 12, 24])
    boxes = np.array([[-10, -10, -10, 10, 10, 10], [-5, -5, -5, 5, 5, 5]], float)
    found = [winding_of_shells(vertices, faces, start, boxes, len(mesh.vertices) + i) for i in range(len(probes))]
    assert found == [0, 1, 0, 0, 1, 0, 0]
    assert winding_of_shells(vertices, faces, start, boxes, len(mesh.vertices), 1) == 1


def test_warming_calls_every_kernel_and_a_second_time_is_quick() -> None:
    warm()
    assert warm() < 0.5
