"""What people do with print jobs: given, moved, paused, stopped, and decided about where nobody can tell."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.commands import dispatch, dispatch_pause, print_board, print_queue, quality
from app.commands.dispatch_ties import contents_of
from app.commands.print_board import Unclear
from app.commands.print_queue import Shared
from app.dispatch.defects import seen_at_printer
from app.dispatch.matching import kind_of
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.dispatch.if_there import if_there
from app.gui.dispatch.job_model import WAITING
from app.gui.dispatch.job_words import job_title
from app.gui.dispatch.material_question import MaterialQuestion, choices
from app.gui.dispatch.page import DispatchPage
from app.gui.dispatch.printer_doings import PrinterDoings
from app.gui.dispatch.resolve_dialog import ResolveDialog
from app.gui.dispatch.system_dialog import SystemDialog
from app.gui.widgets.question import ChoiceQuestion, ReasonQuestion
from app.i18n import Text, plural, text, tr

PRIORITIES: dict[str, Text] = {"0": text("Normal"), "1": text("High"), "2": text("Urgent")}
_WAIT = AppError(text("Written down. Wait two minutes: something of it may still arrive; then decide again."))


class JobDoings(QObject):
    """``printers``: what is done with the printer that a job is at.

    order_wanted  the order of this id is to be shown
    judge_wanted  the quality check of these items is to be opened
    """

    order_wanted = Signal(object)
    judge_wanted = Signal(object)

    def __init__(self, page: DispatchPage, look: Look, printers: PrinterDoings) -> None:
        super().__init__(page)
        self.page, self.station = page, page.station
        self._look, self._printers = look, printers
        self.system_dialog = SystemDialog(page.station, page)

    def may_not(self) -> None:
        """Say that whoever is here may not do that."""
        self._printers.may_not()

    def pause(self, job: int) -> None:
        """Pause a print at its printer."""
        self._ask_turn(job, dispatch_pause.pause)

    def go_on(self, job: int) -> None:
        """Go on with a print that is paused."""
        self._ask_turn(job, dispatch_pause.go_on)

    def _ask_turn(self, job: int, command: Callable[..., object]) -> None:
        if self.station.may_produce:
            self.station.ask(command, job)
        else:
            self.may_not()

    def reorder(self, job: int, before: int | None) -> None:
        """Put a job before another one, or behind all."""
        if self.station.may_produce:
            self.station.ask(dispatch.reorder, job, before)
        else:
            self.may_not()

    def give(self, job: int, printer: int) -> None:
        """Give a job to a printer; what would print the wrong thing is refused."""
        self.station.ask(print_queue.give, job, printer, self.station.known())

    def give_out(self) -> None:
        """Give everything that waits to the fitting printers that can begin it first."""
        if self.station.may_produce:
            self.station.ask(print_queue.give_out, self.station.known(), then=self._given_out)
        else:
            self.may_not()

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

    def ask_hold(self, job: int) -> ReasonQuestion | None:
        """Ask why a job is kept back; one that waits at a printer is taken back from it."""
        row = self.station.job(job)
        if row is None:
            return None
        question = ReasonQuestion(
            text("Hold “{job}” back", job=job_title(row)),
            text("No printer gets it until it is released."),
            lambda reason: self.station.ask(print_queue.hold, job, reason),
            self.page,
            done=text("Hold it back"),
        )
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

    def ask_material(self, job: int) -> MaterialQuestion | None:
        """Ask what a job that waits is printed in."""
        row = self.station.job(job)
        among = () if row is None else choices(row.job, self.station.names.materials)
        if row is None or not among:
            return None
        question = MaterialQuestion(
            job_title(row), row.job, among,
            lambda material: self.station.ask(print_queue.set_material, job, material), self.page,
        )  # fmt: skip
        question.open()
        return question

    def ask_cause(self, job: int) -> ChoiceQuestion | None:
        """Ask why a print failed, where its printer could not tell."""
        row = self.station.job(job)
        if row is None:
            return None
        kind = kind_of(row.job)
        question = ChoiceQuestion(
            text("Why did “{job}” fail?", job=job_title(row)),
            text("The statistics count it: what fails often, at which printer, and what it costs."),
            {defect.id: defect.title for defect in seen_at_printer(kind == "3d" if kind else None)},
            lambda cause, _words: self.station.ask(quality.set_cause, job, cause),
            self.page,
            done=text("Write it down"),
        )
        question.field.hide()
        if row.job.cause in question.choices:
            question.choices[row.job.cause].setChecked(True)
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
            self.may_not()
            return
        self.station.ask(print_board.unclear, job, then=self._open_resolve)

    def _open_resolve(self, unclear: Unclear) -> ResolveDialog:
        desk = self.station.desk
        who = tr("whoever is at this PC") if desk is None or not desk.actor.name else desk.actor.name
        dialog = ResolveDialog(self._look, unclear, who, self.page)
        job = unclear.row.job.id

        def decided(decision: str, words: str, made: int) -> None:
            self.station.ask(
                dispatch.decide, job, decision, reason=words or tr("Somebody has looked at the plate."), made=made,
                then=if_there(dialog, lambda _job: dialog.accept()), failed=if_there(dialog, dialog.show_refusal),
            )  # fmt: skip

        def gone(words: str) -> None:
            self.station.ask(
                dispatch.station_is_gone, unclear.holder, words,
                then=if_there(dialog, lambda _none: dialog.show_refusal(_WAIT)),
                failed=if_there(dialog, dialog.show_refusal),
            )  # fmt: skip

        def look() -> None:
            if unclear.printer is not None:
                self._printers.look_at(unclear.printer.id, if_there(dialog, dialog.show_sight), job)

        dialog.decided.connect(decided)
        dialog.gone.connect(gone)
        dialog.looked.connect(look)
        dialog.open()
        look()
        return dialog

    def wants(self, name: str, job: int) -> None:
        """Start what was pressed beside a job."""
        row = self.station.job(job)
        doings: dict[str, Callable[[int], object]] = {
            "decide": self.decide, "dialog": self.system_dialog.offer, "tell": self.system_dialog.tell,
            "judge": lambda _j: self.judge_wanted.emit(contents_of(row.job)) if row is not None else None,
            "stop": self.stop, "pause": self.pause, "go_on": self.go_on, "show": self.page.go_to_job,
            "priority": self.ask_priority, "material": self.ask_material, "cause": self.ask_cause,
            "hold": self.ask_hold, "release": lambda j: self.station.ask(print_queue.release, j),
            "again": lambda j: self.station.ask(dispatch.retry, j), "back": lambda j: self.station.ask(dispatch.take_back, j),
            "up": lambda j: self.shift(j, -1), "down": lambda j: self.shift(j, 1),
            "order": lambda _j: self.order_wanted.emit(row.order) if row is not None else None,
        }  # fmt: skip
        doings[name](job)
