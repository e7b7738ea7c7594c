"""What people do with printers: found, entered, tried, cleared, given no more jobs, serviced, taken out of use."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.commands import dispatch_printers, print_floor, slicing
from app.commands.print_floor import Answer, FoundPrinter, Sight
from app.dispatch.records import Printer
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.dispatch.clear_question import ClearQuestion
from app.gui.dispatch.discover_dialog import DiscoverDialog
from app.gui.dispatch.if_there import if_there
from app.gui.dispatch.page import DispatchPage
from app.gui.dispatch.printer_form import PrinterForm
from app.gui.dispatch.tiles import Tile
from app.gui.widgets.question import ChoiceQuestion, ReasonQuestion
from app.i18n import text
from app.jobs.runner import Job, Runner
from app.security.permissions import NotAllowedError


class PrinterDoings(QObject):
    """Asks before anything is done, and shows what comes of it on the page."""

    def __init__(self, page: DispatchPage, look: Look, runner: Runner) -> None:
        super().__init__(page)
        self.page, self.station = page, page.station
        self._look, self._runner = look, runner
        self._looking: set[int] = set()
        self._cameras: dict[int, bool] = {}

    def may_not(self) -> None:
        """Say that whoever is here may not do that."""
        self.page.messages.say(NotAllowedError().sentence, "warn")

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
            self.may_not()

    def _discover(self) -> DiscoverDialog:
        dialog = DiscoverDialog(self._look, self.station.floor.kinds, self.page)

        def search() -> None:
            job = self.station.ask(
                print_floor.discover, self.station.floor,
                then=if_there(dialog, dialog.show_found), failed=if_there(dialog, dialog.show_refusal),
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
        self.look_at(printer, if_there(question, lambda sight: question.show_picture(sight.snapshot)))
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

    def wants(self, name: str, printer: int) -> None:
        """Start what was pressed beside a printer."""
        if name not in {"picture", "change"} and not self.station.may_produce and not self.station.may_set_up:
            self.may_not()
            return
        doings: dict[str, Callable[[int], object]] = {
            "clear": self.ask_clear, "pause": self.ask_pause, "service": self.ask_service, "change": self.change_printer,
            "retire": self.ask_retire, "resume": lambda p: self.station.ask(dispatch_printers.resume, p),
            "picture": lambda p: self.look_at(p, self._said),
        }  # fmt: skip
        doings[name](printer)

    def _form(self, printer: Printer | None = None, found: FoundPrinter | None = None) -> PrinterForm:
        floor = self.station.floor
        form = PrinterForm(self._look, floor.kinds, self.station.names, self.page, printer=printer, found=found)

        def answered(answer: Answer) -> None:
            form.show_answer(answer)
            self._cameras[form.draft().id] = answer.capabilities.snapshot

        def saved(there: Printer) -> None:
            form.accept()
            self.page.messages.say(text("{printer} was saved.", printer=there.name), "ok")

        form.tried.connect(
            lambda draft, keys: self.station.ask(
                print_floor.try_printer, floor, draft, keys, lane="thread",
                then=if_there(form, answered), failed=if_there(form, form.show_refusal),
            )
        )  # fmt: skip
        form.kept.connect(
            lambda draft, keys: self.station.ask(
                print_floor.keep_printer, floor, draft, keys,
                then=if_there(form, saved), failed=if_there(form, form.show_refusal),
            )
        )  # fmt: skip
        seen, refused = if_there(form, form.slicing.show_seen), if_there(form, form.slicing.show_refusal)
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

    def _follow(self, dialog: DiscoverDialog, job: Job) -> None:
        """Show in the dialog how far the search is, for as long as both are there."""

        def changed(other: Job) -> None:
            if other is job and isValid(dialog):
                dialog.show_progress(job)

        self._runner.changed.connect(changed)
        dialog.destroyed.connect(lambda: self._runner.changed.disconnect(changed, missing_ok=True))

    def look_at(self, printer: int, then: Callable[[Sight], object], job: int | None = None) -> None:
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

    def tile_chosen(self, tile: Tile | None) -> None:
        """A printer whose camera is known is looked at once when it is chosen."""
        if (
            tile is not None
            and self._cameras.get(tile.id, True)
            and tile.id not in self._looking
            and self.page.isVisible()
        ):
            news = self.station.live.of(tile.id)
            if news is not None and news.status is not None:
                self.look_at(tile.id, lambda sight: self._cameras.update({tile.id: sight.snapshot is not None}))

    def _said(self, sight: Sight) -> None:
        if str(sight.trouble):
            self.page.messages.say(sight.trouble, "warn")
        elif sight.snapshot is None:
            self.page.messages.say(text("The printer answers; it has no picture of its plate."), "info")
