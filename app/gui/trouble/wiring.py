"""When something goes wrong, put together: keeping the work, the notices of a start, safe mode, diagnosis and reports."""

import contextlib
import logging
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout

from app.commands.diagnosis.computer import computer_probes
from app.commands.diagnosis.line import Probe, look_at
from app.commands.diagnosis.told import as_text
from app.commands.diagnosis.workshop import workshop_probes
from app.dispatch.records import Printer
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.graphics.check import forget as forget_graphics
from app.gui.graphics.lines import notice as graphics_notice
from app.gui.trouble.clock import ClockNotice
from app.gui.trouble.coming_back import ComingBack
from app.gui.trouble.crash import CrashReporter
from app.gui.trouble.drafts import Drafts
from app.gui.trouble.notices import Notice, Notices, Verb
from app.gui.trouble.report_dialog import ReportDialog
from app.gui.trouble.safe_left import Journal
from app.gui.trouble.slow_answers import SlowAnswers
from app.gui.trouble.starting import Start
from app.gui.trouble.what_is_open import what_is_open
from app.i18n import text
from app.jobs.runner import Job
from app.layouts.composing.hidden import Hidden
from app.security.report_file import keep_report
from app.settings.folders import Folders

if TYPE_CHECKING:
    from app.commands.print_floor import PrintFloor
    from app.gui.base.look import Look
    from app.gui.diagnosis.dialog import DiagnosisDialog
    from app.gui.window.main_window import MainWindow

log = logging.getLogger(__name__)
UP_MS = 15_000
"""The window counts as up when it has answered for so long, and no job of its start is open."""
FACTS_S = 3.0


class Trouble(QObject):
    """Implements ``app.gui.window.trouble_specs.Desk``. Made by the composition root once the window is there."""

    def __init__(  # noqa: PLR0917 - the parts that it brings together
        self,
        window: "MainWindow",
        look: "Look",
        crashes: CrashReporter,
        desk: OfficeDesk,
        floor: "PrintFloor",
        folders: Folders,
        start: Start,
        typed: Hidden,
        left: Journal | None,
    ) -> None:
        """``typed`` keeps what is being typed; ``left``: the journal of the bench of safe mode, None in safe mode."""
        super().__init__(window)
        self._window, self._look, self._crashes, self._desk = window, look, crashes, desk
        self._floor, self._folders = floor, folders
        self.program = start
        self._closed = False
        self.notices = Notices()
        strips = window.people.strips.layout()
        assert isinstance(strips, QVBoxLayout)
        strips.insertWidget(0, self.notices)
        self.drafts = Drafts(typed, window.workshop.runner, lambda: str(desk.actor.account or ""), self)
        self._slow = SlowAnswers(self)
        self._clock = ClockNotice(look, desk, self.notices, self)
        crashes.keepers += [self.drafts.keep, *window.keepers()]
        crashes.tell = self._say_refusal
        listen(window.workshop.runner.untold, self, self._say_why)
        crashes.facts = self._facts
        crashes.look_at = self._look_at
        crashes.restart = partial(self.restart, safe=False)
        if start.safe:
            window.orders.server.idle = window.housekeeping.idle = True
            self._say_safe()
        self._say_ended()
        self._say_graphics()
        self._up = QTimer(self)
        self._up.setInterval(UP_MS)
        self._up.timeout.connect(self._look_whether_up)
        window.started.connect(self._up.start)
        window.closing.called_off.connect(self._stay)
        self.coming_back = ComingBack(window, look, desk, start, self.notices, self.drafts, typed, left, self)

    # ---- what the actions say -----------------------------------------------

    def show_diagnosis(self) -> "DiagnosisDialog":
        """The page of the diagnosis, open."""
        from app.gui.diagnosis.dialog import DiagnosisDialog, Doings  # noqa: PLC0415 - seldom asked for

        dialog = DiagnosisDialog(
            self._look,
            Doings(self.probes, self._names, self._report_with, partial(forget_graphics, self._folders.data)),
            self._window,
        )
        dialog.open()
        return dialog

    def show_report(self) -> ReportDialog:
        """A report about this PC as it is, to be looked at and saved."""
        return self._look_at(self._crashes.report("Asked for by a person; nothing has gone wrong by itself."))

    def show_reports_folder(self) -> None:
        """Open the folder of the reports."""
        self._crashes.show_folder()

    def restart(self, *, safe: bool) -> None:
        """Close the window, once a file is saved that is being saved; the program starts again when all is closed."""
        self.program.again = "safe" if safe else "usual"
        self._window.close()
        application = QApplication.instance()
        if application is not None:
            application.quit()

    def _stay(self) -> None:
        """The window does not close after all."""
        self.program.again = ""

    # ---- life ---------------------------------------------------------------

    def close(self) -> None:
        """The window ends as it should. The second call changes nothing."""
        if self._closed:
            return
        self._closed = True
        self._up.stop()
        self.drafts.close()
        self._slow.close()
        self._clock.close()

    def probes(self, check_book: bool = False) -> tuple[Probe, ...]:
        """All lines of the diagnosis. On the main thread."""
        from app.gui.diagnosis.window_lines import window_probes  # noqa: PLC0415 - seldom asked for

        drawn = self._window.bench.viewport.graphics()
        safe = self.program.safe
        return (
            *computer_probes(self._folders, safe=safe),
            *window_probes(self.program.graphics, drawn),
            *workshop_probes(self._desk.office, None if safe else self._floor, check_book=check_book),
        )

    # ---- what a report says --------------------------------------------------

    def _facts(self) -> Mapping[str, str]:
        """What can be known at once: a report is made while something is wrong, and nobody wants to wait for it."""
        from app.gui.diagnosis.window_lines import window_probes  # noqa: PLC0415 - seldom asked for

        quick = (
            *computer_probes(self._folders, safe=self.program.safe),
            *window_probes(self.program.graphics, self._window.bench.viewport.graphics()),
        )
        lines = look_at(quick, lambda _line: None, FACTS_S)
        return {"what was open.txt": what_is_open(self._window), "this pc.txt": as_text(lines, (), "en")}

    def _look_at(self, parts: Mapping[str, str]) -> ReportDialog:
        dialog = ReportDialog(self._look, parts, self._window)
        dialog.open()
        return dialog

    def _report_with(self, more: Mapping[str, str]) -> ReportDialog:
        return self._look_at({**self._crashes.report("Made on the page of the diagnosis."), **more})

    def _names(self) -> tuple[str, ...]:
        """What is known to be personal, names of printers among it: those on the board, and those that are newer than it."""
        board = self._window.printing.board
        printers = set() if board is None else {printer.name for printer in board.printers}
        with contextlib.suppress(AppError), self._desk.office.book.reading() as book:
            printers |= {printer.name for printer in book.find(Printer)}
        return (*self._crashes.names(), *sorted(printers))

    def _say_refusal(self, error: AppError) -> None:
        """What nobody took is said at the bench while that is looked at, else above whatever page is."""
        if self._window.bench.isVisible():
            self._window.bench.messages.say(error.sentence, "bad")
        elif all(notice.words.text() != str(error) for notice in self.notices.shown):
            self.notices.add(Notice(self._look, error.sentence, icon="mdi6.alert", role="warn"))

    def _say_why(self, job: Job) -> None:
        """Whoever asked for a job may show its error where they asked; it is shown here only where they do not."""
        if job.error is not None:
            self._say_refusal(job.error)

    # ---- what is said at the start --------------------------------------------

    def _say_safe(self) -> None:
        self.notices.add(
            Notice(
                self._look,
                text(
                    "Safe mode: the bench began empty, the processor draws, printers and watched folders are left alone. "
                    "What you had comes back when you leave it."
                ),
                (Verb(text("Leave safe mode"), text("Start again as usual"), partial(self.restart, safe=False), stays=True),),
                icon="mdi6.lifebuoy", role="warn", closable=False,
            )
        )  # fmt: skip

    def _say_ended(self) -> None:
        ended = self.program.ended
        if ended is None:
            return
        happened = (
            f"Statuette {ended.version} ended unexpectedly ({ended.phase}, {'safe' if ended.safe else 'usual'} mode).\n\n"
            f"{_shortened(ended.fault) or 'Nothing was written down: it was killed, or the power went.'}"
        )
        parts = self._crashes.report(happened)
        try:
            keep_report(self._folders.logs, parts)
        except OSError as error:
            log.warning("the report cannot be written: %s", type(error).__name__)
        verbs = [
            Verb(
                text("Look at the report…"),
                text("See what is known about it, and save it"),
                lambda: self._look_at(parts),
                stays=True,
            )
        ]
        if not self.program.safe:
            verbs.append(
                Verb(text("Safe mode"), text("Start again with an empty bench and without the graphics card"),
                     partial(self.restart, safe=True), stays=True)
            )  # fmt: skip
        words = (
            text(
                "The program ended unexpectedly the last time. Your work is safe; you see it when you leave safe mode."
            )
            if self.program.safe
            else text("The program ended unexpectedly the last time. Your work is there again.")
        )
        self.notices.add(Notice(self._look, words, verbs))

    def _say_graphics(self) -> None:
        words = graphics_notice(self.program.graphics)
        if words is not None:
            self.notices.add(
                Notice(
                    self._look, words,
                    (Verb(text("Diagnosis…"), text("See how this PC is, and what helps"), self.show_diagnosis, stays=True),),
                    icon="mdi6.expansion-card-variant", role="warn", closed=self.program.graphics_read,
                )
            )  # fmt: skip

    def _look_whether_up(self) -> None:
        if not any(job.open for job in self._window.workshop.runner.jobs):
            self._up.stop()
            self.program.up()


def _shortened(fault: str) -> str:
    """Without the list of all libraries that were loaded, which Python adds."""
    return fault.split("\nExtension modules:", maxsplit=1)[0].strip()
