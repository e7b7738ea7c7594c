"""The things of the parcel as cards, two in a row where there is room; kept as long as the things are the same."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.commands.parcel_view import ParcelView
from app.gui.base.look import Look
from app.gui.packing.item_card import PICTURE, ItemCard
from app.gui.packing.unboxing_card import UnboxingCard
from app.gui.widgets.covers import Covers

TWO_FROM = 640  # pixels of width, where words are as large as designed


class ItemCards(QWidget):
    """Emits what is wanted of an item (its id), and ``card_wanted`` (print the unboxing card)."""

    take_out = Signal(int)
    take_back = Signal(int)
    labels = Signal(int)
    card_wanted = Signal()

    def __init__(self, look: Look, covers: Covers) -> None:
        super().__init__()
        self._look, self._covers = look, covers
        self._view: ParcelView | None = None
        self.cards: dict[int, ItemCard] = {}
        self.unboxing = UnboxingCard(look)
        self.unboxing.setParent(self)  # in the tree from the beginning, so that it is said again in another language
        self.unboxing.hide()
        self.unboxing.print_wanted.connect(self.card_wanted.emit)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(10)
        self._columns = 0
        covers.made.connect(lambda _digest: self._fill())
        look.changed.connect(self._fill)
        look.changed.connect(self._arrange)

    def show_view(self, view: ParcelView | None) -> None:
        """Show what belongs into this parcel."""
        self._view = view
        wanted = [line.item.id for line in view.lines] if view is not None else []
        if wanted != list(self.cards):
            for card in self.cards.values():
                card.hide()
                card.setParent(None)
                card.deleteLater()
            self.cards = {item: self._make() for item in wanted}
            self._columns = 0
        self._fill()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """One column or two."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as one card: the second column gives way."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), 320), hint.height())

    def _make(self) -> ItemCard:
        card = ItemCard(self._look)
        card.take_out.connect(self.take_out.emit)
        card.take_back.connect(self.take_back.emit)
        card.labels.connect(self.labels.emit)
        return card

    def _fill(self) -> None:
        if self._view is None:
            self.unboxing.hide()
            return
        open_ = self._view.parcel.state == "new"
        last = self._view.last.item if self._view.last is not None else 0
        for line in self._view.lines:
            picture = self._covers.pixmap(line.cover, PICTURE)
            self.cards[line.item.id].show_line(
                line, picture, open_=open_, named=len(self._view.orders) > 1, last=line.item.id == last
            )
        card = self._view.inside.card
        self.unboxing.setVisible(card != "none")
        self.unboxing.show_state(there=card == "there" or not open_, open_=open_)

    def _arrange(self) -> None:
        columns = 2 if self.width() >= TWO_FROM * self._look.text_factor else 1
        shown: list[QWidget] = list(self.cards.values())
        if self._view is not None and self._view.inside.card != "none":
            shown.append(self.unboxing)
        if columns == self._columns and self._grid.count() == len(shown):
            return
        self._columns = columns
        while self._grid.takeAt(0) is not None:
            pass
        for number, card in enumerate(shown):
            self._grid.addWidget(card, number // columns, number % columns)
            card.show()
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
