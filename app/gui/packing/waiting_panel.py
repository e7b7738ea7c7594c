"""What else there is: things of the order that are not ready, and other orders of the same buyer that could go along."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.commands.parcel_view import ParcelView
from app.gui.base.look import Look
from app.gui.base.thing_words import row_title
from app.gui.base.words import say
from app.gui.widgets.badge import StateBadge
from app.gui.widgets.basics import Card, button, clear, label
from app.i18n import plural, text
from app.orders.item_states import ITEM

MOST = 5


class WaitingPanel(QWidget):
    """Emits ``join_wanted`` with the id of an order."""

    join_wanted = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_view(self, view: ParcelView | None) -> None:
        """Show what belongs near this parcel."""
        clear(self._column)
        self.setVisible(view is not None and bool(view.waiting or view.others))
        if view is None:
            return
        for other in view.others[:MOST]:
            card = Card()
            row = QHBoxLayout(card)
            row.setContentsMargins(12, 8, 10, 8)
            words = plural(
                "The same buyer has order {number} with {n} item ready, to the same address.",
                "The same buyer has order {number} with {n} items ready, to the same address.",
                other.items, number=other.number,
            )  # fmt: skip
            row.addWidget(label(words, wrap=True), 1)
            take = button(text("Put it into this parcel"), partial(self.join_wanted.emit, other.order), "small")
            say(take, setToolTip=text("One box for both orders; each thing is still scanned"))
            row.addWidget(take)
            self._column.addWidget(card)
        if view.waiting:
            self._column.addWidget(label(text("Not ready yet, goes into another parcel"), "heading"))
        for item in view.waiting[:MOST]:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(2, 0, 2, 0)
            row.addWidget(label(f"{row_title(item)} · {item.serial}", "dim"), 1)
            row.addWidget(StateBadge(self._look, ITEM.state[item.state]))
            self._column.addWidget(line)
