"""From inside and outside nodes to a closed, manifold surface without crossings."""

# ruff: noqa: PLR0917 - the grid comes in several arrays

from dataclasses import dataclass

import numpy as np

from app.jobs.progress import Progress
from app.jobs.threads import in_slices
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.block_bits import Bytes
from app.mesh.kernels.block_march import area_between, count, triangles, vertices
from app.mesh.kernels.cube_table import cube_table
from app.mesh.kernels.float_grid import exact_step
from app.mesh.wrap.grid import Blocks, Frame
from app.mesh.wrap.scanning import Scan
from app.mesh.wrap.sheets import Thickened

BLOCKS_A_SLICE = 1_000
FACES_A_SLICE = 1_000_000


@dataclass(frozen=True, eq=False)
class Surface:
    """points (V, 3) mm, faces (F, 3) int32, thickened (V,) bool, area in mm² of faces between thickened vertices."""

    points: FloatArray
    faces: IntArray
    thickened: BoolArray
    thickened_mm2: float


def surface_of(
    blocks: Blocks, coarse: Bytes, scan: Scan, solid: Thickened, frame: Frame, progress: Progress
) -> Surface:
    """March through all stored blocks."""
    n = blocks.size
    number, table = cube_table()
    cut, before = np.empty((n, 3, 8), np.uint64), np.empty((n, 3, 8), np.uint16)
    n_vertices, n_triangles = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    where = blocks.place, blocks.index, blocks.shape

    def count_rows(row: int, stop: int) -> None:
        count(
            solid.nodes, blocks.near, coarse, *where, number, row, stop, cut, before, n_vertices[1:], n_triangles[1:]
        )  # fmt: skip

    in_slices(n, BLOCKS_A_SLICE, count_rows, progress.part(0.0, 0.3))
    first_vertex, first_triangle = np.cumsum(n_vertices), np.cumsum(n_triangles)
    points, thickened = np.empty((int(first_vertex[-1]), 3)), np.empty(int(first_vertex[-1]), np.bool_)
    faces = np.empty((int(first_triangle[-1]), 3), np.int32)
    low = frame.origin
    rounding = exact_step(low, low + frame.shape * 8 * frame.step)

    def write_rows(row: int, stop: int) -> None:
        vertices(
            solid.nodes, solid.thick, scan.crossed, scan.crossings, scan.first_crossing, solid.values, solid.values_of,
            blocks.near, blocks.place, blocks.shape, row, stop, cut, first_vertex, frame.origin, frame.step, rounding,
            points, thickened,
        )  # fmt: skip
        triangles(
            solid.nodes, coarse, *where, number, table, row, stop, cut, before, first_vertex, first_triangle, faces
        )

    in_slices(n, BLOCKS_A_SLICE, write_rows, progress.part(0.3, 0.95))
    area = 0.0
    if thickened.any():
        area = sum(
            in_slices(len(faces), FACES_A_SLICE, lambda a, b: float(area_between(points, faces, thickened, a, b)),
                      progress.part(0.95, 1.0))
        )  # fmt: skip
    return Surface(points, faces, thickened, area)
