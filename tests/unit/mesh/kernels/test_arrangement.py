"""Faces cut where they pass through each other."""

import numpy as np

from app.jobs.progress import silent
from app.mesh.kernels.arrangement import arrange, shaken
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.self_intersection import intersecting_pairs


def crossing_triangles():
    points = np.array([[0, 0, 0], [4, 0, 0], [0, 4, 0], [1, 1, -1], [1.2, 1, 1], [0.9, 2, 0.8]], float)
    return points, np.array([[0, 1, 2], [3, 4, 5]], np.int32)


def tangle(count, seed=3):
    """Triangles in a box, nearly all of which cross many others: lots of points where three meet."""
    rng = np.random.default_rng(seed)
    points = rng.random((3 * count, 3))
    return points, np.arange(3 * count, dtype=np.int32).reshape(-1, 3)


def arranged(points, faces):
    pairs = intersecting_pairs(points, faces, silent())
    return pairs, arrange(points, faces, pairs, silent())


def test_two_triangles_share_one_segment():
    points, faces = crossing_triangles()
    pairs, cut = arranged(points, faces)
    assert len(pairs) == 1
    assert len(cut.points) == 6 + 2
    assert len(cut.cuts) == 1
    assert (cut.across >= 0).all()
    left_a, right_a, left_b, right_b = cut.across[0]
    assert {cut.origin[left_a], cut.origin[right_a]} == {0}
    assert {cut.origin[left_b], cut.origin[right_b]} == {1}


def test_cut_faces_keep_their_area_and_their_turn():
    points, faces = tangle(40)
    _, cut = arranged(points, faces)
    area = np.bincount(cut.origin, face_areas(cut.points, cut.faces), len(faces))
    np.testing.assert_allclose(area, face_areas(points, faces), rtol=1e-9)
    corner, whole = cut.points[cut.faces], points[faces]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    old = np.cross(whole[:, 1] - whole[:, 0], whole[:, 2] - whole[:, 0])[cut.origin]
    turn = np.einsum("ij,ij->i", normal, old)
    assert (turn > -1e-12).all()


def test_after_cutting_faces_meet_in_whole_edges_only():
    points, faces = tangle(30)
    pairs, cut = arranged(points, faces)
    assert len(pairs) > 80
    crossing = intersecting_pairs(cut.points, cut.faces, silent())
    # What is left is rounding: the new points lie beside the planes by one part in 10^16.
    corner = cut.points[cut.faces]
    for f, g in crossing:
        normal = np.cross(corner[f, 1] - corner[f, 0], corner[f, 2] - corner[f, 0])
        normal /= np.linalg.norm(normal)
        away = (corner[g] - corner[f, 0]) @ normal
        assert min(away.max(), -away.min()) < 1e-12
    edges = edge_table(cut.faces)
    key = {tuple(sorted(edge)): number for edge, number in zip(edges.vertices.tolist(), edges.count, strict=True)}
    assert all(key[tuple(sorted(piece))] == 4 for piece in cut.cuts.tolist())


def test_what_is_left_of_a_cut_lies_behind_the_other_face_where_it_says_so():
    points, faces = tangle(25)
    _, cut = arranged(points, faces)
    middle = cut.points[cut.faces].mean(axis=1)
    corner = points[faces]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    for (left_a, right_a, left_b, right_b), (behind_a, behind_b) in zip(cut.across, cut.behind, strict=True):
        for left, right, other, behind in (
            (left_a, right_a, cut.origin[left_b], behind_a),
            (left_b, right_b, cut.origin[left_a], behind_b),
        ):
            near = [cut.points[v] for v in cut.faces[left] if v not in cut.faces[right]]
            assert len(near) == 1
            side = (near[0] - corner[other, 0]) @ normal[other]
            assert (side < 0) == behind
    assert len(middle)


def test_shaking_parts_faces_that_lie_in_one_plane():
    square = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0.2, 0.2, 0], [1.2, 0.2, 0], [0.2, 1.2, 0]], float)
    faces = np.array([[0, 1, 2], [3, 4, 5]], np.int32)
    points, pairs = shaken(square, faces, 1.0, silent())
    assert np.abs(points - square).max() <= 1e-6
    again, _ = shaken(square, faces, 1.0, silent())
    np.testing.assert_array_equal(points, again)
    cut = arrange(points, faces, pairs, silent())
    assert cut is None or (cut.across >= 0).all()
