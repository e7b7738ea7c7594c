"""A closed surface around any heap of faces, exact where the model is solid.

The surface is where the grid's edges are crossed, so solid parts are not moved at all. What cannot be reached from outside
is inside: enclosed shells, inner walls and hollows vanish, deliberate hollows among them (whoever calls decides whether to
cut those out again). A sheet becomes a wall, a wire a rod.
"""

from dataclasses import dataclass

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.wrap.grid import face_lists, frame_around, with_neighbours
from app.mesh.wrap.outside import ROUNDS, outside_of
from app.mesh.wrap.scanning import TOUCHED, scanned
from app.mesh.wrap.sheets import nothing_thickened, thickened
from app.mesh.wrap.surface import surface_of
from app.mesh.wrap.thin import thin_parts

THINNEST_WALL = 1.1  # steps


@dataclass(frozen=True)
class WrapSettings:
    """Lengths in mm.

    step_mm  of the grid: details smaller than that are lost, sharp edges are cut off by less
    gap_mm   openings narrower than this are closed to walks into hollows
    wall_mm  thickness given to sheets, diameter given to wires; at least 1.1 steps are given to sheets, 1.8 to wires
    """

    step_mm: float
    gap_mm: float
    wall_mm: float


@dataclass(frozen=True, eq=False)
class Wrapped:
    """A closed, manifold surface that faces outwards and does not cross itself; no faces where nothing solid was found.

    points         (V, 3) float64 mm, exact in float32
    faces          (F, 3) int32
    thickened      (V,) bool: vertex of a sheet or wire that was given a wall
    sheet_area_mm2 area of the faces between such vertices
    """

    points: FloatArray
    faces: IntArray
    thickened: BoolArray
    sheet_area_mm2: float


def wrap(
    points: FloatArray, faces: IntArray, cap: BoolArray | None, settings: WrapSettings, progress: Progress
) -> Wrapped:
    """Wrap a model.

    points  (V, 3) mm; faces (F, 3), however they are joined and turned
    cap     (F,) bool: faces that only close holes; they stop walks, but are never taken for a sheet. None for none

    Deterministic. Raises Cancelled. See ``budget`` for the least step that the memory allows.
    """
    faces = as_input(faces, np.int32).reshape(-1, 3)
    if not len(faces):
        return Wrapped(np.empty((0, 3)), np.empty((0, 3), np.int32), np.empty(0, np.bool_), 0.0)
    step = settings.step_mm
    far = max(settings.gap_mm / (2 * step), TOUCHED)
    wall = max(settings.wall_mm / step, THINNEST_WALL)
    margin = max(far, 1.0) + 0.01
    used = np.zeros(len(points), np.bool_)
    used[faces] = True
    frame = frame_around(points[used].min(axis=0), points[used].max(axis=0), step, max(margin, wall / 2 + 2.0))
    local = frame.to_grid(points)
    hints = as_input(np.zeros(len(faces)) if cap is None else cap, np.bool_)
    every = np.arange(len(faces), dtype=np.int32)
    lists = face_lists(local, faces, every, frame, margin, progress.part(0.0, 0.1))
    blocks = with_neighbours(frame.shape, lists.place)
    scan = scanned(local, faces, hints, frame, blocks, lists, far, progress.part(0.1, 0.4))
    outside = outside_of(blocks, scan, ROUNDS, progress.part(0.4, 0.55))
    thin = thin_parts(blocks, scan, outside, progress.part(0.55, 0.6))
    if thin is None:
        grown = nothing_thickened(blocks, scan, outside)
    else:
        grown = thickened(
            local, faces, hints, frame, blocks, lists, scan, outside, thin, wall, progress.part(0.6, 0.75)
        )  # fmt: skip
    del lists, local, scan, outside, thin, blocks
    surface = surface_of(
        grown.blocks, grown.outside.coarse, grown.scan, grown.solid, frame, progress.part(0.75, 1.0)
    )  # fmt: skip
    progress(1.0)
    return Wrapped(surface.points, surface.faces, surface.thickened, surface.thickened_mm2)
