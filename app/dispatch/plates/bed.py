"""Side by side on a plate: silhouettes in their real shape, turned in steps; the earliest due come first."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.dispatch.plates import shelves, strip
from app.dispatch.plates.body import Body, Layout, Place, Room, ranks_held
from app.dispatch.plates.cells import Shadow, shadow, turned_shadow, widened
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.kernels.free_places import Bits, LongArray, lowest_place, packed_bits, runs

PITCH_MM = 1.0
TURNS = tuple(range(0, 360, 15))
SECONDS = 20.0
SHARE = 0.4  # of the time, for trying orders; the rest is the strip packer's
LIKELY, FULLEST = 0.6, 0.95  # of a plate: how much of it silhouettes take, and what they never do
SPREAD, SEED = 0.4, 7


@dataclass(frozen=True, eq=False)
class _Turned:
    turn: float
    cells: BoolArray
    size: FloatArray
    runs: LongArray


@dataclass(eq=False)
class _Nest:
    """What is known of the bodies while they are tried in several orders."""

    room: Room
    bodies: Mapping[int, Body]
    progress: Progress
    shadows: dict[int, Shadow] = field(default_factory=dict)
    turned: dict[int, tuple[_Turned, ...]] = field(default_factory=dict)

    def shadow(self, id_: int) -> Shadow:
        if id_ not in self.shadows:
            self.shadows[id_] = shadow(self.bodies[id_])
        return self.shadows[id_]

    def ways(self, id_: int) -> tuple[_Turned, ...]:
        """The body in every turn in which it is not too large for the plate."""
        if id_ not in self.turned:
            found = []
            for turn in TURNS:
                mask, size = turned_shadow(self.shadow(id_), turn, PITCH_MM)
                if size[0] <= self.room.width and size[1] <= self.room.depth:
                    found.append(_Turned(float(turn), mask, size, runs(mask[:, None, :])))
            self.turned[id_] = tuple(found)
        return self.turned[id_]

    def fill(self, order: Sequence[int]) -> dict[int, Place]:
        """Each at the place furthest to the left, then furthest to the front, that is free."""
        columns, rows = int(self.room.width / PITCH_MM), int(self.room.depth / PITCH_MM)
        occupied = packed_bits(np.zeros((columns, 1, rows), np.bool_))
        places: dict[int, Place] = {}
        for number, id_ in enumerate(order):
            self.progress(0.5 * number / len(order))
            best: tuple[float, int, int, _Turned] | None = None
            edge = columns + 1
            for way in self.ways(id_):
                width, depth = way.cells.shape
                last = min(columns - width, edge - width - 1)
                if last < 0 or rows < depth:
                    continue
                i, _, k = lowest_place(occupied, way.runs, last, 0, rows - depth, first_row=True)
                if i >= 0:
                    edge = i + width
                    best = (float(edge), i, k, way)
            if best is not None:
                _, i, k, way = best
                places[id_] = Place(i * PITCH_MM, k * PITCH_MM, 0.0, way.turn)
                self._occupy(occupied, way.cells, i, k)
        return places

    def _occupy(self, occupied: Bits, cells: BoolArray, i: int, k: int) -> None:
        wide, grown = widened(cells[:, :, None], self.room, PITCH_MM, flat=True)
        add_bits(occupied, wide.transpose(0, 2, 1), (i - grown, 0, k - grown), int(self.room.depth / PITCH_MM))


def add_bits(occupied: Bits, cells: BoolArray, starts: tuple[int, int, int], levels: int) -> None:
    """Set the bits of cells that begin at this column (i, j) and level k; what lies outside is left out."""
    sizes = (*occupied.shape[:2], levels)
    inside = tuple(slice(max(-s, 0), max(min(n - s, c), 0)) for s, n, c in zip(starts, sizes, cells.shape, strict=True))
    part = cells[inside]
    if not part.size:
        return
    at_i, at_j, at_k = (max(s, 0) for s in starts)
    columns = np.zeros((*part.shape[:2], occupied.shape[2] * 64), np.bool_)
    columns[:, :, at_k : at_k + part.shape[2]] = part
    occupied[at_i : at_i + part.shape[0], at_j : at_j + part.shape[1]] |= packed_bits(columns)


def nest(bodies: Sequence[Body], room: Room, progress: Progress, seconds: float = SECONDS) -> Layout:
    """As many of the bodies as the plate takes, upright; nobody of an earlier rank makes room for a later one.

    seconds   when to stop looking for a better layout, where not all are on it; the first one takes a second or two
    Raises Cancelled.
    """
    begun = time.monotonic()
    known = {body.id: body for body in bodies}
    state = _Nest(room, known, progress)
    low_enough = [body for body in bodies if not room.height or body.size[2] <= room.height]
    order = [body.id for body in sorted(low_enough, key=lambda body: body.rank) if state.ways(body.id)]
    boxes = shelves.box_layout([known[id_] for id_ in order], Room(room.width, room.depth, 0.0, room.spacing))
    best = dict(boxes.places), boxes.how
    for tried in _orders(state, order):
        found = state.fill(tried)
        if len(found) == len(order) or _better(found, best[0], known):
            best = found, "silhouettes"
        if len(best[0]) == len(order) or time.monotonic() - begun > SHARE * seconds:
            break
    places, how = _denser(state, order, best, begun + seconds)
    left = tuple(body.id for body in bodies if body.id not in places)
    return Layout(places, left, how, {body.id: float(body.size[2]) for body in bodies})


def _orders(state: _Nest, order: Sequence[int]) -> Iterator[list[int]]:
    """As they come; the large ones first; then small ones first, or something near it, within each rank, for ever."""
    area = {id_: state.shadow(id_).area for id_ in order}
    rank = {id_: state.bodies[id_].rank for id_ in order}
    yield list(order)
    room, taken = state.room.width * state.room.depth * LIKELY, np.cumsum([area[id_] for id_ in order])
    first = [id_ for id_, sum_ in zip(order, taken, strict=True) if sum_ <= room]
    yield [*sorted(first, key=lambda id_: -area[id_]), *(id_ for id_ in order if id_ not in set(first))]
    random = np.random.default_rng(SEED)
    while True:
        weight = {id_: area[id_] * float(np.exp(random.normal(0.0, SPREAD))) for id_ in order}
        yield sorted(order, key=lambda id_: (rank[id_], weight[id_]))


def _denser(
    state: _Nest, order: Sequence[int], best: tuple[dict[int, Place], str], end: float
) -> tuple[dict[int, Place], str]:
    """Ask the strip packer to take one more at a time, as long as there is one and there is time."""
    outlines: dict[int, strip.Outline] = {}
    area = {id_: state.shadow(id_).area for id_ in order}
    most = state.room.width * state.room.depth * FULLEST
    while True:
        more = min(
            (id_ for id_ in order if id_ not in best[0]),
            key=lambda id_: (state.bodies[id_].rank, area[id_]),
            default=None,
        )
        left = end - time.monotonic()
        if more is None or left < strip.LEAST_SECONDS:
            return best
        wanted = [*best[0], more]
        if sum(area[id_] for id_ in wanted) > most:
            return best
        for id_ in wanted:
            if id_ not in outlines:
                outlines[id_] = strip.outline(state.shadow(id_))
        found = strip.pack({id_: outlines[id_] for id_ in wanted}, state.room, TURNS, state.progress, 0.8 * left)
        if found is None:
            return best
        best = found, "strip"


def _better(found: Mapping[int, Place], best: Mapping[int, Place], bodies: Mapping[int, Body]) -> bool:
    """Whether it holds more of an earlier rank."""
    return ranks_held(found, bodies) < ranks_held(best, bodies)
