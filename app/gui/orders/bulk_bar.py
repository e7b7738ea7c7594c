"""The bar below the queue while several rows are chosen: how many, and what can be done with all of them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.orders.everything import Everything
from app.gui.orders.steps import common_steps, forward
from app.gui.widgets.basics import ElidedLabel, tool
from app.i18n import plural, text
from app.orders.item_states import ITEM
from app.orders.machine import Step
from app.orders.queue import QueueRow
from app.security.actor import NOBODY, Actor


class BulkBar(QFrame):
    """``step_wanted`` with the step that stands out; ``cleared``: let go of all but one; the menu is made when opened."""

    step_wanted = Signal(object)
    cleared = Signal()

    def __init__(self, look: Look, fill_menu: Callable[[QMenu], object]) -> None:
        super().__init__()
        self.setObjectName("bulkBar")
        self.setProperty("kind", "card")
        self._rows: tuple[QueueRow, ...] = ()
        self._everything: Everything | None = None
        self._actor: Actor = NOBODY
        self._step: Step | None = None
        self.words = ElidedLabel("strong")
        self.go = QPushButton()
        self.go.setProperty("kind", "small")
        self.go.clicked.connect(lambda _checked=False: self.step_wanted.emit(self._step))
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(lambda: fill_menu(self.menu))
        self.more = QToolButton()
        self.more.setIcon(look.icon("mdi6.dots-horizontal"))
        self.more.setIconSize(QSize(18, 18))
        self.more.setProperty("kind", "menu")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self.menu)
        say(self.more, setToolTip=text("What else can be done with all of these"), setAccessibleName=text("More"))
        close = tool(look.icon("mdi6.close", "dim"), text("Let go of all but one"), self.cleared.emit, 16)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 6, 6)
        row.setSpacing(6)
        row.addWidget(self.words, 1)
        row.addWidget(self.go)
        row.addWidget(self.more)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_rows(self, rows: Sequence[QueueRow], actor: Actor) -> None:
        """Show what can be done with these; hidden where fewer than two are chosen."""
        self._rows, self._actor, self._everything = tuple(rows), actor, None
        self.setVisible(len(rows) > 1)
        if len(rows) > 1:
            self.refresh()

    def show_everything(self, everything: Everything) -> None:
        """Show what can be done with all that the question finds, as soon as that is known."""
        self._everything = everything
        self.show()
        self.refresh()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        if self._everything is None:
            self.words.set_text(str(plural("{n} chosen", "{n} chosen", len(self._rows))))
            self._step = forward(common_steps(self._actor, self._rows))
        else:
            every = self._everything.every
            counting = text("All chosen, counting…")
            words = counting if every is None else text("All {n} chosen", n=f"{every.whole.count:,}")
            self.words.set_text(str(words))
            self._step = forward(self._everything.steps())
        self.more.setEnabled(self._everything is None or self._everything.every is not None)
        self.go.setVisible(self._step is not None)
        if self._step is not None:
            title = ITEM.event[self._step.event].title
            self.go.setText(self.go.fontMetrics().elidedText(str(title), Qt.TextElideMode.ElideRight, 130))
            self.go.setToolTip(str(text("{step}, with all that are chosen", step=title)))
