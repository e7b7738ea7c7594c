"""The items of an order below each other: a card is made anew only where its item is another now, a few at a time."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.commands.order_view import ItemRow
from app.gui.orders.item_card import ItemCard

BUDGET_SECONDS = 0.03  # of making cards in one go; the window answers in between


class ItemColumn(QWidget):
    """``filled``: every card is there."""

    filled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._rows: tuple[ItemRow, ...] = ()
        self._make: Callable[[ItemRow], ItemCard] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._go_on)

    def cards(self) -> list[ItemCard]:
        """The cards that are there already, from the top down."""
        return list(self._cards())

    def show_rows(self, rows: Sequence[ItemRow], make: Callable[[ItemRow], ItemCard], *, anew: bool = False) -> None:
        """Show these items. ``anew``: no card stays as it is."""
        self._rows, self._make = tuple(rows), make
        self._let_go({} if anew else {row.record.id: row for row in rows})
        self._go_on()

    def forget(self) -> None:
        """Show nothing."""
        self._rows = ()
        self._let_go({})

    def _let_go(self, kept: Mapping[int, ItemRow]) -> None:
        for card in self.cards():
            if kept.get(card.row.record.id) != card.row:
                self._column.removeWidget(card)
                card.hide()
                card.deleteLater()

    def _go_on(self) -> None:
        """Make what is missing, from the top down, until the budget is used up."""
        until = time.perf_counter() + BUDGET_SECONDS
        there = {card.row.record.id for card in self._cards()}
        for place, row in enumerate(self._rows):
            if row.record.id in there or self._make is None:
                continue
            self._column.insertWidget(place, self._make(row))
            if time.perf_counter() > until:
                self._soon.start()
                return
        self.filled.emit()

    def _cards(self) -> Iterator[ItemCard]:
        for number in range(self._column.count()):
            item = self._column.itemAt(number)
            widget = item.widget() if item is not None else None
            if isinstance(widget, ItemCard):
                yield widget
