"""Hollows: room inside a model from which nothing gets out, or not well."""

# ruff: noqa: PLR0917 - a window of a grid takes many words to describe
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.cells import near, solid_cells
from app.mesh.kernels.columns import Columns
from app.mesh.kernels.sweep import Air, Sweep, air
from app.mesh.places import MAX_PLACES
from app.mesh.report import Places

Cells = NDArray[np.uint8]
Window = tuple[slice, slice, slice]
Drain = Literal["none", "narrow", "single"]
MAX_CELLS = 2_000_000
ACROSS = 5  # cells to the diameter of a drain hole
LEAST_CUP_MM3 = 1000.0  # less resin makes no suction to speak of
LEAST_MM3 = 100.0  # what is left in a smaller hollow does no harm
SEEN = 0.3  # of a cell is solid: then no wall thicker than 0.6 cells can be missed
SLACK = 1.0  # cells that a hole loses where its rim cuts through them, measured with holes in all directions
MAX_POCKETS = 20  # largest first; nobody drills more
MAX_SINGLE = 4
WIDE = 1.6  # times the diameter of a drain hole: a hollow with one opening as wide as that drains well


@dataclass(frozen=True, eq=False)
class Hollow:
    """Room inside a model.

    drain   "none": no way out; "narrow": no way out as wide as a drain hole; "single": just one, and air cannot get in
    volume  mm³
    box     (2, 3) mm
    faces   (N,) int32: faces at its bottom, of those that the columns were made of
    """

    drain: Drain
    volume: float
    box: FloatArray
    faces: IntArray


class AirInside:
    """The air in and around a solid, as runs and as the parts that fill up from below."""

    def __init__(self, solid: Columns, bounds: FloatArray, resting: float) -> None:
        """``bounds`` (2, 3) mm: those of the model; what begins no higher than ``resting`` mm over the plate rests on it."""
        self.solid = solid
        self.bounds = bounds
        self.floor = float(bounds[0, 2])
        self.ceiling = float(bounds[1, 2]) + max(float(bounds[1, 2] - bounds[0, 2]), 1.0) * 0.01
        self.runs: Air = air(solid, self.floor, self.ceiling, resting)
        self.parts: Sweep = self.runs.sweep()
        line = np.repeat(np.arange(len(self.runs.start) - 1), np.diff(self.runs.start))
        spot = np.stack([line // self.runs.shape[1], line % self.runs.shape[1]], axis=1) - 1
        self.places = solid.origin + solid.pitch * spot  # (N, 2) mm of the runs

    def closed(self) -> list[Hollow]:
        """Hollows without any way out, as the lines see them."""
        outside = self.parts.whole[0] if len(self.parts.whole) else 0
        whole = self.parts.whole[self.parts.part]
        below = np.zeros(len(self.parts.birth), np.bool_)
        below[whole[self.runs.low <= self.floor]] = True  # open towards the plate
        inside = np.flatnonzero((whole != outside) & ~below[whole])
        order = inside[np.argsort(whole[inside], kind="stable")]
        starts = np.flatnonzero(np.diff(whole[order], prepend=-1))
        return [self.hollow("none", part) for part in np.split(order, starts[1:]) if len(part)]

    def cups(self) -> list[Hollow]:
        """Room that fills up while it is printed upright, until it overflows: open above, or towards the plate only."""
        parts, runs = self.parts, self.runs
        volume = parts.volume(runs.low, runs.high, self.solid.pitch)
        lost = np.isinf(parts.death) & (parts.birth > self.floor)  # closed hollows are another matter
        lost[:1] = True  # all the outside
        cups = np.flatnonzero(~lost & (volume >= LEAST_CUP_MM3))
        return [self.hollow("none", np.flatnonzero(parts.part == cup), float(parts.death[cup])) for cup in cups]

    def hollow(self, drain: Drain, runs: NDArray[np.int64], level: float = np.inf) -> Hollow:
        """The room of these runs up to a level."""
        place = self.places[runs]
        low, high = self.runs.low[runs], np.minimum(self.runs.high[runs], level)
        half = self.solid.pitch / 2
        box = np.array([[*(place.min(axis=0) - half), low.min()], [*(place.max(axis=0) + half), high.max()]])
        under = self.runs.under[runs]
        volume = float((high - low).sum()) * self.solid.pitch**2
        return Hollow(drain, volume, box, np.unique(under[under >= 0]).astype(np.int32))


def hollows(inside: AirInside, hole_mm: float, progress: Progress) -> list[Hollow]:
    """Hollows that a ball as wide as a drain hole fits into but cannot leave, or only in one place; largest first.

    A ball is rolled in from outside: cells of air whose distance to the solid is at least its radius, flooded from the
    border of the grid. Every hole of ``hole_mm`` and more lets it pass, none below 0.8 ``hole_mm`` does; where the model is
    so large that a cell is more than a fifth of ``hole_mm``, holes must be as much larger to be seen.
    """
    solid, bounds = inside.solid, inside.bounds
    least = max(np.pi / 6 * hole_mm**3, LEAST_MM3)
    found = [h for h in inside.closed() if h.volume >= least]
    size = bounds[1] - bounds[0]
    cell = max(hole_mm / ACROSS, solid.pitch)
    while np.prod(np.ceil(size / cell)) > MAX_CELLS:
        cell *= 1.1
    margin = int(WIDE * hole_mm / cell) + 3
    low = bounds[0] - (margin + 0.5) * cell
    shape = np.ceil(size / cell).astype(np.int64) + 2 * margin + 2
    progress(0.2)
    room = 1 - solid_cells(solid, low, cell, (int(shape[0]), int(shape[1]), int(shape[2])), SEEN)
    progress(0.3)
    small = max(hole_mm / 2 / cell - SLACK, 1.0)
    outside, pockets = _flood(room, small)
    progress(0.5)
    known = [h.box for h in found]
    for window, pocket in pockets:
        narrow = _of_cells("narrow", near(pocket, small) & room[window], window, inside, low, cell)
        if narrow.volume >= least and not any(_within(narrow.box, box, cell) for box in known):
            found.append(narrow)
    progress(0.7)
    wide = WIDE * hole_mm / 2 / cell
    outside_wide, pockets = _flood(room, wide)
    pockets = [p for p in pockets if p[1].sum() * cell**3 >= least][:MAX_SINGLE]
    beyond = near(outside_wide, wide) if pockets else outside_wide
    for window, pocket in pockets:
        progress(0.8)
        here = np.zeros_like(room)
        here[window] = near(pocket, wide)
        if _ways_out(here, outside, beyond) == 1:
            found.append(_of_cells("single", here[window] & room[window], window, inside, low, cell))
    return sorted(found, key=lambda h: -h.volume)


def places_of_hollows(found: list[Hollow], kept: IntArray) -> Places:
    """The faces at the bottom of the hollows, and a box around each of those that have any.

    kept  (K,) int32: the faces of the mesh that the columns were made of
    """
    shown = [h for h in found if len(h.faces)]
    if not shown:
        return Places()
    faces: IntArray = np.unique(kept[np.concatenate([h.faces for h in shown])]).astype(np.int32)
    return Places("face", faces, np.array([h.box for h in shown[:MAX_PLACES]]))


def _flood(room: Cells, radius: float) -> tuple[Cells, list[tuple[Window, Cells]]]:
    """Where the middle of a ball may be: outside; and within a window of the grid, in each pocket that it cannot leave."""
    label, count = ndimage.label(1 - near(1 - room, radius))
    outer = label[0, 0, 0]
    sizes = np.bincount(label.ravel(), minlength=count + 1)
    boxes = ndimage.find_objects(label)
    around = 2 * int(radius) + 3
    pockets = []
    for k in [k for k in np.argsort(-sizes, kind="stable") if k not in (0, outer)][:MAX_POCKETS]:
        x, y, z = (slice(max(s.start - around, 0), s.stop + around) for s in boxes[k - 1])
        pockets.append(((x, y, z), (label[x, y, z] == k).astype(np.uint8)))
    return (label == outer).astype(np.uint8), pockets


def _ways_out(pocket: Cells, free: Cells, outside: Cells) -> int:
    """Number of ways from the pocket to the outside for a ball whose middle stays where it is ``free``."""
    label, _ = ndimage.label(free & (1 - pocket) & (1 - outside))
    ends = [set(np.unique(label[near(end, 1.5) > 0])) - {0} for end in (pocket, outside)]
    if (near(pocket, 1.5) & outside & free).any():
        return 2  # there is no neck between them
    return len(ends[0] & ends[1])


def _within(box: FloatArray, other: FloatArray, slack: float) -> bool:
    return bool((box[0] >= other[0] - slack).all() and (box[1] <= other[1] + slack).all())


def _of_cells(drain: Drain, cells: Cells, window: Window, inside: AirInside, grid: FloatArray, cell: float) -> Hollow:
    """The room of these cells in a window of the grid, whose lowest corner is at ``grid`` (3,) mm."""
    where = np.argwhere(cells)
    low = grid + cell * np.array([s.start for s in window])
    if not len(where):
        return Hollow(drain, 0.0, np.zeros((2, 3)), np.zeros(0, np.int32))
    box = np.array([low + where.min(axis=0) * cell, low + (where.max(axis=0) + 1) * cell])
    runs = inside.runs
    near_by = ((inside.places >= box[0, :2]) & (inside.places <= box[1, :2])).all(axis=1) & (runs.under >= 0)
    chosen = np.flatnonzero(near_by & (runs.low >= box[0, 2] - cell) & (runs.low <= box[1, 2]))
    at = np.column_stack([inside.places[chosen], runs.low[chosen] + cell])
    index = np.clip(np.floor((at - low) / cell).astype(np.int64), 0, np.array(cells.shape) - 1)
    bottom = chosen[cells[tuple(index.T)] > 0]
    return Hollow(drain, float(len(where)) * cell**3, box, np.unique(runs.under[bottom]).astype(np.int32))
