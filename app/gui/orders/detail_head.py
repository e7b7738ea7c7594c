"""The head of the page of an order: number, status, due time, priority, and where one came from."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton

from app.commands.order_view import OrderView
from app.gui.base.look import Look
from app.gui.base.row_words import due_words, moment_words
from app.gui.base.words import say
from app.gui.orders.doing import PRIORITIES
from app.gui.widgets.badge import StateBadge
from app.gui.widgets.basics import ElidedLabel, label, mark, tool
from app.i18n import text, tr
from app.orders.record import now
from app.orders.status import OWED


class DetailHead(QFrame):
    """``closed``: back to where one came from; ``due_wanted`` and ``priority_wanted``: change them."""

    closed = Signal()
    due_wanted = Signal()
    priority_wanted = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("benchHead")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.back = tool(
            look.icon("mdi6.arrow-left"), text("Back to the workplace  (Esc)"), self.closed.emit, 20, kind=""
        )
        self.number = label("", "hero")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.badge = StateBadge(look)
        self.facts = ElidedLabel("dim")
        self.due = QToolButton()
        self.due.setProperty("kind", "small")
        say(self.due, setToolTip=text("Promise another day: the dates of all steps are planned anew"))
        self.due.clicked.connect(lambda _checked=False: self.due_wanted.emit())
        self.priority = QToolButton()
        self.priority.setProperty("kind", "small")
        self.priority.setObjectName("plainMenu")
        self.priority.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.priority.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        say(self.priority, setToolTip=text("Priority of the order"))
        self._ranks = QMenu(self)
        self.priority.setMenu(self._ranks)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 9, 14, 9)
        row.setSpacing(10)
        row.addWidget(self.back)
        row.addWidget(self.number)
        row.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.facts, 1)
        row.addWidget(self.priority)
        row.addWidget(self.due)

    def show_order(self, view: OrderView, *, may_edit: bool) -> None:
        """Show this order."""
        order = view.order
        self.number.setText(order.number)
        self.badge.show_state(view.status)
        came = tr("received {when}", when=str(moment_words(order.received_at, now())))
        self.facts.set_text(" · ".join(part for part in (order.channel, order.campaign, came) if part))
        words, late = due_words(order.due_at, now())
        owed = view.status.id in OWED
        if order.due_at is not None and not owed:
            self.due.setText(tr("was due {when}", when=str(moment_words(order.due_at, now()))))
        else:
            self.due.setText(str(words) if late else tr("due {when}", when=str(words)))
        self.due.setEnabled(may_edit and owed)
        self.due.setVisible(owed or order.due_at is not None)
        mark(self.due, tone="bad" if late and owed else "")
        self._show_priority(order.priority)
        self.priority.setEnabled(may_edit)

    def _show_priority(self, priority: int) -> None:
        _rank, title, icon = next((one for one in PRIORITIES if one[0] == priority), PRIORITIES[0])
        self.priority.setText(str(title))
        self.priority.setIcon(self._look.icon(icon, "bad" if priority > 1 else "warn" if priority else "dim"))
        self._ranks.clear()
        for rank, words, sign in PRIORITIES:
            action = self._ranks.addAction(self._look.icon(sign), str(words))
            action.setCheckable(True)
            action.setChecked(rank == priority)
            action.triggered.connect(self._wants(rank))

    def _wants(self, rank: int) -> Callable[[], None]:
        return lambda: self.priority_wanted.emit(rank)
