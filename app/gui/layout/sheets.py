"""The sheets of what is on the bench: arranged beside the window and shown as they get better; moved by hand with undo."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand

from app.errors import AppError
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.studio import Pieces, Studio
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.jobs.runner import Job, Runner
from app.layouts.sheet import Layout, Placement, Sheet, SheetSize
from app.settings.shop import PrintShop

SECONDS = 20.0
Place = tuple[int, int]
"""(piece, copy): one thing on a sheet, wherever it lies."""


@dataclass(frozen=True)
class Wish:
    """How sheets are wanted. ``seconds``: how long a better nesting is looked for."""

    size: SheetSize
    seconds: float = SECONDS


class Laid(QUndoCommand):
    """Pieces moved by hand."""

    def __init__(self, show: Callable[[Layout], None], states: tuple[Layout, Layout], title: Text) -> None:
        super().__init__(str(title))
        self._show, self._states = show, states

    def redo(self) -> None:
        self._show(self._states[1])

    def undo(self) -> None:
        self._show(self._states[0])


class Sheets(QObject):
    """One layout, and which of its sheets is looked at.

    changed  other sheets, or pieces lie elsewhere
    moved    arranging goes on, has begun or has ended
    refused  it could not be done (an AppError)
    """

    changed = Signal()
    moved = Signal()
    refused = Signal(object)
    _seen = Signal(object, object)  # from the thread that arranges

    def __init__(
        self, desk: LayoutDesk, runner: Runner, studio: Callable[[], Studio], shop: Callable[[], PrintShop], wish: Wish
    ) -> None:
        super().__init__(desk)
        self._desk, self._runner, self._studio, self._shop = desk, runner, studio, shop
        self.wish = wish
        self.layout: Layout | None = None
        self.pieces: Pieces | None = None
        self.at = 0
        self.locked: frozenset[Place] = frozenset()
        self.crowded: frozenset[tuple[int, int]] = frozenset()  # (sheet, number of the placement) that lie too near
        self.job: Job | None = None
        self._key: object = None
        self._stop = False
        self._seen.connect(self._better)
        desk.opened.connect(self._others)

    # ---- what is there ------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether it is being arranged."""
        return self.job is not None and self.job.open

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that is looked at."""
        return self.layout.sheets[self.at] if self.layout is not None and self.layout.sheets else None

    @property
    def fresh(self) -> bool:
        """Whether the sheets show what is on the bench now."""
        return self.layout is not None and self._key == self._now()

    # ---- arranging ----------------------------------------------------------

    def arrange(self, *, keep: bool = True) -> None:
        """Lay everything anew; ``keep``: what is locked stays where it is."""
        self.stop()
        if not self._desk.things:
            return
        key, things, shop, wish, studio = self._now(), self._desk.things, self._shop(), self.wish, self._studio()
        fixed: list[list[Placement]] = []
        if keep and self.layout is not None and self._key == key:
            fixed = [[p for p in sheet.placements if (p.piece, p.copy) in self.locked] for sheet in self.layout.sheets]
        self._stop = False

        def work(*, progress: Progress) -> tuple[Pieces, Layout]:
            from app.layouts.imposition.impose import impose  # noqa: PLC0415 - loaded with the first sheet

            progress(0.0, text("Draw the pieces"))
            pieces = studio.pieces(things, shop)

            def watched(done: float, what: Text | None = None) -> None:
                progress(done, what)

            told = Progress(watched, lambda: self._stop)
            layout = impose(
                pieces.pieces, wish.size, shop, wish.seconds, told,
                lambda better: self._seen.emit(key, (pieces, better)), fixed=fixed,
            )  # fmt: skip
            return pieces, layout

        self.job = self._runner.run(
            text("Arrange the sheet"),
            work,
            then=lambda found: self._found(key, found),
            failed=self._failed,
            lane="batch",
        )
        self.moved.emit()

    def fill(self, number: int, then: Callable[[], object]) -> None:
        """Make as many copies of a thing as go on one sheet side by side; ``then`` is called once they are wanted.

        Refused for an item of an order, which is made as often as it was ordered, and where no number fits.
        """
        thing, shop, size, studio = self._desk.things[number], self._shop(), self.wish.size, self._studio()
        if thing.item:
            self.refused.emit(AppError(text("An item of an order is made as often as it was ordered.")))
            return
        if not size.height_mm:
            self.refused.emit(AppError(text("A roll has no end; say how many copies there shall be.")))
            return

        def work(*, progress: Progress) -> int:
            from app.layouts.imposition.rectangles import most_on_sheet  # noqa: PLC0415 - see arrange

            progress(0.0)
            return most_on_sheet(studio.pieces((thing,), shop).pieces[0], size, shop.gap_mm)

        def found(copies: int) -> None:
            if number >= len(self._desk.things) or self._desk.things[number] != thing:
                return  # something else lies there by now
            if not copies:
                self.refused.emit(AppError(text("It does not fit on this sheet; choose a larger one.")))
                return
            self._desk.set_copies(number, copies)
            then()

        self._runner.run(text("Fill the sheet"), work, then=found, failed=self.refused.emit, lane="thread", quiet=True)

    def enough(self) -> None:
        """Take the best that was found so far."""
        self._stop = True

    def stop(self) -> None:
        """Give up."""
        if self.job is not None:
            self._stop = True
            self.job.cancel()
            self.job = None
            self.moved.emit()

    def _better(self, key: object, found: tuple[Pieces, Layout]) -> None:
        if self.busy and key == self._now():
            self._show(key, found, judged=not self.locked)

    def _found(self, key: object, found: tuple[Pieces, Layout]) -> None:
        self.job = None
        self._show(key, found)
        self.moved.emit()

    def _failed(self, error: AppError) -> None:
        self.job = None
        self.moved.emit()
        self.refused.emit(error)

    def _show(self, key: object, found: tuple[Pieces, Layout], *, judged: bool = False) -> None:
        self._key = key
        self.pieces, layout = found
        self._take(layout, judged=judged)

    # ---- by hand ------------------------------------------------------------

    def go_to(self, sheet: int) -> None:
        """Look at another sheet."""
        if self.layout is not None and 0 <= sheet < len(self.layout.sheets) and sheet != self.at:
            self.at = sheet
            self.changed.emit()

    def place(self, title: Text, moved: Iterable[tuple[int, Placement]]) -> None:
        """Let placements (by their number on the sheet) lie elsewhere; one step of undo. They stay there from now on."""
        layout, sheet = self.layout, self.sheet
        if layout is None or sheet is None:
            return
        placements = list(sheet.placements)
        for number, placement in moved:
            placements[number] = placement
            self.locked |= {(placement.piece, placement.copy)}
        sheets = list(layout.sheets)
        sheets[self.at] = replace(sheet, placements=tuple(placements))
        after = replace(layout, sheets=tuple(sheets))
        key, pieces = self._key, self.pieces
        if after == layout or pieces is None:
            return

        def show(laid: Layout) -> None:
            # Arranged anew since, it shows what lay on the bench then.
            self._show(key, (pieces, laid))

        self._desk.stack.push(Laid(show, (layout, after), title))

    def lock(self, places: Iterable[Place]) -> None:
        """Keep these in place, or let them go where all of them were kept."""
        wanted = frozenset(places)
        self.locked = self.locked - wanted if wanted <= self.locked else self.locked | wanted
        self.changed.emit()

    def _take(self, layout: Layout, *, judged: bool = False) -> None:
        """Show this layout. ``judged``: the nest measured it, and nobody laid a part of it."""
        self.layout = layout
        self.at = min(self.at, max(0, len(layout.sheets) - 1))
        self.crowded = frozenset()
        self.changed.emit()
        if not judged:
            self._judge(layout)

    def _judge(self, layout: Layout) -> None:
        """Find out beside the window what lies too near."""

        def work(*, progress: Progress) -> frozenset[tuple[int, int]]:
            from app.layouts.imposition.gaps import gap_faults  # noqa: PLC0415 - see arrange

            progress(0.0)
            return frozenset((fault.sheet, number) for fault in gap_faults(layout) for number in fault.placements)

        self._runner.run(
            text("Measure the gaps"), work, then=lambda found: self._judged(layout, found), lane="thread", quiet=True
        )

    def _judged(self, layout: Layout, crowded: frozenset[tuple[int, int]]) -> None:
        if layout is self.layout and crowded != self.crowded:
            self.crowded = crowded
            self.changed.emit()

    def _others(self) -> None:
        """Other things lie on the bench."""
        if not self._desk.things:
            self.stop()
            self.layout = self.pieces = self._key = None
            self.locked, self.at = frozenset(), 0
            self.changed.emit()

    def _now(self) -> object:
        return (self._desk.things, self._shop(), self.wish)
