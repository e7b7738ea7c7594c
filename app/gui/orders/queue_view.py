"""The list itself: keys, several selected, dragging to the bench, and a scroll position that stays where it is."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from app.gui.base.once import once
from app.gui.base.words import say
from app.gui.orders.queue_model import ROW, QueueModel
from app.gui.orders.row_delegate import HEIGHT, RowDelegate
from app.i18n import text
from app.orders.queue import QueueRow

END_ROWS = 10_000  # so many rows are read on when somebody presses End
_ANY = QItemSelectionModel.SelectionFlag


class QueueView(QListView):
    """Emits what is wanted of the row, or rows, that are chosen.

    opened    Return or a double click: show the order of this row
    benched   Ctrl+Return: put the item on the bench
    left      a key that belongs into the filter field was pressed; with it
    chosen    other rows are selected
    date_wanted  F2: the date of what is chosen is to be changed
    menu_wanted  at this place of the screen

    ``everything``: all that the question finds is chosen, of which the list knows only the first rows.
    """

    opened = Signal(object)  # QueueRow
    benched = Signal(object)  # QueueRow
    left = Signal(str)
    chosen = Signal(object)  # tuple[QueueRow, ...]
    date_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, model: QueueModel, delegate: RowDelegate) -> None:
        super().__init__()
        self._queue = model
        self._kept: set[int] = set()
        self._current = 0
        self._anchor: tuple[int, int] | None = None
        self._restoring = False
        self._to_end = False
        self.everything = False
        self.setObjectName("orderQueue")
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalScrollBar().setSingleStep(HEIGHT // 2)
        self.customContextMenuRequested.connect(lambda place: self.menu_wanted.emit(self.viewport().mapToGlobal(place)))
        model.about_to_move.connect(self._remember)
        say(self, setAccessibleName=text("Order queue"))
        model.modelAboutToBeReset.connect(self._remember)
        model.moved.connect(self._restore)
        model.modelReset.connect(self._restore)
        model.all_read.connect(self._at_end)
        model.rowsInserted.connect(lambda _parent, _first, _last: self._choose_what_came())
        # Many rows may be chosen or let go one by one: whoever listens hears of it once.
        self._told = once(self, 0, lambda: self.chosen.emit(self.rows()))
        self.selectionModel().selectionChanged.connect(lambda _on, off: self._selection_changed(off))

    # ---- what is chosen -----------------------------------------------------

    def rows(self) -> tuple[QueueRow, ...]:
        """What is selected, in the order of the list."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return tuple(row for row in (self._queue.row(number) for number in numbers) if row is not None)

    def choose_everything(self) -> None:
        """Select all rows; where the list does not know all of them, everything that its question finds is chosen."""
        self.selectAll()
        self.everything = not self._queue.whole or self._queue.in_memory < self._queue.rowCount()

    def forget_everything(self) -> None:
        """Another question is asked: what was chosen was all of the one before."""
        if self.everything:
            self.everything = False
            self.clearSelection()

    def current_row(self) -> QueueRow | None:
        """The row that the keys are at."""
        return self._queue.row(self.currentIndex().row()) if self.currentIndex().isValid() else None

    def go_to(self, item: int) -> bool:
        """Select this item's row, if it is known."""
        number = self._queue.number_of(item)
        if number < 0:
            return False
        self.setCurrentIndex(self._queue.index(number))
        return True

    def visible(self) -> tuple[int, int]:
        """First and last row that are looked at."""
        first = self.indexAt(QPoint(8, 2))
        last = self.indexAt(QPoint(8, self.viewport().height() - 2))
        top = first.row() if first.isValid() else 0
        return top, last.row() if last.isValid() else max(top, self._queue.rowCount() - 1)

    # ---- keys ---------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self._to_end = False
        current = self.current_row()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if current is not None:
                (self.benched if control else self.opened).emit(current)
        elif key == Qt.Key.Key_Escape:
            if len(self.selectionModel().selectedIndexes()) > 1:
                self.setCurrentIndex(self.currentIndex())
            else:
                self.left.emit("\x1b")
        elif key == Qt.Key.Key_F2:
            self.date_wanted.emit()
        elif key == Qt.Key.Key_Slash:
            self.left.emit("")
        elif key == Qt.Key.Key_End and not self._queue.whole:
            self._to_end = True
            self._queue.load_all(END_ROWS)
        elif key == Qt.Key.Key_Up and self.currentIndex().row() <= 0 and not control:
            self.left.emit("")
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.choose_everything()
        elif event.text().strip() and not control and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.left.emit(event.text())  # somebody types: the filter takes it, as a person expects
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._queue.rowCount():
            self.setCurrentIndex(self._queue.index(0))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        super().mouseDoubleClickEvent(event)
        current = self._queue.row(self.indexAt(event.position().toPoint()).row())
        if current is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(current)

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802 - Qt's name
        """Drag a card that looks like the row itself."""
        indexes = self.selectedIndexes()
        if not indexes or not actions:
            return
        drag = QDrag(self)
        drag.setMimeData(self._queue.mimeData(indexes))
        place = self.visualRect(self.currentIndex())
        picture = QPixmap(place.size())
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setOpacity(0.85)
        self.viewport().render(painter, QPoint(), place)
        painter.end()
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(20, place.height() // 2))
        drag.exec(Qt.DropAction.CopyAction)

    def _at_end(self) -> None:
        """Whoever pressed another key meanwhile wants to stay there."""
        if self._to_end:
            self._to_end = False
            self.setCurrentIndex(self._queue.index(self._queue.rowCount() - 1))

    # ---- what others change leaves the eye where it is --------------------------

    def _selection_changed(self, off: QItemSelection) -> None:
        if not self._restoring:
            if not off.isEmpty():
                self.everything = False
            self._told.start()

    def _choose_what_came(self) -> None:
        """Rows that are read later belong to everything as well."""
        if self.everything and not self._restoring:
            self.selectAll()

    def _remember(self) -> None:
        if self._restoring:
            return
        self._restoring = True
        self._kept = {row.item for row in self.rows()}
        current = self.current_row()
        self._current = current.item if current is not None else 0
        top = self.indexAt(QPoint(8, 2))
        row: QueueRow | None = top.data(ROW) if top.isValid() else None
        self._anchor = (row.item, self.visualRect(top).top()) if row is not None and top.row() > 0 else None

    def _restore(self) -> None:
        if not self._restoring:
            return
        model, selection = self._queue, QItemSelection()
        places = {row.item: n for n in range(model.rowCount()) if (row := model.row(n)) is not None}
        if self._current in places:
            index = model.index(places[self._current])
            if index != self.currentIndex():
                self.selectionModel().setCurrentIndex(index, _ANY.NoUpdate)
        for item in self._kept & set(places):
            index = model.index(places[item])
            if not self.selectionModel().isSelected(index):
                selection.select(index, index)
        if selection.count():
            self.selectionModel().select(selection, _ANY.Select)
        if self.everything:
            self.selectAll()
        self._restoring = False
        if self._anchor is not None and self._anchor[0] in places:
            item, offset = self._anchor
            self.verticalScrollBar().setValue(max(0, places[item] * HEIGHT - offset))
        self._told.start()
