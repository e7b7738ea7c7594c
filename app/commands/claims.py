"""Claims: what buyers complain about, from the first word to what is done about it."""

from collections.abc import Sequence
from dataclasses import replace

from app.commands.need_to_know import need, need_order
from app.commands.office import Office, command
from app.commands.orders import move
from app.commands.steps import Steps, transact
from app.i18n import text
from app.orders.book import Reading, StaleError
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item, Order
from app.orders.working_days import CHINA
from app.security.permissions import Permission
from app.security.vault import Place
from app.service.claim_states import REPLACING
from app.service.records import Claim
from app.shipping.records import Parcel


def words_place(claim_id: int) -> Place:
    """Where the buyer's words of a claim are sealed."""
    return Place("claim", "words", claim_id)


@command("claims.open", Permission.CLAIMS)
def open_claim(
    office: Office,
    order: int,
    *,
    item: int | None = None,
    parcel: int | None = None,
    words: str = "",
    evidence: Sequence[bytes] = (),
) -> Claim:
    """The buyer complains; ``words``: in the buyer's words, sealed; ``evidence``: pictures."""
    kept = [office.assets.put(content, sensitive=True) for content in evidence]

    def work(steps: Steps) -> Claim:
        items = steps.book.find(Item, order=order)
        record = steps.book.get(Order, order)
        need_order(office.actor, Permission.CLAIMS, items)
        if item is not None and item not in {one.id for one in items}:
            raise StepRefusedError(text("This item does not belong to the order."))
        if parcel is not None and not _in_parcel(steps.book.get(Parcel, parcel), items):
            raise StepRefusedError(text("This parcel does not belong to the order."))
        steps.touch(record.id)
        now = office.clock()
        series = f"{steps.settings.claim_prefix}-{now.astimezone(CHINA):%Y%m%d}"
        claim = Claim(
            order=order, item=item, parcel=parcel, number=f"{series}-{steps.book.next_number(series):03d}",
            state_since=now, opened_at=now, evidence=tuple(k.digest for k in kept),
        )  # fmt: skip
        claim = steps.book.add(replace(claim, words=office.vault.seal(words_place(claim.id), words.strip())))
        steps.book.note("claim.new", claim, order=order, facts={"to": claim.state})
        for one in kept:
            _keep(steps, claim, one.digest, one.size)
        return claim

    return transact(office, work)


@command("claims.add_evidence", Permission.CLAIMS)
def add_evidence(office: Office, claim: int, content: bytes) -> Claim:
    """One more picture. Raises AssetsOfflineError."""
    kept = office.assets.put(content, sensitive=True)

    def work(steps: Steps) -> Claim:
        record = steps.fetch(Claim, claim)
        if kept.digest in record.evidence:
            return record
        _keep(steps, record, kept.digest, kept.size)
        return steps.book.save(replace(record, evidence=(*record.evidence, kept.digest)))

    return transact(office, work)


@command("claims.decide", Permission.CLAIMS)
def decide_claim(
    office: Office,
    claim: int,
    *,
    cause: str,
    decision: str,
    amount: float = 0.0,
    reason: str = "",
    version: int | None,
) -> Claim:
    """What the cause was and what is done about it. ``amount``: what it costs, CNY; above the limit the client decides."""
    if not amount >= 0:
        raise StepRefusedError(text("The amount has to be 0 or more."))
    facts = {"cause": cause, "decision": decision, "amount": float(amount)}
    return move(office, Claim, claim, "decide", version=version, reason=reason, facts=facts)


@command("claims.remake", Permission.CLAIMS)
def remake_for(office: Office, claim: int, *, reason: str, version: int | None) -> Item:
    """Make the item of a claim anew; the claim points to the new one, the new one to the old. Raises StepRefusedError."""

    def work(steps: Steps) -> Item:
        record = steps.fetch(Claim, claim)
        if version is not None and record.version != version:
            raise StaleError(replace(record, version=version), record)
        if record.state != "executing" or record.decision not in REPLACING:
            raise StepRefusedError(text("Decide first that it is made anew or replaced, then carry it out."))
        if record.replacement is not None:
            raise StepRefusedError(text("The item of this claim is being made anew already."))
        if record.item is None:
            raise StepRefusedError(text("The claim is about no item; say which one it is."))
        old = steps.fetch(Item, record.item)
        # made anew already, at the item or for another claim: this one points to the same
        anew = _made_of(steps.book, old)
        if anew is not None:
            fresh = anew
        elif old.state == "remade":  # and what was made in its place was cancelled
            fresh = steps.remake_again(old, reason, record)
        else:
            fresh = steps.remake(old, reason, {"cause": record.cause}, record)[1]
        saved = steps.book.save(replace(record, replacement=fresh.id))
        if anew is not None:
            steps.book.note("claim.replaced", saved, order=record.order, facts={"item": fresh.id})
        return fresh

    return transact(office, work)


@command("claims.words", Permission.ORDERS_SEE)
def claim_words(office: Office, claim: int) -> str:
    """What the buyer said. Raises SealBrokenError."""
    with office.book.reading() as book:
        record = book.get(Claim, claim)
        if record.item is None:
            need_order(office.actor, Permission.ORDERS_SEE, book.find(Item, order=record.order))
        else:
            need(office.actor, Permission.ORDERS_SEE, book.get(Item, record.item))
    return office.vault.open(words_place(record.id), record.words)


def _made_of(book: Reading, old: Item) -> Item | None:
    """The item that was made in place of this one, at last; None where there is none, or it was cancelled."""
    for fresh in book.find(Item, remake_of=old.id):
        found = _made_of(book, fresh) if fresh.state == "remade" else fresh
        if found is not None and found.state != "cancelled":
            return found
    return None


def _in_parcel(parcel: Parcel, items: Sequence[Item]) -> bool:
    return bool(items) and (parcel.order == items[0].order or any(item.parcel == parcel.id for item in items))


def _keep(steps: Steps, claim: Claim, digest: str, size: int) -> None:
    office = steps.office
    link = steps.book.add(
        FileLink(
            order=claim.order, item=claim.item, kind="evidence", name=claim.number, digest=digest, size=size,
            sensitive=True, added_at=office.clock(), added_by=office.actor.account,
        )
    )  # fmt: skip
    steps.book.note("file.add", link, order=claim.order, facts={"kind": "evidence"})
