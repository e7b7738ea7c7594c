"""The sparse grid around a surface: which blocks of 8 x 8 x 8 nodes are stored, and which faces pass near each."""

# ruff: noqa: PLR0917 - the grid comes in several arrays

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.block_bits import SIDE
from app.mesh.kernels.block_lists import count_faces, list_faces

# Fractions of a step that no usual coordinate has: nodes and grid lines miss the vertices and edges of round models.
OFFSET = np.array([0.3183098861, 0.2718281828, 0.1618033988])
WORK = 400_000  # columns of blocks between two looks at the cancel button


@dataclass(frozen=True, eq=False)
class Blocks:
    """Stored blocks, see ``kernels/block_bits``.

    shape  (3,) int64    blocks along each axis of the coarse grid; its outermost layer is never stored
    place  (B,) int64    where each stored block is in the coarse grid (flat), ascending for those of the surface
    index  (Q,) int32    the stored block at each place, or -1
    near   (B, 6) int32  neighbours
    """

    shape: NDArray[np.int64]
    place: NDArray[np.int64]
    index: IntArray
    near: IntArray

    @property
    def size(self) -> int:
        return len(self.place)


@dataclass(frozen=True, eq=False)
class FaceLists:
    """``listed[start[i] : start[i + 1]]`` are the faces near the block at place ``place[i]``."""

    place: NDArray[np.int64]
    start: NDArray[np.int64]
    listed: IntArray


@dataclass(frozen=True, eq=False)
class Frame:
    """Where the grid lies: ``origin`` (3,) mm of node (0, 0, 0), ``step`` in mm, ``shape`` in blocks."""

    origin: FloatArray
    step: float
    shape: NDArray[np.int64]

    def to_grid(self, points: FloatArray) -> FloatArray:
        """(V, 3) in steps."""
        return as_input((points - self.origin) / self.step, np.float64)


def frame_around(low: FloatArray, high: FloatArray, step: float, margin: float) -> Frame:
    """A grid around a box (mm) whose outermost blocks are farther than ``margin`` steps from it."""
    pad = margin + SIDE
    origin = low - (pad + OFFSET) * step
    shape = np.ceil(((high - origin) / step + pad + 1) / SIDE).astype(np.int64)
    return Frame(origin, step, shape)


def with_neighbours(shape: NDArray[np.int64], place: NDArray[np.int64]) -> Blocks:
    """The table of blocks at these places."""
    index = np.full(int(np.prod(shape)), -1, np.int32)
    index[place] = np.arange(len(place), dtype=np.int32)
    near = np.empty((len(place), 6), np.int32)
    for axis, stride in enumerate((int(shape[1] * shape[2]), int(shape[2]), 1)):
        for side, way in enumerate((-stride, stride)):
            there = place + way
            found = index[there]
            near[:, 2 * axis + side] = np.where(found >= 0, found, -1 - there)
    return Blocks(shape, place, index, near)


def face_lists(
    points: FloatArray,
    faces: IntArray,
    which: IntArray,
    frame: Frame,
    margin: float,
    progress: Progress,
    among: NDArray[np.int64] | None = None,
) -> FaceLists:
    """Faces ``which`` near each block that has any, by ascending place; ``points`` in steps.

    among  only blocks at these places; None for all
    """
    count = np.zeros(int(np.prod(frame.shape)), np.int32)
    done = 0
    while done < len(which):
        progress(0.5 * done / len(which))
        done = count_faces(points, faces, which, done, WORK, frame.shape, margin, count)
    if among is not None:
        chosen = np.zeros(len(count), np.bool_)
        chosen[among] = True
        count[~chosen] = 0
    place = np.flatnonzero(count)
    start = np.zeros(len(place) + 1, np.int64)
    np.cumsum(count[place], out=start[1:])
    del count
    at = np.full(int(np.prod(frame.shape)), -1, np.int64)
    at[place] = start[:-1]
    listed = np.empty(int(start[-1]), np.int32)
    done = 0
    while done < len(which):
        progress(0.5 + 0.5 * done / len(which))
        done = list_faces(points, faces, which, done, WORK, frame.shape, margin, at, listed)
    return FaceLists(place, start, listed)
