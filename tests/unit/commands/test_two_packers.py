"""Two packing benches at one book: each thing counts once, the second is told, and a parcel is closed once."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.commands.office import Office
from app.commands.packing import close, leave, open_by_code, scan, see_parcel, set_photo, set_weight, unscan
from app.commands.parcel_view import ParcelView
from app.errors import AppError
from app.orders.draft import ItemDraft
from app.orders.records import Item
from app.shipping.records import Parcel, Scan
from app.storage.opening import open_book
from tests.unit.commands import packing_house

MANY = ItemDraft(product="magnet", title="磁贴", quantity=8, height_mm=50.0)


@pytest.fixture
def other(house: Any, tmp_path: Path) -> Iterator[Office]:
    """Another PC: a book of its own over the same file."""
    book = open_book(str(tmp_path / "orders.sqlite"), house.office.vault.audit_key)
    yield replace(house.office, book=book, station="PC-02")
    book.close()


def view_of(answer: Any) -> ParcelView:
    assert answer.parcel is not None
    return answer.parcel


def test_the_second_who_opens_a_parcel_is_told_once(house: Any, other: Office) -> None:
    order = house.order(MANY)
    mine = open_by_code(house.office, order.number)
    assert mine.kind == "opened"
    second = open_by_code(other, order.number)
    assert second.kind == "shared"
    assert not second.good
    assert "PC-01" in str(second.verdict.sentence)
    assert view_of(second).parcel.id == view_of(mine).parcel.id
    assert open_by_code(other, order.number).kind == "opened"  # it was told already
    assert [one.station for one in see_parcel(house.office, view_of(mine).parcel.id).company] == ["PC-02"]


def test_nobody_is_told_of_somebody_who_put_it_aside_or_went_away(house: Any, other: Office) -> None:
    order = house.order(MANY)
    parcel = view_of(open_by_code(house.office, order.number)).parcel.id
    leave(house.office, parcel)
    assert open_by_code(other, order.number).kind == "opened"
    house.later(minutes=11)
    assert open_by_code(house.office, order.number).kind == "opened"
    assert see_parcel(house.office, parcel).company == ()


def test_whoever_scans_another_order_has_left_the_first(house: Any, other: Office) -> None:
    first, second = house.order(MANY), house.order(MANY)
    parcel = view_of(open_by_code(house.office, first.number)).parcel.id
    assert scan(house.office, parcel, second.number).kind == "opened"
    assert open_by_code(other, first.number).kind == "opened"


def at_once(*work: Callable[[], Any]) -> list[Any]:
    """Begin all at the same moment; what each gave, or the AppError that it raised."""
    barrier = threading.Barrier(len(work))

    def one(do: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return do()
        except AppError as error:
            return error

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(one, work))


def test_one_thing_that_is_scanned_at_two_desks_at_once_counts_once(house: Any, other: Office) -> None:
    order = house.order()
    serial = house.item(order).serial
    parcel = view_of(open_by_code(house.office, order.number)).parcel.id
    open_by_code(other, order.number)
    answers = at_once(lambda: scan(house.office, parcel, serial), lambda: scan(other, parcel, serial))
    assert sorted(answer.kind for answer in answers) == ["complete", "double"]
    with other.book.reading() as book:
        assert len(book.find(Scan, parcel=parcel)) == 1


def test_two_desks_that_scan_all_they_can_never_count_more_than_there_is(house: Any, other: Office) -> None:
    order = house.order(MANY)
    serial = house.item(order).serial
    parcel = view_of(open_by_code(house.office, order.number)).parcel.id

    def six(office: Office) -> list[str]:
        return [scan(office, parcel, serial).kind for _ in range(6)]

    kinds = [kind for answer in at_once(lambda: six(house.office), lambda: six(other)) for kind in answer]
    assert sorted(kinds) == ["complete", *["counted"] * 7, *["double"] * 4]
    with house.office.book.reading() as book:
        assert sorted(one.unit for one in book.find(Scan, parcel=parcel)) == list(range(1, 9))


def test_one_order_that_is_opened_at_two_desks_at_once_makes_one_parcel(house: Any, other: Office) -> None:
    order = house.order(MANY)
    answers = at_once(lambda: open_by_code(house.office, order.number), lambda: open_by_code(other, order.number))
    assert sorted(answer.kind for answer in answers) == ["opened", "shared"]
    with house.office.book.reading() as book:
        assert len(book.find(Parcel, order=order.id)) == 1


def test_a_parcel_is_closed_once_and_its_items_are_packed_once(house: Any, other: Office) -> None:
    order = house.order()
    parcel = view_of(open_by_code(house.office, order.number)).parcel.id
    scan(house.office, parcel, house.item(order).serial)
    set_photo(house.office, parcel, packing_house.picture())
    set_weight(house.office, parcel, 180)
    answers = at_once(lambda: close(house.office, parcel), lambda: close(other, parcel))
    assert sum(isinstance(answer, ParcelView) for answer in answers) == 1
    assert sum(isinstance(answer, AppError) for answer in answers) == 1
    with house.office.book.reading() as book:
        assert [item.state for item in book.find(Item, order=order.id)] == ["packed"]
        assert len(book.events(kinds=("parcel.verify",), limit=10)) == 1
        assert len(book.events(kinds=("item.pack",), limit=10)) == 1


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_two_desks_scan_in_whatever_order_each_unit_counts_once(
    house: Any, other: Office, data: st.DataObject
) -> None:
    quantities = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    drafts = [ItemDraft(product="magnet", title="磁贴", quantity=n, height_mm=50.0) for n in quantities]
    order = house.order(*drafts)
    items = house.items(order)
    codes = [
        *(f"{item.serial}-{unit}" for item in items for unit in range(1, item.quantity + 1)),
        *(item.serial for item in items), order.number, "undo",
    ]  # fmt: skip
    parcel = view_of(open_by_code(house.office, order.number)).parcel.id
    counted: set[tuple[int, int]] = set()
    for desk, code in data.draw(
        st.lists(st.tuples(st.sampled_from((house.office, other)), st.sampled_from(codes)), max_size=14)
    ):
        if code == "undo":
            last = see_parcel(desk, parcel).last
            if last is not None:
                unscan(desk, parcel)
                counted.discard((last.item, last.unit))
            continue
        answer = scan(desk, parcel, code)
        with desk.book.reading() as book:
            there = {(one.item, one.unit) for one in book.find(Scan, parcel=parcel)}
        if answer.kind in {"counted", "complete"}:
            assert len(there - counted) == 1
            counted = there
        assert there == counted
    wanted = {(item.id, unit) for item in items for unit in range(1, item.quantity + 1)}
    assert counted <= wanted
    assert (see_parcel(other, parcel).missing == 0) == (counted == wanted)
