"""The first five minutes, with the mouse alone: from the first window to a print file of the sample figurine.

The test of the window and the benchmark of the day both do it; what is counted are the clicks that it takes.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QPushButton, QWidget

Until = Callable[[Callable[[], object]], object]
LOOK_AGAIN_MS = 50


class Mouse:
    """Clicks on what is seen, and counts it."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, widget: QWidget) -> None:
        """One click. Raises AssertionError where nobody could: covered, scrolled away, or switched off."""
        at = widget.rect().center()
        assert widget.isEnabled(), f"{widget!r} is switched off"
        assert widget.isVisible(), f"{widget!r} is hidden"
        assert widget.visibleRegion().contains(at), f"{widget!r} is scrolled away"
        under = QApplication.widgetAt(widget.mapToGlobal(at))
        assert under is not None, f"{widget!r} is off the screen"
        assert under is widget or widget.isAncestorOf(under), f"{under!r} lies over {widget!r}"
        self.clicks += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(at))


def do_first_job(window: Any, until: Until, *, seen: Callable[[str], object] = lambda _step: None) -> tuple[int, Path]:
    """What somebody presses who reads nothing but the largest button; the window was just opened for the first time.

    Gives the number of clicks and the file. ``seen`` is told each step when it is reached. Raises AssertionError where a
    step is not there to be pressed.
    """
    mouse, bench, report = Mouse(), window.workshop.bench, window.docks.report
    until(lambda: window.assistant.dialog is not None and window.assistant.dialog.isVisible())
    until(lambda: window.assistant.dialog.page.start.visibleRegion().boundingRect().isValid())
    seen("welcome")
    mouse.click(window.assistant.dialog.page.start)
    until(lambda: window.assistant.dialog is None and QApplication.activeModalWidget() is None)
    until(lambda: bench.report is not None and window.workshop.repairs and report.repair.isEnabled())
    assert not bench.report.printable, "the sample has nothing to repair"
    seen("repair")
    mouse.click(report.repair)
    until(lambda: bench.report is not None and bench.report.printable and report.save.property("kind") == "primary")
    seen("save")
    QTimer.singleShot(0, window, lambda: _press_save(window, mouse))
    mouse.click(report.save)  # returns when the dialog is closed
    until(lambda: bench.document.saved_as is not None)
    seen("done")
    return mouse.clicks, bench.document.saved_as


def _press_save(window: QWidget, mouse: Mouse) -> None:
    """As soon as the dialog asks where: take what it proposes."""
    dialog = QApplication.activeModalWidget()
    button = None
    if isinstance(dialog, QFileDialog):
        box = dialog.findChild(QDialogButtonBox)
        button = None if box is None else box.button(QDialogButtonBox.StandardButton.Save)
    if not isinstance(button, QPushButton) or not button.isEnabled() or button.visibleRegion().isEmpty():
        QTimer.singleShot(LOOK_AGAIN_MS, window, lambda: _press_save(window, mouse))
        return
    mouse.click(button)
