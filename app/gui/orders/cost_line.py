"""What printing an order has cost so far, in one line; asked for when the order is shown, never for rows of a list."""

from app.commands import print_costs
from app.commands.print_costs import OrderCost
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.widgets.basics import label
from app.i18n import text, tr
from app.security.permissions import Permission, may

_LEAST = 0.005  # CNY: less than this is shown as nothing


class CostLine:
    """``words``: the line; hidden where nothing was printed yet, or nobody has entered what printing costs."""

    def __init__(self, desk: OfficeDesk) -> None:
        self._desk, self._order = desk, 0
        self._cost: OrderCost | None = None
        self.words = label("", "dim", wrap=True)
        say(
            self.words,
            setToolTip=text("Hours of the printers and material, also of what failed; of a plate, its share"),
        )
        self.words.hide()

    def look(self, order: int) -> None:
        """Ask what this order has cost; 0 forgets."""
        if order != self._order:
            self._order = order
            self._show(None)
        if not order:
            return
        if not may(self._desk.actor, Permission.PRODUCE):  # what the workshop pays is not for the client's eyes
            self._show(None)
            return
        self._desk.ask_here(
            print_costs.of_order, order, then=lambda cost: self._show(cost) if order == self._order else None
        )

    def refresh(self) -> None:
        """Say it again, in the language of now."""
        self._show(self._cost)

    def _show(self, cost: OrderCost | None) -> None:
        self._cost = cost
        there = cost is not None and cost.total >= _LEAST
        self.words.setVisible(there)
        if cost is not None and there:
            self.words.setText(cost_words(cost))


def cost_words(cost: OrderCost) -> str:
    """What it cost, and how much of that went into what failed."""
    parts = [tr("Printing so far: {cost}", cost=f"¥{cost.total:.2f}")]
    if cost.lost >= _LEAST:
        parts.append(tr("{cost} of it for prints that failed", cost=f"¥{cost.lost:.2f}"))
    return " · ".join(parts)
