"""Copying what may be seen for a short time only: the clipboard forgets it again."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication


class ShortClipboard(QObject):
    """Lives as long as the application, so that it still empties the clipboard when the page that copied is gone."""

    def __init__(self) -> None:
        super().__init__(QGuiApplication.instance())
        self._words = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.forget)

    def copy(self, words: str, seconds: float) -> None:
        """Put words into the clipboard for so many seconds."""
        self._words = words
        QGuiApplication.clipboard().setText(words)
        self._timer.start(round(seconds * 1000))

    def forget(self) -> None:
        """Empty the clipboard, unless something else was copied meanwhile."""
        self._timer.stop()
        clipboard = QGuiApplication.clipboard()
        if self._words and clipboard.text() == self._words:
            clipboard.clear()
        self._words = ""
