"""Whoever needs to know a part sees that part: every command that shows an order, tried as an engineer of another one."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.commands import claims, item_work, live, notes, orders, packing, proofs, queue, shipping
from app.commands.office import Office
from app.orders.draft import Buyer, ConsentDraft, CreationDraft, ItemDraft, OrderDraft
from app.orders.queue import QueueQuery
from app.orders.records import FileLink, Item, Order
from app.security.actor import Actor
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.security.vault import Place
from app.service.records import Claim, Proof
from app.shipping.records import Parcel
from tests.unit.mesh.shapes import box


@pytest.fixture
def other(office: Office, people: dict[Role, Actor]) -> Office:
    """The office with an engineer at the desk to whom nothing of the order is assigned."""
    return office.acting(people[Role.ENGINEER])


@pytest.fixture
def order(office: Office, people: dict[Role, Actor]) -> Order:
    """An order of another engineer, with everything that can be looked at."""
    assert people
    kept = office.assets.put(b"a face", sensitive=True)
    draft = OrderDraft(
        items=(ItemDraft(product="figurine", finish="color", height_mm=100, creation="c"),),
        buyer=Buyer("测试甲", "13800000021", "广东省深圳市测试路1号"),
        creations=(CreationDraft(key="c", cover=kept.digest),),
        consent=ConsentDraft(),
    )
    order = orders.new_order(office, draft)
    with office.book.writing(office.actor) as book:
        item = book.find(Item, order=order.id)[0]
        parcel = book.add(Parcel(number="P-1", order=order.id, state="signed", state_since=order.received_at))
        book.save(replace(item, assignee=404, parcel=parcel.id))
        book.add(FileLink(order=order.id, item=item.id, kind="cover", digest=kept.digest))
        book.add(FileLink(order=order.id, kind="photo", digest=kept.digest))
        proof = Proof(order=order.id, item=item.id, digest="d")
        book.add(replace(proof, remarks=office.vault.seal(Place("proof", "remarks", proof.id), "words")))
        claim = Claim(order=order.id, number="C-1")
        book.add(replace(claim, words=office.vault.seal(Place("claim", "words", claim.id), "words")))
    notes.add_note(office, order.id, "words")
    return order


def one(office: Office, kind: type, order: Order, place: int = 0) -> int:
    with office.book.reading() as book:
        found: int = book.find(kind, order=order.id)[place].id
    return found


SHOWING: dict[str, Callable[[Office, Order], object]] = {
    "orders.open": lambda o, order: orders.open_order(o, order.id),
    "notes.file_content of an item": lambda o, order: notes.file_content(o, one(o, FileLink, order, 0)),
    "notes.file_content of the order": lambda o, order: notes.file_content(o, one(o, FileLink, order, 1)),
    "notes.picture": lambda o, _order: notes.picture(o, o.assets.put(b"a face", sensitive=True).digest, 64),
    "claims.words": lambda o, order: claims.claim_words(o, one(o, Claim, order)),
    "proofs.remarks": lambda o, order: proofs.proof_remarks(o, one(o, Proof, order)),
    "proofs.last_answer": lambda o, order: proofs.last_answer(o, one(o, Item, order)),
    "items.take_up": lambda o, order: item_work.take_up(o, one(o, Item, order)),
    "items.model": lambda o, order: item_work.generated_model(o, one(o, Item, order)),
    "items.revision": lambda o, order: item_work.filed_mesh(o, one(o, Item, order), "ab" * 32),
    "packing.see": lambda o, order: packing.see_parcel(o, one(o, Parcel, order)),
    "shipping.story": lambda o, order: shipping.parcel_story(o, one(o, Parcel, order)),
    "notes.add": lambda o, order: notes.add_note(o, order.id, "words"),
    "notes.add_file": lambda o, order: notes.add_file(o, order.id, "a.png", b"x", "photo"),
    "notes.remove_file": lambda o, order: notes.remove_file(o, one(o, FileLink, order), reason="because"),
    "shipping.chased": lambda o, order: shipping.chased(o, one(o, Parcel, order), "called"),
    "orders.move": lambda o, order: orders.move(o, Item, one(o, Item, order), "start", version=None),
    "items.file_revision": lambda o, order: item_work.file_revision(o, one(o, Item, order), box()),
    "proofs.draft": lambda o, order: proofs.draft_proof(o, one(o, Item, order)),
}


@pytest.mark.parametrize("name", SHOWING)
def test_an_order_of_others_is_not_shown_and_not_changed(other: Office, order: Order, name: str) -> None:
    with pytest.raises(NotAllowedError):
        SHOWING[name](other, order)


@pytest.mark.parametrize(
    "name",
    [
        "orders.open",
        "packing.see",
        "shipping.story",
        "claims.words",
        "proofs.remarks",
        "proofs.last_answer",
    ],
)
def test_it_is_shown_once_it_is_assigned(office: Office, other: Office, order: Order, name: str) -> None:
    with office.book.writing(office.actor) as book:
        item = book.find(Item, order=order.id)[0]
        book.save(replace(item, assignee=other.actor.account))
    assert SHOWING[name](other, order) is not None


def test_lists_leave_it_out(office: Office, other: Office, order: Order) -> None:
    item = one(office, Item, order)
    assert queue.page(other, QueueQuery()).rows == ()
    assert (
        queue.page(other, QueueQuery(only_for=404, closed=True, order=order.id)).rows == ()
    )  # not even if it is asked for
    assert queue.counts(other, {"all": QueueQuery()}) == {"all": 0}
    assert shipping.today(other).recent == ()
    assert orders.find_number(other, order.number) is None
    assert orders.assign(other, [item], other.actor.account).done == ()
    assert orders.set_priority(other, [order.id], 2).done == ()
    assert live.who(other, [item]) == {}
    assert len(queue.page(office, QueueQuery(order=order.id, closed=True)).rows) == 1
    assert len(shipping.today(office).recent) == 1


def test_the_chase_list_is_narrowed(office: Office, other: Office, order: Order, clock: object) -> None:
    clock.forward(days=30)  # type: ignore[attr-defined]
    assert [row.number for row in shipping.chase_list(office)] == [order.number]
    assert shipping.chase_list(other) == ()
    assert shipping.today(other).chased == {}
