"""Brings a function from any thread to the main one."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class MainThread(QObject):
    """Made on the main thread; :meth:`post` may be called from any."""

    _posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def post(self, function: Callable[[], None]) -> None:
        """Have the main thread call this as soon as it comes to it; in the order of the posts."""
        self._posted.emit(function)

    def _call(self, function: Callable[[], None]) -> None:
        function()
