"""The case table of marching cubes: closed on every face of the cube, the same from both sides, never crossing itself."""

from collections import Counter

import numpy as np

from app.jobs.progress import silent
from app.mesh.kernels.cube_table import cube_table
from app.mesh.kernels.self_intersection import intersecting_pairs

CORNERS = np.array([[c & 1, c >> 1 & 1, c >> 2] for c in range(8)])


def sides(state: int) -> Counter[tuple[int, int]]:
    """Directed sides of the triangles that no other triangle of the cube has the other way round."""
    number, table = cube_table()
    found: Counter[tuple[int, int]] = Counter()
    for triangle in table[state, : number[state]].tolist():
        for a, b in zip(triangle, triangle[1:] + triangle[:1], strict=True):
            if found[b, a]:
                found[b, a] -= 1
            else:
                found[a, b] += 1
    return +found


def on_face(state: int, axis: int, high: int) -> set[tuple[int, int]]:
    """Border lines on a face of the cube, as edges moved to the lower face."""
    lines = set()
    for line in sides(state):
        ends = [divmod(edge, 3) for edge in line]
        if all(along != axis and corner >> axis & 1 == high for corner, along in ends):
            a, b = (3 * (corner & ~(1 << axis)) + along for corner, along in ends)
            lines.add((a, b))
    return lines


def test_every_border_line_lies_on_a_face_and_its_neighbour_has_it_the_other_way_round() -> None:
    for state in range(256):
        faces = [on_face(state, axis, high) for axis in range(3) for high in (0, 1)]
        assert sum(len(lines) for lines in faces) == sides(state).total()
        for axis in range(3):
            low = [c for c in range(8) if not c >> axis & 1]
            moved = sum(1 << c for c in low if state >> (c | 1 << axis) & 1)  # the next cube shares its upper face
            for rest in (0, 255):
                other = moved | (rest & sum(1 << (c | 1 << axis) for c in low))
                assert {(b, a) for a, b in on_face(other, axis, 0)} == on_face(state, axis, 1)


def test_cut_edges_have_two_corners_of_which_one_is_inside() -> None:
    number, table = cube_table()
    for state in range(256):
        used = set(table[state, : number[state]].ravel().tolist())
        cut = {
            3 * c + axis
            for c in range(8)
            for axis in range(3)
            if not c >> axis & 1 and (state >> c & 1) != (state >> (c | 1 << axis) & 1)
        }
        assert used == cut


def test_no_triangles_of_a_cube_cross_wherever_the_vertices_are_and_they_face_outwards() -> None:
    number, table = cube_table()
    random = np.random.default_rng(0)
    trials = 60
    along = random.uniform(0.04, 0.96, (trials, 24))
    along[::2] = np.where(along[::2] < 0.5, 0.04, 0.96)
    points = np.repeat(CORNERS, 3, axis=0)[None] + along[:, :, None] * np.tile(np.eye(3), (8, 1))
    states = np.arange(1, 255)
    shift = 2.0 * np.stack([*np.meshgrid(np.arange(trials), states, indexing="ij"), np.zeros((trials, 254))], axis=-1)
    everywhere = points[:, None] + shift[:, :, None]
    faces = [
        24 * (trial * 254 + i) + table[state, : number[state]].astype(np.int64)
        for trial in range(trials)
        for i, state in enumerate(states)
    ]
    assert not len(intersecting_pairs(everywhere.reshape(-1, 3), np.concatenate(faces).astype(np.int32), silent()))
    a, b, c = points[1][table[1, 0]]
    assert (np.cross(b - a, c - a) > 0).all()  # corner 0 alone is inside
