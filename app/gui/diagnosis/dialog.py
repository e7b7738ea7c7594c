"""The diagnosis in the window: each line appears as it is known; it can be copied, and saved with the log as a report."""

import contextlib
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.commands.diagnosis.line import LIMIT_S, SIGN_WORDS, Line, Probe, Sign, look_at
from app.commands.diagnosis.told import as_text
from app.gui.base.look import Look, Role
from app.gui.base.words import say
from app.gui.widgets.basics import button, decoration, label, show_words
from app.gui.widgets.panel import scrolling
from app.i18n import Text, plural, text

ASK_MS = 30
Answers = queue.SimpleQueue[Line | tuple[Line, ...]]

_SIGNS: dict[Sign, tuple[str, Role]] = {
    "ok": ("mdi6.check-circle", "ok"),
    "warn": ("mdi6.alert", "warn"),
    "bad": ("mdi6.alert-octagon", "bad"),
    "none": ("mdi6.minus-circle-outline", "dim"),
}


@dataclass(frozen=True)
class Doings:
    """What the page is given.

    probes   the lines, made anew for each look; with the wish to read all of the order book
    names    what a copy must not tell
    report   shows a report that holds this diagnosis
    forget   lets the graphics be tried anew at the next start
    """

    probes: Callable[[bool], tuple[Probe, ...]]
    names: Callable[[], tuple[str, ...]]
    report: Callable[[Mapping[str, str]], object]
    forget: Callable[[], object]


class _Row:
    """One line: sign, what it is, how it is, what to do."""

    def __init__(self, look: Look, grid: QGridLayout, number: int, title: Text) -> None:
        self._look = look
        self.sign = decoration()
        self.sign.setFixedWidth(22)
        self.title = label(title)
        self.state = label(text("looking…"), "dim")
        self.words = label("", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.advice = label("", "dim", wrap=True)
        self.advice.hide()
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.words)
        said.addWidget(self.advice)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.sign, number, 0, top)
        grid.addWidget(self.title, number, 1, top)
        grid.addWidget(self.state, number, 2, top)
        grid.addLayout(said, number, 3)
        self._line: Line | None = None

    def show_line(self, line: Line) -> None:
        self._line = line
        icon, role = _SIGNS[line.seen.sign]
        self.sign.setPixmap(self._look.icon(icon, role).pixmap(18, 18))
        say(self.state, setText=SIGN_WORDS[line.seen.sign])
        show_words(self.words, line.seen.words)
        self.advice.setVisible(line.seen.advice is not None)
        if line.seen.advice is not None:
            say(self.advice, setText=line.seen.advice)

    def draw(self) -> None:
        if self._line is not None:
            self.show_line(self._line)


class DiagnosisDialog(QDialog):
    """Looks as soon as it is shown; ``looked`` is emitted when every line is known."""

    looked = Signal()

    def __init__(self, look: Look, doings: Doings, parent: QWidget | None = None, *, limit_s: float = LIMIT_S) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say(self, setWindowTitle=text("Diagnosis"))
        self._look, self._doings, self._limit_s = look, doings, limit_s
        self._rows: dict[str, _Row] = {}
        self._answers: Answers = queue.SimpleQueue()
        self.lines: tuple[Line, ...] = ()
        self.summary = label("", "title", wrap=True)
        self._frame = QFrame()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.summary)
        column.addWidget(
            label(
                text("How this PC and its workshop are just now. Looking changes nothing and sends nothing."),
                "dim",
                wrap=True,
            )
        )
        column.addWidget(scrolling(self._frame), 1)
        self.again = button(text("Look again"), lambda: self.look(), "second")  # noqa: PLW0108 - its argument is its own
        say(self.again, setToolTip=text("Look at everything once more"))
        self.book = button(text("Check the order book for damage"), lambda: self.look(check_book=True), "second")
        say(
            self.book,
            setToolTip=text("Read all of the order book of this PC; takes seconds, or a minute for a large one"),
        )
        self.graphics = button(text("Try the graphics again"), self._forget, "second")
        say(
            self.graphics,
            setToolTip=text("Forget what is known about the graphics driver: it is tried anew at the next start"),
        )
        self.copied = button(text("Copy"), self._copy, "second")
        say(self.copied, setToolTip=text("Copy all lines as text, without names and paths"))
        self.report = button(text("Save report…"), self._report, "primary")
        say(self.report, setToolTip=text("Look at a report with this diagnosis and the end of the log, and save it"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for made in (self.again, self.book, self.graphics):
            row.addWidget(made)
        row.addStretch()
        for made in (
            self.copied,
            button(text("Close"), self.close, "second", tip=text("Close this; nothing is changed (Escape)")),
            self.report,
        ):
            row.addWidget(made)
        column.addLayout(row)
        self._asking = QTimer(self)
        self._asking.setInterval(ASK_MS)
        self._asking.timeout.connect(self._ask)
        look.changed.connect(self._draw)
        self.resize(1000, 680)
        self.look()

    def look(self, *, check_book: bool = False) -> None:
        """Look at everything, beside the window."""
        probes, limit_s = self._doings.probes(check_book), self._limit_s
        # The thread knows nothing of this page, which may be gone long before a line that hangs.
        answers = self._answers = queue.SimpleQueue()
        self._make_rows(probes)
        self._enable(there=False)
        say(self.summary, setText=text("Looking…"))

        def work() -> None:
            answers.put(look_at(probes, answers.put, limit_s))

        threading.Thread(target=work, name="diagnosis", daemon=True).start()
        self._asking.start()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """What comes later is for nobody."""
        self._asking.stop()
        super().closeEvent(event)

    def _make_rows(self, probes: tuple[Probe, ...]) -> None:
        old = self._frame.layout()
        if old is not None:
            QWidget().setLayout(old)  # takes the layout away from the frame
            for child in self._frame.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
                child.deleteLater()
        grid = QGridLayout(self._frame)
        grid.setContentsMargins(2, 4, 10, 4)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(3, 1)
        self._rows = {probe.id: _Row(self._look, grid, number, probe.title) for number, probe in enumerate(probes)}
        grid.setRowStretch(len(probes), 1)

    def _ask(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                answer = self._answers.get_nowait()
                if isinstance(answer, Line):
                    self._rows[answer.id].show_line(answer)
                else:
                    self._finish(answer)

    def _finish(self, lines: tuple[Line, ...]) -> None:
        self._asking.stop()
        self.lines = lines
        self._enable(there=True)
        count = sum(line.seen.sign in {"warn", "bad"} for line in lines)
        say(
            self.summary,
            setText=plural("{n} line wants to be looked at", "{n} lines want to be looked at", count)
            if count
            else text("All is well"),
        )
        self.looked.emit()

    def _enable(self, *, there: bool) -> None:
        for made in (self.again, self.book, self.copied, self.report):
            made.setEnabled(there)

    def _copy(self) -> None:
        QApplication.clipboard().setText(as_text(self.lines, self._doings.names()))
        say(self.copied, setText=text("Copied"))

    def _report(self) -> None:
        self._doings.report({"this pc.txt": as_text(self.lines, self._doings.names(), "en")})

    def _forget(self) -> None:
        self._doings.forget()
        self.graphics.setEnabled(False)
        say(self.graphics, setText=text("Tried at the next start"))

    def _draw(self) -> None:
        for row in self._rows.values():
            row.draw()
