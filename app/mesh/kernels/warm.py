"""Compile every kernel ahead, into numba's cache on disk: nobody waits for a compiler at the first click.

``python -m app.mesh.kernels.warm`` does it: at set-up, when a package is built, and beside the window at the first start of
an installation whose kernels are not there.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.jobs.progress import silent
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrangement import arrange
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.block_warm import warm_blocks
from app.mesh.kernels.cells import near, solid_cells
from app.mesh.kernels.charts import connected_charts, grown_charts, joined_charts
from app.mesh.kernels.closest_within import NearSurface
from app.mesh.kernels.collapse_warm import warm_collapse
from app.mesh.kernels.columns import columns
from app.mesh.kernels.components import face_components, group_by_links
from app.mesh.kernels.containment import winding_of_shells
from app.mesh.kernels.cover import covered_cells
from app.mesh.kernels.duplicates import first_copies
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.fans import bow_ties
from app.mesh.kernels.flat_charts import flattened, overlapping, packed
from app.mesh.kernels.free_places import lowest_place, packed_bits, runs
from app.mesh.kernels.gated_closest import GatedSurface
from app.mesh.kernels.hole_fill import border_loops, triangulate
from app.mesh.kernels.kept import say_all_there
from app.mesh.kernels.measure import face_areas, face_heights, face_normals, face_volumes
from app.mesh.kernels.paint_points import look_up, mix, spread
from app.mesh.kernels.pairing import face_patches, flips_to_agree, pair_half_edges, split_fans
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.kernels.sweep import air, sweep
from app.mesh.kernels.texel_paint import owners, paint, widen
from app.mesh.kernels.texture_lookup import colors_of_points
from app.mesh.kernels.tunnels import short_loops
from app.mesh.kernels.weld import weld

Warmer = Callable[[FloatArray, IntArray], object]


def _bake(vertices: FloatArray, faces: IntArray) -> None:
    """From charts to gutters."""
    twins, normals = pair_half_edges(vertices, faces), face_normals(vertices, faces, unit=False)
    chart = connected_charts(
        twins, joined_charts(vertices, faces, twins, normals, np.arange(len(faces), dtype=np.int32), 1.0)
    )
    grown_charts(vertices, faces, twins, normals)
    start = np.arange(len(faces) + 1, dtype=np.int64)
    uv = flattened(vertices, faces, normals, start)
    overlapping(uv, start)
    packed(uv, start, (128, 128), 1, 4, silent())
    flat = as_input(uv, np.float64)
    NearSurface.of(vertices, faces).closest_within(vertices, np.ones(len(vertices)))
    gated = GatedSurface.of(vertices, faces, 1.0, 1.0)
    gated.closest(vertices, vertices)
    color = [
        as_input(np.zeros(shape), dtype)
        for shape, dtype in (
            ((0, 4), np.uint8), ((1, 3), np.int64), ((1, 4), np.float32), (len(faces), np.int16),
            ((0, 3, 2), np.float32), ((0, 3), np.int32), ((0, 4), np.uint8), (256, np.float32),
        )
    ]  # fmt: skip
    colors_of_points(np.zeros((1, 4), np.float32), chart[:1], vertices[:1], *color)
    owner, pixels, state = np.full((2, 2), -1, np.int32), np.zeros((2, 2, 4), np.uint8), np.zeros((2, 2), np.uint8)
    owners(flat, 0, len(faces), 0, owner)
    surface = (as_input(vertices, np.float64), as_input(faces, np.int32), as_input(normals, np.float64), flat)
    fallback, code = as_input(np.zeros((4, 4)), np.float32), as_input(np.zeros(2), np.uint8)
    rest = [*surface, fallback, *gated.arrays(), *color, code, pixels, state]
    paint(owner, 0, *rest)
    widen(pixels, state, 0, 2, 1)


def _arrangement() -> None:
    """Three triangles that meet in a point."""
    corners = np.array([[-2, -2, 0], [3, -2, 0.1], [0, 3, 0.2]], np.float64)
    vertices = np.vstack([corners, np.roll(corners, 1, axis=1), np.roll(corners, 2, axis=1)])
    faces = np.arange(9, dtype=np.int32).reshape(-1, 3)
    arrange(vertices, faces, intersecting_pairs(vertices, faces, silent()), silent())


def _solid(vertices: FloatArray, faces: IntArray) -> None:
    """Along lines: what grows, the air, and the cells."""
    solid = columns(vertices, faces, np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]), 0.25)
    sweep(solid)
    air(solid, 0.0, 2.0).sweep()
    near(solid_cells(solid, np.array([-1.0, -1.0, -1.0]), 0.5, (8, 8, 8)), 2.0)


def _look(vertices: FloatArray, faces: IntArray) -> None:
    """The colours of points."""
    weights, face, color = spread(np.ones(len(faces), np.int64)), faces[:, 0], np.zeros((4, 4), np.uint8)
    mix(np.zeros((len(vertices), 4), np.uint8), faces, face, weights, color)
    look_up(np.zeros((1, 1, 4), np.uint8), np.zeros((len(faces), 3, 2), np.float32), face, weights, np.arange(4), color)


def _tunnels(_vertices: FloatArray, _faces: IntArray) -> None:
    """A torus of seven vertices (Császár), as a tetrahedron has no loop to find."""
    i = np.arange(7)
    faces = np.concatenate(
        [np.column_stack([i, (i + 1) % 7, (i + 3) % 7]), np.column_stack([i, (i + 3) % 7, (i + 2) % 7])]
    )
    short_loops(np.column_stack([np.cos(i), np.sin(i), i * i]), edge_table(faces.astype(np.int32)), 1e3, silent())


def _plates(vertices: FloatArray, faces: IntArray) -> None:
    """What pieces are packed with."""
    cells = covered_cells(vertices, faces, np.zeros(3), 0.5, np.array([2, 2, 2]))
    lowest_place(packed_bits(np.zeros((3, 3, 3), np.bool_)), runs(cells), 1, 1, 1, first_row=False)


# One line a kernel; each is called with a tetrahedron.
WARMERS: tuple[Warmer, ...] = (
    warm_blocks,
    warm_collapse,
    lambda vertices, _: weld(vertices),
    lambda _, faces: edge_table(faces),
    lambda vertices, faces: face_components(faces, len(vertices)),
    lambda vertices, faces: face_components(faces, len(vertices), through="vertices"),
    lambda vertices, faces: group_by_links(len(vertices), faces[:, :2]),
    _solid,
    _look,
    face_areas,
    face_normals,
    face_volumes,
    face_heights,
    lambda _, faces: first_copies(faces),
    lambda vertices, faces: bow_ties(faces, edge_table(faces), len(vertices)),
    lambda vertices, faces: winding_of_shells(
        vertices, faces.astype(np.int64), np.array([0, len(faces)]), np.array([[0.0, 0.0, 0.0, 1.0, 1.0, 1.0]]), 0
    ),
    lambda vertices, faces: intersecting_pairs(vertices, faces, silent()),
    lambda _vertices, _faces: _arrangement(),
    lambda vertices, faces: intersecting_pairs(vertices, faces, silent(), np.arange(len(faces)) == 0),
    lambda vertices, faces: split_fans(faces, pair_half_edges(vertices, faces)),
    lambda vertices, faces: face_patches(pair_half_edges(vertices, faces)),
    lambda vertices, faces: flips_to_agree(faces, len(vertices)),
    lambda vertices, faces: border_loops(faces[1:].copy(), pair_half_edges(vertices, faces[1:].copy())),
    lambda vertices, _: triangulate(vertices, np.ones((4, 3)), np.zeros((4, 4), np.uint8)),
    _bake,
    _tunnels,
    _plates,
)


def warm() -> float:
    """Call every kernel once and return the seconds: about half a minute the first time, well under one later."""
    begun = time.perf_counter()
    vertices = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    faces = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]], np.int32)
    for call in WARMERS:
        call(vertices, faces)
    say_all_there(Path(os.environ["NUMBA_CACHE_DIR"]))
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.stdout.write(f"{warm():.2f} s\n")
