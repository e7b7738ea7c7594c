from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.orders import stages
from app.orders.records import Item, Order
from app.orders.status import ACCEPTED, DELIVERED, SHIPPED, STATUS, Part, derive, parts_of, status_of

NOW = datetime(2026, 11, 25, tzinfo=UTC)
STAGES = (*stages.OPEN, *stages.CLOSED)
parts = st.lists(st.builds(Part, st.sampled_from(STAGES), st.booleans()), max_size=6)


def of(*stages_: str, claims: int = 0, over: bool = False) -> str:
    return derive([Part(stage) for stage in stages_], open_claims=claims, warranty_over=over)


def test_the_usual_way() -> None:
    assert of("new", "new") == "received"
    assert of("new", "modeling") == "in_progress"
    assert of("packed", "ready_to_pack") == "in_progress"
    assert of("parcel.labelled", "parcel.labelled") == "in_progress"
    assert of("parcel.handed_over", "qc") == "part_shipped"
    assert of("parcel.handed_over", "parcel.in_transit") == "shipped"
    assert of("parcel.at_locker") == "shipped", "a locker is not the buyer"
    assert of("parcel.signed", "parcel.in_transit") == "shipped"
    assert of("parcel.signed", "parcel.accepted") == "delivered"
    assert of("parcel.accepted", "parcel.auto_accepted") == "accepted"
    assert of("parcel.accepted", over=True) == "closed"


def test_held_only_where_all_that_is_open_is_held() -> None:
    assert of("on_hold", "on_hold") == "on_hold"
    assert of("on_hold", "modeling") == "in_progress"
    assert of("on_hold", "cancelled") == "on_hold"
    assert of("on_hold", "parcel.accepted") == "on_hold"


def test_cancelled_items_do_not_count() -> None:
    assert of("cancelled") == "cancelled"
    assert of("cancelled", "parcel.accepted") == "accepted"
    assert of("cancelled", "remade", "qc") == "in_progress"
    assert of() == "received"


def test_a_claim_makes_a_warranty_case_once_all_is_delivered() -> None:
    assert of("parcel.accepted", claims=1) == "warranty"
    assert of("parcel.issue_reported", claims=1) == "warranty"
    assert of("parcel.accepted", "qc", claims=1) == "part_shipped"


def test_what_is_made_anew_for_a_shipped_item_is_warranty_until_it_is_accepted() -> None:
    old = Item(id=1, order=9, serial="a", product="magnet", state="remade", stage="remade", parcel=5)
    new = Item(id=2, order=9, serial="b", product="magnet", state="queued", stage="queued", remake_of=1)
    again = Item(id=3, order=9, serial="c", product="magnet", state="qc", stage="qc", remake_of=2)
    assert derive(parts_of([old, new])) == "warranty"
    in_the_house = Item(id=1, order=9, serial="a", product="magnet", state="remade", stage="remade")
    assert derive(parts_of([in_the_house, new])) == "in_progress"
    remade_twice = Item(id=2, order=9, serial="b", product="magnet", state="remade", stage="remade", remake_of=1)
    assert derive(parts_of([old, remade_twice, again])) == "warranty"


def test_the_end_of_the_warranty_is_a_moment() -> None:
    order = Order(number="MG-1", warranty_until=NOW)
    items = [Item(order=order.id, serial="a", product="magnet", stage="parcel.accepted")]
    assert status_of(order, items, 0, NOW) == "closed"
    assert status_of(order, items, 0, NOW - timedelta(milliseconds=1)) == "accepted"
    assert status_of(order, items, 1, NOW) == "warranty"


@given(parts, st.integers(0, 2), st.booleans())
def test_every_order_has_one_status_whatever_the_order_of_its_items(ps: list[Part], claims: int, over: bool) -> None:
    status = derive(ps, open_claims=claims, warranty_over=over)
    assert status in STATUS
    assert derive(reversed(ps), open_claims=claims, warranty_over=over) == status


@given(parts, st.integers(0, 2), st.booleans())
def test_what_a_status_says_is_so(ps: list[Part], claims: int, over: bool) -> None:
    status = derive(ps, open_claims=claims, warranty_over=over)
    live = [p.stage for p in ps if p.stage not in {"cancelled", "remade"}]
    if status in {"accepted", "closed"}:
        assert live
        assert set(live) <= set(ACCEPTED)
        assert claims == 0
    if status == "delivered":
        assert set(live) <= set(DELIVERED)
        assert not set(live) <= set(ACCEPTED)
    if status == "shipped":
        assert set(live) <= set(SHIPPED)
    if status == "cancelled":
        assert not live
    if status == "on_hold":
        assert "on_hold" in live
    if any(stage in stages.IN_PRODUCTION for stage in live):
        assert status in {"in_progress", "part_shipped", "warranty"}
