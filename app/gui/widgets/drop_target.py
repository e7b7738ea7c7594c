"""Drops onto a part of a page that takes them: it lights up while they are over it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.gui.widgets.basics import mark


def local_files(mime: QMimeData) -> list[Path]:
    """Files of this PC among what is dragged or pasted."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


class DropTarget(QObject):
    """Lives as long as ``widget``, which says by ``setAcceptDrops`` when it takes anything.

    fits  whether what comes may be dropped
    take  takes what was dropped; whether it could
    """

    def __init__(self, widget: QWidget, fits: Callable[[QMimeData], bool], take: Callable[[QMimeData], bool]) -> None:
        super().__init__(widget)
        self._widget, self._fits, self._take = widget, fits, take
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is not self._widget:
            return False
        if isinstance(event, QDragEnterEvent):  # of the same kind as a drop, to Qt
            if self._fits(event.mimeData()):
                event.acceptProposedAction()
                mark(self._widget, over=True)
            return True
        if event.type() == QEvent.Type.DragLeave:
            mark(self._widget, over=False)
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            mark(self._widget, over=False)
            if self._take(event.mimeData()):
                event.acceptProposedAction()
            return True
        return False
