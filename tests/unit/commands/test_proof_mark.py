from dataclasses import replace
from datetime import timedelta

import pytest

from app.commands import orders, workshop_settings
from app.commands.office import Office
from app.commands.proof_mark import proof_mark
from app.orders.draft import Buyer, ConsentDraft, ItemDraft, OrderDraft
from app.orders.record import now
from app.orders.records import Item, Order
from app.security.actor import Actor
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.security.watermark import code_of


@pytest.fixture
def order(office: Office) -> Order:
    draft = OrderDraft(
        items=(ItemDraft(product="figurine", title="Night singer", finish="color", height_mm=120.0),),
        buyer=Buyer("测试甲", "13800000000", "测试省测试市测试路1号"),
        channel="manual",
        due_at=now() + timedelta(days=9),
        consent=ConsentDraft(channel="test", given_at=now()),
    )
    return orders.new_order(office, draft)


@pytest.fixture
def item(office: Office, order: Order) -> Item:
    with office.book.reading() as book:
        return book.find(Item, order=order.id)[0]


def test_the_mark_tells_where_when_and_which_order_and_no_person(office: Office, order: Order, item: Item) -> None:
    mark = proof_mark(office, item.id)
    assert mark is not None
    at = office.clock().astimezone()
    assert mark.words == f"PC-01 · {at:%Y-%m-%d %H:%M} · {order.number}"
    assert mark.code == code_of(office.vault, order.number)
    assert "测试甲" not in mark.words


def test_a_workshop_may_want_no_mark(office: Office, item: Item) -> None:
    workshop_settings.change(office, watermark=False)
    assert proof_mark(office, item.id) is None


def test_whoever_may_not_see_the_item_gets_no_mark_of_it(office: Office, item: Item, people: dict[Role, Actor]) -> None:
    other = people[Role.SERVICE]
    with office.book.writing(office.actor) as book:
        book.save(replace(book.get(Item, item.id), assignee=other.account))
    with pytest.raises(NotAllowedError):
        proof_mark(office.acting(people[Role.ENGINEER]), item.id)
    assert proof_mark(office.acting(other), item.id) is not None
