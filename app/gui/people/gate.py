"""While the window is covered, nothing of what lies below can be reached: no shortcut, no other window, no drop."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from shiboken6 import isValid

_PASSING = (Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.SplashScreen)


class Gate(QObject):
    """Shut, it swallows shortcuts and hides the window's dialogs; opened again, they come back for the same person."""

    def __init__(self, window: QMainWindow, cover: QWidget) -> None:
        super().__init__(window)
        self._window, self._cover = window, cover
        self._hidden: list[QWidget] = []
        self._shut = False
        self._took_drops = False

    @property
    def is_shut(self) -> bool:
        """Whether nothing can be reached."""
        return self._shut

    def shut(self) -> None:
        """Let nothing through."""
        if self._shut:
            return
        self._shut = True
        self._took_drops = self._window.acceptDrops()
        self._window.setAcceptDrops(False)
        for widget in QApplication.topLevelWidgets():
            self._hide(widget)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def open(self, *, same_person: bool) -> None:
        """Let everything through; the windows that were open come back, or are closed where somebody else came."""
        if not self._shut:
            return
        self._shut = False
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._window.setAcceptDrops(self._took_drops)
        hidden, self._hidden = self._hidden, []
        for widget in hidden:
            if not isValid(widget):
                continue
            if same_person:
                widget.show()
            elif isinstance(widget, QDialog):
                widget.reject()
            else:
                widget.close()

    def close(self) -> None:
        """Look at nothing any more: the window is going."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._shut = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Swallow shortcuts; hide windows that open meanwhile."""
        if event.type() == QEvent.Type.Shortcut:
            return True
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            QTimer.singleShot(0, self, lambda: self._hide_if_alive(watched))
        return False

    def _hide_if_alive(self, widget: QWidget) -> None:
        if self._shut and isValid(widget):
            self._hide(widget)

    def _hide(self, widget: QWidget) -> None:
        if widget is self._window or not widget.isWindow() or not widget.isVisible():
            return
        parent = widget.parentWidget()
        if parent is not None and (parent is self._cover or self._cover.isAncestorOf(parent)):
            return  # the menu of a field on the cover
        if widget.windowType() in _PASSING:
            widget.close()
            return
        widget.hide()
        self._hidden.append(widget)
