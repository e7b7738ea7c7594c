"""In a build volume, in three dimensions: as low as can be, figures in the free space of others, and all can be taken out."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.dispatch.plates import shelves
from app.dispatch.plates.bed import add_bits
from app.dispatch.plates.body import SIDES, Body, Layout, Place, Room, ranks_held, rotation
from app.dispatch.plates.cells import solid_cells, turned_cells, widened
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.kernels.free_places import Bits, LongArray, lowest_place, packed_bits, runs

PITCH_MM = 2.5
TURNS = (0, 90, 180, 270)
SECONDS = 20.0
SPREAD, SEED = 0.25, 7  # by how much sizes are changed at random, to try other orders


@dataclass(frozen=True, eq=False)
class _Way:
    """A body as it may lie. ``from_above``: its runs up to the top of the room, for going in from above alone."""

    side: str
    turn: int
    cells: BoolArray
    runs: LongArray
    from_above: LongArray


@dataclass(eq=False)
class _Stack:
    """What is known of the bodies while they are tried in several orders."""

    room: Room
    sides: Sequence[str]
    bodies: Mapping[int, Body]
    progress: Progress
    interlocking: bool
    ways: dict[int, tuple[_Way, ...]] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int, int]:
        x, y, z = (int(v / PITCH_MM + 1e-9) for v in (self.room.width, self.room.depth, self.room.height))
        return x, y, z

    def ways_of(self, id_: int) -> tuple[_Way, ...]:
        """All that go into the room, low ones first; turns that look alike once."""
        if id_ not in self.ways:
            solid = solid_cells(self.bodies[id_], PITCH_MM)
            found: dict[tuple[tuple[int, ...], bytes], _Way] = {}
            for side in self.sides:
                for turn in TURNS:
                    cells = turned_cells(solid, side, turn)
                    if all(n <= most for n, most in zip(cells.shape, self.shape, strict=True)):
                        key = cells.shape, cells.tobytes()
                        if key not in found:
                            found[key] = _Way(side, turn, cells, runs(cells), _to_the_top(cells, self.shape[2]))
            self.ways[id_] = tuple(sorted(found.values(), key=lambda way: way.cells.shape[2]))
        return self.ways[id_]

    def fill(self, order: Sequence[int], start: float, stop: float) -> dict[int, tuple[_Way, int, int, int]]:
        """Each where the top of all rises least, then as low as it can, then to the left and the front."""
        occupied = packed_bits(np.zeros(self.shape, np.bool_))
        top = 0
        placed: dict[int, tuple[_Way, int, int, int]] = {}
        for number, id_ in enumerate(order):
            self.progress(start + (stop - start) * number / len(order))
            found = self._lowest(occupied, id_, top)
            if found is None:
                continue
            way, i, j, k = found
            placed[id_] = found
            top = max(top, k + way.cells.shape[2])
            wide, grown = widened(way.cells, self.room, PITCH_MM)
            add_bits(occupied, wide, (i - grown, j - grown, k - grown), self.shape[2])
        return placed

    def _lowest(self, occupied: Bits, id_: int, top: int) -> tuple[_Way, int, int, int] | None:
        best: tuple[_Way, int, int, int] | None = None
        best_score = (self.shape[2] + 1, self.shape[2] + 1)
        for way in self.ways_of(id_):
            tall = way.cells.shape[2]
            highest = min(self.shape[2], best_score[0]) - tall
            if best_score[0] <= top:  # nothing rises: only a deeper place is better
                highest = min(top - tall, best_score[1] - 1)
            i, j, k = self._place(occupied, way, highest)
            if k < 0:
                continue
            score = (max(top, k + tall), k)
            if score < best_score:
                best, best_score = (way, i, j, k), score
        return best

    def _place(self, occupied: Bits, way: _Way, highest: int) -> tuple[int, int, int]:
        if highest < 0:
            return -1, -1, -1
        last = self.shape[0] - way.cells.shape[0], self.shape[1] - way.cells.shape[1]
        found = lowest_place(occupied, way.runs, *last, highest, first_row=False)
        if found[2] < 0 or self.interlocking or _gets_out(occupied, way.cells, found, self.shape[2]):
            return found
        return lowest_place(occupied, way.from_above, *last, highest, first_row=False)


def _to_the_top(cells: BoolArray, levels: int) -> LongArray:
    """Runs from the lowest cell of each column to the top of the room."""
    some = cells.any(axis=2)
    first = cells.argmax(axis=2)[some]
    found = np.column_stack([np.argwhere(some), first, np.full(len(first), levels)])
    return np.asarray(np.random.default_rng(0).permutation(found), np.int64)


def _gets_out(occupied: Bits, cells: BoolArray, at: tuple[int, int, int], levels: int) -> bool:
    """Whether it can be taken out in a straight line, upwards or to a side, past all that was put in before it.

    Taken out in the reverse order of how they were put in, all come free.
    """
    i, j, k = at
    w, d, h = cells.shape
    full = np.unpackbits(occupied.view(np.uint8), axis=2, bitorder="little")[:, :, :levels].astype(np.bool_)
    shadow: BoolArray = np.asarray(cells.any(axis=2))
    above: BoolArray = np.maximum.accumulate(cells, axis=2)
    if not (full[i : i + w, j : j + d, k : k + h] & above).any():
        rest = full[i : i + w, j : j + d, k + h :]
        if not (rest & shadow[:, :, None]).any():
            return True
    for axis, start, size in ((0, i, w), (1, j, d)):
        band = full[:, j : j + d, k : k + h] if axis == 0 else full[i : i + w, :, k : k + h].swapaxes(0, 1)
        piece = cells if axis == 0 else cells.swapaxes(0, 1)
        across: BoolArray = np.asarray(piece.any(axis=0))
        for backwards in (False, True):
            swept: BoolArray = np.maximum.accumulate(piece[::-1] if backwards else piece, axis=0)
            swept = swept[::-1] if backwards else swept
            beyond = band[:start] if backwards else band[start + size :]
            if not (band[start : start + size] & swept).any() and not (beyond & across[None]).any():
                return True
    return False


def stack(
    bodies: Sequence[Body],
    room: Room,
    progress: Progress,
    *,
    sides: Sequence[str] = tuple(SIDES),
    interlocking: bool = False,
    seconds: float = SECONDS,
) -> Layout:
    """The bodies in the volume, as low as can be; where not all go in, those that come first in the list.

    sides          which of their axes may look up; interlocking: also where one holds another
    seconds        when to stop looking for a better layout; the first one takes as long as it takes
    Raises Cancelled.
    """
    begun = time.monotonic()
    state = _Stack(room, sides, {body.id: body for body in bodies}, progress, interlocking)
    boxes = shelves.box_layout(sorted(bodies, key=lambda body: body.rank), room, sides)
    best, tries, by_rank = boxes, 0, False
    least = max((_least_height(body, sides) for body in bodies), default=0.0) + PITCH_MM
    random = np.random.default_rng(SEED)
    while True:
        order = _order(bodies, random.normal(0.0, SPREAD if tries else 0.0, len(bodies)), by_rank=by_rank)
        found = _layout(state, state.fill(order, tries / (tries + 1), (tries + 1) / (tries + 2)))
        if _rank(found, state.bodies) < _rank(best, state.bodies):
            best = found
        by_rank = by_rank or bool(found.left)
        tries += 1
        if best.height <= least and not best.left:
            return best
        if not bodies or (time.monotonic() - begun) * (tries + 1) / tries > seconds:
            return best


def _least_height(body: Body, sides: Sequence[str]) -> float:
    """Mm that it is tall when it lies as low as it can: nothing makes a layout lower than that."""
    return min(float((np.abs(SIDES[side]) @ body.size)[2]) for side in sides)


def _order(bodies: Sequence[Body], noise: FloatArray, *, by_rank: bool) -> list[int]:
    """Large ones first, sizes changed by the noise; the first ranks before all others where not all have room."""
    size = [float(np.prod(np.sort(body.size)[1:]) * np.exp(n)) for body, n in zip(bodies, noise, strict=True)]
    keys = [(body.rank if by_rank else 0, -s, body.id) for body, s in zip(bodies, size, strict=True)]
    return [id_ for *_, id_ in sorted(keys)]


def _rank(layout: Layout, bodies: Mapping[int, Body]) -> tuple[tuple[tuple[int, int], ...], float]:
    """Smaller is better: what it holds of the first rank and the next ones, then the height."""
    return ranks_held(layout.places, bodies), layout.height


def _layout(state: _Stack, placed: Mapping[int, tuple[_Way, int, int, int]]) -> Layout:
    places, heights = {}, {}
    for id_, (way, *at) in placed.items():
        size: FloatArray = np.abs(rotation(Place(0, 0, 0, way.turn, way.side))) @ state.bodies[id_].size
        slack = (np.array(way.cells.shape) * PITCH_MM - size) / 2
        x, y, z = (float(v) for v in np.array(at) * PITCH_MM + slack)
        places[id_] = Place(x, y, z, float(way.turn), way.side)
        heights[id_] = float(size[2])
    return Layout(places, tuple(id_ for id_ in state.bodies if id_ not in places), "cells", heights)
