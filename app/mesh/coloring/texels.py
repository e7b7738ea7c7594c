"""Which texels of a picture the chosen faces show, and how much of a change each of them gets."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.coloring.region import Region
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.texel_paint import NOBODY, owners

BAND = 256  # rows that are worked on at a time
FACES_A_CALL = 100_000
TILES = 4  # times a face may run through the picture, which repeats, before all of it counts as shown
PADDING = 8  # texels around what is shown that go along with it
SHARED = 0.25  # of the texels of a face: if it shows more that the other side shows too, that one needs its own picture
FEW = 2  # texels: neighbours share those whose middle lies on their edge


@dataclass(frozen=True, eq=False)
class Share:
    """How much of a change each texel gets.

    weight  (H, W) uint8, 0 to 255
    shared  whether other faces show the same texels
    """

    weight: NDArray[np.uint8]
    shared: bool


def share_of_texels(
    region: Region, chosen: IntArray, others: IntArray, size: tuple[int, int], progress: Progress
) -> Share:
    """For a picture of ``size`` (height, width) that the faces ``chosen`` and ``others`` of the mesh show.

    Texels that nobody shows go along with those beside them, over ``PADDING`` texels.
    """
    height, width = size
    weight, known = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    progress(0.0)
    mine = _Shown.of(region, chosen, size)
    progress(0.05)
    yours = _Shown.of(region, others, size)
    progress(0.1)
    faded = np.zeros(len(region.mesh.faces), np.bool_)
    faded[region.near_border(progress)] = True
    both = np.zeros((2, len(region.mesh.faces)), np.int64)
    count = np.zeros(len(region.mesh.faces), np.int64)
    for row in range(0, height, BAND):
        progress(0.2 + 0.7 * row / height)
        rows = min(BAND, height - row)
        owner, other = mine.owners(row, rows, width), yours.owners(row, rows, width)
        inside, rim = owner >= 0, owner <= -2
        twice = inside & (other >= 0)
        for side, (shown, owned) in enumerate(((mine, owner), (yours, other))):
            count += np.bincount(shown.face[owned[owned >= 0]], minlength=len(count))
            both[side] += np.bincount(shown.face[owned[twice]], minlength=len(count))
        here = inside | (rim & (other < 0))
        part = np.where(here, np.uint8(255), np.uint8(0))
        y, x = np.nonzero(here)
        slot = owner[y, x]
        slot = np.where(slot >= 0, slot, -2 - slot)
        soft = faded[mine.face[slot]]
        y, x, slot = y[soft], x[soft], slot[soft]
        if len(slot):
            places = np.column_stack([x + 0.5, y + row + 0.5])
            mix = triangle_weights(mine.uv[slot], places)
            corners = region.mesh.vertices[region.mesh.faces[mine.face[slot]]]
            part[y, x] = np.rint(255 * region.weights(np.einsum("nk,nkj->nj", mix, corners)))
        line = slice(height - row - rows, height - row)
        weight[line] = part[::-1]
        known[line] = np.where(here | (other != NOBODY), np.uint8(255), np.uint8(0))[::-1]
    _pad(weight, known, progress)
    return Share(weight, bool(((both >= FEW) & (both > SHARED * count)).any() or (both[:, count < FEW] > 0).any()))


@dataclass(frozen=True, eq=False)
class _Shown:
    """Faces ``face`` (N,) at ``uv`` (N, 3, 2) texels, y upwards; a face that leaves the picture is there several times."""

    uv: FloatArray
    face: IntArray
    spots: NDArray[np.int64]
    low: FloatArray
    high: FloatArray
    everywhere: bool

    @classmethod
    def of(cls, region: Region, faces: IntArray, size: tuple[int, int]) -> "_Shown":
        height, width = size
        assert region.mesh.corner_uv is not None
        uv = np.nan_to_num(region.mesh.corner_uv[faces].astype(np.float64), posinf=0.0, neginf=0.0)
        uv = uv - np.floor(uv.min(axis=1, keepdims=True))
        extent = uv.max(axis=(0, 1)) if len(uv) else np.ones(2)
        # A corner at exactly 1 touches the next copy of the picture, but shows none of it.
        tiles = np.minimum(np.ceil(extent - 1e-6).astype(np.int64), TILES)
        copies, which = [uv], [faces]
        for i in range(int(tiles[0])):
            for j in range(int(tiles[1])):
                reaches = (uv.max(axis=1) > np.array([i, j]) + 1e-6).all(axis=1)
                if (i or j) and reaches.any():
                    copies.append(uv[reaches] - np.array([i, j]))
                    which.append(faces[reaches])
        scaled = as_input(np.concatenate(copies) * np.array([width, height]), np.float64)
        # The texels at the corners count as shown even where a face is smaller than one.
        flat = scaled.reshape(-1, 2)
        spots = np.clip(flat[:, 1].astype(np.int64), 0, height - 1) * width
        spots = spots + np.clip(flat[:, 0].astype(np.int64), 0, width - 1)
        tiny = np.repeat((np.ptp(scaled, axis=1) < 1.0).all(axis=1), 3)
        slot = np.repeat(np.arange(len(scaled)), 3)
        order = np.argsort(spots[tiny], kind="stable")
        spots = np.column_stack([spots[tiny][order], slot[tiny][order]])
        y = scaled[:, :, 1]
        beyond = bool(len(uv)) and bool((extent > TILES).any())
        return cls(scaled, np.concatenate(which).astype(np.int32), spots, y.min(axis=1), y.max(axis=1), beyond)

    def owners(self, row: int, rows: int, width: int) -> IntArray:
        """(rows, width) int32 of the rows from ``row``: as ``owners`` of the kernels, in places of ``face``."""
        owner = np.full((rows, width), NOBODY, np.int32)
        if not len(self.face):
            return owner
        here = np.flatnonzero((self.high >= row - 2) & (self.low <= row + rows + 2))
        first, last = (int(here[0]), int(here[-1]) + 1) if len(here) else (0, 0)
        for begin in range(first, last, FACES_A_CALL):
            owners(self.uv, begin, min(last, begin + FACES_A_CALL), row, owner)
        begin, end = np.searchsorted(self.spots[:, 0], [row * width, (row + rows) * width])
        if end > begin:
            spot, slot = self.spots[begin:end].T
            owner.reshape(-1)[spot - row * width] = slot
        if self.everywhere:
            owner[owner < 0] = 0
        return owner


def triangle_weights(corners: FloatArray, points: FloatArray) -> FloatArray:
    """(N, 3) barycentric weights of points (N, 2) in triangles (N, 3, 2), clamped; the first corner's without area."""
    b, c, p = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0], points - corners[:, 0]
    twice = b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0]
    scale = np.where(twice == 0.0, 1.0, twice)
    v = np.where(twice == 0.0, 0.0, (p[:, 0] * c[:, 1] - p[:, 1] * c[:, 0]) / scale)
    w = np.where(twice == 0.0, 0.0, (b[:, 0] * p[:, 1] - b[:, 1] * p[:, 0]) / scale)
    weights = np.maximum(np.column_stack([1.0 - v - w, v, w]), 0.0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def shown_texels(region: Region, faces: IntArray, size: tuple[int, int], progress: Progress) -> BoolArray:
    """(H, W) bool: the texels of a picture of ``size`` (height, width) that these faces show, row 0 at the top."""
    height, width = size
    result = np.zeros(size, np.bool_)
    shown = _Shown.of(region, faces, size)
    for row in range(0, height, BAND):
        progress(row / height)
        rows = min(BAND, height - row)
        result[height - row - rows : height - row] = (shown.owners(row, rows, width) != NOBODY)[::-1]
    return result


def _pad(weight: NDArray[np.uint8], known: NDArray[np.uint8], progress: Progress) -> None:
    """Texels that nobody shows take the largest weight beside them, ring by ring; ``known`` is 255 where somebody does."""
    import cv2  # noqa: PLC0415 - half a second that only selections need

    kernel = np.ones((3, 3), np.uint8)
    for ring in range(PADDING):
        progress(0.9 + 0.1 * ring / PADDING)
        cv2.copyTo(cv2.dilate(weight, kernel), cv2.bitwise_not(known), weight)
        cv2.dilate(known, kernel, dst=known)
