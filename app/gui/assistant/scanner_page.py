"""Tries a scanner: what it typed, whether it ended with Enter, how fast; and which keyboard layout spoils its codes."""

import itertools
import time

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimerEvent
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.gui.assistant.course import Room
from app.gui.assistant.page import AssistantPage
from app.gui.base.words import say
from app.gui.widgets.basics import Card, button, clear, label
from app.i18n import Text, plural, text
from app.shipping.scanner_trial import TEST_CODE, Finding, Scan, findings

_SIDE = 176
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
QUIET_S = 1.0
"""A scanner that sends no Enter is done when it has typed nothing for so long."""


class ScannerPage(AssistantPage):
    """The field takes whatever a scanner types; Enter in the empty field goes on."""

    id = "scanner"
    name = text("Scanner")
    title = text("Try the scanner")
    sentence = text("Scan the code below, or any label. Without a scanner, skip this page: a camera can scan, too.")
    icon = "mdi6.barcode-scan"

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._keys: list[tuple[float, str]] = []
        self.scan: Scan | None = None
        picture = QLabel()
        picture.setPixmap(_code_picture(TEST_CODE, _SIDE))
        picture.setFixedSize(_SIDE, _SIDE)
        say(picture, setAccessibleName=text("Code to be scanned"))
        self.field = QLineEdit()
        self.field.setMaxLength(400)
        self.field.setMinimumHeight(38)
        self.field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # a scanner types no pinyin
        self.field.installEventFilter(self)
        say(
            self.field,
            setAccessibleName=text("What the scanner types"),
            setPlaceholderText=text("Scanner ready: scan now"),
            setToolTip=text("What the scanner types appears here; nothing is kept"),
        )
        self.again = button(text("Try once more"), self._again, "small")
        say(self.again, setToolTip=text("Empty the field and scan again"))
        self.again.setAutoDefault(False)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.field)
        row = QHBoxLayout()
        row.addWidget(label(text("A scanner is a keyboard: it types the code, then Enter."), "dim", wrap=True), 1)
        row.addWidget(self.again)
        right.addLayout(row)
        self.results = QVBoxLayout()
        self.results.setSpacing(7)
        right.addLayout(self.results)
        right.addStretch()
        card = Card()
        across = QHBoxLayout(card)
        across.setContentsMargins(16, 16, 16, 16)
        across.setSpacing(18)
        across.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(right, 1)
        self.content.addWidget(card)
        self.startTimer(250)

    def first_field(self) -> QWidget | None:
        """The scanner types there."""
        return self.field

    def go_on(self) -> None:
        """What was seen goes into the summary."""
        scan = self.scan
        if scan is None:
            self.room.course.told[self.id] = text("Not tried")
        elif all(one.tone == "ok" for one in findings(scan)):
            self.room.course.told[self.id] = text("It works")
        else:
            self.room.course.told[self.id] = text("Tried; something is to be set at the scanner")
        self.confirmed.emit()

    def refresh(self) -> None:
        """Say again what was seen, in the language of now."""
        if self.scan is not None:
            self._show(self.scan)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep when each key came. Enter ends the scan instead of going on to the next page."""
        if watched is not self.field or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if Qt.Key(event.key()) in _ENTER and self._keys:
            self._ended("tab" if event.key() == Qt.Key.Key_Tab else "enter")
            return True
        if event.text() and event.text().isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not self._keys:
                self.field.clear()
            self._keys.append((time.monotonic(), event.text()))
        return super().eventFilter(watched, event)

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802 - Qt's name
        """A scanner without Enter is done when it has been quiet for a while."""
        if self._keys and time.monotonic() - self._keys[-1][0] > QUIET_S:
            self._ended("")
        super().timerEvent(event)

    def _ended(self, end: str) -> None:
        times = [moment for moment, _sign in self._keys]
        words = "".join(sign for _moment, sign in self._keys)
        self._keys = []
        gaps = tuple(after - before for before, after in itertools.pairwise(times))
        self.scan = Scan(words, gaps, end)
        self.field.setText(words)
        self.field.selectAll()
        self._show(self.scan)

    def _again(self) -> None:
        self._keys, self.scan = [], None
        self.field.clear()
        clear(self.results)
        self.field.setFocus()

    def _show(self, scan: Scan) -> None:
        clear(self.results)
        count = plural("{n} sign was read", "{n} signs were read", len(scan.words))
        self.results.addWidget(label(str(count), "strong"))
        for one in findings(scan):
            self.results.addLayout(self._row(one))

    def _row(self, finding: Finding) -> QHBoxLayout:
        sign = QLabel()
        icon = {"ok": "mdi6.check-circle", "warn": "mdi6.alert", "bad": "mdi6.alert-octagon"}[finding.tone]
        sign.setPixmap(self.room.look.icon(icon, finding.tone).pixmap(17, 17))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words: Text | str = finding.sentence
        row.addWidget(label(str(words), wrap=True), 1)
        return row


def _code_picture(content: str, side: int) -> QPixmap:
    """A QR code, dark on white whatever the theme: scanners want that."""
    import segno  # noqa: PLC0415 - only this page shows a code

    matrix = np.array(
        [[0 if dark else 255 for dark in line] for line in segno.make_qr(content, error="m").matrix], np.uint8
    )
    matrix = np.ascontiguousarray(np.pad(matrix, 3, constant_values=255))
    height, width = matrix.shape
    image = QImage(matrix.data, width, height, width, QImage.Format.Format_Grayscale8).copy()
    whole = QPixmap(side, side)
    whole.fill(QColor("white"))
    scale = side // width
    painter = QPainter(whole)
    at = (side - scale * width) // 2
    painter.drawImage(at, at, image.scaled(scale * width, scale * height))
    painter.end()
    return whole
