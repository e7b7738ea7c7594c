"""After packing, on a real book: waybills, hand-over, what courier and buyer say, what has to be chased."""

from datetime import timedelta
from typing import Any

import pytest

from app.commands import claims, erasure, labels, orders, packing, shipping, workshop_settings
from app.commands.orders import open_order
from app.commands.packing_scans import PackingRefusedError
from app.commands.shipping import accept_by_time, chase_list, chased, hand_over, record, set_waybill, today
from app.orders.book import StaleError
from app.orders.draft import ItemDraft
from app.orders.machine import StepRefusedError
from app.orders.record import now
from app.orders.records import Item, Note, Order
from app.security.actor import Actor
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.service.records import Claim
from app.shipping.carriers import WaybillRefusedError
from app.shipping.records import Parcel, Scan
from tests.unit.commands import packing_house


def closed(house: Any, order: Order | None = None) -> int:
    order = order or house.order()
    answer = packing.open_by_code(house.office, order.number)
    assert answer.parcel is not None
    parcel: int = answer.parcel.parcel.id
    for item in house.items(order):
        for _ in range(item.quantity):
            packing.scan(house.office, parcel, item.serial)
    packing.set_photo(house.office, parcel, packing_house.picture())
    packing.set_weight(house.office, parcel, 300)
    packing.close(house.office, parcel)
    return parcel


NUMBERS = (f"SF12345678{n:05}" for n in range(10_000))


def sent(house: Any, order: Order | None = None) -> int:
    parcel = closed(house, order)
    labels.print_label(house.office, parcel, "100x150")
    set_waybill(house.office, parcel, next(NUMBERS))
    assert hand_over(house.office, [parcel]).done == (parcel,)
    return parcel


def get(house: Any, parcel: int) -> Parcel:
    with house.office.book.reading() as book:
        found: Parcel = book.get(Parcel, parcel)
        return found


def step(house: Any, parcel: int, event: str, **named: Any) -> Parcel:
    made: Parcel = record(house.office, parcel, event, version=None, **named).parcel
    return made


def kinds(house: Any) -> list[str]:
    return [row.chase.kind for row in chase_list(house.office)]


def test_no_waybill_before_everything_is_scanned(house: Any) -> None:
    order = house.order()
    answer = packing.open_by_code(house.office, order.number)
    assert answer.parcel is not None
    with pytest.raises(PackingRefusedError, match="Not everything is scanned"):
        set_waybill(house.office, answer.parcel.parcel.id, "SF1234567890123")
    assert not get(house, answer.parcel.parcel.id).waybill


def test_a_waybill_is_checked_and_given_once(house: Any) -> None:
    first, second = closed(house), closed(house)
    view = set_waybill(house.office, first, "sf1234567890123")
    assert (view.parcel.waybill, view.parcel.carrier) == ("SF1234567890123", "sf")
    with pytest.raises(PackingRefusedError, match=view.parcel.number):
        set_waybill(house.office, second, "SF1234567890123")
    with pytest.raises(WaybillRefusedError, match="looks like"):
        set_waybill(house.office, second, "SF12", "sf")
    with pytest.raises(WaybillRefusedError, match="courier first"):
        set_waybill(house.office, second, "123456789012")
    with pytest.raises(WaybillRefusedError, match="label of this workshop"):
        set_waybill(house.office, second, house.item(house.order()).serial, "other")
    assert set_waybill(house.office, second, "123456789012", "zto").parcel.carrier == "zto"
    assert set_waybill(house.office, second, "123456789019", "sto").parcel.waybill == "123456789019"
    answer = packing.open_by_code(house.office, "123456789019")
    assert answer.parcel is not None
    assert answer.parcel.parcel.id == second


def test_only_labelled_parcels_with_a_waybill_are_handed_over(house: Any) -> None:
    bare, unlabelled, good = closed(house), closed(house), closed(house)
    labels.print_label(house.office, bare, "100x150")
    set_waybill(house.office, unlabelled, next(NUMBERS))
    labels.print_label(house.office, good, "76x130")
    set_waybill(house.office, good, next(NUMBERS))
    done = hand_over(house.office, [bare, unlabelled, good])
    assert done.done == (good,)
    assert [parcel for parcel, _ in done.refused] == [bare, unlabelled]
    assert "waybill" in str(done.refused[0][1])
    with pytest.raises(PackingRefusedError, match="has left"):
        set_waybill(house.office, good, next(NUMBERS))
    with house.office.book.reading() as book:
        item = book.find(Item, parcel=good)[0]
        assert item.stage == "parcel.handed_over"
        assert book.get(Order, item.order).status == "shipped"


def test_signed_for_is_not_accepted(house: Any) -> None:
    parcel = sent(house)
    house.later(hours=30)
    with pytest.raises(PackingRefusedError, match="who signed"):
        step(house, parcel, "sign")
    assert step(house, parcel, "sign", signed_by="self").state == "signed"
    with pytest.raises(StepRefusedError):
        step(house, parcel, "accept")
    with pytest.raises(StepRefusedError, match="silence"):
        step(house, parcel, "accept_by_time")
    with house.office.book.reading() as book:
        assert book.find(Order)[0].status == "delivered"
    step(house, parcel, "unbox")
    done = step(house, parcel, "accept")
    assert (done.state, done.accepted_at) == ("accepted", house.now)
    with house.office.book.reading() as book:
        (order,) = book.find(Order)
    assert order.status == "accepted"
    assert order.warranty_until is not None
    assert house.office.book.verify_chain().good


def test_signed_by_somebody_else_is_chased_at_once(house: Any) -> None:
    for signer in ("other", "locker", "self"):
        step(house, sent(house), "sign", signed_by=signer)
    assert kinds(house) == ["elsewhere", "elsewhere"]
    house.later(days=3)
    assert sorted(kinds(house)) == ["elsewhere", "elsewhere", "signed"]


def test_the_chase_list_grows_and_shrinks_with_time_and_calls(house: Any) -> None:
    parcel = sent(house)
    assert kinds(house) == []
    house.later(days=3)
    (row,) = chase_list(house.office)
    assert (row.chase.kind, round(row.chase.days), row.parcel.id) == ("silent", 3, parcel)
    assert row.contact is not None
    assert row.contact.phone_masked == "138******00"
    chased(house.office, parcel, "called", words="测试甲 13800000000 明天再打", again_in_days=2)
    assert kinds(house) == []
    house.later(days=2, minutes=1)
    (row,) = chase_list(house.office)
    assert [call["how"] for call in row.calls] == ["called"]
    with house.office.book.reading() as book:
        (note,) = book.find(Note)
        events = book.events(limit=500)
    assert b"13800000000" not in note.words
    assert "13800000000" not in str(events)
    (seen,) = open_order(house.office, row.parcel.order).notes
    assert seen.words == "测试甲 13800000000 明天再打"
    step(house, parcel, "lock_in")
    assert kinds(house) == []
    house.later(days=1)
    assert kinds(house) == ["locker"]
    for refused in ({"how": "sang"}, {"how": "called", "again_in_days": 400}):
        with pytest.raises(PackingRefusedError):
            chased(house.office, parcel, **refused)


def test_problems_need_a_name_and_are_chased(house: Any) -> None:
    parcel = sent(house)
    with pytest.raises(PackingRefusedError, match="what the problem is"):
        step(house, parcel, "problem", problem="mood")
    step(house, parcel, "problem", problem="damaged")
    assert kinds(house) == ["broken"]
    assert step(house, parcel, "solve").state == "handed_over"
    assert kinds(house) == []


def came_back(house: Any) -> tuple[Order, int]:
    """An order, and its parcel that the buyer refused and that is here again."""
    order = house.order()
    parcel = sent(house, order)
    step(house, parcel, "refuse", reason="not at home")
    step(house, parcel, "turn_back")
    step(house, parcel, "come_back")
    return order, parcel


def test_what_came_back_is_scanned_anew(house: Any) -> None:
    order, parcel = came_back(house)
    view = packing.reopen(house.office, parcel, "sent once more")
    assert (view.parcel.state, view.parcel.waybill, view.missing) == ("new", "", 1)
    with house.office.book.reading() as book:
        assert book.how_many(Scan, parcel=parcel) == 0
    assert packing.scan(house.office, parcel, house.item(order).serial).kind == "complete"


def test_what_came_back_is_set_free_with_its_parcel(house: Any) -> None:
    order, parcel = came_back(house)
    assert packing.dissolve(house.office, parcel, "the buyer does not want it").parcel.state == "dissolved"
    item = house.item(order)
    assert (item.state, item.stage, item.parcel) == ("ready_to_pack", "ready_to_pack", None)


def refunded(house: Any, order: Order, item: int | None) -> None:
    """The buyer gets the money back, and that is done."""
    claim = claims.open_claim(house.office, order.id, item=item, words="不要了")
    orders.move(house.office, Claim, claim.id, "triage", version=None)
    claims.decide_claim(house.office, claim.id, cause="customer", decision="refund", amount=50, version=None)
    for event in ("execute", "close"):
        orders.move(house.office, Claim, claim.id, event, version=None)


def offered(house: Any, order: Order, position: int = 1) -> set[str]:
    return {step.event for step in orders.possible(house.office, house.item(order, position))}


def give_up(house: Any, order: Order) -> Item:
    item = house.item(order)
    return orders.move(
        house.office, Item, item.id, "write_off", version=item.version, reason="refunded, the buyer does not want it"
    )


def status(house: Any, order: Order) -> str:
    with house.office.book.reading() as book:
        return book.get(Order, order.id).status


def test_what_came_back_and_is_not_wanted_ends_its_order(house: Any) -> None:
    order, parcel = came_back(house)
    assert "write_off" not in offered(house, order), "the parcel is opened first"
    packing.dissolve(house.office, parcel, "the buyer does not want it")
    refunded(house, order, house.item(order).id)
    assert status(house, order) == "in_progress"
    assert "write_off" in offered(house, order)
    with pytest.raises(StepRefusedError, match="Say why"):
        orders.move(house.office, Item, house.item(order).id, "write_off", version=None)
    item = give_up(house, order)
    assert (item.state, item.stage, item.parcel, item.due_at) == ("cancelled", "cancelled", None, None)
    assert status(house, order) == "cancelled"
    told = open_order(house.office, order.id).timeline[0]
    assert (str(told.what), str(told.how)) == ("Is not wanted any more", "Ready to pack → Cancelled")
    assert erasure.erase_person(house.office, [order.id], "asked for it").counts["contacts"] == 1


def test_what_came_back_is_given_up_without_a_claim_once_it_is_out_of_every_parcel(house: Any) -> None:
    order, parcel = came_back(house)
    packing.reopen(house.office, parcel, "sent once more")
    with pytest.raises(StepRefusedError, match="take it out of the parcel first"):
        give_up(house, order)
    packing.dissolve(house.office, parcel, "not sent after all")
    assert give_up(house, order).state == "cancelled"


def test_what_came_back_damaged_is_given_up_from_rework(house: Any) -> None:
    order, parcel = came_back(house)
    packing.dissolve(house.office, parcel, "broken on the way")
    cause = {"cause": "courier"}
    orders.move(house.office, Item, house.item(order).id, "fail", version=None, reason="an arm is off", facts=cause)
    assert give_up(house, order).state == "cancelled"


def test_what_is_refunded_before_it_was_sent_is_given_up(house: Any) -> None:
    item = ItemDraft(product="figurine", title="星夜主播", finish="color", height_mm=100.0)
    order = house.order(item, item)
    assert "write_off" not in offered(house, order)
    with pytest.raises(StepRefusedError, match="came back, was lost with its parcel or was refunded"):
        give_up(house, order)
    refunded(house, order, house.item(order).id)
    assert "write_off" in offered(house, order)
    assert "write_off" not in offered(house, order, 2), "the money came back for the other one"
    give_up(house, order)
    assert status(house, order) == "in_progress"


def test_a_claim_that_was_withdrawn_gives_no_money_back(house: Any) -> None:
    order = house.order()
    claim = claims.open_claim(house.office, order.id, item=house.item(order).id, words="不要了")
    orders.move(house.office, Claim, claim.id, "triage", version=None)
    claims.decide_claim(house.office, claim.id, cause="customer", decision="refund", amount=50, version=None)
    assert "write_off" not in offered(house, order), "decided, and not carried out yet"
    orders.move(house.office, Claim, claim.id, "withdraw", version=None, reason="wants it after all")
    assert "write_off" not in offered(house, order)


def lost(house: Any) -> tuple[Order, int]:
    order = house.order()
    parcel = sent(house, order)
    step(house, parcel, "lose", reason="nobody knows where it is")
    return order, parcel


def test_what_was_lost_and_refunded_goes_with_its_parcel(house: Any) -> None:
    order, parcel = lost(house)
    with pytest.raises(StepRefusedError, match="or say that they are not wanted any more"):
        packing.dissolve(house.office, parcel, "gone")
    refunded(house, order, house.item(order).id)
    packing.dissolve(house.office, parcel, "gone")
    item = house.item(order)
    assert (item.state, item.stage) == ("cancelled", "cancelled")
    assert status(house, order) == "cancelled"
    assert erasure.erase_person(house.office, [order.id], "asked for it").counts["contacts"] == 1


def test_what_was_lost_is_given_up_before_its_parcel_is(house: Any) -> None:
    order, parcel = lost(house)
    assert "write_off" in offered(house, order)
    assert give_up(house, order).state == "cancelled"
    assert status(house, order) == "cancelled"
    assert packing.dissolve(house.office, parcel, "gone").parcel.state == "dissolved"


def test_what_is_on_its_way_is_not_given_up(house: Any) -> None:
    order = house.order()
    sent(house, order)
    refunded(house, order, None)
    assert "write_off" not in offered(house, order)
    with pytest.raises(StepRefusedError, match="came back"):
        give_up(house, order)


def test_whoever_may_cancel_gives_up(house: Any) -> None:
    order, parcel = came_back(house)
    packing.dissolve(house.office, parcel, "the buyer does not want it")
    packer = Actor(7, "Packer", frozenset({Role.LOGISTICS}))
    with pytest.raises(NotAllowedError):
        orders.move(
            house.office.acting(packer), Item, house.item(order).id, "write_off", version=None, reason="not wanted"
        )


def test_times_that_cannot_be_are_refused_and_stale_screens_too(house: Any) -> None:
    parcel = sent(house)
    version = get(house, parcel).version
    house.later(hours=5)
    for when in (house.now + timedelta(hours=1), house.now - timedelta(hours=6)):
        with pytest.raises(PackingRefusedError, match="cannot be"):
            step(house, parcel, "move", when=when)
    earlier = house.now - timedelta(hours=4)
    assert step(house, parcel, "move", when=earlier).state_since == earlier
    with pytest.raises(StaleError):
        record(house.office, parcel, "deliver", version=version)


def test_silence_is_acceptance_only_by_contract(house: Any) -> None:
    mine, neighbours = sent(house), sent(house)
    step(house, mine, "sign", signed_by="self")
    step(house, neighbours, "sign", signed_by="other")
    house.later(days=40)
    assert accept_by_time(house.office) == 0
    workshop_settings.change(house.office, auto_accept=True, auto_accept_days=10)
    assert accept_by_time(house.office) == 1
    assert get(house, mine).state == "auto_accepted"
    assert get(house, neighbours).state == "signed"
    assert accept_by_time(house.office) == 0


def test_a_buyer_who_complains_is_not_silent(house: Any) -> None:
    order = house.order()
    parcel = sent(house, order)
    step(house, parcel, "sign", signed_by="self")
    claim = claims.open_claim(house.office, order.id, words="断了")
    workshop_settings.change(house.office, auto_accept=True, auto_accept_days=10)
    house.later(days=40)
    assert accept_by_time(house.office) == 0
    assert get(house, parcel).state == "signed"
    orders.move(house.office, Claim, claim.id, "withdraw", version=None, reason="it was the box alone")
    assert accept_by_time(house.office) == 1


def test_today_counts(house: Any) -> None:
    house.order()
    for parcel in (sent(house), sent(house)):
        step(house, parcel, "sign", signed_by="locker")
    late = house.order()
    answer = packing.open_by_code(house.office, late.number)
    assert answer.parcel is not None
    house.later(days=60)
    sent(house)
    counts = today(house.office)
    assert counts.to_pack == 2
    assert counts.chased["elsewhere"][0] == 2
    assert round(counts.chased["elsewhere"][1]) == 60
    assert counts.first_overdue is not None
    assert counts.first_overdue.id == answer.parcel.parcel.id
    assert len(counts.recent) == 4
    assert kinds(house)[0] == "overdue"


def test_hand_overs_are_counted_by_the_day(house: Any) -> None:
    sent(house)
    house.now = now()  # links of the chain carry the time at which they were written
    assert today(house.office).handed_over == 1
    house.later(days=1)
    assert today(house.office).handed_over == 0


def test_the_story_of_a_parcel_is_told_in_words(house: Any) -> None:
    parcel = sent(house)
    told = [str(one.what) for one in shipping.parcel_story(house.office, parcel)]
    assert told[0] == "Handed over to the courier"
    assert told[-2:] == ["Items were put into the parcel", "A parcel was opened"]
    assert not any("Entry" in words for words in told)


def test_who_may_say_what(house: Any) -> None:
    parcel = sent(house)
    step(house, parcel, "sign", signed_by="self")
    house.office.actor = Actor(7, "测试丙", frozenset({Role.SUPERVISOR}))
    assert chase_list(house.office) == ()
    for refused in (
        lambda: step(house, parcel, "unbox"),
        lambda: set_waybill(house.office, parcel, "SF1234567890123"),
        lambda: hand_over(house.office, [parcel]),
        lambda: chased(house.office, parcel, "called"),
    ):
        with pytest.raises(NotAllowedError):
            refused()
    house.office.actor = Actor(8, "测试丁", frozenset({Role.SERVICE}))
    assert step(house, parcel, "unbox").state == "unboxed"
    with pytest.raises(NotAllowedError):
        step(house, sent_by_owner(house), "move")


def sent_by_owner(house: Any) -> int:
    actor, house.office.actor = house.office.actor, packing_house.OWNER
    parcel = sent(house)
    house.office.actor = actor
    return parcel


def test_the_order_page_takes_the_same_steps(house: Any) -> None:
    parcel = sent(house)
    found = get(house, parcel)
    moved = orders.move(house.office, Parcel, parcel, "sign", version=found.version, facts={"signed_by": "locker"})
    assert (moved.state, moved.signed_by) == ("signed", "locker")
    assert kinds(house) == ["elsewhere"]
