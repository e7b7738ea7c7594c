"""One call of each kernel of the sparse grid, for ``warm``: with the kinds of arrays that the rooms above hand in."""

import numpy as np

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.block_flood import compete, edges_between, ends_of, flood, single_layers, sort_pockets, widen
from app.mesh.kernels.block_lists import count_faces, list_faces
from app.mesh.kernels.block_march import area_between, count, triangles, vertices
from app.mesh.kernels.block_scan import faces_seen, scan
from app.mesh.kernels.block_thin import faces_near, thicken
from app.mesh.kernels.cube_table import cube_table


def warm_blocks(points: FloatArray, faces: IntArray) -> None:
    """Call them with a few faces (F, 3) in the one stored block of a grid of 27; ``points`` (V, 3) between 0 and 7."""
    points, faces = as_input(points + 8.2, np.float64), as_input(faces, np.int32)
    cap, marks = as_input(np.zeros(len(faces)), np.bool_), np.zeros(len(faces), np.bool_)
    which, shape = np.arange(len(faces), dtype=np.int32), np.full(3, 3, np.int64)
    place, rows, index = np.array([13]), np.array([0]), np.full(27, -1, np.int32)
    index[13] = 0
    near = -1 - (13 + np.array([[-9, 9, -3, 3, -1, 1]], np.int32))
    at, listed = np.full(27, -1, np.int64), np.empty(len(faces), np.int32)
    at[13] = 0
    count_faces(points, faces, which, 0, 1000, shape, 1.0, np.zeros(27, np.int32))
    list_faces(points, faces, which, 0, 1000, shape, 1.0, at, listed)
    start = np.array([0, len(faces)])

    def words() -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
        return np.zeros((1, 8), np.uint64)

    def edges() -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
        return np.zeros((1, 3, 8), np.uint64)

    free, touched, crossed, sheet, number = words(), words(), edges(), edges(), np.zeros(1, np.int64)
    lists = place, shape, start, listed
    crossings = scan(points, faces, cap, *lists, 1.0, 0.9, free, touched, crossed, sheet, number)
    first = np.zeros(1, np.int64)
    faces_seen(points, faces, *lists, rows, crossed, sheet, sheet, first, crossings, marks, marks.copy(), marks.copy())
    faces_near(points, faces, cap, *lists, rows, touched, 0.9, marks)
    coarse, queue, queued = np.zeros(27, np.uint8), np.empty(27, np.int32), np.zeros(27, np.bool_)
    outside, enclosed, some = words(), words(), np.zeros(1, np.int32)
    queue[0], coarse[0] = 0, 1
    flood(outside, free, crossed, near, index, shape, coarse, 1, queue, queued, np.array([0, 1]), 100)
    sort_pockets(words(), words(), crossed, near, coarse, 1, 0, 1, enclosed, queue, queued, some, np.zeros(1, np.bool_))
    compete(
        outside, enclosed, crossed, near, coarse, some, 1, some.copy(), some.copy(), 1, np.zeros((1, 2, 8), np.uint64)
    )
    widen(outside, near, coarse, 1, 0, 0, 1, words())
    edges_between(outside, outside, 1, near, coarse, 0, 1, edges())
    ends_of(sheet, near, 0, 1, words())
    single_layers(outside, near, coarse, 1, 0, 1, words())
    values, thick = np.zeros((1, 512), np.int8), words()
    thicken(points, faces, *lists, rows, marks, np.zeros((3, 1, 8), np.uint64), np.ones(3), outside, thick, values)
    solid, cut, before = ~outside, edges(), np.zeros((1, 3, 8), np.uint16)
    grid, totals = (place, index, shape), np.zeros((2, 2), np.int64)
    numbers, table = cube_table()
    count(solid, near, coarse, *grid, numbers, 0, 1, cut, before, totals[0, 1:], totals[1, 1:])
    made, moved = np.empty((int(totals[1, 1]), 3), np.int32), np.empty((int(totals[0, 1]), 3))
    triangles(solid, coarse, *grid, numbers, table, 0, 1, cut, before, totals[0], totals[1], made)
    thickened = np.zeros(len(moved), np.bool_)
    vertices(
        solid, thick, crossed, crossings, first, values, some, near, place, shape, 0, 1, cut, totals[0],
        np.zeros(3), 1.0, 2.0**-20, moved, thickened,
    )  # fmt: skip
    area_between(moved, made, thickened, 0, len(made))
