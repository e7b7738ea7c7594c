"""What the guards of a parcel's steps have to know, looked up in the book."""

from collections.abc import Mapping
from typing import Any

from app.commands.office import Office
from app.commands.step_facts import FROM_CALLER
from app.orders.book import Reading
from app.orders.records import Item
from app.service.claim_states import CLAIM
from app.service.records import Claim
from app.settings.workshop import WorkshopSettings
from app.shipping.chase import Rules, silence_accepts
from app.shipping.packing import contents
from app.shipping.records import Parcel, Scan


def parcel_facts(
    office: Office, book: Reading, parcel: Parcel, settings: WorkshopSettings, given: Mapping[str, Any]
) -> dict[str, object]:
    """``missing``: units that are not scanned yet; ``auto_accept``: whether silence counts as acceptance by now.

    A buyer who has complained, and was not answered yet, is not silent.
    """
    facts: dict[str, object] = {name: given[name] for name in FROM_CALLER[Parcel] if name in given}
    items, scans = book.find(Item, parcel=parcel.id), book.find(Scan, parcel=parcel.id)
    card = parcel.facts.get("card", "none")
    facts["missing"] = contents(items, scans, card).missing
    rules = Rules(auto_accept=settings.auto_accept_days if settings.auto_accept else None)
    silent = silence_accepts(parcel, rules, office.clock())
    facts["auto_accept"] = silent and not _complained(book, {parcel.order, *(item.order for item in items)})
    return facts


def _complained(book: Reading, orders: set[int]) -> bool:
    return any(CLAIM.state[claim.state].open for claim in book.find(Claim, order=tuple(orders)))
