"""Steps of items, parcels, proofs and claims inside one transaction, with all that follows from them.

What follows: a proof and its item move together, a closed parcel packs its items, new content takes back what the buyer
approved, the stage of items and the status of their orders are derived anew. Every step is one link of the audit chain.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import Any, TypeVar

from app.commands.item_files import carry_over
from app.commands.need_to_know import need
from app.commands.office import Office
from app.commands.parcel_facts import parcel_facts
from app.commands.plate_pieces import back_to_waiting
from app.commands.reasons import reason_for_chain
from app.commands.step_facts import claim_facts, item_facts, proof_facts, refunded, single_user, waiting_proof
from app.commands.workshop_settings import read_settings
from app.dispatch.records import Piece, Plate
from app.i18n import text
from app.orders import due
from app.orders.book import Writing
from app.orders.effects import placed, stepped
from app.orders.item_states import AFTER_MODELING, BEFORE_PRODUCTION, ITEM
from app.orders.machine import Machine, Step, StepRefusedError
from app.orders.record import Record
from app.orders.records import Item, Order
from app.orders.serials import SERIES, serial_of
from app.orders.status import ACCEPTED, status_of
from app.orders.working_days import YearUnknownError, working_days
from app.service.claim_states import CLAIM
from app.service.effects import claim_stepped, proof_stepped
from app.service.proof_states import PROOF
from app.service.records import Claim, Proof
from app.settings.workshop import WorkshopSettings
from app.shipping.effects import parcel_stepped
from app.shipping.parcel_states import PARCEL
from app.shipping.records import Parcel

MACHINES: dict[type[Record], Machine] = {Item: ITEM, Parcel: PARCEL, Proof: PROOF, Claim: CLAIM}

R = TypeVar("R", bound=Record)
T = TypeVar("T")
TAKES_IT = frozenset({"check_assets", "start", "next_round"})
"""Steps by which whoever does them takes an item that nobody has."""

TOLD = ("hold", "cause", "decision", "amount", "signed_by", "problem", "decided_by", "no_photo")
"""Facts that are written into the chain."""

TO_MODEL_AGAIN = "model"
"""The cause for which an item that is made anew begins at the model, not at the printer."""


class Steps:
    """One transaction in which steps are taken; ``settle`` has to be called at its end (``transact`` does)."""

    def __init__(self, office: Office, book: Writing) -> None:
        self.office, self.book = office, book
        self._orders: set[int] = set()

    @cached_property
    def settings(self) -> WorkshopSettings:
        """The workshop's settings."""
        return read_settings(self.book)

    def touch(self, order_id: int) -> None:
        """This order is worked on: its status is derived anew at the end."""
        self._orders.add(order_id)

    def fetch(self, kind: type[R], record_id: int) -> R:
        """A record to take steps with. Raises NotFoundError."""
        record = self.book.get(kind, record_id)
        self.touch(record.order)  # type: ignore[attr-defined]  # every kind that has a machine has an order
        return record

    def items_in(self, parcel: Parcel) -> list[Item]:
        """What lies in a parcel."""
        return self.book.find(Item, parcel=parcel.id)

    def take(self, record: R, event: str, *, reason: str = "", facts: Mapping[str, Any] | None = None) -> R:
        """Take one step, with all that follows from it; gives the record as it is then.

        Raises StepRefusedError, NotAllowedError, StaleError.
        """
        facts = facts or {}
        if isinstance(record, Item) and event == "send_proof":
            return self.send(record, None)[0]  # type: ignore[return-value]
        if isinstance(record, Proof) and event == "send":
            return self.send(self.fetch(Item, record.item), record)[1]  # type: ignore[return-value]
        if isinstance(record, Item | Proof) and event in {"approve", "want_changes"}:
            return self._decide(record, event, reason, facts)  # type: ignore[return-value]
        if isinstance(record, Item) and event == "remake":
            return self.remake(record, reason, facts)[0]  # type: ignore[return-value]
        if isinstance(record, Item) and event == "write_off" and record.state != "packed" and record.parcel is not None:
            raise StepRefusedError(text("It lies in a parcel that is being packed; take it out of the parcel first."))
        return self._one(record, event, reason, facts)

    def _one(self, record: R, event: str, reason: str, facts: Mapping[str, Any], *, checked: bool = True) -> R:
        """One line of the table. ``checked`` False: it follows from another step, nobody has asked for it."""
        step = MACHINES[type(record)].step(record.state, event)  # type: ignore[attr-defined]
        if checked:
            self._permitted(record, step)
        if step.needs_reason and not reason.strip():
            raise StepRefusedError(text("Say why."))
        known = self._facts(record, event, facts)
        refusal = None if step.guard is None else step.guard(record, known)
        if refusal is not None:
            raise StepRefusedError(refusal)
        after = self._after(record, step, known)
        saved = self.book.save(after)
        self._note(record, saved, step, reason, known)
        self._follow(saved, record, event, reason)
        return saved

    def _permitted(self, record: Record, step: Step) -> None:
        for item in self._items_of(record):
            need(self.office.actor, step.permission, item)

    def _items_of(self, record: Record) -> list[Item | None]:
        if isinstance(record, Item):
            return [record]
        if isinstance(record, Parcel):
            return list(self.items_in(record)) or [None]
        item = record.item if isinstance(record, Proof | Claim) else None
        return [None if item is None else self.book.get(Item, item)]

    def _facts(self, record: Record, event: str, given: Mapping[str, Any]) -> dict[str, object]:
        if isinstance(record, Item):
            return item_facts(self.office, self.book, record, event, given)
        if isinstance(record, Parcel):
            return parcel_facts(self.office, self.book, record, self.settings, given)
        return proof_facts(self.office, given) if isinstance(record, Proof) else claim_facts(self.settings, given)

    def _after(self, record: R, step: Step, known: Mapping[str, object]) -> R:
        now = self.office.clock()
        if isinstance(record, Item):
            after = stepped(record, step, known, now, self._parcel_state(record, known))
            if step.event in TAKES_IT and record.assignee is None and self.office.actor.account:
                after = replace(after, assignee=self.office.actor.account)
            return after  # type: ignore[return-value]
        if isinstance(record, Parcel):
            return parcel_stepped(record, step, known, now)  # type: ignore[return-value]
        if isinstance(record, Proof):
            return proof_stepped(record, step, known, now)  # type: ignore[return-value]
        return claim_stepped(record, step, known, now)  # type: ignore[return-value,arg-type]

    def _parcel_state(self, item: Item, known: Mapping[str, object]) -> str | None:
        given = known.get("parcel")
        parcel = given if isinstance(given, int) else item.parcel
        return None if parcel is None else self.book.get(Parcel, parcel).state

    def _note(self, before: Record, after: Record, step: Step, reason: str, known: Mapping[str, object]) -> None:
        told: dict[str, object] = {"from": before.state, "to": after.state}  # type: ignore[attr-defined]
        told |= {name: known[name] for name in TOLD if known.get(name)}
        if isinstance(after, Item) and step.event in {"pass_review", "send_proof"} and single_user(self.office):
            told["self_review"] = True
        if isinstance(after, Item) and after.assignee != before.assignee:  # type: ignore[attr-defined]
            told["assignee"] = after.assignee
        name = MACHINES[type(after)].name
        order: int = after.order  # type: ignore[attr-defined]
        self.book.note(f"{name}.{step.event}", after, order=order, reason=self._why(order, reason), facts=told)

    def _why(self, order: int, reason: str) -> str:
        return reason_for_chain(self.office, self.book, reason, order)

    # What follows from a step

    def _follow(self, after: Record, before: Record, event: str, reason: str) -> None:
        if isinstance(after, Item) and isinstance(before, Item):
            if event == "change":
                self._supersede(after, ("draft", "sent", "viewed", "approved"))
            elif event == "cancel" or (event == "back" and before.state == "proof_sent"):
                self._supersede(after, ("draft", "sent", "viewed"))
            if after.state == "cancelled":
                self._replaces_nothing(after)
        elif isinstance(after, Parcel) and isinstance(before, Parcel):
            self._follow_parcel(after, before, event, reason)

    def _follow_parcel(self, parcel: Parcel, before: Parcel, event: str, reason: str) -> None:
        for item in self.items_in(parcel):
            self.touch(item.order)
            if event == "verify" and item.state == "ready_to_pack":
                self._one(item, "pack", "", {}, checked=False)
            elif event == "verify" and item.state != "packed":
                raise StepRefusedError(
                    text("{serial} is “{state}”; take it out of the parcel first.",
                         serial=item.serial, state=ITEM.state[item.state].title)
                )  # fmt: skip
            elif item.state == "packed" and (event == "reopen" or (event == "dissolve" and before.state != "lost")):
                self._unpacked(item, reason, stays_in=event == "reopen")
            elif item.state == "packed" and event == "dissolve":
                if not refunded(self.book, item):
                    raise StepRefusedError(
                        text(
                            "Make the lost items anew first, or say that they are not wanted any more; "
                            "then the parcel can be dissolved."
                        )
                    )
                self._one(item, "write_off", reason, {}, checked=False)
            elif event == "dissolve" and item.state not in {"remade", "cancelled"}:
                self.book.save(placed(replace(item, parcel=None), None))
            else:
                moved = placed(item, parcel.state)
                if moved != item:
                    self.book.save(moved)

    def _replaces_nothing(self, item: Item) -> None:
        """An open claim does not point to a cancelled item, nor to one that led to it: another one has to be made."""
        seen: Item | None = item
        while seen is not None:
            for claim in self.book.find(Claim, order=item.order, replacement=seen.id):
                if CLAIM.state[claim.state].open:
                    self.book.save(replace(claim, replacement=None))
            seen = None if seen.remake_of is None else self.book.get(Item, seen.remake_of)

    def _unpacked(self, item: Item, reason: str, *, stays_in: bool) -> None:
        out = self._one(item, "unpack", reason, {}, checked=False)
        if stays_in:  # it lies in the open parcel, to be scanned again
            self.book.save(placed(replace(out, parcel=item.parcel), None))

    def _supersede(self, item: Item, states: tuple[str, ...]) -> None:
        for proof in self.book.find(Proof, item=item.id, state=states):
            self._one(proof, "supersede", "", {}, checked=False)

    # Proofs

    def draft(self, item: Item, file: str = "") -> Proof:
        """A new proof of what the item is now; ``file``: digest of the proof sheet."""
        if not item.revision:
            raise StepRefusedError(text("There is no finished model yet; open it on the bench and save it first."))
        proof = self.book.add(
            Proof(
                order=item.order, item=item.id, round=max(item.round, 1), digest=item.revision, file=file,
                state_since=self.office.clock(),
            )
        )  # fmt: skip
        self.book.note("proof.draft", proof, order=item.order, facts={"to": "draft", "round": proof.round})
        return proof

    def send(self, item: Item, proof: Proof | None) -> tuple[Item, Proof]:
        """Send a proof: the given one, the draft of what the item is now, or a new one."""
        if proof is None:
            drafts = self.book.find(Proof, item=item.id, state="draft", digest=item.revision, order_by="-id", limit=1)
            proof = drafts[0] if drafts else None
        elif proof.digest != item.revision:
            raise StepRefusedError(
                text("The proof shows another version than the one that is there now; send a new proof.")
            )
        sent_item = self._one(item, "send_proof", "", {})
        proof = proof or self.draft(sent_item)
        for other in self.book.find(Proof, item=item.id, state=("draft", "sent", "viewed")):
            if other.id != proof.id:
                self._one(other, "supersede", "", {}, checked=False)
        return sent_item, self._one(proof, "send", "", {}, checked=False)

    def _decide(self, record: Item | Proof, event: str, reason: str, facts: Mapping[str, Any]) -> Item | Proof:
        """The buyer's decision: the proof and its item move together, or neither does."""
        if isinstance(record, Proof):
            item, proof = self.fetch(Item, record.item), record
            if proof.state in {"sent", "viewed"} and waiting_proof(self.book, item) != proof:
                raise StepRefusedError(text("A newer proof was sent; the decision is about that one."))
            decided = self._one(proof, event, reason, facts)
            self._one_decided(item, event, reason, decided)
            return decided
        waiting = waiting_proof(self.book, record)
        if waiting is None:
            return self._one(record, event, reason, facts)  # refused by its guard, in its words
        decided = self._one(waiting, event, reason, facts)
        return self._one_decided(record, event, reason, decided)

    def _one_decided(self, item: Item, event: str, reason: str, proof: Proof) -> Item:
        # The proof is decided by now, so its content is told instead of looked up.
        step = ITEM.step(item.state, event)
        self._permitted(item, step)
        refusal = None if step.guard is None else step.guard(item, {"digest": proof.digest})
        if refusal is not None:
            raise StepRefusedError(refusal)
        known: dict[str, object] = {"decided_by": proof.decided_by}
        after = self.book.save(self._after(item, step, known))
        self._note(item, after, step, reason, known)
        return after

    # New content, made anew

    def revise(self, item: Item, digest: str) -> Item:
        """The item has new content: what was shown or approved is about the old one. Raises StepRefusedError.

        Before production it goes back to modelling; once it is printed, its content stays what was approved.
        """
        if digest == item.revision:
            return item
        held_from = item.held_from if item.state == "on_hold" else item.state
        if held_from not in BEFORE_PRODUCTION:
            raise StepRefusedError(
                text("Production has begun: the model stays as it was approved. Have it made anew to change it.")
            )
        changed = self.book.save(replace(item, revision=digest, approved=""))
        self._print_anew(changed)
        self.book.note("item.revision", changed, order=item.order, facts={"revision": digest})
        if item.state in AFTER_MODELING:
            return self._one(changed, "change", "", {}, checked=False)
        if item.state == "on_hold" and held_from in AFTER_MODELING:
            changed = self.book.save(placed(replace(changed, held_from="modeling", round=item.round + 1), None))
        self._supersede(changed, ("draft", "sent", "viewed", "approved"))
        return changed

    def _print_anew(self, item: Item) -> None:
        """What is frozen on a plate, or was printed before the item came back, is of the old content."""
        for piece in self.book.find(Piece, item=item.id):
            own_job = piece.plate is None and piece.state == "placed"  # its job knows what was approved
            if not own_job and (piece.plate is None or self.book.get(Plate, piece.plate).state != "open"):
                back_to_waiting(self.book, piece)

    def remake(
        self, item: Item, reason: str, facts: Mapping[str, Any], claim: Claim | None = None
    ) -> tuple[Item, Item]:
        """Close an item as remade and open the one that replaces it: same creation, same approved content.

        Where the model was the cause it begins at the model, else it waits for the printer. Gives the old and the new.
        """
        return self._replaced(self._one(item, "remake", reason, facts), reason, claim)

    def remake_again(self, old: Item, reason: str, claim: Claim) -> Item:
        """Open another item in place of one that was made anew, where the one that replaced it was cancelled."""
        if not reason.strip():
            raise StepRefusedError(text("Say why."))
        return self._replaced(old, reason, claim)[1]

    def _replaced(self, old: Item, reason: str, claim: Claim | None) -> tuple[Item, Item]:
        same = bool(old.approved) and old.approved == old.revision
        state = "queued" if same and old.cause != TO_MODEL_AGAIN else "modeling"
        now = self.office.clock()
        fresh = Item(
            order=old.order, position=self.book.how_many(Item, order=old.order) + 1,
            serial=serial_of(self.book.next_number(SERIES), self.settings.serial_prefix),
            title=old.title, product=old.product, finish=old.finish, height_mm=old.height_mm, width_mm=old.width_mm,
            base=old.base, quantity=old.quantity, options=old.options, creation=old.creation, state=state,
            state_since=now, round=max(old.round, 1), revision=old.revision, approved=old.approved, remake_of=old.id,
            assignee=old.assignee, dues=self._dues_from(state),
        )  # fmt: skip
        fresh = self.book.add(placed(fresh, None))
        carry_over(self.office, self.book, old, fresh)
        told: dict[str, object] = {"to": state, "remake_of": old.id, "cause": old.cause}
        if claim is not None:
            told["claim"] = claim.id
        self.book.note("item.new", fresh, order=fresh.order, reason=self._why(fresh.order, reason), facts=told)
        return old, fresh

    def _dues_from(self, stage: str) -> dict[str, Any]:
        try:
            return due.plan_from(self.office.clock(), stage, self.settings.step_days, working_days(self.settings))
        except YearUnknownError:
            return {}

    def settle(self) -> None:
        """Derive the status of every order that was worked on; the warranty begins when all of it is accepted."""
        now = self.office.clock()
        for order_id in sorted(self._orders):
            order = self.book.get(Order, order_id)
            items = self.book.find(Item, order=order.id)
            claims = sum(CLAIM.state[c.state].open for c in self.book.find(Claim, order=order.id))
            if order.warranty_until is None and _all_accepted(items):
                until = now + timedelta(days=self.settings.warranty_days)
                settled = replace(order, warranty_until=until)
            else:
                settled = order
            settled = replace(settled, status=status_of(settled, items, claims, now))
            if settled != order:
                self.book.save(settled)
        self._orders.clear()


def _all_accepted(items: list[Item]) -> bool:
    live = [item for item in items if item.state not in {"cancelled", "remade"}]
    return bool(live) and all(item.stage in ACCEPTED for item in live)


def transact(office: Office, work: Callable[[Steps], T]) -> T:
    """Do ``work`` in one transaction. Writers follow each other: what its guards have read stays true until its end."""
    with office.book.writing(office.actor) as book:
        steps = Steps(office, book)
        done = work(steps)
        steps.settle()
        return done
