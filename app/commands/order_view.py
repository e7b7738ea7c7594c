"""An order with all that its page shows, read in one go; personal data masked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from app.commands.need_to_know import in_scope
from app.commands.note_view import NoteView, note_view
from app.commands.office import Office
from app.commands.remembering import RememberingReading
from app.commands.step_facts import item_facts
from app.commands.steps import MACHINES
from app.commands.timeline import Happening, happening
from app.commands.workshop_settings import read_settings
from app.i18n import Text
from app.orders.book import Reading
from app.orders.draft import covers_likeness
from app.orders.machine import State, Step
from app.orders.people import Account
from app.orders.record import Record
from app.orders.records import Consent, Contact, Creation, FileLink, Item, Note, Order
from app.orders.status import STATUS
from app.products.product import size_words
from app.products.table import PRODUCTS
from app.security.file_names import open_file_name
from app.security.permissions import NotAllowedError, Permission
from app.service.records import Claim, Proof
from app.service.rounds import beyond_free
from app.shipping.parcel_states import PARCEL
from app.shipping.records import Parcel

R = TypeVar("R", bound=Record)
HISTORY = 500
"""Links of the chain that are read; older ones are asked for with ``timeline``."""

_ONLY_WHERE_IT_HOLDS = frozenset(
    {"keep_approval", "unpack", "remake", "cancel", "write_off", "approve", "want_changes"}
)
"""Steps that are not even offered where their guard refuses them; the others are, and say why."""
_FOLLOWS = frozenset({"change", "supersede"})
"""Steps that nobody takes by hand: they follow from others."""
_WITH_PARCEL = frozenset({"pack", "verify", "label", "reopen"})
"""Steps that are the end of work at the packing bench (scan, print, weigh anew): without it they would say what is not so."""


@dataclass(frozen=True)
class Row(Generic[R]):
    """A record with its state and the steps that this person may take next, the usual one first."""

    record: R
    state: State
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class ItemRow(Row[Item]):
    """``state``: its parcel's once that is on its way. cover: digest of its picture; size: "120 mm".

    beyond_free: more changes were wanted than cost the buyer nothing
    """

    cover: str
    product: Text | str
    finish: Text | str
    base: Text | str
    size: str
    waits_for_consent: bool
    beyond_free: bool


@dataclass(frozen=True)
class OrderView:
    """``contact`` None: nobody's data is kept, or it was erased. ``people``: names of accounts that occur."""

    order: Order
    status: State
    contact: Contact | None
    consents: tuple[Consent, ...]
    consented: bool
    creations: tuple[Creation, ...]
    items: tuple[ItemRow, ...]
    parcels: tuple[Row[Parcel], ...]
    proofs: tuple[Row[Proof], ...]
    claims: tuple[Row[Claim], ...]
    files: tuple[FileLink, ...]
    notes: tuple[NoteView, ...]
    timeline: tuple[Happening, ...]
    people: dict[int, str]


def view_order(office: Office, book: Reading, order_id: int) -> OrderView:
    """Raises NotFoundError, NotAllowedError. What belongs to items outside the actor's scope is left out."""
    order = book.get(Order, order_id)
    everything = book.find(Item, order=order_id, order_by="position")
    items = [item for item in everything if in_scope(office.actor, Permission.ORDERS_SEE, item)]
    if everything and not items:
        raise NotAllowedError
    shown = {item.id for item in items} | {None}
    contact = book.one(Contact, order=order_id)
    consents = tuple(book.find(Consent, order=order_id))
    creations = {creation.id: creation for creation in book.find(Creation, order=order_id)}
    inside = book.get_all(Parcel, {item.parcel for item in items if item.parcel is not None})
    parcels = {**{p.id: p for p in book.find(Parcel, order=order_id)}, **inside}
    proofs = [proof for proof in book.find(Proof, order=order_id, order_by="-id") if proof.item in shown]
    claims = [claim for claim in book.find(Claim, order=order_id, order_by="-id") if claim.item in shown]
    files = [file for file in book.find(FileLink, order=order_id) if file.item in shown]
    people = names_of(book)
    notes = [note for note in book.find(Note, order=order_id, order_by="-id") if note.item in shown]
    events = book.events(order=order_id, limit=HISTORY, newest_first=True)
    consented, free = covers_likeness(consents, office.clock()), read_settings(book).free_rounds
    by_item = {item.id: item for item in items}
    book = RememberingReading(book, (order, *everything, *parcels.values()))
    return OrderView(
        order=order,
        status=STATUS[order.status],
        contact=contact,
        consents=consents,
        consented=consented,
        creations=tuple(creations.values()),
        items=tuple(
            _item_row(office, book, item, parcels, creations, consented=consented, free=free) for item in items
        ),
        parcels=tuple(_row(office, book, parcel, by_item) for _, parcel in sorted(parcels.items())),
        proofs=tuple(_row(office, book, proof, by_item) for proof in proofs),
        claims=tuple(_row(office, book, claim, by_item) for claim in claims),
        files=tuple(replace(f, name=open_file_name(office.vault, f.id, f.name)) for f in files),
        notes=tuple(note_view(office.vault, note, people) for note in notes),
        timeline=tuple(
            happening(event, people)
            for event in events
            if event.kind not in _TOLD_WITH_THE_ITEM and _of_shown(event.subject, shown)
        ),
        people=people,
    )


def names_of(book: Reading) -> dict[int, str]:
    """Names of the people who have, or had, an account."""
    return {account.id: account.name or account.login for account in book.find(Account)}


def steps_of(office: Office, book: Reading, record: Record) -> tuple[Step, ...]:
    """Steps that may follow and that the actor may take."""
    item_id = record.item if isinstance(record, Proof | Claim) else None
    items = {} if item_id is None else book.get_all(Item, (item_id,))
    return _steps(office, book, record, items)


def _steps(office: Office, book: Reading, record: Record, items: dict[int, Item]) -> tuple[Step, ...]:
    concerned = record if isinstance(record, Item) else items.get(getattr(record, "item", None) or 0)
    return tuple(
        step
        for step in MACHINES[type(record)].steps_from(record.state)  # type: ignore[attr-defined]  # all with a machine
        if step.event not in _FOLLOWS and in_scope(office.actor, step.permission, concerned)
        and _offered(office, book, record, step)
    )  # fmt: skip


def _offered(office: Office, book: Reading, record: Record, step: Step) -> bool:
    if step.event in _WITH_PARCEL:
        return False
    if step.event not in _ONLY_WHERE_IT_HOLDS or step.guard is None or not isinstance(record, Item):
        return True
    # The cause is asked for when the step is taken.
    return step.guard(record, item_facts(office, book, record, step.event, {"cause": "print"})) is None


def _row(office: Office, book: Reading, record: R, items: dict[int, Item]) -> Row[R]:
    state = MACHINES[type(record)].state[record.state]  # type: ignore[attr-defined]  # all with a machine
    return Row(record, state, _steps(office, book, record, items))


def _item_row(
    office: Office,
    book: Reading,
    item: Item,
    parcels: dict[int, Parcel],
    creations: dict[int, Creation],
    *,
    consented: bool,
    free: int,
) -> ItemRow:
    creation = creations.get(item.creation or 0)
    product = PRODUCTS.get(item.product)
    return ItemRow(
        record=item,
        state=state_of(item, parcels),
        steps=_steps(office, book, item, {}),
        cover="" if creation is None else creation.cover,
        product=item.product if product is None else product.title,
        finish=item.finish if product is None else product.finish_title(item.finish),
        base=item.base if product is None else product.base_title(item.base),
        size=size_words(item.height_mm, item.width_mm),
        waits_for_consent=not consented,
        beyond_free=beyond_free(item.round, free),
    )


def state_of(item: Item, parcels: dict[int, Parcel]) -> State:
    """How an item looks: as its stage says."""
    parcel = parcels.get(item.parcel or 0)
    if item.stage.startswith("parcel.") and parcel is not None:
        return PARCEL.state[parcel.state]
    return MACHINES[Item].state[item.state]


_TOLD_WITH_THE_ITEM = frozenset({"proof.send", "proof.approve", "proof.want_changes"})
"""Steps of a proof that its item takes at the same moment: the history says them once. The audit page has both."""


def _of_shown(subject: str, shown: Iterable[int | None]) -> bool:
    kind, _, number = subject.partition(":")
    return kind != "item" or (number.isdigit() and int(number) in set(shown))
