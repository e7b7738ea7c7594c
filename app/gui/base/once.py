"""Timers that fire once each time they are started."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def once(parent: QObject, milliseconds: int, action: Callable[[], object]) -> QTimer:
    """Calls ``action`` so long after each start; it goes with its parent."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(action)
    return timer
