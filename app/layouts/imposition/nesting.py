"""True-shape nesting: pieces of any outline on sheets and rolls, better the longer one waits.

The engine knows one strip without an end. A sheet is a strip that must not be longer than it; where not all pieces go on one, a
few more than it will hold are nested, and those that reach over its end come first on the next one.
"""

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

import numpy as np
import shapely

from app.errors import AppError, Cancelled
from app.i18n import text
from app.jobs.progress import Progress, silent
from app.layouts.imposition.around import fill_around
from app.layouts.imposition.engine import run_engine
from app.layouts.imposition.first import box_sheets
from app.layouts.imposition.gaps import GapFault, gap_faults, placed_trims, sheet_faults
from app.layouts.imposition.outlines import corners, grown, outer
from app.layouts.imposition.room import Room, Turns, ends_at, goes_in, outer_area, room_of
from app.layouts.imposition.strip import Kind, Lying, Strip
from app.layouts.piece import Piece
from app.layouts.sheet import Layout, Placement, Sheet, SheetSize

Seen = Callable[[Layout], None]
Copies = list[tuple[int, int]]
FULLEST = 0.93
"""Of a sheet: how much of it pieces with half their gap ever take."""
LEAST_SECONDS = 3.0
MOST_COPIES = 5000
MOST_FILLERS = 24

_log = logging.getLogger(__name__)


def nest(  # noqa: PLR0917 - what, on what, how far apart, and how long one waits
    pieces: Sequence[Piece],
    size: SheetSize,
    gap_mm: float,
    seconds: float = 20.0,
    progress: Progress | None = None,
    seen: Seen = lambda _: None,
    *,
    turns: Turns = None,
    fixed: Sequence[Sequence[Placement]] = (),
) -> Layout:
    """All copies of all pieces on as few sheets, or as short a roll, as are found in that time.

    seconds   by the clock; a sheet that takes all pieces ends it at once
    progress  may cancel: then the best layout so far is given. Cancelled is raised only before there is a first one.
    seen      gets each better layout, the first one at once; every one was measured and is without faults, but for those
              between placements that are fixed
    turns     degrees in which pieces may lie, for materials with a grain; None: any
    fixed     of each sheet, placements that stay where they are: the rest is put around them, piece by piece, as the engine knows
              no obstacles; sheets behind them are nested as ever

    Raises AppError where an outline cannot be cut.
    """
    return _Nest(tuple(pieces), size, gap_mm, seconds, progress or silent(), seen, turns).run(fixed)


@dataclass(eq=False)
class _Nest:
    pieces: tuple[Piece, ...]
    size: SheetSize
    gap: float
    seconds: float
    progress: Progress
    seen: Seen
    turns: Turns
    best: Layout | None = None
    kinds: dict[int, Kind] = field(default_factory=dict)
    area: dict[int, float] = field(default_factory=dict)
    stays: set[tuple[int, int]] = field(default_factory=set)  # (piece, copy)
    begun: float = field(default_factory=time.monotonic)

    def run(self, fixed: Sequence[Sequence[Placement]]) -> Layout:
        self.progress(0.0, text("Nesting"))
        room = room_of(self.size)
        if room.width <= 0 or room.length <= 0:
            raise AppError(text("The margins leave nothing of this sheet; make them smaller."))
        if sum(piece.quantity for piece in self.pieces) > MOST_COPIES:
            raise AppError(text("More than {n} pieces are too many for one nest; divide them.", n=MOST_COPIES))
        self._outlines(room)
        self.stays = taken = {(p.piece, p.copy) for sheet in fixed for p in sheet}
        free = [(i, c) for i, piece in enumerate(self.pieces) for c in range(piece.quantity) if (i, c) not in taken]
        too_large = [(i, c) for i, c in free if not goes_in(self.kinds[i].outline, room, self.turns)]
        rest = [key for key in free if key not in set(too_large)]
        sheets = [self._sheet(placements) for placements in fixed if placements]
        try:
            sheets, rest = self._around(sheets, rest, too_large)
            self._groups(room, sheets, rest, too_large)
        except Cancelled:
            if self.best is None:
                raise
        assert self.best is not None, "the first layout is offered before the engine starts"
        return self.best

    def _outlines(self, room: Room) -> None:
        for index, piece in enumerate(self.pieces):
            shape = outer(piece.trim, piece.label or piece.id)
            wide = grown(shape, self.gap)
            strip_turns = room.strip_turns(self.turns)
            self.kinds[index] = Kind(corners(shape), corners(wide), piece.quantity, strip_turns)
            self.area[index] = float(wide.area)

    # ---- what is offered -----------------------------------------------------

    def _sheet(self, placements: Sequence[Placement]) -> Sheet:
        if self.size.height_mm or not placements:
            return Sheet(self.size, tuple(placements))
        end = shapely.bounds(placed_trims(self.pieces, placements))[:, 3].max()
        return Sheet(self.size, tuple(placements), float(end) + self.size.margin_mm[3])

    def _offer(self, sheets: Sequence[Sheet], left: Sequence[tuple[int, int]]) -> None:
        """Give a layout out if it is better than the last one and without faults."""
        layout = Layout(self.pieces, tuple(s for s in sheets if s.placements), self.gap, tuple(sorted(left)))
        if self.best is not None and _cost(layout) >= _cost(self.best):
            return
        faults = [fault for fault in gap_faults(layout) if not self._was_laid_so(layout, fault)]
        if faults:
            _log.warning("a layout with %d faults was not given out, the first of them: %s", len(faults), faults[0])
            return
        self.best = layout
        self.seen(layout)

    def _was_laid_so(self, layout: Layout, fault: GapFault) -> bool:
        """Whether a fault lies between placements that stay: who laid them so is told it, and the rest is laid all the same."""
        if fault.sheet < 0 or fault.kind == "copies":
            return False
        placements = layout.sheets[fault.sheet].placements
        if fault.kind == "group":
            return len({self.pieces[p.piece].group for p in placements if (p.piece, p.copy) in self.stays}) > 1
        return all((placements[n].piece, placements[n].copy) in self.stays for n in fault.placements)

    # ---- around what stays ---------------------------------------------------

    def _around(self, sheets: list[Sheet], rest: Copies, too_large: Copies) -> tuple[list[Sheet], Copies]:
        if not any(sheet.placements for sheet in sheets):
            return [], rest
        filled = []
        for sheet in sheets:
            groups = {self.pieces[p.piece].group for p in sheet.placements}
            mine = [key for key in rest if not groups or self.pieces[key[0]].group in groups]
            added = fill_around(self.pieces, sheet, mine, self.gap, turns=self.turns, progress=self.progress)
            filled.append(self._sheet((*sheet.placements, *added)))
            gone = {(p.piece, p.copy) for p in added}
            rest = [key for key in rest if key not in gone]
        self._offer(filled, [*too_large, *rest])
        return filled, rest

    # ---- sheet by sheet ------------------------------------------------------

    def _groups(self, room: Room, sheets: list[Sheet], rest: Copies, left: Copies) -> None:
        groups: dict[str, Copies] = defaultdict(list)
        for key in rest:
            groups[self.pieces[key[0]].group].append(key)
        boxed, lost = self._boxes(room, [key for members in groups.values() for key in members])
        self._offer([*sheets, *boxed], [*left, *lost])
        whole = sum(self.area[index] for index, _ in rest) or 1.0
        done, waiting = 0.0, list(groups.values())
        while waiting:
            members = waiting.pop(0)
            share = sum(self.area[index] for index, _ in members) / whole
            others = [key for keys in waiting for key in keys]
            self._group(room, sheets, members, others, left, end=self.begun + self.seconds * (done + share))
            done += share
        self._offer(sheets, left)

    def _group(
        self, room: Room, sheets: list[Sheet], members: Copies, others: Copies, left: Copies, *, end: float
    ) -> None:
        """Append the sheets of one group; ``others`` come later."""
        rest = list(members)
        while rest:
            count = self._likely_sheets(room, rest)
            seconds = max((end - time.monotonic()) / count, LEAST_SECONDS)

            def offer(placements: Sequence[Placement], rest_: Copies) -> None:
                boxed, lost = self._boxes(room, [*rest_, *others])
                self._offer([*sheets, self._sheet(placements), *boxed], [*left, *lost])

            placements = self._one_sheet(room, rest, seconds, offer)
            gone = {(p.piece, p.copy) for p in placements}
            if not gone:
                left.extend(rest)
                return
            rest = [key for key in rest if key not in gone]
            sheets.append(self._filled(self._sheet(placements), rest))
            gone = {(p.piece, p.copy) for p in sheets[-1].placements}
            rest = [key for key in rest if key not in gone]

    def _filled(self, sheet: Sheet, rest: Copies) -> Sheet:
        """The sheet with small pieces in what is left of it, where others wait for the next one."""
        small = sorted(rest, key=lambda key: (self.area[key[0]], key))[:MOST_FILLERS]
        if not small or not self.size.height_mm:
            return sheet
        added = fill_around(self.pieces, sheet, small, self.gap, turns=self.turns, progress=Progress(self._tick))
        return self._sheet((*sheet.placements, *added))

    def _likely_sheets(self, room: Room, rest: Copies) -> int:
        if not room.target:
            return 1
        whole = (room.width + self.gap) * (room.length + self.gap) * FULLEST
        return max(ceil(sum(self.area[index] for index, _ in rest) / whole), 1)

    def _boxes(self, room: Room, copies: Copies) -> tuple[list[Sheet], Copies]:
        turning = self.turns is None or any(turn % 180 == 90 for turn in self.turns)
        groups: dict[str, Copies] = defaultdict(list)
        for key in copies:
            groups[self.pieces[key[0]].group].append(key)
        sheets, lost = list[Sheet](), Copies()
        for members in groups.values():
            placed, rest = box_sheets(self.pieces, members, room, self.gap, turning=turning)
            sheets += [self._sheet(placements) for placements in placed]
            lost += rest
        return sheets, lost

    def _one_sheet(
        self, room: Room, rest: Copies, seconds: float, offer: Callable[[Sequence[Placement], Copies], None]
    ) -> tuple[Placement, ...]:
        """As much of what is left as goes on one sheet; tries more as long as all goes on and there is time."""
        end, whole = time.monotonic() + seconds, (room.width + self.gap) * (room.length + self.gap)
        best: tuple[Placement, ...] = ()
        share = FULLEST
        while True:
            chosen = self._chosen(rest, share * whole) if room.target else list(rest)
            if len(chosen) <= len(best):
                return best
            placements = self._strip(room, chosen, max(end - time.monotonic(), LEAST_SECONDS), rest, offer)
            complete = len(placements) == len(chosen)
            if self._worth(placements) > self._worth(best):
                best = placements
            if not complete or len(chosen) == len(rest) or end - time.monotonic() < LEAST_SECONDS:
                return best
            share += 0.02

    def _worth(self, placements: Sequence[Placement]) -> float:
        return sum(outer_area(self.pieces[placement.piece]) for placement in placements)

    def _chosen(self, rest: Copies, area: float) -> Copies:
        """The first of them, as many as take that area; one at least."""
        chosen, sum_ = Copies(), 0.0
        for key in rest:
            sum_ += self.area[key[0]]
            if chosen and sum_ > area:
                break
            chosen.append(key)
        return chosen

    def _strip(
        self,
        room: Room,
        chosen: Copies,
        seconds: float,
        rest: Copies,
        offer: Callable[[Sequence[Placement], Copies], None],
    ) -> tuple[Placement, ...]:
        """What of these pieces the engine brings inside the margins."""
        wanted = Counter(index for index, _ in chosen)
        order = sorted(wanted)
        kinds = tuple(replace(self.kinds[index], count=wanted[index]) for index in order)

        def inside(strip: Sequence[Lying]) -> tuple[tuple[Placement, ...], Copies]:
            waiting = {index: [copy for i, copy in chosen if i == index][::-1] for index in order}
            placements = []
            for one in sorted(strip, key=lambda one: ends_at(kinds, one)):
                if not room.target or ends_at(kinds, one) <= room.target + 1e-3:
                    index = order[one.kind]
                    placements.append(room.place(replace(one, kind=index), waiting[index].pop()))
            gone = {(p.piece, p.copy) for p in placements}
            return tuple(placements), [key for key in rest if key not in gone]

        sound: tuple[Placement, ...] = ()

        def look(strip: Sequence[Lying]) -> None:
            nonlocal sound
            placements, over = inside(strip)
            faults = sheet_faults(self.pieces, self.gap, self._sheet(placements))
            if faults:
                _log.warning("a sheet with %d faults was not taken, the first of them: %s", len(faults), faults[0])
                return
            sound = placements
            offer(placements, over)

        request = Strip(kinds, room.strip_height, self.gap, seconds, room.target)
        look(run_engine(request, look, Progress(self._tick)))
        return sound

    def _tick(self, _done: float, _what: object) -> None:
        """How far the time is; where a cancel comes through."""
        self.progress(min((time.monotonic() - self.begun) / max(self.seconds, 1.0), 1.0))


def _cost(layout: Layout) -> tuple[int, int, float, float]:
    """Smaller is better: what is left out, sheets, length of rolls, and how far down and across the last sheet is used."""
    rolls = sum(sheet.length_mm for sheet in layout.sheets)
    used = 0.0
    if layout.sheets and not rolls:
        sheet = layout.sheets[-1]
        used = np.prod(shapely.bounds(placed_trims(layout.pieces, sheet.placements))[:, 2:].max(axis=0))
    return len(layout.left), len(layout.sheets), round(rolls, 3), round(float(used), 1)
