"""A list of printers or jobs: one is selected, Return opens it, and the selection outlives a new list."""

from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate

from app.gui.base.once import once


class ThingModel(Protocol):
    """What the list needs of its model beside what Qt needs."""

    def thing(self, number: int) -> Any: ...

    def id_of(self, thing: Any) -> int: ...

    def number_of(self, thing_id: int) -> int: ...

    def index(
        self, row: int, column: int = 0, parent: QModelIndex | QPersistentModelIndex = ...
    ) -> QModelIndex: ...  # fmt: skip


class ThingList(QListView):
    """Emits ``chosen`` with what the keys are at (or None), ``opened`` on Return or a double click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, model: QAbstractListModel, things: ThingModel, delegate: QStyledItemDelegate) -> None:
        super().__init__()
        self._things = things
        self._current = 0
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self._told = once(self, 0, lambda: self.chosen.emit(self.selected()))
        self.selectionModel().selectionChanged.connect(lambda _on, _off: self._told.start())
        self.doubleClicked.connect(lambda index: self.opened.emit(things.thing(index.row())))

    def selected(self) -> Any:
        """What is selected, or None."""
        rows = self.selectionModel().selectedIndexes()
        return self._things.thing(rows[0].row()) if rows else None

    def go_to(self, thing_id: int) -> bool:
        """Select one by its id; False where it is not shown."""
        number = self._things.number_of(thing_id)
        if number < 0:
            return False
        self.setCurrentIndex(self._things.index(number))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        thing = self.selected()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and thing is not None:
            self.opened.emit(thing)
        else:
            super().keyPressEvent(event)

    def _remember(self) -> None:
        thing = self.selected()
        self._current = 0 if thing is None else self._things.id_of(thing)

    def _restore(self) -> None:
        if self._current and not self.go_to(self._current):
            self.chosen.emit(None)
