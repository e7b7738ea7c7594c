"""What a scan means, for any sequence of scans."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.orders.item_states import STATES
from app.orders.records import Item
from app.orders.serials import serial_of
from app.shipping.packing import Contents, Line, Whereabouts, contents, judge, judge_card, stopped, unfinished
from app.shipping.records import Parcel, Scan
from app.shipping.weights import BOX_G, expected, oddity

NOWHERE = Whereabouts("MG-20261123-0151", "B-07")


def item(number: int, **fields: Any) -> Item:
    usual: dict[str, Any] = {
        "id": number, "order": 1, "serial": serial_of(number), "title": f"作品 {number}", "product": "figurine",
        "state": "ready_to_pack", "parcel": 9, "position": number,
    }  # fmt: skip
    return Item(**{**usual, **fields})


PARCEL = Parcel(id=9, number="P-20261125-031", order=1)


def test_each_unit_counts_once() -> None:
    four = item(1, quantity=4)
    inside = Contents((Line(four),))
    for count in range(1, 5):
        verdict = judge(PARCEL, inside, four, None, NOWHERE)
        assert verdict.kind == ("complete" if count == 4 else "counted")
        assert verdict.unit == count
        inside = inside.with_unit(1, count)
    assert inside.missing == 0
    assert judge(PARCEL, inside, four, None, NOWHERE).kind == "double"


def test_the_same_unit_twice_is_double_though_others_are_missing() -> None:
    four = item(1, quantity=4)
    inside = Contents((Line(four, frozenset({2})),))
    assert judge(PARCEL, inside, four, 2, NOWHERE).kind == "double"
    assert judge(PARCEL, inside, four, 3, NOWHERE).unit == 3
    assert judge(PARCEL, inside, four, None, NOWHERE).unit == 1
    assert judge(PARCEL, inside, four, 5, NOWHERE).kind == "unknown"
    assert judge(PARCEL, inside, four, 0, NOWHERE).kind == "unknown"


def test_what_belongs_elsewhere_is_told_with_its_place() -> None:
    other = item(7, order=2, parcel=None)
    verdict = judge(PARCEL, Contents((Line(item(1)),)), other, None, NOWHERE)
    assert verdict.kind == "wrong"
    assert "B-07" in str(verdict.advice)
    assert "MG-20261123-0151" in str(verdict.advice)
    assert verdict.unit is None
    packed = judge(PARCEL, Contents((Line(item(1)),)), other, None, replace(NOWHERE, parcel="P-20261125-007"))
    assert "P-20261125-007" in str(packed.advice)


def test_a_late_item_of_the_same_order_joins() -> None:
    late = item(2, parcel=None)
    verdict = judge(PARCEL, Contents((Line(item(1)),)), late, None, NOWHERE)
    assert (verdict.kind, verdict.joins, verdict.unit) == ("counted", True, 1)
    assert judge(PARCEL, Contents((Line(item(1), frozenset({1})),)), late, None, NOWHERE).kind == "complete"
    assert judge(PARCEL, Contents((Line(item(1)),)), replace(late, parcel=77), None, NOWHERE).kind == "wrong"


@pytest.mark.parametrize("state", [s.id for s in STATES if s.id != "ready_to_pack"])
def test_what_is_not_ready_stops_the_parcel(state: str) -> None:
    held = item(1, state=state, hold_reason="rights")
    verdict = judge(PARCEL, Contents((Line(held),)), held, None, NOWHERE)
    assert verdict.kind == ("held" if state == "on_hold" else "not_ready")
    assert not verdict.good
    assert verdict.unit is None
    assert stopped(held) == verdict


@pytest.mark.parametrize("state", ["verified", "labelled", "handed_over", "signed", "dissolved"])
def test_nothing_goes_into_a_closed_parcel(state: str) -> None:
    closed = replace(PARCEL, state=state)
    assert judge(closed, Contents((Line(item(1)),)), item(1), None, NOWHERE).kind == "already_complete"
    assert judge_card(closed, Contents((Line(item(1)),), "wanted"), PARCEL.number).kind == "already_complete"


def test_the_unboxing_card_belongs_to_its_parcel() -> None:
    inside = Contents((Line(item(1), frozenset({1})),), "wanted")
    assert inside.missing == 1
    assert judge_card(PARCEL, inside, "P-20261125-099").kind == "wrong"
    assert judge_card(PARCEL, inside, PARCEL.number).kind == "complete"
    assert judge_card(PARCEL, replace(inside, card="there"), PARCEL.number).kind == "double"
    assert judge_card(PARCEL, Contents((Line(item(1)),), "wanted"), PARCEL.number).kind == "counted"


def test_an_empty_parcel_is_never_full() -> None:
    assert Contents().missing == 1
    assert str(unfinished(Contents((Line(item(1)),))).sentence) == "This parcel is not finished: 0 of 1 are in."


def test_lines_come_in_the_order_of_the_order() -> None:
    made = contents([item(3, order=2, position=1), item(1, position=2), item(2, position=1)],
                    [Scan(parcel=9, item=1, unit=1, code="")], "none")  # fmt: skip
    assert [line.item.id for line in made.lines] == [2, 1, 3]
    assert made.scanned == 1


QUANTITIES = st.lists(st.integers(1, 4), min_size=1, max_size=4)


@given(QUANTITIES, st.data())
@settings(max_examples=300)
def test_a_parcel_is_full_when_exactly_its_units_were_scanned(quantities: list[int], data: st.DataObject) -> None:
    items = [item(n + 1, quantity=q) for n, q in enumerate(quantities)]
    strangers = [item(50, order=5, parcel=None), item(51, order=5, parcel=8)]
    held = item(60, state="on_hold")
    inside = Contents(tuple(Line(one) for one in items))
    counted: list[tuple[int, int]] = []
    for _ in range(data.draw(st.integers(0, 30))):
        one = data.draw(st.sampled_from([*items, *strangers, held]))
        unit = data.draw(st.none() | st.integers(-1, 6))
        verdict = judge(PARCEL, inside, one, unit, NOWHERE)
        assert verdict.good == (verdict.unit is not None)
        if verdict.unit is not None:
            counted.append((one.id, verdict.unit))
            inside = inside.with_unit(one.id, verdict.unit) if not verdict.joins else inside
        assert (verdict.kind == "complete") == (verdict.good and inside.missing == 0)
        wanted = {(i.id, u) for i in items for u in range(1, i.quantity + 1)}
        assert len(counted) == len(set(counted))
        assert set(counted) <= wanted
        assert (inside.missing == 0) == (set(counted) == wanted)


def test_weights_that_cannot_be_are_told() -> None:
    figure = item(1, height_mm=120.0)
    wanted = expected([figure, item(2, product="postcard", quantity=4)])
    assert BOX_G < wanted.least + BOX_G < wanted.grams < wanted.most
    assert oddity(wanted.grams, wanted) is None
    assert "little" in str(oddity(BOX_G // 4, wanted))
    assert "much" in str(oddity(wanted.grams * 10, wanted))
    known = expected([item(1, options={"weight_g": 500})])
    assert known.grams == BOX_G + 500
    assert expected([item(1, options={"weight_g": True})]).grams == expected([item(1)]).grams
