"""Above the bench: for which order it works, what its buyer said, and the step that comes next."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.gui.base.look import Look
from app.gui.base.row_words import due_words
from app.gui.base.thing_words import made_words
from app.gui.base.words import say
from app.gui.orders.buyers_words import BuyersWords
from app.gui.orders.stage import stage_state
from app.gui.orders.steps import AT_THE_PACKING_BENCH, forward
from app.gui.widgets.badge import StateBadge
from app.gui.widgets.basics import ElidedLabel, decoration, label, mark, tool
from app.i18n import Text, text
from app.orders.item_states import ITEM
from app.orders.machine import Step
from app.orders.record import now
from app.orders.records import Item
from app.service.records import Proof


class BenchBar(QFrame):
    """Hidden while the bench works for no order.

    step_wanted   the button of the next step was pressed, with the Step
    order_wanted  show the order
    """

    step_wanted = Signal(object)
    order_wanted = Signal()

    def __init__(self, look: Look, said: BuyersWords) -> None:
        """``said``: what the buyer said about the last proof, which is opened on demand."""
        super().__init__()
        self.setObjectName("benchBar")
        self.said = said
        self._item: Item | None = None
        self._step: Step | None = None
        self._number = ""
        sign = decoration()

        def draw() -> None:
            sign.setPixmap(look.icon("mdi6.clipboard-text-outline", "accent").pixmap(18, 18))

        draw()
        look.changed.connect(draw)
        self.number = label("", "strong")
        self.title = ElidedLabel("dim")
        self.badge = StateBadge(look)
        self.due = label("", "badge")
        self.go = QPushButton()
        self.go.setProperty("kind", "small")
        self.go.setIconSize(QSize(16, 16))
        self.go.clicked.connect(lambda _checked=False: self.step_wanted.emit(self._step))
        show = tool(
            look.icon("mdi6.text-box-outline"), text("Show the order of this item"), self.order_wanted.emit, kind=""
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 5, 10, 5)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(10)
        column.addLayout(row)
        column.addWidget(said)
        row.addWidget(sign)
        row.addWidget(self.number)
        row.addWidget(self.title, 1)
        for widget in (said.button, self.due, self.badge, self.go, show):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def item(self) -> Item | None:
        """The item that the bench works for."""
        return self._item

    def show_item(
        self, item: Item | None, number: str = "", steps: Sequence[Step] = (), answered: Proof | None = None
    ) -> None:
        """Show this item, the number of its order, the next of these steps, and the proof that its buyer answered last."""
        self._item, self._number = item, number
        self._step = forward(step for step in steps if step.event not in AT_THE_PACKING_BENCH)
        self.said.show_of(0 if item is None or answered is None else answered.id)
        self.setVisible(item is not None)
        self.refresh()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        item = self._item
        if item is None:
            return
        self.number.setText(self._number)
        self.title.set_text(f"{item.title} · {made_words(item)}")
        self.badge.show_state(stage_state(item.stage))
        words, late = due_words(item.due_at, now())
        self.due.setText(str(words))
        self.due.setVisible(item.due_at is not None)
        mark(self.due, tone="bad" if late else "")
        self.go.setVisible(self._step is not None)
        if self._step is not None:
            title: Text = ITEM.event[self._step.event].title
            self.go.setText(str(title))
            say(self.go, setToolTip=text("Next step of this item: {step}", step=title))
