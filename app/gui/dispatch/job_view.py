"""The print queue itself: dragged or moved by keys, with a scroll position that stays."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from app.gui.dispatch.job_delegate import HEIGHT, JobDelegate
from app.gui.dispatch.job_model import LINE, JobLine, JobModel
from app.gui.words import say
from app.i18n import text


class JobView(QListView):
    """Emits what is wanted of the job that the keys are at.

    chosen   a JobLine, or None
    opened   Return or a double click
    shifted  Alt and an arrow: by one place up (-1) or down (1)
    stopped  Delete
    """

    chosen = Signal(object)
    opened = Signal(object)
    shifted = Signal(object, int)
    stopped = Signal(object)

    def __init__(self, model: JobModel, delegate: JobDelegate) -> None:
        super().__init__()
        self._jobs = model
        self._current = 0
        self.setObjectName("printQueue")
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.verticalScrollBar().setSingleStep(HEIGHT // 2)
        say(self, setAccessibleName=text("Print queue"))
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.setInterval(0)
        self._told.timeout.connect(lambda: self.chosen.emit(self.current()))
        self.selectionModel().selectionChanged.connect(lambda _on, _off: self._told.start())
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(LINE)))

    def current(self) -> JobLine | None:
        """The job that is selected."""
        selected = self.selectionModel().selectedIndexes()
        return self._jobs.line(selected[0].row()) if selected else None

    def go_to(self, job: int) -> bool:
        """Select a job; False where it is not shown."""
        number = self._jobs.number_of(job)
        if number < 0:
            return False
        self.setCurrentIndex(self._jobs.index(number))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        line, key = self.current(), event.key()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if line is None:
            super().keyPressEvent(event)
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.shifted.emit(line, -1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Delete:
            self.stopped.emit(line)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(line)
        else:
            super().keyPressEvent(event)

    def _remember(self) -> None:
        line = self.current()
        self._current = line.row.job.id if line is not None else 0

    def _restore(self) -> None:
        if self._current and not self.go_to(self._current):
            self.chosen.emit(None)
