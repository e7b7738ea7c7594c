"""Parcels, proofs and claims of an order as cards: number, state, what may follow."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout

from app.commands.order_view import Row
from app.gui.base.look import Look
from app.gui.base.row_words import moment_words
from app.gui.orders.buyers_words import BuyersWords
from app.gui.orders.item_card import fill_steps, menu_button
from app.gui.orders.state_map import show_map
from app.gui.orders.steps import forward
from app.gui.widgets.badge import StateBadge
from app.gui.widgets.basics import Card, ElidedLabel, button
from app.i18n import text, tr
from app.orders.item_states import CAUSES
from app.orders.machine import Machine, Step
from app.orders.record import Record, now
from app.orders.records import Item
from app.service.claim_states import DECISIONS
from app.service.records import Claim, Proof
from app.shipping.records import Parcel

Take = Callable[[Record, Step], object]
Extra = tuple[str, str, Callable[[], object]]
"""Icon, words and what it does: one more entry of a card's menu."""


class RecordCard(Card):
    """One record with its state; the next step is a button, the others are in its menu."""

    def __init__(
        self,
        look: Look,
        row: Row[Any],
        machine: Machine,
        head: tuple[str, str],
        take: Take,
        *,
        extras: Sequence[Extra] = (),
        said: BuyersWords | None = None,
    ) -> None:
        """``said``: what the buyer said about it, which is opened on demand."""
        super().__init__()
        record = row.record
        self._state: str = record.state
        self.setObjectName(f"{machine.name}-{record.id}")
        title, facts = ElidedLabel("strong"), ElidedLabel("dim")
        title.set_text(head[0])
        facts.set_text(head[1])
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(title)
        words.addWidget(facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(8)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addLayout(words, 1)
        column.addLayout(line)
        self.said = said
        if said is not None:
            line.addWidget(said.button, 0, Qt.AlignmentFlag.AlignVCenter)
            column.addWidget(said)
        line.addWidget(StateBadge(look, row.state), 0, Qt.AlignmentFlag.AlignVCenter)
        first = forward(row.steps)
        self.go = None
        if first is not None:
            self.go = button(
                machine.event[first.event].title,
                lambda: take(record, first),
                "small",
                tip=text("The next step; it is written into the order book"),
            )
            line.addWidget(self.go, 0, Qt.AlignmentFlag.AlignVCenter)
        self.menu = QMenu(self)

        def fill() -> None:
            self.menu.clear()
            fill_steps(self.menu, machine, [s for s in row.steps if s is not first], lambda step: take(record, step))
            if self.menu.actions():
                self.menu.addSeparator()
            words = tr("Show where it stands…")
            where: Extra = ("mdi6.sitemap-outline", words, lambda: self._show_where(look, machine, head[0]))
            for icon, name, done in (*extras, where):
                action = self.menu.addAction(look.icon(icon), name)
                action.triggered.connect(lambda _checked=False, done=done: done())

        self.menu.aboutToShow.connect(fill)
        line.addWidget(menu_button(look, self.menu, text("Other steps")))

    def _show_where(self, look: Look, machine: Machine, title: str) -> None:
        show_map(look, self.window(), machine, self._state, title)


def parcel_head(parcel: Parcel) -> tuple[str, str]:
    """Number, and how it travels."""
    weight = f"{parcel.weight_g} g" if parcel.weight_g else ""
    parts = (parcel.carrier, parcel.waybill, weight, _since(parcel.state_since))
    return parcel.number, " · ".join(part for part in parts if part)


def proof_head(proof: Proof, items: Mapping[int, Item]) -> tuple[str, str]:
    """Round, of what, and when it went out."""
    item = items.get(proof.item)
    title = item.title if item is not None else ""
    parts = (title, tr("version {digest}", digest=proof.digest[:8]) if proof.digest else "", _since(proof.state_since))
    return str(text("Proof {n}", n=proof.round)), " · ".join(part for part in parts if part)


def claim_head(claim: Claim, items: Mapping[int, Item]) -> tuple[str, str]:
    """Number, about what, and what was decided."""
    item = items.get(claim.item or 0)
    parts = [
        item.title if item is not None else "",
        str(CAUSES.get(claim.cause, "")),
        str(DECISIONS.get(claim.decision, "")),
    ]
    if claim.amount:
        parts.append(f"¥ {claim.amount:.2f}")
    parts.append(_since(claim.opened_at))
    return claim.number, " · ".join(part for part in parts if part)


def _since(moment: datetime) -> str:
    return str(moment_words(moment, now()))
