"""The queue for people: whom it shows what, what a typed name finds, the views that it keeps."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.commands import live, queue
from app.orders import stages
from app.orders.item_states import ITEM
from app.orders.people import Account
from app.orders.queue import NOBODY, QueueQuery
from app.orders.record import now
from app.orders.records import Contact, Item, Order
from app.security.actor import OWNER, Actor
from app.security.contact import seal_contact
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.shipping.parcel_states import PARCEL

NAME, PHONE = "测试甲", "+86 138-0000-4321"
ENGINEER = Actor(7, "工程师甲", frozenset({Role.ENGINEER}))
SERVICE = Actor(8, "客服乙", frozenset({Role.SERVICE}))
ADMIN = Actor(9, "管理员", frozenset({Role.ADMIN}))


@pytest.fixture
def items(office) -> list[Item]:
    """One order with an item of each assignee, one closed; the buyer's name and phone sealed."""
    order = Order(number="MG-20261125-0172", campaign="双十一")
    contact = Contact(order=order.id)
    contact = replace(contact, **seal_contact(office.vault, contact.id, NAME, PHONE, "上海市测试路 1 号"))
    made = [
        Item(
            order=order.id, position=n, serial=f"SN-{n}", title="流光鱼", product="figurine", assignee=who, state=state,
            stage=state,
        )
        for n, (who, state) in enumerate(((7, "modeling"), (8, "modeling"), (None, "new"), (7, "cancelled")), start=1)
    ]  # fmt: skip
    with office.book.writing(OWNER) as book:
        book.add_all([order, contact, *made])
    return made


def found(office, **asked) -> set[int]:
    return {row.item for row in queue.page(office, QueueQuery(**asked)).rows}


def test_whole_names_and_phones_find_their_orders(office, items):
    open_ones = {item.id for item in items[:3]}
    for typed in (NAME, " 测试甲 ", "13800004321", "138 0000 4321", "4321", "MG-20261125-0172", "鱼"):
        assert found(office, text=typed) == open_ones, typed
    for typed in ("测试", "1380000", "9999"):
        assert found(office, text=typed) == set(), typed


def test_everybody_sees_what_they_need_to_know(office, items):
    mine, others, free, closed = (item.id for item in items)
    assert found(office.acting(ENGINEER)) == {mine, free}
    assert found(office.acting(ENGINEER), closed=True, only_for=8) == {mine, free, closed}
    assert found(office.acting(ENGINEER), text=NAME) == {mine, free}
    assert found(office.acting(SERVICE)) == found(office) == {mine, others, free}
    assert queue.counts(office.acting(ENGINEER), {"a": QueueQuery(), "b": QueueQuery(assignee=8)}) == {"a": 2, "b": 0}
    assert queue.counts(office, {"free": QueueQuery(assignee=NOBODY)}) == {"free": 1}


def test_every_stage_is_in_exactly_one_built_in_view():
    of_stages = [view.query.stages for view in queue.BUILT_IN if view.query.stages]
    every = [stage for view in of_stages for stage in view]
    assert len(every) == len(set(every))
    states = {state.id for state in ITEM.states}
    parcels = {f"parcel.{state.id}" for state in PARCEL.states} - {"parcel.new", "parcel.dissolved"}
    assert set(every) == states | parcels
    assert set(stages.OPEN) | set(stages.CLOSED) == set(every)


def test_built_in_views_come_first_and_ask_for_whoever_looks(office):
    views = queue.views(office.acting(ENGINEER))
    assert [view.id for view in views] == [-1 - n for n in range(len(queue.BUILT_IN))]
    by_key = {view.name: queue.query_of(office.acting(ENGINEER), view) for view in views}
    assert by_key["mine"].assignee == 7
    assert by_key["late"].late
    assert str(queue.title_of(views[0])) == "Everything open"


def test_views_are_kept_for_one_or_for_all(office):
    engineer, admin = office.acting(ENGINEER), office.acting(ADMIN)
    query = QueueQuery(
        text="双十一", stages=frozenset({"qc"}), products=frozenset({"photo"}), assignee=7, late=True, urgent=True,
        closed=True, sort="title", descending=True, only_for=3, contact=(b"x",),
    )  # fmt: skip
    own = queue.save_view(engineer, "  夜班  急件 ", query)
    shared = queue.save_view(admin, "今天要发", QueueQuery(stages=frozenset(stages.TO_SHIP)), everybody=True)
    assert own.name == "夜班 急件"
    assert [view.id for view in queue.views(engineer) if view.id > 0] == [shared.id, own.id]
    assert [view.id for view in queue.views(admin) if view.id > 0] == [shared.id]
    assert queue.query_of(engineer, own) == replace(query, only_for=None, contact=())
    assert queue.query_of(office.acting(SERVICE), own).assignee == 8  # "mine" is whoever looks

    with pytest.raises(NotAllowedError):
        queue.save_view(engineer, "所有人", query, everybody=True)
    with pytest.raises(NotAllowedError):
        queue.save_view(office.acting(SERVICE), "改名", query, view=own)
    with pytest.raises(NotAllowedError):
        queue.remove_view(engineer, shared)
    with pytest.raises(queue.ViewRefusedError):
        queue.save_view(engineer, "夜班 急件", query)
    with pytest.raises(queue.ViewRefusedError):
        queue.remove_view(engineer, queue.views(engineer)[0])

    second = queue.save_view(engineer, "第二", QueueQuery())
    queue.order_views(engineer, (second.id, own.id, shared.id))
    assert [view.id for view in queue.views(engineer) if view.id > 0] == [shared.id, second.id, own.id]
    renamed = queue.save_view(
        engineer, "白班", QueueQuery(), view=next(v for v in queue.views(engineer) if v.id == own.id)
    )
    assert (renamed.id, renamed.name) == (own.id, "白班")
    queue.remove_view(engineer, renamed)
    assert own.id not in {view.id for view in queue.views(engineer)}


@pytest.mark.parametrize("typed", [NAME, "13800004321", "4321"])
def test_views_keep_no_personal_data(office, items, typed):
    del items
    with pytest.raises(queue.ViewRefusedError):
        queue.save_view(office, "客户", QueueQuery(text=typed))
    with pytest.raises(queue.ViewRefusedError):
        queue.save_view(office, typed, QueueQuery())


def test_stored_views_of_another_version_are_read_as_far_as_they_are_known(office):
    view = queue.save_view(office, "x", QueueQuery())
    strange = replace(view, query={"stages": ["qc", 5], "sort": "colour", "assignee": "somebody", "new": 1})
    assert queue.query_of(office, strange) == QueueQuery(stages=frozenset({"qc", "5"}))


# ---- who is where -----------------------------------------------------------


def test_who_works_on_what(office, items):
    at = now()
    with office.book.writing(OWNER) as book:
        book.add(Account(id=7, login="jia", name="工程师甲"))
    one = replace(office.acting(ENGINEER), station="PC-1", clock=lambda: at)
    two = replace(office.acting(SERVICE), station="PC-2", clock=lambda: at)
    first, second = items[0].id, items[1].id
    live.here(one, first)
    live.here(two, first)
    assert live.who(two, [first, second]) == {first: ((7, "工程师甲", "PC-1"), (8, "", "PC-2"))}
    live.here(one, second)
    assert live.who(two, [first, second]) == {first: ((8, "", "PC-2"),), second: ((7, "工程师甲", "PC-1"),)}
    live.here(two, None)
    assert live.who(two, [first]) == {}

    later = replace(two, clock=lambda: at + timedelta(seconds=59))
    assert live.who(later, [second])
    assert live.who(replace(two, clock=lambda: at + timedelta(seconds=61)), [second]) == {}
    live.gone(one)
    assert live.who(two, [second]) == {}


def test_one_word_for_each_pc_is_kept_and_old_ones_go(office, items):
    at = now()
    for number in range(3):
        live.here(replace(office, station=f"PC-{number}", clock=lambda: at), items[0].id)
        live.here(replace(office, station=f"PC-{number}", clock=lambda: at), items[0].id)
    assert len(live.who(replace(office, clock=lambda: at), [items[0].id])[items[0].id]) == 3
    tomorrow = replace(office, station="PC-9", clock=lambda: at + timedelta(days=1))
    live.here(tomorrow, items[0].id)
    with office.book.reading() as book:
        assert [p.station for p in book.find(live.Presence)] == ["PC-9"]
