"""Connects the page of dispatch with the station behind it, and both with the window."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.commands.dispatch_ties import contents_of
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.dispatch.job_doings import JobDoings
from app.gui.dispatch.job_model import JobLine
from app.gui.dispatch.judging import Judging, Teller
from app.gui.dispatch.page import DispatchPage
from app.gui.dispatch.plate_doings import PlateDoings
from app.gui.dispatch.printer_doings import PrinterDoings
from app.gui.dispatch.sending import Sending
from app.gui.dispatch.tiles import Tile
from app.i18n import Text, text
from app.jobs.runner import Runner


class DispatchWiring(QObject):
    """What the page wants, on its way to the office; what the office answers, on its way to the page.

    order_wanted  the order of this id is to be shown
    show_page     brings the page to the front
    chosen        the item that is chosen in the window, in the queue of orders or on the bench
    """

    order_wanted = Signal(object)

    def __init__(
        self,
        page: DispatchPage,
        look: Look,
        runner: Runner,
        *,
        show_page: Callable[[], object],
        parent: QWidget,
        chosen: Callable[[], int | None] = lambda: None,
    ) -> None:
        super().__init__(parent)
        self._chosen = chosen
        self._chosen_before: int | None = None  # the item that was chosen when a job was
        self.sending = Sending(page.station, look, runner, parent, lambda words, job: self._queued(words, job))  # noqa: PLW0108 - below
        self._runner = runner
        self.page, self.station = page, page.station
        self._look, self._show_page = look, show_page
        self.printers = PrinterDoings(page, look, runner)
        self.jobs = JobDoings(page, look, self.printers)
        self.jobs.order_wanted.connect(self.order_wanted.emit)
        self.jobs.judge_wanted.connect(lambda items: self.judge(items))  # noqa: PLW0108 - a signal gives no teller
        page.add_wanted.connect(lambda: self.printers.add_printer())  # noqa: PLW0108 - a signal gives no printer
        page.find_wanted.connect(self.printers.find_printers)
        page.give_wanted.connect(self.jobs.give_out)
        page.decide_wanted.connect(self.jobs.decide_first)
        page.wall.opened.connect(self._tile_opened)
        page.wall.chosen.connect(self.printers.tile_chosen)
        page.queue.opened.connect(self._line_opened)
        page.queue.chosen.connect(self._line_chosen)
        self._sent: int | None = None  # what was queued just now: it is shown as soon as the board has it
        self.station.changed.connect(self._show_sent)
        page.queue.shifted.connect(lambda line, by: self.jobs.shift(line.row.job.id, by))
        page.queue.stopped.connect(lambda line: self.jobs.stop(line.row.job.id))
        page.jobs.moved.connect(self.jobs.reorder)
        page.printer_detail.wanted.connect(self.printers.wants)
        page.printer_detail.job_wanted.connect(self.jobs.wants)
        page.job_detail.wanted.connect(self.jobs.wants)
        page.job_detail.given.connect(self.jobs.give)
        self.station.refused.connect(self._refused)
        self.plates = PlateDoings(page)
        self.plates.order_wanted.connect(self.order_wanted.emit)
        self.judging = Judging(self.station, look, parent)
        page.statistics.said.connect(page.messages.say)

    def connect_to(self, desk: OfficeDesk) -> None:
        """The order book is there, or will be."""
        self.station.connect_to(desk)

    def do(self, name: str) -> None:
        """Start the action "print.<name>"."""
        if name == "send":
            self.send()
            return
        if name == "judge":
            self.judge_chosen()
            return
        self._show_page()
        if name in {"halt", "go_on"}:
            self._turn_chosen(name)
            return
        views = {name: name for name in ("printers", "queue", "plates", "statistics")}
        if name in views:
            self.page.choose_view(views[name])
        elif name == "give_out":
            self.jobs.give_out()
        elif name == "decide":
            self.jobs.decide_first()
        elif name == "add":
            self.printers.add_printer()
        elif name == "find":
            self.printers.find_printers()
        else:
            self._of_chosen(name)

    def send(self, item: int | None = None, path: Path | None = None) -> None:
        """Send an item to print, or the one that is chosen; ``path``: a sliced file for it."""
        item = self._chosen() if item is None else item
        if not self.station.may_produce:
            self._show_page()
            self.printers.may_not()
        elif item is None:
            self._show_page()
            self.page.messages.say(text("Choose an item in the order queue first, then send it to print."), "info")
        else:
            self.sending.send(item, path)

    def judge(self, items: Iterable[int], teller: Teller | None = None) -> None:
        """Open the quality check for these items; what comes of it is said by ``teller``, or on the page."""
        self.judging.judge(items, teller or self.page.messages)

    def judge_chosen(self) -> None:
        """Open it for the job that is chosen on the page where that is shown, else for the item that is chosen.

        An item that was chosen after the job counts: it is what whoever asks has just looked at.
        """
        chosen = self._chosen()
        line = self.page.queue.current() if self.page.isVisible() and self.page.view == "queue" else None
        if chosen is not None and chosen != self._chosen_before:
            line = None
        items = () if line is None else tuple(contents_of(line.row.job))
        if not items and chosen is not None:
            items = (chosen,)
        if items:
            self._show_page()
            self.judge(items)
        else:
            self._show_page()
            self.page.messages.say(text("Choose an item or a print first, then judge it."), "info")

    def send_file(self, path: Path) -> None:
        """A sliced file was dropped on the window: it is for the item that is chosen."""
        self.send(path=path)

    def _queued(self, words: Text, job: int) -> None:
        self._sent = job
        self.page.messages.say(words, "ok")
        self._show_page()
        self.page.choose_view("queue")

    def _show_sent(self) -> None:
        if self._sent is not None and self.page.queue.go_to(self._sent):
            self._sent = None

    def show_printer(self, printer: int) -> None:
        """Show a printer that was chosen elsewhere in the window."""
        self._show_page()
        self.page.go_to_printer(printer)

    def _tile_opened(self, tile: Tile) -> None:
        """Return does what comes next at a printer."""
        if tile.state == "unclear" and tile.job is not None:
            self.jobs.decide(tile.job)
        elif tile.state == "clear" and self.station.may_produce:
            self.printers.ask_clear(tile.id)
        elif tile.job is not None:
            self.page.go_to_job(tile.job)
        else:
            self.printers.change_printer(tile.id)

    def _line_chosen(self, _line: JobLine | None) -> None:
        self._chosen_before = self._chosen()

    def _line_opened(self, line: JobLine) -> None:
        if line.row.job.state == "unknown":
            self.jobs.decide(line.row.job.id)
        elif line.row.order:
            self.order_wanted.emit(line.row.order)

    def _turn_chosen(self, name: str) -> None:
        """Pause the print that is chosen, in the queue or at the chosen printer, or go on with it."""
        line, tile = self.page.queue.current(), self.page.wall.current()
        in_queue = self.page.view == "queue" and line is not None
        job = line.row.job.id if in_queue and line is not None else None if tile is None else tile.job
        if job is None:
            self.page.messages.say(text("Choose a print that runs first."), "info")
        elif name == "halt":
            self.jobs.pause(job)
        else:
            self.jobs.go_on(job)

    def _of_chosen(self, name: str) -> None:
        self.page.choose_view("printers")
        tile = self.page.wall.current()
        if tile is None:
            self.page.messages.say(text("Choose a printer first."), "info")
        else:
            self.printers.wants(name, tile.id)

    def _refused(self, error: AppError) -> None:
        self.page.messages.say(error.sentence, "bad")
