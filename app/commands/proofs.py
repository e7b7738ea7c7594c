"""Proofs: what the buyer is shown, and what the buyer decides. A proof and its item move together."""

from dataclasses import replace
from typing import Literal

from app.commands.need_to_know import need
from app.commands.office import Office, command
from app.commands.orders import each_alone
from app.commands.steps import Steps, transact
from app.commands.workshop_settings import read_settings
from app.i18n import text
from app.jobs.progress import Progress
from app.orders.assets import AssetInfo
from app.orders.book import StaleError
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item
from app.orders.working_days import YearUnknownError, working_days
from app.security.permissions import Permission
from app.security.vault import Place
from app.service.records import Proof


def remarks_place(proof_id: int) -> Place:
    """Where the buyer's words about a proof are sealed."""
    return Place("proof", "remarks", proof_id)


@command("proofs.draft", Permission.PROOF_SEND)
def draft_proof(office: Office, item: int, *, sheet: bytes | None = None, content: str | None = None) -> Proof:
    """A proof of what the item is now; ``sheet``: the file that the buyer is shown, kept with the order.

    ``content``: the hash of what that file shows. Raises StepRefusedError where the item is something else by now.
    """
    with office.book.reading() as book:
        need(office.actor, Permission.PROOF_SEND, book.get(Item, item))
    kept = None if sheet is None else office.assets.put(sheet, sensitive=True)

    def work(steps: Steps) -> Proof:
        record = steps.fetch(Item, item)
        need(office.actor, Permission.PROOF_SEND, record)
        if content is not None and content != record.revision:
            raise StepRefusedError(
                text("The proof shows another version than the one that is there now; make it once more.")
            )
        proof = steps.draft(record, "" if kept is None else kept.digest)
        if kept is not None:
            _keep(steps, record, "proof", f"proof-{proof.round}", kept)
        return proof

    return transact(office, work)


@command("proofs.send", Permission.PROOF_SEND)
def send_proof(office: Office, proof: int, *, version: int | None) -> Proof:
    """It goes to the buyer; older ones are replaced by it. Raises StepRefusedError, StaleError."""

    def work(steps: Steps) -> Proof:
        record = steps.fetch(Proof, proof)
        _same(record, version, replace(record, state="sent"))
        return steps.take(record, "send")

    return transact(office, work)


@command("proofs.decide", Permission.PROOF_DECIDE)
def decide(
    office: Office,
    proof: int,
    decision: Literal["approve", "want_changes"],
    *,
    version: int | None,
    reason: str = "",
    by: Literal["buyer", "on_behalf"] = "on_behalf",
    evidence: bytes | None = None,
    remarks: str = "",
) -> Proof:
    """The buyer's decision; it locks the proof, and moves its item.

    by        "on_behalf": entered for the buyer, which needs evidence (a screenshot); whoever has an account here can
              enter it only so
    reason    in a few words, for the chain; remarks: what the buyer said, sealed
    """
    if decision not in {"approve", "want_changes"}:
        raise StepRefusedError(text("A proof is approved, or changes are wanted."))
    kept = None if evidence is None else office.assets.put(evidence, sensitive=True)

    def work(steps: Steps) -> Proof:
        record = steps.fetch(Proof, proof)
        _same(record, version, replace(record, state="approved" if decision == "approve" else "changes"))
        facts = {"decided_by": by, "evidence": record.evidence if kept is None else kept.digest}
        decided = steps.take(record, decision, reason=reason, facts=facts)
        if kept is not None:
            item = steps.book.get(Item, record.item)
            _keep(steps, item, "evidence", f"decision-{record.round}", kept)
        if remarks.strip():
            sealed = office.vault.seal(remarks_place(decided.id), remarks.strip())
            decided = steps.book.save(replace(decided, remarks=sealed))
        return decided

    return transact(office, work)


@command("proofs.remarks", Permission.ORDERS_SEE)
def proof_remarks(office: Office, proof: int) -> str:
    """What the buyer said about a proof. Raises SealBrokenError."""
    with office.book.reading() as book:
        record = book.get(Proof, proof)
        need(office.actor, Permission.ORDERS_SEE, book.get(Item, record.item))
    return office.vault.open(remarks_place(record.id), record.remarks)


@command("proofs.last_answer", Permission.ORDERS_SEE)
def last_answer(office: Office, item: int) -> Proof | None:
    """The newest proof of an item about which its buyer said something; the words are sealed (``proof_remarks``)."""
    with office.book.reading() as book:
        need(office.actor, Permission.ORDERS_SEE, book.get(Item, item))
        return next((proof for proof in book.find(Proof, item=item, order_by="-id") if proof.remarks), None)


@command("proofs.expire", Permission.PROOF_DECIDE)
def expire_proofs(office: Office, most: int = 200, *, progress: Progress | None = None) -> int:
    """Let proofs expire that nobody has answered in time; gives how many. For a clock.

    Each on its own: one that was answered, replaced or expired meanwhile is left, and stops no other. One whose days
    reach into a year without known holidays waits until they are known.
    """
    now = office.clock()
    with office.book.reading() as book:
        settings = read_settings(book)
        waiting = book.find(Proof, state=("sent", "viewed"), order_by="sent_at", limit=most)
    calendar, expired = working_days(settings), []

    def is_over(proof: Proof) -> bool:
        try:
            return proof.sent_at is not None and calendar.add(proof.sent_at, settings.proof_days) <= now
        except YearUnknownError:
            return False

    def one(proof_id: int) -> None:
        def work(steps: Steps) -> bool:
            proof = steps.fetch(Proof, proof_id)
            if proof.state not in {"sent", "viewed"}:
                return False
            steps.take(proof, "expire")
            return True

        if transact(office, work):
            expired.append(proof_id)

    each_alone((proof.id for proof in waiting if is_over(proof)), one, progress)
    return len(expired)


def _same(record: Proof, version: int | None, wanted: Proof) -> None:
    if version is not None and record.version != version:
        raise StaleError(replace(wanted, version=version), record)


def _keep(steps: Steps, item: Item, kind: str, name: str, kept: AssetInfo) -> None:
    office = steps.office
    link = steps.book.add(
        FileLink(
            order=item.order, item=item.id, kind=kind, name=name, digest=kept.digest, size=kept.size, sensitive=True,
            added_at=office.clock(), added_by=office.actor.account,
        )
    )  # fmt: skip
    steps.book.note("file.add", link, order=item.order, facts={"kind": kind})
