"""What goes on at the dispatch page: the board of the book, news of the printers, and what people do."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.commands import print_board
from app.commands.print_board import Board, JobRow
from app.commands.print_floor import PrintFloor
from app.dispatch.driver import Activity
from app.dispatch.job_states import LIVE
from app.dispatch.matching import Known, reasons
from app.dispatch.records import Printer, PrintJob
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.once import once
from app.gui.dispatch.job_model import JobLine
from app.gui.dispatch.job_words import why_waits
from app.gui.dispatch.live import LiveNews
from app.gui.dispatch.naming import Names
from app.gui.dispatch.tiles import Tile, make_tile
from app.i18n import Text, text
from app.jobs.runner import Job
from app.orders.book import Changed
from app.security.actor import Actor
from app.security.permissions import Permission, may

SOON_MS, CLOCK_MS = 300, 30_000
_SUBJECTS = ("job:", "printer:", "item:", "plate:", "piece:")


class DispatchStation(QObject):
    """Asks the office; page and panel show what is emitted.

    changed  the board is another one: printers, jobs
    seen     something new is seen at these printers (frozenset of ids)
    refused  an AppError that nobody else takes
    """

    changed = Signal()
    seen = Signal(object)
    refused = Signal(object)

    def __init__(self, floor: PrintFloor, live: LiveNews, names: Names, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.floor, self.live, self.names = floor, live, names
        self.desk: OfficeDesk | None = None
        self.board: Board | None = None
        self._rows: dict[int, JobRow] = {}
        self._at: dict[int, JobRow] = {}
        self._waiting: Counter[int] = Counter()
        self._before: dict[int, int] = {}
        self._printers: dict[int, Printer] = {}
        self._asking = self._again = False
        self._soon = once(self, SOON_MS, self.look_again)
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_MS)
        self._clock.timeout.connect(self.look_again)
        floor.tell = live.take
        live.setParent(self)
        live.arrived.connect(self.seen.emit)

    def connect_to(self, desk: OfficeDesk) -> None:
        """The order book is there, or will be."""
        self.desk = desk
        listen(desk.opened, self, self._opened)
        listen(desk.changed, self, self._book_changed)
        listen(desk.acted, self, self._acted)

    # ---- who may what -------------------------------------------------------

    @property
    def may_see(self) -> bool:
        """Whether whoever is here sees the queue."""
        return self.desk is not None and self.desk.ready and may(self.desk.actor, Permission.ORDERS_SEE)

    @property
    def may_produce(self) -> bool:
        """Whether whoever is here prints."""
        return self.desk is not None and may(self.desk.actor, Permission.PRODUCE)

    @property
    def may_set_up(self) -> bool:
        """Whether whoever is here adds printers."""
        return self.desk is not None and may(self.desk.actor, Permission.SETTINGS)

    # ---- what there is ------------------------------------------------------

    def printer(self, printer: int | None) -> Printer | None:
        """A printer of the board."""
        return None if printer is None else self._printers.get(printer)

    def job(self, job: int | None) -> JobRow | None:
        """A job of the board, ended or not."""
        return None if job is None else self._rows.get(job)

    def unclear(self) -> tuple[JobRow, ...]:
        """The jobs that somebody has to decide about."""
        board = self.board
        return () if board is None else tuple(row for row in board.jobs if row.job.state == "unknown")

    def activity(self) -> dict[int, Activity]:
        """What is seen at the printers now, as far as anything is."""
        board = self.board
        seen = {} if board is None else {printer.id: self.live.of(printer.id) for printer in board.printers}
        return {id_: news.status.activity for id_, news in seen.items() if news is not None and news.status is not None}

    def known(self) -> Known:
        """What is known of the printers beside the book."""
        return Known(activity=self.activity())

    def tile(self, printer: Printer) -> Tile:
        """How a printer is shown now."""
        board, desk = self.board, self.desk
        return make_tile(
            printer, self.floor.kinds.get(printer.driver), self.live.of(printer.id), self._at.get(printer.id),
            waiting=self._waiting[printer.id], station="" if board is None else board.stations.get(printer.id, ""),
            own_station="" if desk is None else desk.office.station,
        )  # fmt: skip

    def tiles(self) -> list[Tile]:
        """All printers as they are shown now."""
        return [] if self.board is None else [self.tile(printer) for printer in self.board.printers]

    def lines(self) -> list[JobLine]:
        """All jobs as they are shown now."""
        board = self.board
        return [] if board is None else [self.line(row) for row in (*board.jobs, *board.ended)]

    def line(self, row: JobRow) -> JobLine:
        """A job as it is shown now."""
        job, printer = row.job, self.printer(row.job.printer)
        news = None if printer is None else self.live.of(printer.id)
        at = None if printer is None else self._at.get(printer.id)
        why = why_waits(job, printer, news, at, before=self._before.get(job.id, 0), unfit=self._unfit_words(job))
        share = (
            news.progress if news is not None and news.job == job.id and job.state in {"running", "sending"} else None
        )
        kind = None if printer is None else self.floor.kinds.get(printer.driver)
        seen = news.status if news is not None and news.here and job.state == "running" else None
        halted = seen is not None and seen.activity == "paused"
        pauses = kind is not None and kind.pauses
        return JobLine(row, "" if printer is None else printer.name, why, share, pauses, halted)

    def _unfit_words(self, job: PrintJob) -> Text | str:
        found = None if self.board is None else self.board.unfit.get(job.id)
        if found is None:
            return ""
        printer, against = found
        reason = reasons(self.names.job(job), self.names.printer(printer), against)[0]
        return text("No printer takes it. {printer}: {reason}", printer=printer.name, reason=str(reason))

    # ---- asking -------------------------------------------------------------

    def look_again(self) -> None:
        """Read the board anew."""
        if not self.may_see:
            return
        if self._asking:
            self._again = True
            return
        self._asking, self._again = True, False
        assert self.desk is not None
        self.desk.ask(print_board.board, then=self._read, failed=self._not_read)

    def ask(
        self,
        command: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], object] | None = None,
        failed: Callable[[AppError], object] | None = None,
        quiet_look: bool = False,
        here: bool = False,
        **named: Any,
    ) -> Job | None:
        """Run a command; the board is read anew after it, unless ``quiet_look``: whoever only looks changes nothing.

        ``here``: the answer is for whoever is here now; it is dropped when somebody else is here by then.
        A refusal is shown where nobody takes it.
        """
        if self.desk is None:
            return None

        def done(answer: Any) -> None:
            if not quiet_look:
                self._soon.start()
            if then is not None:
                then(answer)

        def bad(error: AppError) -> None:
            self._soon.start()
            (failed or self.refused.emit)(error)

        ask = self.desk.ask_here if here else self.desk.ask
        return ask(command, *args, then=done, failed=bad, **named)

    # ---- what happens -------------------------------------------------------

    def _opened(self) -> None:
        self.live.forget()
        self._clock.start()
        self._begin()
        self.look_again()

    def _begin(self) -> None:
        """Let the fleet begin where there are printers: beside the window, it asks the book."""
        if self.desk is not None:
            self.desk.ask(
                lambda _office: self.floor.open(),
                then=self._changed,
                failed=self.refused.emit,
                lane="thread",
            )

    def _changed(self, _none: None) -> None:
        self.changed.emit()

    def with_protocols(self, then: Callable[[], object]) -> None:
        """Call it once the protocols are loaded: at once, or a moment later."""
        if self.floor.kinds:
            then()
        elif self.desk is not None:
            self.desk.ask(lambda _office: self.floor.load(), then=lambda _none: _call(then), lane="thread")

    def _book_changed(self, news: Changed) -> None:
        if self.floor.changed(news):
            self._begin()
        if news.everything or any(subject.startswith(_SUBJECTS) for subject in news.subjects):
            self._soon.start() if not self._soon.isActive() else None

    def _acted(self, _actor: Actor) -> None:
        """Another person sees other things, or nothing."""
        if self.may_see:
            self.changed.emit()  # what may be pressed is another now, before the book has answered
            self.look_again()
        else:
            self._show(None)

    def _read(self, board: Board) -> None:
        self._asking = False
        if self.may_see:
            self._show(board)
        if self._again:
            self._soon.start()

    def _not_read(self, error: AppError) -> None:
        self._asking = False
        self.refused.emit(error)

    def _show(self, board: Board | None) -> None:
        self.board = board
        jobs = () if board is None else board.jobs
        self._rows = {} if board is None else {row.job.id: row for row in (*board.jobs, *board.ended)}
        self._printers = {} if board is None else {printer.id: printer for printer in board.printers}
        self._at, self._waiting, self._before = {}, Counter(), {}
        for row in jobs:
            printer = row.job.printer
            if printer is None:
                continue
            if row.job.state in LIVE:
                if printer not in self._at or row.job.state == "unknown":
                    self._at[printer] = row
            else:
                self._before[row.job.id] = self._waiting[printer]
                self._waiting[printer] += 1
        self.changed.emit()


def _call(function: Callable[[], object]) -> None:
    function()
