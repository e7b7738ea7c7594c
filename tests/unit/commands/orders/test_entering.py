from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.orders import new_order
from app.orders.book import TakenError
from app.orders.draft import Buyer, CreationDraft, FileDraft, ItemDraft, OrderDraft
from app.orders.entering import DraftRefusedError
from app.orders.records import Consent, Contact, Creation, FileLink
from app.orders.serials import read_serial
from app.security.contact import open_contact
from app.security.permissions import NotAllowedError
from app.security.roles import Role

FIGURE = ItemDraft(product="figurine", finish="white", height_mm=120)


def test_an_order_is_entered_whole(world) -> None:
    order = world.order(
        ItemDraft(product="figurine", finish="color", height_mm=150, base="round", creation="c1"),
        ItemDraft(product="postcard", height_mm=100, width_mm=148, quantity=20, title="星空"),
        files=(FileDraft(kind="cover", name="cover.png", digest="d" * 64, size=9),),
    )
    items = world.items(order)
    assert [(i.position, i.title, i.quantity) for i in items] == [(1, "彩铃少女", 1), (2, "星空", 20)]
    assert items[0].creation == world.find(Creation, order=order.id)[0].id
    assert all(read_serial(item.serial) == item.serial for item in items)
    assert len({item.serial for item in items}) == 2
    assert len(world.find(Consent, order=order.id)) == 1
    assert world.find(FileLink, order=order.id)[0].kind == "cover"
    assert world.kinds(order.id) == ["order.received"]


def test_the_buyer_is_sealed(world, tmp_path) -> None:
    order = world.order()
    contact = world.find(Contact, order=order.id)[0]
    person = open_contact(world.office.vault, contact)
    assert (person.name, person.phone) == ("测试甲", "13800000000")
    assert "13800000000" not in repr(contact)
    assert all(b"13800000000" not in path.read_bytes() for path in tmp_path.rglob("*.db*"))
    assert "13800000000" not in repr(Buyer("测试甲", "13800000000", ""))


def test_an_order_comes_in_once(world) -> None:
    world.order(source="shop", key="17")
    with pytest.raises(TakenError):
        world.order(source="shop", key="17")
    world.order(source="other", key="17")
    world.order()
    world.order()


def test_without_a_due_time_one_is_promised(world) -> None:
    order = world.order(due_at=None)
    assert order.due_at is not None
    assert timedelta(days=10) < order.due_at - world.at < timedelta(days=25)


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (OrderDraft(items=()), "between 1 and"),
        (OrderDraft(items=(ItemDraft(product="castle"),)), "not made here"),
        (OrderDraft(items=(ItemDraft(product="magnet", quantity=0),)), "quantity"),
        (OrderDraft(items=(ItemDraft(product="magnet", height_mm=float("nan")),)), "size"),
        (OrderDraft(items=(ItemDraft(product="magnet", height_mm=-1),)), "size"),
        (
            OrderDraft(items=(ItemDraft(product="magnet", creation="x"),), creations=(CreationDraft(key="y"),)),
            "creation",
        ),
        (OrderDraft(items=(FIGURE,), priority=9), "priority"),
    ],
)
def test_what_is_not_right_is_refused_in_words(world, draft, sentence) -> None:
    with pytest.raises(DraftRefusedError, match=sentence):
        new_order(world.office, draft)
    assert world.events() == []


def test_whoever_may_not_enter_orders_does_not(world) -> None:
    world.account("ann", Role.ENGINEER)
    with pytest.raises(NotAllowedError):
        new_order(world.as_("ann"), OrderDraft(items=(FIGURE,)))


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_buyer_never_says_who_they_are(name: str, phone: str) -> None:
    assert repr(Buyer(name, phone, name)) == "Buyer()"
