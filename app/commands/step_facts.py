"""What guards have to know, looked up in the book. A caller is only asked for what the book cannot know."""

from collections.abc import Mapping
from typing import Any

from app.commands.office import Office
from app.orders.book import Reading
from app.orders.draft import covers_likeness
from app.orders.records import Consent, Item
from app.service.records import Claim, Proof
from app.settings.workshop import WorkshopSettings
from app.shipping.records import Parcel, Scan

ITEM_FACTS: dict[str, str] = {
    "hold": "hold", **dict.fromkeys(("print_failed", "spoil", "fail", "remake"), "cause"), "pack": "parcel",
}  # fmt: skip
"""What whoever asks for a step of an item says about it, by event."""

FROM_CALLER: dict[type, frozenset[str]] = {
    Proof: frozenset({"decided_by", "evidence"}),
    Claim: frozenset({"cause", "decision", "amount", "evidence"}),
    Parcel: frozenset({"signed_by", "problem", "at", "no_photo"}),
}
"""Facts that whoever asks for a step says; all others are the book's."""

STILL_HERE = frozenset({"new", "verified", "labelled", "dissolved"})
"""States of a parcel that has not left the house."""

PRINTED = ("preflight", "queue", "produce")
"""Steps for which the caller says which content is printed (``digest``), where that is not the item's own revision."""


def single_user(office: Office) -> bool:
    """Whether one person does everything, without an account."""
    return office.actor.account == 0


def item_facts(office: Office, book: Reading, item: Item, event: str, given: Mapping[str, Any]) -> dict[str, object]:
    """Facts for the guards of an item's steps."""
    said = ITEM_FACTS.get(event, "")
    facts: dict[str, object] = {said: given[said]} if said in given else {}
    if event in {"start", "resume"}:
        facts["consent"] = covers_likeness(book.find(Consent, order=item.order), office.clock())
    elif event in {"approve", "want_changes"}:
        proof = waiting_proof(book, item)
        facts["digest"] = "" if proof is None else proof.digest
    elif event in {*PRINTED, "keep_approval"}:
        facts["approved"] = approved_digest(book, item)
        if event in PRINTED and "digest" in given:
            facts["digest"] = given["digest"]
    elif event in {"send_proof", "pass_review"}:
        facts |= _review_facts(office, book, item)
    elif event in {"unpack", "remake"}:
        parcel = None if item.parcel is None else book.get(Parcel, item.parcel)
        # Where a parcel is dissolved it is so before its items follow.
        facts["parcel_open"] = parcel is None or parcel.state in {"new", "dissolved"}
        facts["parcel_gone"] = parcel is not None and parcel.state not in STILL_HERE
    elif event == "write_off":
        facts["not_wanted"] = _not_wanted(book, item)
    return facts


def _not_wanted(book: Reading, item: Item) -> bool:
    """Whether nobody needs this item, though it was made. What lies in a parcel is only given up with one that is lost."""
    if item.state != "packed":
        return refunded(book, item) or _came_back(book, item)
    state = "" if item.parcel is None else book.get(Parcel, item.parcel).state
    # Where a parcel is dissolved it is so before its items follow.
    return state == "lost" or (state == "dissolved" and refunded(book, item))


def refunded(book: Reading, item: Item) -> bool:
    """Whether the buyer gets the money back for this item, for the parcel that it lies in, or for all of its order."""
    claims = book.find(Claim, order=item.order, decision="refund", state=("executing", "closed"))
    return any(
        (claim.item == item.id or (claim.item is None and claim.parcel in {None, item.parcel}))
        and not book.events(subject=f"claim:{claim.id}", kinds=("claim.withdraw",), limit=1)
        for claim in claims
    )


def _came_back(book: Reading, item: Item) -> bool:
    """Whether a parcel with this item came back, or was lost. It lies in none any more, or in one that is packed anew."""
    if not book.events(subject=f"item:{item.id}", kinds=("item.unpack",), limit=1):
        return False
    parcels = {parcel.id for parcel in book.find(Parcel, order=item.order)}
    parcels |= {scan.parcel for scan in book.find(Scan, item=item.id)}
    return any(
        book.events(subject=f"parcel:{parcel}", kinds=("parcel.come_back", "parcel.lose"), limit=1)
        for parcel in sorted(parcels)
    )


def _review_facts(office: Office, book: Reading, item: Item) -> dict[str, object]:
    if single_user(office):
        return {"own": False, "reviewed": True}
    last = book.events(subject=f"item:{item.id}", kinds=("item.submit", "item.pass_review"), limit=8, newest_first=True)
    submitted = next((event.actor for event in last if event.kind == "item.submit"), item.assignee)
    reviewed = bool(last) and last[0].kind == "item.pass_review"
    return {"own": submitted == office.actor.account, "reviewed": reviewed}


def waiting_proof(book: Reading, item: Item) -> Proof | None:
    """The proof of this item that the buyer has to decide on: the newest one."""
    found = book.find(Proof, item=item.id, state=("sent", "viewed"), order_by="-id", limit=1)
    return found[0] if found else None


def approved_proof(book: Reading, item: Item) -> Proof | None:
    """The proof that was approved; an item that is made anew stands on the approval of the one it replaces."""
    seen: Item | None = item
    for _ in range(64):  # as often as anything is made anew
        if seen is None:
            break
        found = book.find(Proof, item=seen.id, state="approved", order_by="-id", limit=1)
        if found:
            return found[0]
        seen = None if seen.remake_of is None else book.get(Item, seen.remake_of)
    return None


def approved_digest(book: Reading, item: Item) -> str:
    """Content of the approved proof; "" where there is none."""
    proof = approved_proof(book, item)
    return "" if proof is None else proof.digest


def proof_facts(office: Office, given: Mapping[str, Any]) -> dict[str, object]:
    """Facts for the guards of a proof's steps.

    A buyer has no account here: what a person with an account enters is entered for the buyer, and has to be shown.
    """
    by_buyer = single_user(office) and given.get("decided_by") != "on_behalf"
    evidence = given.get("evidence")
    there = isinstance(evidence, str) and bool(evidence) and office.assets.has(evidence)
    return {"decided_by": "buyer" if by_buyer else "on_behalf", "evidence": evidence if there else ""}


def claim_facts(settings: WorkshopSettings, given: Mapping[str, Any]) -> dict[str, object]:
    """Facts for the guards of a claim's steps."""
    return {name: given[name] for name in FROM_CALLER[Claim] if name in given} | {"limit": settings.claim_limit_cny}
