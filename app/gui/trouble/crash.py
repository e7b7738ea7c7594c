"""Bugs: the work is kept first; then what escaped is written down and shown in one sentence that names no person."""

import contextlib
import hashlib
import logging
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app import __version__
from app.errors import AppError
from app.gui.trouble.crash_dialog import CrashDialog, Ways
from app.security.anonymous import anonymous
from app.security.log_files import last_lines, logging_into
from app.security.report_file import FOLDER, OUR_WORDS, keep_report

log = logging.getLogger("statuette")
LOG_LINES = 200
MOST_ALIKE = 3  # reports of one and the same error while the program runs
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def details(error: BaseException, names: tuple[str, ...] = ()) -> str:
    """What a developer needs to know about a bug."""
    lines = "".join(traceback.format_exception(error))
    return anonymous(f"Statuette {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n\n{lines}", names)


class CrashReporter:
    """Takes over the hooks of Python and Qt; ``post`` brings the dialog to the main thread.

    names       what is personal and must not be told
    keepers     each writes down a part of the work; called before anything is shown
    facts       more files for a report: what was open, this PC
    restart     closes the program and starts it anew; None where that cannot be done
    look_at     shows a report before it is saved
    tell        says a refusal that nobody took: a full disk is no bug
    """

    def __init__(
        self, folder: Path, post: Callable[[Callable[[], None]], None], names: Callable[[], tuple[str, ...]]
    ) -> None:
        self._post, self.names, self._folder = post, names, folder
        self._open: CrashDialog | None = None
        self._hooks = contextlib.ExitStack()
        self._seen: Counter[str] = Counter()
        self.parent: QWidget | None = None
        self.keepers: list[Callable[[], object]] = []
        self.facts: Callable[[], Mapping[str, str]] = dict
        self.restart: Callable[[], object] | None = None
        self.look_at: Callable[[Mapping[str, str]], object] | None = None
        self.tell: Callable[[AppError], object] | None = None

    def install(self) -> None:
        """From now on, every exception that escapes and every word of Qt comes here."""
        self._hooks.enter_context(logging_into(self._folder, "window"))
        sys.excepthook = self._escaped
        threading.excepthook = lambda args: self.show(args.exc_value) if args.exc_value is not None else None
        qInstallMessageHandler(_qt_message)

    def close(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        self._hooks.close()

    def show(self, error: BaseException) -> None:
        """Write a bug to the log and show it. May be called from any thread."""
        words = details(error, tuple(self.names()))
        log.error("unexpected error\n%s", words)
        self._post(lambda: self._show(words))

    def keep_work(self) -> bool:
        """Write down everything that is not on the disk yet; whether all of it could be."""
        kept = True
        for keeper in self.keepers:
            try:
                keeper()
            except Exception:  # whatever it is, the others have to be kept all the same
                log.exception("a part of the work could not be kept")
                kept = False
        return kept

    def report(self, what_happened: str) -> dict[str, str]:
        """The files of a report, scrubbed."""
        names = tuple(self.names())
        parts = {"what happened.txt": what_happened, **self._facts(), "log.txt": "\n".join(self._log())}
        return {name: words if name in OUR_WORDS else anonymous(words, names) for name, words in parts.items()}

    @property
    def reports_folder(self) -> Path:
        """Where the reports are kept."""
        return self._folder / FOLDER

    def show_folder(self) -> None:
        """Open the folder of the reports."""
        self.reports_folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.reports_folder)))

    def _show(self, words: str) -> None:
        kept = self.keep_work()
        parts = self._keep_report(words)
        if self._open is not None:  # one dialog says enough; the log has them all
            return
        look_at = self.look_at
        self._open = CrashDialog(
            words,
            self.parent,
            Ways(self.restart, self.show_folder, None if look_at is None else lambda: look_at(parts)),
            kept=kept,
        )
        self._open.finished.connect(lambda _result: setattr(self, "_open", None))
        self._open.open()

    def _keep_report(self, words: str) -> dict[str, str]:
        parts = self.report(words)
        kind = hashlib.sha256(words.encode()).hexdigest()
        self._seen[kind] += 1
        if self._seen[kind] <= MOST_ALIKE:
            try:
                keep_report(self._folder, parts)
            except OSError as error:
                log.error("the report cannot be written: %s", type(error).__name__)  # noqa: TRY400 - a full disk is no bug
        return parts

    def _facts(self) -> Mapping[str, str]:
        try:
            return self.facts()
        except Exception:  # a report without them is better than none
            log.exception("the facts for a report could not be collected")
            return {}

    def _log(self) -> list[str]:
        try:
            return last_lines(self._folder, LOG_LINES)
        except OSError:
            return []

    def _escaped(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        refusal, tell = refusal_in(error), self.tell
        if refusal is None or tell is None:
            self.show(error)
            return
        log.warning("nobody took a refusal\n%s", details(error, tuple(self.names())))
        self._post(lambda: (tell(refusal), None)[1])


def refusal_in(error: BaseException | None) -> AppError | None:
    """The refusal that was raised, also where a signal has wrapped it (psygnal does)."""
    while error is not None and not isinstance(error, AppError):
        error = error.__cause__
    return error


def _qt_message(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.WARNING), f"{context.category or ''}: {words}")  # noqa: G004 - a
    # value would be hidden; the words themselves are scrubbed
