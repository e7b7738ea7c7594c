"""Parcels, proofs and claims of an order below each other, each with its heading where there is one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QLabel, QVBoxLayout

from app.commands.order_view import OrderView, Row
from app.gui.base.look import Look
from app.gui.base.slices import Slices, Work
from app.gui.orders.buyers_words import BuyersWords
from app.gui.orders.record_cards import Extra, RecordCard, claim_head, parcel_head, proof_head
from app.gui.widgets.basics import clear, label
from app.i18n import text, tr
from app.orders.machine import Machine, Step
from app.orders.record import Record
from app.service.claim_states import CLAIM
from app.service.proof_states import PROOF
from app.service.records import Claim, Proof
from app.shipping.parcel_states import PARCEL
from app.shipping.records import Parcel

Take = Callable[[Record, Step], object]


@dataclass(frozen=True)
class RecordWishes:
    """What the cards let be done: steps, the parcel at its bench, what else belongs to a claim.

    said  what the buyer said about a proof or in a claim; None where that is nothing
    """

    parcel_step: Take
    proof_step: Take
    claim_step: Take
    pack: Callable[[int], object]
    claim_extras: Callable[[Claim], Sequence[Extra]]
    said: Callable[[Proof | Claim], BuyersWords | None]


class RecordColumns:
    """``parcels``, ``proofs`` and ``claims`` are columns of cards, made a few at a time."""

    def __init__(self, look: Look, slices: Slices, wishes: RecordWishes) -> None:
        self._look, self._slices, self._wishes = look, slices, wishes
        self.parcels, self.proofs, self.claims = (QVBoxLayout() for _ in range(3))
        self._headings: dict[QVBoxLayout, QLabel] = {}

    def add_to(self, column: QVBoxLayout) -> None:
        """Put headings and columns below each other."""
        for title, cards in (
            (text("Parcels"), self.parcels),
            (text("Proofs"), self.proofs),
            (text("Claims"), self.claims),
        ):
            cards.setSpacing(8)
            self._headings[cards] = label(title, "heading")
            column.addWidget(self._headings[cards])
            column.addLayout(cards)
            column.addSpacing(6)

    def show_records(self, view: OrderView) -> None:
        """Show those of this order."""
        items = {row.record.id: row.record for row in view.items}
        self._fill(self.parcels, "parcels", [partial(self._parcel, row) for row in view.parcels])
        self._fill(
            self.proofs,
            "proofs",
            [
                partial(self._answered, row, PROOF, proof_head(row.record, items), self._wishes.proof_step)
                for row in view.proofs
            ],
        )
        self._fill(
            self.claims,
            "claims",
            [
                partial(
                    self._answered, row, CLAIM, claim_head(row.record, items), self._wishes.claim_step,
                    extras=self._wishes.claim_extras(row.record),
                )
                for row in view.claims
            ],
        )  # fmt: skip

    def forget(self) -> None:
        """Show nothing."""
        for column, name in ((self.parcels, "parcels"), (self.proofs, "proofs"), (self.claims, "claims")):
            self._fill(column, name, [])

    def _answered(
        self,
        row: Row[Proof] | Row[Claim],
        machine: Machine,
        head: tuple[str, str],
        take: Take,
        extras: Sequence[Extra] = (),
    ) -> RecordCard:
        """The card of something that a buyer may have said something about."""
        said = self._wishes.said(row.record)
        return RecordCard(self._look, row, machine, head, take, extras=extras, said=said)

    def _parcel(self, row: Row[Parcel]) -> RecordCard:
        parcel = row.record
        extra: Extra = (
            "mdi6.package-variant-closed",
            tr("Show at the packing bench"),
            lambda: self._wishes.pack(parcel.id),
        )
        return RecordCard(self._look, row, PARCEL, parcel_head(parcel), self._wishes.parcel_step, extras=(extra,))

    def _fill(self, column: QVBoxLayout, name: str, makers: Sequence[Callable[[], RecordCard]]) -> None:
        clear(column)
        self._headings[column].setVisible(bool(makers))

        def works() -> Iterator[Work]:
            for make in makers:
                yield partial(_add, column, make)

        self._slices.put(name, works())


def _add(column: QVBoxLayout, make: Callable[[], RecordCard]) -> None:
    column.addWidget(make())
