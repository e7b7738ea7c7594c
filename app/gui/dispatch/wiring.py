"""Connects the page of dispatch with the station behind it, and both with the window."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.commands import dispatch, dispatch_printers, print_board, print_floor, print_queue, slicing
from app.commands.dispatch_ties import contents_of
from app.commands.print_board import Unclear
from app.commands.print_floor import Answer, FoundPrinter, Sight
from app.commands.print_queue import Shared
from app.dispatch.driver import Capabilities
from app.dispatch.records import Printer
from app.errors import AppError
from app.gui.dispatch.clear_question import ClearQuestion
from app.gui.dispatch.discover_dialog import DiscoverDialog
from app.gui.dispatch.job_model import WAITING, JobLine
from app.gui.dispatch.job_words import job_title
from app.gui.dispatch.judging import Judging, Teller
from app.gui.dispatch.page import DispatchPage
from app.gui.dispatch.plate_doings import PlateDoings
from app.gui.dispatch.printer_form import PrinterForm
from app.gui.dispatch.resolve_dialog import ResolveDialog
from app.gui.dispatch.sending import Sending
from app.gui.dispatch.system_dialog import SystemDialog
from app.gui.dispatch.tiles import Tile
from app.gui.look import Look
from app.gui.office_desk import OfficeDesk
from app.gui.orders.asking import ChoiceQuestion, ReasonQuestion
from app.i18n import Text, plural, text, tr
from app.jobs.runner import Job, Runner
from app.security.permissions import NotAllowedError

PRIORITIES: dict[str, Text] = {"0": text("Normal"), "1": text("High"), "2": text("Urgent")}


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
        self.sending = Sending(page.station, look, runner, parent, lambda words: self._queued(words))  # noqa: PLW0108 - below
        self._runner = runner
        self.page, self.station = page, page.station
        self._look, self._show_page = look, show_page
        self.system_dialog = SystemDialog(self.station, page)
        self._looking: set[int] = set()
        self._cameras: dict[int, bool] = {}
        page.add_wanted.connect(lambda: self.add_printer())  # noqa: PLW0108 - a signal gives no printer
        page.find_wanted.connect(self.find_printers)
        page.give_wanted.connect(self.give_out)
        page.decide_wanted.connect(self.decide_first)
        page.wall.opened.connect(self._tile_opened)
        page.wall.chosen.connect(self._tile_chosen)
        page.queue.opened.connect(self._line_opened)
        page.queue.shifted.connect(lambda line, by: self.shift(line.row.job.id, by))
        page.queue.stopped.connect(lambda line: self.stop(line.row.job.id))
        page.jobs.moved.connect(self.reorder)
        page.printer_detail.wanted.connect(self._printer_wants)
        page.printer_detail.job_wanted.connect(self._job_wants)
        page.job_detail.wanted.connect(self._job_wants)
        page.job_detail.given.connect(self.give)
        self.station.refused.connect(self._refused)
        self.plates = PlateDoings(page)
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
        views = {name: name for name in ("printers", "queue", "plates", "statistics")}
        if name in views:
            self.page.choose_view(views[name])
        elif name == "give_out":
            self.give_out()
        elif name == "decide":
            self.decide_first()
        elif name == "add":
            self.add_printer()
        elif name == "find":
            self.find_printers()
        else:
            self._of_chosen(name)

    def send(self, item: int | None = None, path: Path | None = None) -> None:
        """Send an item to print, or the one that is chosen; ``path``: a sliced file for it."""
        item = self._chosen() if item is None else item
        if not self.station.may_produce:
            self._show_page()
            self._may_not()
        elif item is None:
            self._show_page()
            self.page.messages.say(text("Choose an item in the order queue first, then send it to print."), "info")
        else:
            self.sending.send(item, path)

    def judge(self, items: Iterable[int], teller: Teller | None = None) -> None:
        """Open the quality check for these items; what comes of it is said by ``teller``, or on the page."""
        self.judging.judge(items, teller or self.page.messages)

    def judge_chosen(self) -> None:
        """Open it for the job that is chosen on the page where that is shown, else for the item that is chosen."""
        line = self.page.queue.current() if self.page.isVisible() and self.page.view == "queue" else None
        items = () if line is None else tuple(contents_of(line.row.job))
        chosen = self._chosen()
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

    def _queued(self, words: Text) -> None:
        self.page.messages.say(words, "ok")
        self._show_page()
        self.page.choose_view("queue")

    def show_printer(self, printer: int) -> None:
        """Show a printer that was chosen elsewhere in the window."""
        self._show_page()
        self.page.go_to_printer(printer)

    # ---- printers -----------------------------------------------------------

    def add_printer(self, found: FoundPrinter | None = None) -> None:
        """Open the form of a new printer."""
        self._setting_up(lambda: self._form(found=found))

    def change_printer(self, printer: int) -> None:
        """Open the form of a printer."""
        there = self.station.printer(printer)
        if there is not None:
            self._setting_up(lambda: self._form(printer=there))

    def find_printers(self) -> None:
        """Open the list of printers in the network; it searches at once."""
        self._setting_up(self._discover)

    def _setting_up(self, then: Callable[[], object]) -> None:
        if self.station.may_set_up:
            self.station.with_protocols(then)
        else:
            self._may_not()

    def _discover(self) -> DiscoverDialog:
        dialog = DiscoverDialog(self._look, self.station.floor.kinds, self.page)

        def search() -> None:
            job = self.station.ask(
                print_floor.discover, self.station.floor,
                then=_if_there(dialog, dialog.show_found), failed=_if_there(dialog, dialog.show_refusal),
                title=text("Find printers"), lane="thread", progress=True,
            )  # fmt: skip
            if job is not None:
                dialog.follow(job)
                self._follow(dialog, job)

        dialog.chosen.connect(self.add_printer)
        dialog.by_hand.connect(lambda: self.add_printer())  # noqa: PLW0108 - a signal gives no printer
        dialog.again.connect(search)
        dialog.open()
        search()
        return dialog

    def ask_clear(self, printer: int) -> ClearQuestion | None:
        """Ask whether somebody has looked at the plate; the picture of its camera comes when it is there."""
        there = self.station.printer(printer)
        if there is None:
            return None
        question = ClearQuestion(
            there, lambda: self.station.ask(dispatch_printers.cleared, printer), self.page
        )  # fmt: skip
        question.open()
        self._look_at(printer, _if_there(question, lambda sight: question.show_picture(sight.snapshot)))
        return question

    def ask_pause(self, printer: int) -> ReasonQuestion | None:
        """Ask why a printer gets no more jobs."""
        there = self.station.printer(printer)
        if there is None:
            return None
        question = ReasonQuestion(
            text("Give {printer} no more jobs", printer=there.name),
            text("What it prints goes on. Jobs that wait for it stay where they are."),
            lambda words: self.station.ask(dispatch_printers.pause, printer, words),
            self.page,
            done=text("No more jobs"),
        )
        question.open()
        return question

    def ask_service(self, printer: int) -> ReasonQuestion | None:
        """Ask what was done at a printer."""
        there = self.station.printer(printer)
        if there is None:
            return None
        question = ReasonQuestion(
            text("Maintenance of {printer}", printer=there.name),
            text("What was done? The hours to the next maintenance begin anew."),
            lambda words: self.station.ask(dispatch_printers.serviced, printer, words),
            self.page,
            done=text("It was done"),
        )
        question.open()
        return question

    def ask_retire(self, printer: int) -> ChoiceQuestion | None:
        """Ask before a printer disappears."""
        there = self.station.printer(printer)
        if there is None:
            return None
        question = ChoiceQuestion(
            text("Take {printer} out of use?", printer=there.name),
            text("It disappears from here; what it has printed, and its costs, are kept."),
            {"yes": text("It is not used any more")},
            lambda _key, _words: self.station.ask(dispatch_printers.retire_printer, printer),
            self.page,
            done=text("Take it out of use"),
        )
        question.field.hide()
        question.open()
        return question

    # ---- jobs ---------------------------------------------------------------

    def reorder(self, job: int, before: int | None) -> None:
        """Put a job before another one, or behind all."""
        if self.station.may_produce:
            self.station.ask(dispatch.reorder, job, before)
        else:
            self._may_not()

    def give(self, job: int, printer: int) -> None:
        """Give a job to a printer; what would print the wrong thing is refused."""
        self.station.ask(print_queue.give, job, printer, self.station.known())

    def give_out(self) -> None:
        """Give everything that waits to the fitting printers that can begin it first."""
        if self.station.may_produce:
            self.station.ask(print_queue.give_out, self.station.known(), then=self._given_out)
        else:
            self._may_not()

    def _given_out(self, shared: Shared) -> None:
        self.page.choose_view("queue")
        given = plural("{n} job was given to a printer.", "{n} jobs were given to printers.", len(shared.given))
        held = plural("{n} job fits no printer and waits.", "{n} jobs fit no printer and wait.", len(shared.held))
        words = f"{given} {held}" if shared.held else str(given)
        self.page.messages.say(words, "warn" if shared.held else "ok")

    def shift(self, job: int, by: int) -> None:
        """Move a job by one place."""
        try:
            before = self.page.jobs.beside(job, by)
        except LookupError:  # it does not wait, or stands at the end
            return
        self.reorder(job, before)

    def stop(self, job: int) -> ChoiceQuestion | None:
        """Cancel a job; asked first where something of it may be at the printer."""
        row = self.station.job(job)
        if row is None or not self.station.may_produce:
            return None
        if row.job.state == "unknown":
            self.decide(job)
            return None
        question = ChoiceQuestion(
            text("Cancel “{job}”?", job=job_title(row)),
            text("It was not sent yet: it is taken out of the queue.")
            if row.job.state in WAITING
            else text("The printer is told to stop. What is printed by then is waste; the plate is to be cleared."),
            {"yes": text("It is not printed")},
            lambda _key, _words: self.station.ask(dispatch.stop, job),
            self.page,
            done=text("Cancel the print"),
        )
        question.field.hide()
        question.choices["yes"].setChecked(True)
        question.open()
        return question

    def ask_priority(self, job: int) -> ChoiceQuestion | None:
        """Ask how urgent a job is."""
        row = self.station.job(job)
        if row is None:
            return None
        question = ChoiceQuestion(
            text("Priority of “{job}”", job=job_title(row)),
            text("Jobs of a higher priority are printed first."),
            PRIORITIES,
            lambda key, _words: self.station.ask(dispatch.prioritise, job, int(key)),
            self.page,
            done=text("Set the priority"),
        )
        question.field.hide()
        question.choices[str(row.job.priority)].setChecked(True)
        question.open()
        return question

    def decide_first(self) -> None:
        """Decide about the job at the printer that is chosen, or the first that is unclear."""
        unclear = self.station.unclear()
        if not unclear:
            self.page.messages.say(text("Nothing is unclear."), "info")
            return
        tile = self.page.wall.current()
        chosen = next((row for row in unclear if tile is not None and row.job.printer == tile.id), unclear[0])
        self.decide(chosen.job.id)

    def decide(self, job: int) -> None:
        """Open the dialog in which somebody says what became of a job."""
        if not self.station.may_produce:
            self._may_not()
            return
        self.station.ask(print_board.unclear, job, then=self._open_resolve)

    def _open_resolve(self, unclear: Unclear) -> ResolveDialog:
        desk = self.station.desk
        who = tr("whoever is at this PC") if desk is None or not desk.actor.name else desk.actor.name
        dialog = ResolveDialog(self._look, unclear, who, self.page)
        job = unclear.row.job.id

        def decided(decision: str, words: str) -> None:
            self.station.ask(
                dispatch.decide, job, decision, reason=words or tr("Somebody has looked at the plate."),
                then=_if_there(dialog, lambda _job: dialog.accept()), failed=_if_there(dialog, dialog.show_refusal),
            )  # fmt: skip

        def gone(words: str) -> None:
            self.station.ask(
                dispatch.station_is_gone, unclear.holder, words,
                then=_if_there(dialog, lambda _none: dialog.show_refusal(_WAIT)),
                failed=_if_there(dialog, dialog.show_refusal),
            )  # fmt: skip

        def look() -> None:
            if unclear.printer is not None:
                self._look_at(unclear.printer.id, _if_there(dialog, dialog.show_sight), job)

        dialog.decided.connect(decided)
        dialog.gone.connect(gone)
        dialog.looked.connect(look)
        dialog.open()
        look()
        return dialog

    # ---- inside -------------------------------------------------------------

    def _form(self, printer: Printer | None = None, found: FoundPrinter | None = None) -> PrinterForm:
        floor = self.station.floor
        form = PrinterForm(self._look, floor.kinds, self.station.names, self.page, printer=printer, found=found)

        def answered(answer: Answer) -> None:
            form.show_answer(answer)
            self._learn(form.draft(), answer.capabilities)

        def saved(there: Printer) -> None:
            form.accept()
            self.page.messages.say(text("{printer} was saved.", printer=there.name), "ok")

        form.tried.connect(
            lambda draft, keys: self.station.ask(
                print_floor.try_printer, floor, draft, keys, lane="thread",
                then=_if_there(form, answered), failed=_if_there(form, form.show_refusal),
            )
        )  # fmt: skip
        form.kept.connect(
            lambda draft, keys: self.station.ask(
                print_floor.keep_printer, floor, draft, keys,
                then=_if_there(form, saved), failed=_if_there(form, form.show_refusal),
            )
        )  # fmt: skip
        seen, refused = _if_there(form, form.slicing.show_seen), _if_there(form, form.slicing.show_refusal)
        form.slicing.tried.connect(
            lambda profile: self.station.ask(
                slicing.look,
                profile,
                next(iter(form.materials.chosen()), ""),
                then=seen,
                failed=refused,
                quiet_look=True,
            )
        )
        form.slicing.chosen.connect(
            lambda program, path: self.station.ask(
                slicing.choose, program, path, then=seen, failed=refused, quiet_look=True
            )
        )
        form.open()
        form.name.setFocus()
        return form

    def _learn(self, printer: Printer, able: Capabilities) -> None:
        self._cameras[printer.id] = able.snapshot

    def _follow(self, dialog: DiscoverDialog, job: Job) -> None:
        """Show in the dialog how far the search is, for as long as both are there."""

        def changed(other: Job) -> None:
            if other is job and isValid(dialog):
                dialog.show_progress(job)

        self._runner.changed.connect(changed)
        dialog.destroyed.connect(lambda: self._runner.changed.disconnect(changed, missing_ok=True))

    def _look_at(self, printer: int, then: Callable[[Sight], object], job: int | None = None) -> None:
        """Ask a printer how it is; its picture goes on its tile too."""

        def seen(sight: Sight) -> None:
            self._looking.discard(printer)
            self.page.take_picture(printer, sight.snapshot)
            then(sight)

        def failed(error: AppError) -> None:
            self._looking.discard(printer)
            then(Sight(trouble=error.sentence))

        self._looking.add(printer)
        self.station.ask(print_floor.look, self.station.floor, printer, job, then=seen, failed=failed, lane="thread")

    def _tile_chosen(self, tile: Tile | None) -> None:
        """A printer whose camera is known is looked at once when it is chosen."""
        if (
            tile is not None
            and self._cameras.get(tile.id, True)
            and tile.id not in self._looking
            and self.page.isVisible()
        ):
            news = self.station.live.of(tile.id)
            if news is not None and news.status is not None:
                self._look_at(tile.id, lambda sight: self._cameras.update({tile.id: sight.snapshot is not None}))

    def _tile_opened(self, tile: Tile) -> None:
        """Return does what comes next at a printer."""
        if tile.state == "unclear" and tile.job is not None:
            self.decide(tile.job)
        elif tile.state == "clear" and self.station.may_produce:
            self.ask_clear(tile.id)
        elif tile.job is not None:
            self.page.go_to_job(tile.job)
        else:
            self.change_printer(tile.id)

    def _line_opened(self, line: JobLine) -> None:
        if line.row.job.state == "unknown":
            self.decide(line.row.job.id)
        elif line.row.order:
            self.order_wanted.emit(line.row.order)

    def _of_chosen(self, name: str) -> None:
        self.page.choose_view("printers")
        tile = self.page.wall.current()
        if tile is None:
            self.page.messages.say(text("Choose a printer first."), "info")
        else:
            self._printer_wants(name, tile.id)

    def _printer_wants(self, name: str, printer: int) -> None:
        if name not in {"picture", "change"} and not self.station.may_produce and not self.station.may_set_up:
            self._may_not()
            return
        doings: dict[str, Callable[[int], object]] = {
            "clear": self.ask_clear, "pause": self.ask_pause, "service": self.ask_service, "change": self.change_printer,
            "retire": self.ask_retire, "resume": lambda p: self.station.ask(dispatch_printers.resume, p),
            "picture": lambda p: self._look_at(p, self._said),
        }  # fmt: skip
        doings[name](printer)

    def _said(self, sight: Sight) -> None:
        if str(sight.trouble):
            self.page.messages.say(sight.trouble, "warn")
        elif sight.snapshot is None:
            self.page.messages.say(text("The printer answers; it has no picture of its plate."), "info")

    def _job_wants(self, name: str, job: int) -> None:
        row = self.station.job(job)
        doings: dict[str, Callable[[int], object]] = {
            "decide": self.decide, "dialog": self.system_dialog.offer, "tell": self.system_dialog.tell,
            "judge": lambda _j: self.judge(contents_of(row.job)) if row is not None else None,
            "stop": self.stop, "show": self.page.go_to_job, "priority": self.ask_priority,
            "again": lambda j: self.station.ask(dispatch.retry, j), "back": lambda j: self.station.ask(dispatch.take_back, j),
            "up": lambda j: self.shift(j, -1), "down": lambda j: self.shift(j, 1),
            "order": lambda _j: self.order_wanted.emit(row.order) if row is not None else None,
        }  # fmt: skip
        doings[name](job)

    def _may_not(self) -> None:
        self.page.messages.say(NotAllowedError().sentence, "warn")

    def _refused(self, error: AppError) -> None:
        self.page.messages.say(error.sentence, "bad")


_WAIT = AppError(text("Written down. Wait two minutes: something of it may still arrive; then decide again."))


def _if_there(widget: QWidget, function: Callable[[Any], object]) -> Callable[[Any], None]:
    """Call it only while the dialog that asked is still there."""

    def call(answer: Any) -> None:
        if isValid(widget):
            function(answer)

    return call
