"""The print queue itself: dragged or moved by keys, with a scroll position that stays."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

from app.gui.base.words import say
from app.gui.dispatch.job_delegate import HEIGHT, JobDelegate
from app.gui.dispatch.job_model import JobLine, JobModel
from app.gui.dispatch.thing_list import ThingList
from app.i18n import text


class JobView(ThingList):
    """Emits what is wanted of the job that the keys are at: ``chosen`` and ``opened`` with a JobLine, and more.

    shifted  Alt and an arrow: by one place up (-1) or down (1)
    stopped  Delete
    """

    shifted = Signal(object, int)
    stopped = Signal(object)

    def __init__(self, model: JobModel, delegate: JobDelegate) -> None:
        super().__init__(model, model, delegate)
        self.setObjectName("printQueue")
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.verticalScrollBar().setSingleStep(HEIGHT // 2)
        say(self, setAccessibleName=text("Print queue"))

    def current(self) -> JobLine | None:
        """The job that is selected."""
        line: JobLine | None = self.selected()
        return line

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        line, key = self.current(), event.key()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if line is not None and alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.shifted.emit(line, -1 if key == Qt.Key.Key_Up else 1)
        elif line is not None and key == Qt.Key.Key_Delete:
            self.stopped.emit(line)
        else:
            super().keyPressEvent(event)
