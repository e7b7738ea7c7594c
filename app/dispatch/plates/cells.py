"""Bodies as cells of a grid, never smaller than they are."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull

from app.dispatch.plates.body import SIDES, Body, Room
from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.kernels.cover import covered_cells

FINE_MM = 0.5  # of a silhouette


@dataclass(frozen=True, eq=False)
class Shadow:
    """The silhouette of a body from above, before it is turned.

    centers   (N, 2) mm: middles of the cells of FINE_MM that it touches
    outline   (M, 2) mm: corners of the convex hull of the body, from above
    """

    centers: FloatArray
    outline: FloatArray

    @property
    def area(self) -> float:
        """mm²."""
        return len(self.centers) * FINE_MM**2


def shadow(body: Body) -> Shadow:
    """The silhouette of a body that stands upright."""
    low = body.vertices.min(axis=0)
    shape = np.maximum(np.ceil(body.size / FINE_MM), 1).astype(np.int64)
    tall = shape.copy()
    tall[2] = 1
    flat = np.array([FINE_MM, FINE_MM, max(float(body.size[2]), FINE_MM) * 1.001])
    mask = covered_cells((body.vertices - low) / flat, body.faces, np.zeros(3), 1.0, tall)[:, :, 0]
    mask = ndimage.binary_fill_holes(mask)
    hull = body.vertices[:, :2][ConvexHull(body.vertices[:, :2]).vertices]
    return Shadow(low[:2] + (np.argwhere(mask) + 0.5) * FINE_MM, hull)


def turned_shadow(shadow_: Shadow, degrees: float, pitch: float) -> tuple[BoolArray, FloatArray]:
    """The silhouette turned, in cells of ``pitch`` mm (1 or more) from the lowest corner of its box on; and that box' size."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    outline = shadow_.outline @ turn.T
    low, size = outline.min(axis=0), np.ptp(outline, axis=0)
    middles = shadow_.centers @ turn.T - low
    shape = np.maximum(np.ceil(size / pitch - 1e-9), 1).astype(np.int64)
    mask = np.zeros(shape, np.bool_)
    reach = FINE_MM / np.sqrt(2)  # a fine cell lies in a disc of this radius, however it is turned
    for x in (-reach, reach):
        for y in (-reach, reach):
            cell = np.clip(((middles + np.array([x, y])) / pitch).astype(np.int64), 0, shape - 1)
            mask[cell[:, 0], cell[:, 1]] = True
    return mask, np.asarray(size)


def solid_cells(body: Body, pitch: float) -> BoolArray:
    """The body in cells of ``pitch`` mm, upright, in the middle of its grid; what nothing gets into counts as full."""
    shape = np.maximum(np.ceil(body.size / pitch - 1e-9), 1).astype(np.int64)
    origin = body.vertices.min(axis=0) - (shape * pitch - body.size) / 2
    return np.asarray(ndimage.binary_fill_holes(covered_cells(body.vertices, body.faces, origin, pitch, shape)))


def turned_cells(cells: BoolArray, side: str, turn: int) -> BoolArray:
    """The cells with this side up and turned by a multiple of 90 degrees: as ``body.placed`` turns the surface."""
    matrix = np.rint(SIDES[side]).astype(np.int64)
    for _ in range(turn // 90 % 4):
        matrix = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]]) @ matrix
    axes = [int(np.flatnonzero(row)[0]) for row in matrix]
    flips = tuple(axis for axis, row in enumerate(matrix) if row.sum() < 0)
    return np.ascontiguousarray(np.flip(np.transpose(cells, axes), flips))


def widened(cells: BoolArray, room: Room, pitch: float, *, flat: bool = False) -> tuple[BoolArray, int]:
    """All cells that have a point nearer than the spacing to one of these, and by how many cells the grid has grown.

    ``flat``: in x and y alone.
    """
    grown = int(np.ceil(room.spacing / pitch))
    across = np.maximum(np.abs(np.arange(-grown, grown + 1)) - 1, 0) * pitch
    upward = np.zeros(1) if flat else across
    distance = across[:, None, None] ** 2 + across[None, :, None] ** 2 + upward[None, None, :] ** 2
    near = distance < room.spacing**2
    pads = ((grown, grown), (grown, grown), (0, 0) if flat else (grown, grown))
    wide = ndimage.binary_dilation(np.pad(cells, pads), near)
    return np.asarray(ndimage.binary_fill_holes(wide)), grown
