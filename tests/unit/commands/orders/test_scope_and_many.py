"""Need-to-know, assignment, priorities and due times."""

from datetime import timedelta

import pytest

from app.commands.orders import (
    assign,
    find_number,
    open_order,
    set_due,
    set_order_due,
    set_priority,
)
from app.orders.draft import ItemDraft
from app.orders.due import read_dues
from app.orders.machine import StepRefusedError
from app.orders.records import Order
from app.security.permissions import NotAllowedError
from app.security.roles import Role

MAGNET = ItemDraft(product="magnet", finish="printed", height_mm=50, width_mm=50, title="冰箱贴")


@pytest.fixture
def two_engineers(world):
    world.account("ann", Role.ENGINEER)
    world.account("bob", Role.ENGINEER)
    world.account("sue", Role.SERVICE)
    return world


def test_an_engineer_takes_what_nobody_has_and_gives_away_what_is_theirs(two_engineers) -> None:
    world = two_engineers
    ann, bob = world.people["ann"].account, world.people["bob"].account
    first, second = world.items(world.order(MAGNET, MAGNET))
    assert assign(world.as_("ann"), [first.id], ann).done == (first.id,)
    assert assign(world.as_("bob"), [first.id, second.id], bob).done == (second.id,)
    assert world.item(first).assignee == ann
    assert assign(world.as_("ann"), [first.id], bob).done == (first.id,)
    assert assign(world.as_("sue"), [first.id, second.id], None).done == (first.id, second.id)
    assert [e.facts for e in world.events(subject=f"item:{first.id}", kinds=("item.assign",))] == [
        {"from": None, "to": ann}, {"from": ann, "to": bob}, {"from": bob, "to": None},
    ]  # fmt: skip


def test_work_is_given_to_people_who_are_there(two_engineers) -> None:
    world = two_engineers
    gone = world.account("gil", Role.ENGINEER, active=False)
    over = world.account("eva", Role.ENGINEER, expires_at=world.at - timedelta(days=1))
    item = world.items(world.order())[0]
    for account in (gone.account, over.account):
        assert "not active" in str(assign(world.as_("sue"), [item.id], account).refused[0][1])
    assert assign(world.as_("sue"), [item.id], 404).refused


def test_an_order_of_others_is_not_opened(two_engineers) -> None:
    world = two_engineers
    order = world.order(MAGNET, MAGNET)
    first, second = world.items(order)
    assign(world.as_("sue"), [first.id], world.people["ann"].account)
    assert [row.record.id for row in open_order(world.as_("bob"), order.id).items] == [second.id]
    assign(world.as_("sue"), [second.id], world.people["ann"].account)
    with pytest.raises(NotAllowedError):
        open_order(world.as_("bob"), order.id)
    assert find_number(world.as_("bob"), order.number) is None
    assert find_number(world.as_("ann"), f" {order.number.lower()} ") == order.id
    assert len(open_order(world.as_("sue"), order.id).items) == 2


def test_the_history_of_others_items_is_left_out(two_engineers) -> None:
    world = two_engineers
    order = world.order(MAGNET, MAGNET)
    first, second = world.items(order)
    world.step(first, "start", who="ann")
    world.step(second, "start", who="bob")
    subjects = {h.subject for h in open_order(world.as_("bob"), order.id).timeline}
    assert f"item:{second.id}" in subjects
    assert f"item:{first.id}" not in subjects


def test_priorities_and_due_times_are_for_whoever_works_on_it(two_engineers) -> None:
    world = two_engineers
    order = world.order()
    item = world.step(world.items(order)[0], "start", who="ann")
    assert set_priority(world.as_("bob"), [order.id], 2).refused
    assert set_priority(world.as_("ann"), [order.id], 2).done == (order.id,)
    assert world.get(Order, order.id).priority == 2
    with pytest.raises(NotAllowedError):
        set_due(world.as_("bob"), item.id, "model", world.at)
    with pytest.raises(StepRefusedError):
        set_priority(world.office, [order.id], 7)
    with pytest.raises(StepRefusedError):
        set_due(world.office, item.id, "paint", world.at)
    assert [e.facts for e in world.events(kinds=("order.priority",))] == [{"from": 0, "to": 2}]


def test_a_due_time_of_the_step_that_it_is_in_is_that_of_the_item(world) -> None:
    item = world.items(world.order())[0]
    when = world.at + timedelta(days=1)
    assert set_due(world.office, item.id, "model", when).due_at == when
    assert set_due(world.office, item.id, "pack", when).due_at == when
    assert read_dues(world.item(item))["pack"] == when


def test_a_new_promise_plans_all_steps_anew(world) -> None:
    order = world.order(MAGNET, MAGNET)
    old = world.items(order)[0].due_at
    with pytest.raises(StepRefusedError, match="Say why"):
        set_order_due(world.office, order.id, world.at + timedelta(days=30), reason="")
    changed = set_order_due(world.office, order.id, world.at + timedelta(days=30), reason="agreed with the client")
    assert changed.due_at == world.at + timedelta(days=30)
    assert all(item.due_at > old for item in world.items(order))


def test_numbers_are_given_once_and_say_the_day(world) -> None:
    numbers = [world.order(key=f"k{n}").number for n in range(3)]
    assert numbers == ["MG-20261125-0001", "MG-20261125-0002", "MG-20261125-0003"]
    world.later(hours=15)  # after midnight in the workshop
    assert world.order(key="k9").number == "MG-20261126-0001"
