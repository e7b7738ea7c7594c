"""A scanner is a keyboard: its keys are caught wherever the focus is, and never press a button by accident.

On the page every typed sign goes to the scan field. In another text field a burst of keys that no hand types, ended by
Return, is taken out of the field again and counts as a scan. While something stops, only a lone Return goes on: the
Return at the end of a scan does not.
"""

import re
import time
from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from app.gui.widgets.camera import CameraDialog
from app.gui.widgets.question import Question

TAKES_SCANS = "takesScans"
"""Property of a field that a scan belongs into: the waybill."""

TYPES = "typesLike"
"""Property of a field that another machine types into: the form (a regular expression) of what belongs there, a weight."""

BURST_GAP_S = 0.045
"""Between two keys of a scanner; hands need twice as long."""

LEAST_BURST = 5
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class _Burst:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._last = clock, 0.0
        self.signs, self.fastest = "", True
        self.field: QLineEdit | None = None
        self._before = ""

    def key(self, sign: str, field: QLineEdit | None) -> None:
        now = self._clock()
        if now - self._last > BURST_GAP_S or field is not self.field:
            self.signs, self.field, self._before = "", field, field.text() if field is not None else ""
        self._last = now
        self.signs += sign

    def hot(self) -> bool:
        """Whether a key was pressed a moment ago."""
        return self._clock() - self._last <= BURST_GAP_S

    def ends(self) -> str:
        """What was scanned, if Return comes now; empty where a hand typed it."""
        scanned = self.signs if self.hot() and len(self.signs) >= LEAST_BURST else ""
        if scanned and self.field is not None:
            self.field.setText(self._before)
        self.signs = ""
        return scanned


class ScannerKeys(QObject):
    """``scanned`` gives what a scanner sent while the focus was elsewhere; ``typed`` a sign that belongs to the scan field.

    keys     keys of the page (F4 …) and what they do; they go before those of the window
    stopped  whether something has to be acknowledged first
    """

    GUARDED = (Question, CameraDialog)
    """Dialogs that a scan must not answer."""

    scanned = Signal(str)
    typed = Signal(str)
    acknowledged = Signal()
    ignored = Signal()

    def __init__(
        self,
        page: QWidget,
        field: QLineEdit,
        keys: Mapping[Qt.Key, Callable[[], object]],
        stopped: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(page)
        self._page, self._field, self._keys, self._stopped = page, field, keys, stopped
        self._burst = _Burst(clock)
        page.installEventFilter(self)
        self._listen(on=page.isVisible())

    def _listen(self, *, on: bool) -> None:
        """Look at all events of the program, which costs each of them some microseconds, while the page is shown alone."""
        application = QApplication.instance()
        if application is None:
            return
        application.removeEventFilter(self)
        if on:
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at each key once, where it is going to."""
        if watched is self._page and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._listen(on=event.type() == QEvent.Type.Show)
            return False
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) or not isinstance(event, QKeyEvent):
            return False
        if not self._page.isVisible() or QApplication.activePopupWidget():
            return False
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            return self._in_dialog(event, watched, dialog)
        focus = QApplication.focusWidget() or self._page.window()
        if watched is not focus or focus.window() is not self._page.window():
            return False
        if isinstance(focus, QLineEdit) and focus.echoMode() != QLineEdit.EchoMode.Normal:
            return False  # a password is nobody's scan
        here = focus is self._page.window() or focus is self._page or self._page.isAncestorOf(focus)
        if event.type() == QEvent.Type.ShortcutOverride:
            return self._override(event, here=here)
        return self._press(event, focus, here=here)

    def _in_dialog(self, event: QKeyEvent, watched: QObject, dialog: QWidget) -> bool:
        """A scan answers no question: the Return at its end is taken away, and what it typed into a field too."""
        if not isinstance(dialog, self.GUARDED) or event.type() != QEvent.Type.KeyPress:
            return False
        focus = QApplication.focusWidget() or dialog
        if watched is not focus or event.modifiers() & _COMMAND:
            return False
        sign = _sign(event)
        if sign:
            self._burst.key(sign, focus if isinstance(focus, QLineEdit) else None)
        elif Qt.Key(event.key()) in _ENTER and self._burst.ends():
            self.ignored.emit()
            return True
        return False

    def _override(self, event: QKeyEvent, *, here: bool) -> bool:
        """Signs and the keys of the page are not shortcuts of the window while the page has the focus."""
        if here and (_sign(event) or Qt.Key(event.key()) in self._keys):
            event.accept()
        return False

    def _press(self, event: QKeyEvent, focus: QWidget, *, here: bool) -> bool:
        sign, key = _sign(event), Qt.Key(event.key())
        if self._stopped() and here:
            return self._press_while_stopped(event, sign, key)
        text_field = _is_text(focus)
        if sign:
            self._burst.key(sign, focus if isinstance(focus, QLineEdit) else None)
            if here and not text_field and self._burst.signs.strip():
                self.typed.emit(sign)
                return True
            return False
        if key in _ENTER and not event.modifiers() & _COMMAND:
            if focus is self._field or focus.property(TAKES_SCANS):
                self._burst.signs = ""
                return False
            form = focus.property(TYPES)
            if form and re.fullmatch(form, self._burst.signs):
                self._burst.signs = ""
                return False
            scanned = self._burst.ends()
            if scanned and (text_field or not here):
                self.scanned.emit(scanned)
                return True
            if here and isinstance(focus, QAbstractButton):
                focus.click()  # outside of dialogs, Qt leaves Return to Space
                return True
            return False
        if here and key in self._keys and not event.modifiers() & _COMMAND:
            self._keys[key]()
            return True
        return False

    def _press_while_stopped(self, event: QKeyEvent, sign: str, key: Qt.Key) -> bool:
        if event.modifiers() & _COMMAND:
            return False
        if sign and key != Qt.Key.Key_Space:
            self._burst.key(sign, None)
            self.ignored.emit()
            return True
        if key in (*_ENTER, Qt.Key.Key_Space):
            if self._burst.hot():
                self._burst.signs = ""
            else:
                self.acknowledged.emit()
        return True  # whatever else it is: nothing behind what stops may be reached


def _sign(event: QKeyEvent) -> str:
    words = event.text()
    if event.modifiers() & _COMMAND or not words or not words.isprintable():
        return ""
    return words


def _is_text(widget: QWidget) -> bool:
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox)
