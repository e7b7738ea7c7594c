"""The items of an order below each other: a card is made anew only where its item is another now, a few at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.commands.order_view import ItemRow
from app.gui.base.slices import Slices, Work
from app.gui.orders.item_card import ItemCard
from app.gui.widgets.basics import widgets_in


class ItemColumn(QWidget):
    """``filled``: every card is there. ``slices``: what makes them, in turns with the rest of the page."""

    filled = Signal()

    def __init__(self, slices: Slices) -> None:
        super().__init__()
        self._slices = slices
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def cards(self) -> list[ItemCard]:
        """The cards that are there already, from the top down."""
        return [widget for widget in widgets_in(self._column) if isinstance(widget, ItemCard)]

    def show_rows(self, rows: Sequence[ItemRow], make: Callable[[ItemRow], ItemCard], *, anew: bool = False) -> None:
        """Show these items. ``anew``: no card stays as it is."""
        self._let_go({} if anew else {row.record.id: row for row in rows})
        there = {card.row.record.id for card in self.cards()}

        def works() -> Iterator[Work]:
            for place, row in enumerate(rows):
                if row.record.id not in there:
                    yield partial(self._add, place, row, make)
            yield self.filled.emit

        self._slices.put("items", works())

    def forget(self) -> None:
        """Show nothing."""
        self._slices.put("items", ())
        self._let_go({})

    def _add(self, place: int, row: ItemRow, make: Callable[[ItemRow], ItemCard]) -> None:
        self._column.insertWidget(place, make(row))

    def _let_go(self, kept: Mapping[int, ItemRow]) -> None:
        for card in self.cards():
            if kept.get(card.row.record.id) != card.row:
                self._column.removeWidget(card)
                card.hide()
                card.deleteLater()
