"""Two hands at the window: keys go to whatever has the focus, clicks to what is seen and enabled."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QFileDialog, QPushButton, QWidget

from app.orders.records import Item

Key, Modifier = Qt.Key, Qt.KeyboardModifier
CONTROL, ALT, SHIFT = Modifier.ControlModifier, Modifier.AltModifier, Modifier.ShiftModifier
PATIENCE_S = 180.0
BETWEEN_S = 0.02  # of two looks at the book
LOOK_MS = 20
Dialog = TypeVar("Dialog", bound=QDialog)


def until(condition: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
    """Let the window live until this holds. Raises TimeoutError that says what was waited for."""
    end = time.monotonic() + seconds
    while not condition():
        again = time.monotonic() + BETWEEN_S
        if again > end:
            modal = QApplication.activeModalWidget()
            raise TimeoutError(
                f"{what}: not within {seconds:.0f} s; the focus is on {QApplication.focusWidget()!r}, "
                f"a dialog is open: {modal!r}"
            )
        while time.monotonic() < again:
            QApplication.processEvents()
            time.sleep(0.002)


class Hands:
    """Of somebody at this window."""

    def __init__(self, window: QWidget) -> None:
        self.window = window

    # ---- keys -----------------------------------------------------------------------------------------------------

    def focus(self) -> QWidget:
        """What the keys go to. Once a dialog has gone a window manager would turn to the window again."""
        if QApplication.activeWindow() is None:
            self.window.activateWindow()
            until(lambda: QApplication.activeWindow() is not None, "a window that takes keys")
        found = QApplication.focusWidget() or QApplication.activeWindow()
        assert found is not None
        return found

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
        """Press a key."""
        QTest.keyClick(self.focus(), key, modifiers)

    def write(self, words: str) -> None:
        """Type words."""
        QTest.keyClicks(self.focus(), words)

    def scan(self, code: str) -> None:
        """As a scanner does: all keys at once, Return at the end; a moment after whatever was typed before."""
        QTest.qWait(60)
        QTest.keyClicks(self.focus(), code)
        QTest.keyClick(self.focus(), Key.Key_Return)

    def by_hand(self, key: Qt.Key) -> None:
        """A key that no scanner has pressed: some time after the last one."""
        QTest.qWait(60)
        self.press(key)

    def command(self, name: str) -> None:
        """Through the palette, by what it is called."""
        self.press(Key.Key_K, CONTROL)
        until(lambda: QApplication.activePopupWidget() is not None, "the palette")
        self.write(name.rstrip("…"))
        self.press(Key.Key_Return)

    # ---- mouse ----------------------------------------------------------------------------------------------------

    def click(self, widget: QWidget, modifiers: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
        """Press a button, a field, a box; waits until that can be done."""
        self.focus()
        until(lambda: widget.isVisible() and widget.isEnabled(), f"{words_of(widget) or widget!r} can be pressed")
        place = QPoint() if not isinstance(widget, QAbstractButton) else widget.rect().center()
        if isinstance(widget, QAbstractButton) and not isinstance(widget, QPushButton):
            place = QPoint(min(12, widget.width() // 2), widget.height() // 2)  # the box itself, not what is beside it
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, modifiers, place)

    def pick(self, box: QComboBox, words: str) -> None:
        """Go to the entry that begins with these words, with the arrow keys."""
        until(lambda: box.isVisible() and box.isEnabled() and _place(box, words) >= 0, f"“{words}” can be chosen")
        box.setFocus()
        for _ in range(box.count()):
            if box.currentIndex() == _place(box, words):
                break
            QTest.keyClick(box, Key.Key_Down if _place(box, words) > box.currentIndex() else Key.Key_Up)
        assert box.currentText().startswith(words), f"“{words}” was not reached"

    # ---- dialogs --------------------------------------------------------------------------------------------------

    def dialog(self, kind: type[Dialog]) -> Dialog:
        """The dialog of this kind, once it is there and has the keys."""
        found: list[Any] = []

        def there() -> bool:
            found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
            return bool(found)

        until(there, kind.__name__)
        until(lambda: QApplication.activeWindow() is found[-1], f"the keys in {kind.__name__}")
        return found[-1]  # type: ignore[no-any-return]

    def gone(self, kind: type[QDialog]) -> None:
        """Wait until no dialog of this kind is open any more."""
        until(
            lambda: not any(isinstance(w, kind) and w.isVisible() for w in QApplication.topLevelWidgets()),
            f"{kind.__name__} is closed",
        )

    def file(self, path: Path) -> None:
        """Type a path into the window that will ask for one, as soon as it is there. Call it before what opens that."""

        def type_it() -> None:
            dialog, focus = QApplication.activeModalWidget(), QApplication.focusWidget()
            if not isinstance(dialog, QFileDialog) or focus is None or not dialog.isAncestorOf(focus):
                QTimer.singleShot(LOOK_MS, type_it)
                return
            QTest.keyClick(focus, Key.Key_A, CONTROL)
            QTest.keyClicks(focus, str(path))
            QTest.keyClick(focus, Key.Key_Return)

        QTimer.singleShot(LOOK_MS, type_it)

    # ---- the order queue ------------------------------------------------------------------------------------------

    def next_step(self) -> None:
        """Take the next step with what is chosen."""
        self.press(Key.Key_D, CONTROL)

    def find(self, *items: Item) -> None:
        """Choose these items in the order queue, as they are now: one is looked for by its code, several are picked."""
        queue: Any = self.window.docks.orders.queue  # type: ignore[attr-defined]
        model, view = queue.list.model(), queue.list
        self.click(queue.filter.field)
        until(queue.filter.field.hasFocus, "the filter of the queue")
        self.press(Key.Key_A, CONTROL)
        self.press(Key.Key_Delete)
        if len(items) == 1:
            self.write(items[0].serial)
        wanted = {item.id for item in items}

        def listed() -> set[int]:
            return {row.item for n in range(model.rowCount()) if (row := model.row(n)) is not None}

        until(lambda: listed() == wanted if len(items) == 1 else wanted <= listed(), "the items are listed")
        for number, item in enumerate(items):
            place = model.index(model.number_of(item.id))
            view.scrollTo(place)
            modifiers = CONTROL if number else Modifier.NoModifier
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifiers, view.visualRect(place).center())
        now = {(item.id, item.version) for item in items}
        until(lambda: {(row.item, row.version) for row in view.rows()} == now, "the items are chosen, as they are now")


def _place(box: QComboBox, words: str) -> int:
    return box.findText(words, Qt.MatchFlag.MatchStartsWith)


def words_of(widget: QWidget) -> str:
    """What stands on it."""
    return str(getattr(widget, "text", lambda: "")())


def button(inside: QWidget, words: str) -> QPushButton:
    """The button of this name, once it is seen."""
    found: list[QPushButton] = []

    def there() -> bool:
        found[:] = [b for b in inside.findChildren(QPushButton) if b.text() == words and b.isVisible()]
        return bool(found)

    until(there, f"the button “{words}”")
    return found[0]
