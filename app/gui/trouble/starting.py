"""The first moments of the program: what happened the last time, in which mode it starts, and with which graphics.

Nothing heavy is loaded here, and no window is made but a question after repeated crashes.
"""

import contextlib
import logging
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from app import __version__
from app.gui.graphics.check import Graphics, GraphicsCheck, learn_from, put_on
from app.gui.trouble.restart import start_anew
from app.security.log_files import last_lines, logging_into
from app.security.report_file import keep_report
from app.settings.folders import Folders
from app.settings.running import MANY, Before, Ended, RunningMark, look_back

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.gui.trouble.crashed_start import Choice

FOLDER = "windows"
END_MS = 10_000
Again = Literal["", "usual", "safe"]
log = logging.getLogger("statuette")


@dataclass
class Start:
    """What the window is told about its start. A plain one is for tests and for windows without a program around them.

    again  the program is to be started anew after this one has ended
    up     is told that the window is there and works; graphics_read: that the notice about the graphics was read
    """

    safe: bool = False
    before: Before = field(default_factory=Before)
    graphics: Graphics = field(default_factory=Graphics)
    again: Again = ""
    failed: bool = False
    up: Callable[[], object] = lambda: None
    graphics_read: Callable[[], object] = lambda: None

    @property
    def ended(self) -> Ended | None:
        """The window that ended unexpectedly last; None: all ended as they should."""
        return self.before.ended[-1] if self.before.ended else None

    def prepare(self) -> None:
        """Right before the application is made."""


class ProgramStart(Start):
    """The start of the real program: leaves a mark while it runs, and asks for the graphics in a process of their own."""

    def __init__(self, folders: Folders, *, safe: bool) -> None:
        super().__init__(safe=safe)
        self._folders = folders
        self._mark: RunningMark | None = None
        try:
            self.before = look_back(folders.data / FOLDER)
            self._mark = RunningMark(folders.data / FOLDER, __version__, safe=safe)
            self._mark.catch_faults()
            self.up = self._mark.is_up
        except OSError as error:  # the data folder cannot be written: the window says so where it matters
            log.warning("no mark of this window can be left: %s", type(error).__name__)
        ended = self.ended
        if ended is not None and ended.fault and not safe:
            learn_from(folders.data, ended.fault)
        self._check = GraphicsCheck(folders.data, software=safe)
        self.graphics_read = self._check.is_read

    @property
    def must_ask(self) -> bool:
        """Whether it ended so often while it started that safe mode is offered before anything is loaded."""
        return not self.safe and self.before.starts >= MANY

    def prepare(self) -> None:
        """Wait for what is known about the graphics, and wear it."""
        self.graphics = self._check.result()
        put_on(self.graphics)

    def leave(self) -> None:
        """The event loop ends: a shutdown of the system may kill the program before it has taken itself down."""
        if self._mark is not None:
            self._mark.is_leaving()

    def say(self) -> None:
        """Write the begin of a start into the log."""
        log.info(
            "start: statuette %s, python %s, %s, %s", __version__, sys.version.split()[0], sys.platform,
            "safe" if self.safe else "usual",
        )  # fmt: skip
        log.info("graphics: %s %s", self.graphics.state, self.graphics.why)
        for ended in self.before.ended:
            log.warning("a window ended unexpectedly: %s", ended.phase)

    def fail(self, bug: BaseException) -> None:
        """The window did not come up because of an error of ours: a report, and the question what to do now."""
        with logging_into(self._folders.logs, "window"):
            log.error("the window did not come up", exc_info=bug)
            words = f"Statuette {__version__} did not come up.\n\n{''.join(traceback.format_exception(bug))}"
            with contextlib.suppress(OSError):  # a full disk: there is the question all the same
                lines = last_lines(self._folders.logs, 200)
                keep_report(self._folders.logs, {"what happened.txt": words, "log.txt": "\n".join(lines)})
        self.failed = True
        choice = ask_about_start(self.before.starts + 1)
        self.again = "" if choice == "quit" else choice

    def end(self) -> None:
        """The program is over: the mark goes, and another one starts where that was wanted."""
        if self._mark is not None:
            if self.failed:
                self._mark.abandon()
            else:
                self._mark.end()
        if self.again:
            start_anew(safe=self.again == "safe")


def ask_about_start(starts: int) -> "Choice":
    """The program ended again and again while it started: what to do. Nothing heavy is loaded for it."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - not before it is needed

    from app.gui.base.look import Look  # noqa: PLC0415
    from app.gui.trouble.crashed_start import CrashedStartDialog  # noqa: PLC0415

    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    look = Look(application)
    look.choose("system")
    dialog = CrashedStartDialog(starts)
    dialog.exec()
    look.deleteLater()  # the window brings its own
    return dialog.choice


def end_on_signals(application: "QApplication") -> None:
    """End as it should be when the system asks for it: a log-out, a shutdown, Ctrl+C in a terminal.

    Python comes to it with the next timer of the window; before the event loop runs, the loop ends as soon as it begins.
    A file that is being saved is waited for, but not for ever: a session has to end.
    """
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - loaded by now

    def end(_number: int, _frame: object) -> None:
        QTimer.singleShot(0, application, application.quit)
        QTimer.singleShot(END_MS, application, application.exit)

    for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, end)
