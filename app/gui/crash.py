"""Bugs: what escapes is written to the log folder and shown in one sentence, with details that name no person."""

import logging
import logging.handlers
import re
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app import __version__
from app.gui.widgets.basics import button, label
from app.gui.words import say
from app.i18n import text
from app.security.log_filter import CleanFormatter
from app.security.scrub import scrubbed_traceback

log = logging.getLogger("statuette")
_HOMES = (r"[A-Za-z]:\\Users\\[^\\/\s\"']+", r"/home/[^/\s\"']+", r"/Users/[^/\s\"']+", r"/root(?=/)")
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def scrubbed(words: str, names: tuple[str, ...] = ()) -> str:
    """The words without the user's home folder and without these names of files (a buyer's name may be in one)."""
    words = words.replace(str(Path.home()), "~")
    for pattern in _HOMES:
        words = re.sub(pattern, "~", words)
    for name in sorted(set(names), key=len, reverse=True):
        if len(name) > 2:
            words = words.replace(name, "<file>")
    return words


def details(error: BaseException, names: tuple[str, ...] = ()) -> str:
    """What a developer needs to know about a bug."""
    lines = scrubbed_traceback("".join(traceback.format_exception(error)))
    return scrubbed(f"Statuette {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n\n{lines}", names)


class CrashDialog(QDialog):
    """One sentence, and the details behind it to copy."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, setWindowTitle=text("Something went wrong"))
        self.setMinimumSize(560, 320)
        self.details = QPlainTextEdit(words)
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        say(self.details, setAccessibleName=text("Details"), setToolTip=text("What a developer needs to know"))
        row = QHBoxLayout()
        row.addWidget(
            button(
                text("Copy the details"),
                self._copy,
                "second",
                tip=text("Copy what a developer needs to know; no names and paths are in it"),
            )
        )
        row.addStretch()
        row.addWidget(button(text("Go on working"), self.accept, "primary", tip=text("Close this and go on (Return)")))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(text("Something went wrong in the program"), "title"))
        column.addWidget(
            label(
                text("Your work is safe on this PC. Go on, and send us the details below if it happens again."),
                wrap=True,
            )
        )
        column.addWidget(self.details, 1)
        column.addLayout(row)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.details.toPlainText())


class CrashReporter:
    """Takes over the hooks of Python and Qt; ``post`` brings the dialog to the main thread."""

    def __init__(
        self, folder: Path, post: Callable[[Callable[[], None]], None], names: Callable[[], tuple[str, ...]]
    ) -> None:
        self._post, self._names = post, names
        self._open: CrashDialog | None = None
        self.parent: QWidget | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._handler = logging.handlers.RotatingFileHandler(
            folder / "statuette.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
        )
        self._handler.setFormatter(CleanFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def install(self) -> None:
        """From now on, every exception that escapes and every word of Qt comes here."""
        logging.getLogger().addHandler(self._handler)
        logging.getLogger().setLevel(logging.INFO)
        sys.excepthook = self._escaped
        threading.excepthook = lambda args: self.show(args.exc_value) if args.exc_value is not None else None
        qInstallMessageHandler(_qt_message)

    def close(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()

    def show(self, error: BaseException) -> None:
        """Write a bug to the log and show it. May be called from any thread."""
        words = details(error, tuple(self._names()))
        log.error("unexpected error\n%s", words)
        self._post(lambda: self._show(words))

    def _show(self, words: str) -> None:
        if self._open is not None:  # one dialog says enough; the log has them all
            return
        self._open = CrashDialog(words, self.parent)
        self._open.finished.connect(lambda _result: setattr(self, "_open", None))
        self._open.open()

    def _escaped(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.show(error)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category or "", words)
