"""What a book has to hold, on either database: versions, transactions, numbers, questions."""

import dataclasses
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.orders.book import NotFoundError, StaleError, TakenError
from app.orders.people import Account
from app.orders.record import Record, new_id, now
from app.orders.records import Consent, Contact, IntakeRun, Item, Order, Setting
from app.security.actor import OWNER, PROGRAM, Actor
from app.security.roles import Role
from app.shipping.records import Parcel, Scan
from app.storage.book import DatabaseBook
from app.storage.tables import TABLES

Opener = Callable[..., DatabaseBook]


def order(number: str = "MG-1", **fields: Any) -> Order:
    return Order(number=number, **fields)


def item(of: Order, serial: str = "SN-1", **fields: Any) -> Item:
    return Item(order=of.id, serial=serial, product="figurine", **fields)


def stored(book: DatabaseBook, *records: Record) -> None:
    with book.writing(OWNER) as writing:
        writing.add_all(records)


# ---- records ------------------------------------------------------------------------------------------------------


def sample(kind: type[Record], there: dict[str, int]) -> Record:
    """A record whose every field is filled with something that is hard to keep."""
    nasty: dict[Any, Any] = {
        int: 2**30 + 1, int | None: 7, float: 0.1 + 0.2, float | None: -1e-9, bool: True, bytes: bytes(range(256)),
        str: "彩铃 'quoted' \"twice\" % ? :name \\ \n 👩‍🎨", tuple[str, ...]: ("a", "彩", ""),
        datetime: datetime(2026, 11, 25, 23, 59, 59, 999_000, tzinfo=UTC),
        datetime | None: datetime(1969, 7, 20, 20, 17, 40, 1_000, tzinfo=UTC),
    }  # fmt: skip
    json = {"z": 1, "a": [1.5, None, True, "彩铃"], "": {"deep": 1e5}}
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        if field.name in {"id", "version"}:
            continue
        if field.name in there and kind is not Order:
            values[field.name] = there[field.name]
        else:
            values[field.name] = nasty.get(field.type, json)
    return kind(**values)


@pytest.mark.parametrize("kind", list(TABLES), ids=lambda kind: kind.__name__)
def test_a_record_comes_back_as_it_was(book: DatabaseBook, kind: type[Record]) -> None:
    first = order("first")
    parcel = Parcel(number="P-first", order=first.id)
    one = item(first, "SN-first")
    creation = sample(next(k for k in TABLES if k.__name__ == "Creation"), {"order": first.id})
    stored(book, first, parcel, one, creation)
    there = {"order": first.id, "item": one.id, "parcel": parcel.id, "creation": creation.id, "remake_of": one.id}
    record = sample(kind, there)
    with book.writing(OWNER) as writing:
        added = writing.add(record)
    assert added == replace(record, version=1)
    with book.reading() as reading:
        assert reading.get(kind, record.id) == added
        assert reading.get_all(kind, [record.id, 1]) == {record.id: added}


@pytest.mark.parametrize("kind", list(TABLES), ids=lambda kind: kind.__name__)
def test_what_may_be_absent_comes_back_as_none(book: DatabaseBook, kind: type[Record]) -> None:
    first = order("first")
    parcel, one = Parcel(number="P-first", order=first.id), item(first, "SN-first")
    stored(book, first, parcel, one)
    required = {
        f.name: {"order": first.id, "item": one.id, "parcel": parcel.id}.get(f.name, 1 if f.type is int else "x")
        for f in dataclasses.fields(kind)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    }
    record = kind(**required)
    stored(book, record)
    with book.reading() as reading:
        assert reading.get(kind, record.id) == replace(record, version=1)


def test_characters_that_no_database_keeps_are_left_out(book: DatabaseBook) -> None:
    kept = order("MG-1", channel="a\0b", campaign="half \ud83d 彩")
    stored(book, kept)
    with book.reading() as reading:
        found = reading.get(Order, kept.id)
    assert (found.channel, found.campaign) == ("ab", "half ? 彩")


def test_a_moment_without_a_time_zone_is_a_bug(book: DatabaseBook) -> None:
    with pytest.raises(Exception, match="time zone"), book.writing(OWNER) as writing:
        writing.add(order(due_at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_a_mapping_of_any_kind_is_kept(book: DatabaseBook) -> None:
    from types import MappingProxyType

    stored(book, setting := Setting(name="limits", value={"inner": MappingProxyType({"n": 1})}))
    with book.reading() as reading:
        assert reading.get(Setting, setting.id).value == {"inner": {"n": 1}}


# ---- versions -----------------------------------------------------------------------------------------------------


def test_each_save_raises_the_version(book: DatabaseBook) -> None:
    with book.writing(OWNER) as writing:
        first = writing.add(order())
        second = writing.save(replace(first, channel="shop"))
        third = writing.save(replace(second, channel="fair"))
    assert (first.version, second.version, third.version) == (1, 2, 3)
    with book.reading() as reading:
        assert reading.get(Order, first.id) == third


def test_a_stale_writer_is_shown_both_versions(book: DatabaseBook, opener: Opener) -> None:
    with book.writing(OWNER) as writing:
        read = writing.add(order())
    with opener(pc="pc-2").writing(OWNER) as other:
        theirs = other.save(replace(read, channel="theirs"))
    mine = replace(read, channel="mine")
    with pytest.raises(StaleError) as refused, book.writing(OWNER) as writing:  # noqa: PT012 - one transaction
        writing.add(order("MG-2"))
        writing.save(mine)
    assert (refused.value.mine, refused.value.theirs) == (mine, theirs)
    with book.reading() as reading:
        assert reading.find(Order) == [theirs]  # nothing of the refused transaction is there
    with pytest.raises(StaleError), book.writing(OWNER) as writing:
        writing.remove(read)


def test_what_was_removed_is_not_saved_again(book: DatabaseBook) -> None:
    with book.writing(OWNER) as writing:
        gone = writing.add(order())
        writing.remove(gone)
    with pytest.raises(NotFoundError), book.writing(OWNER) as writing:
        writing.save(gone)
    with pytest.raises(NotFoundError), book.writing(OWNER) as writing:
        writing.remove(gone)
    with pytest.raises(NotFoundError), book.reading() as reading:
        reading.get(Order, gone.id)


def test_no_update_is_lost_between_threads_and_pcs(book: DatabaseBook, opener: Opener) -> None:
    with book.writing(OWNER) as writing:
        counted = writing.add(order())
    books, refused, failures = [book, opener(pc="pc-2")], [0], []

    def count(own: DatabaseBook) -> None:
        try:
            for _ in range(25):
                while True:
                    with own.reading() as reading:
                        read = reading.get(Order, counted.id)
                    try:
                        with own.writing(OWNER) as writing:
                            writing.save(replace(read, priority=read.priority + 1))
                        break
                    except StaleError:
                        refused[0] += 1
        except Exception as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=count, args=(books[n % 2],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with book.reading() as reading:
        final = reading.get(Order, counted.id)
    assert (final.priority, final.version) == (100, 101)
    assert refused[0] > 0  # they did meet


# ---- what is unique -----------------------------------------------------------------------------------------------


def test_what_is_unique_is_taken_once_and_the_transaction_goes_on(book: DatabaseBook) -> None:
    first = order("MG-1", source="shop", key="17")
    with book.writing(OWNER) as writing:
        writing.add(first)
        for again in (order("MG-1"), order("MG-2", source="shop", key="17"), replace(first, number="MG-3")):
            with pytest.raises(TakenError):
                writing.add(again)
        writing.add(item(first))
        with pytest.raises(TakenError):
            writing.add(item(first))
        writing.add(order("MG-4", source="fair", key="17"))
    with book.reading() as reading:
        assert {o.number for o in reading.find(Order)} == {"MG-1", "MG-4"}


def test_orders_without_a_key_come_as_often_as_they_like(book: DatabaseBook) -> None:
    stored(book, order("MG-1"), order("MG-2"))
    with book.reading() as reading:
        assert reading.how_many(Order, source="manual", key="") == 2


@pytest.mark.parametrize(
    "twice",
    [
        lambda: Account(login="ming"),
        lambda: Setting(name="sender"),
        lambda: IntakeRun(source="folder", key="abc"),
    ],
)
def test_other_unique_things(book: DatabaseBook, twice: Callable[[], Record]) -> None:
    stored(book, twice())
    with pytest.raises(TakenError):
        stored(book, twice())


def test_a_unit_is_scanned_into_a_parcel_once(book: DatabaseBook) -> None:
    first = order()
    parcel, one = Parcel(number="P-1", order=first.id), item(first)
    stored(book, first, parcel, one, Scan(parcel=parcel.id, item=one.id, unit=1, code="SN-1"))
    with pytest.raises(TakenError):
        stored(book, Scan(parcel=parcel.id, item=one.id, unit=1, code="SN-1"))


def test_a_taken_number_among_many_keeps_none_of_them(book: DatabaseBook) -> None:
    stored(book, order("MG-5"))
    with pytest.raises(TakenError):
        stored(book, *(order(f"MG-{n}") for n in range(9)))
    with book.reading() as reading:
        assert reading.how_many(Order) == 1


def test_nothing_points_to_what_is_not_there(book: DatabaseBook) -> None:
    with pytest.raises(NotFoundError):
        stored(book, item(order()))


# ---- transactions -------------------------------------------------------------------------------------------------


def test_an_exception_keeps_nothing(book: DatabaseBook) -> None:
    with pytest.raises(KeyError), book.writing(OWNER) as writing:  # noqa: PT012 - one transaction
        added = writing.add(order())
        writing.note("order.new", added)
        assert writing.next_number("MG") == 1
        assert writing.get(Order, added.id) == added  # it sees its own changes
        raise KeyError
    with book.reading() as reading:
        assert not reading.find(Order)
        assert not reading.events()
    with book.writing(OWNER) as writing:
        assert writing.next_number("MG") == 1


def test_a_transaction_that_went_on_after_an_error_keeps_nothing(book: DatabaseBook) -> None:
    stored(book, order("MG-1"))
    with book.reading() as reading:
        first = reading.one(Order, number="MG-1")
    assert first is not None
    went_on = pytest.raises(Exception, match=r"after an error|InFailedSqlTransaction")
    with went_on, book.writing(OWNER) as writing:
        writing.add(order("MG-2"))
        second = writing.add(order("MG-3"))
        with pytest.raises(TakenError):
            writing.save(replace(second, number="MG-1"))
    with book.reading() as reading:
        assert [o.number for o in reading.find(Order)] == ["MG-1"]


def test_a_look_is_one_moment(book: DatabaseBook, opener: Opener) -> None:
    stored(book, first := order("MG-1"))
    with book.reading() as reading:
        assert reading.how_many(Order) == 1
        stored(opener(pc="pc-2"), order("MG-2"), item(first))
        assert reading.how_many(Order) == 1
        assert not reading.find(Item)
    with book.reading() as reading:
        assert reading.how_many(Order) == 2


def test_a_transaction_inside_a_transaction_is_a_bug(book: DatabaseBook) -> None:
    with book.writing(OWNER), pytest.raises(RuntimeError, match="inside a transaction"), book.writing(OWNER):
        pass
    stored(book, order())  # and the turn was given back


def test_numbers_of_a_series_are_never_the_same(book: DatabaseBook, opener: Opener) -> None:
    books, given = [book, opener(pc="pc-2")], []

    def take(own: DatabaseBook) -> None:
        for _ in range(20):
            with own.writing(OWNER) as writing:
                given.append(writing.next_number("MG-20261125"))

    threads = [threading.Thread(target=take, args=(books[n % 2],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 81))
    with book.writing(OWNER) as writing:
        assert writing.next_number("MG-20261126") == 1
        assert writing.next_number("MG-20261125", 10) == 81
        assert writing.next_number("MG-20261125") == 91


# ---- questions ----------------------------------------------------------------------------------------------------


def test_find_by_value_list_and_none(book: DatabaseBook) -> None:
    due = now()
    orders = [order(f"MG-{n}", priority=n % 3, due_at=due + timedelta(hours=n) if n % 2 else None) for n in range(10)]
    stored(book, *orders)
    with book.reading() as reading:

        def numbers(**question: Any) -> list[str]:
            return [o.number for o in reading.find(Order, **question)]

        assert numbers(priority=1) == ["MG-1", "MG-4", "MG-7"]
        assert numbers(priority=(1, 2), due_at=None) == ["MG-2", "MG-4", "MG-8"]
        assert numbers(priority=set()) == []
        assert numbers(order_by="-number", limit=2) == ["MG-9", "MG-8"]
        assert numbers(order_by="due_at", limit=7)[:6] == ["MG-1", "MG-3", "MG-5", "MG-7", "MG-9", "MG-0"]
        assert numbers(order_by="-due_at", limit=6) == ["MG-9", "MG-7", "MG-5", "MG-3", "MG-1", "MG-8"]
        assert numbers(due_at=due + timedelta(hours=3)) == ["MG-3"]
        assert reading.how_many(Order, priority=[0]) == 4
        assert reading.one(Order, number="MG-3") == replace(orders[3], version=1)
        assert reading.one(Order, number="nothing") is None
        with pytest.raises(LookupError):
            reading.one(Order, priority=1)
        with pytest.raises(KeyError):
            reading.find(Order, nonsense=1)


def test_more_values_than_a_database_takes_in_one_question(book: DatabaseBook) -> None:
    orders = [order(f"MG-{n}") for n in range(300)]
    stored(book, *orders)
    ids = [o.id for o in orders] + [new_id() for _ in range(70_000)]
    with book.reading() as reading:
        assert len(reading.find(Order, id=ids)) == 300
        assert len(reading.find(Order, number=[f"MG-{n}" for n in range(70_000)])) == 300
        assert list(reading.get_all(Order, reversed(ids))) == sorted(o.id for o in orders)
        contacts = reading.find(Contact, phone_index=[bytes([n % 256]) * 16 for n in range(300)])
        assert contacts == []


def test_many_records_are_put_in_the_order_that_they_need(book: DatabaseBook) -> None:
    first = order()
    parcel = Parcel(number="P-1", order=first.id)
    one = item(first, "SN-1", parcel=parcel.id)
    two = item(first, "SN-2", remake_of=one.id)
    stored(
        book, Scan(parcel=parcel.id, item=one.id, unit=1, code="SN-1"), one, two, Consent(order=first.id), parcel, first
    )
    with book.reading() as reading:
        assert reading.get(Item, two.id) == replace(two, version=1)


# ---- events -------------------------------------------------------------------------------------------------------


def test_events_are_found_by_order_subject_and_kind(book: DatabaseBook) -> None:
    ming = Actor(7, "Ming", frozenset({Role.ENGINEER, Role.ADMIN}))
    with book.writing(ming) as writing:
        first = writing.add(order())
        one = writing.add(item(first))
        writing.note("order.new", first)
        writing.note("item.start", one, reason="urgent", facts={"to": "modeling", "from": "new"})
        writing.note("login.ok", "account:7")
        writing.note("login_notes", "account:8", order=first.id)
    with book.writing(PROGRAM) as writing:
        writing.note("login.failed")
    with book.reading() as reading:
        events = reading.events()
        assert [e.seq for e in events] == [1, 2, 3, 4, 5]
        assert (events[1].actor, events[1].role, events[1].reason) == (7, "admin+engineer", "urgent")
        assert (events[1].subject, events[1].order) == (f"item:{one.id}", first.id)
        assert events[1].facts == {"from": "new", "to": "modeling"}
        assert events[1].previous == events[0].mac
        assert (events[4].actor, events[4].role, events[4].subject) == (0, "system", "")
        assert abs(events[0].at - now()) < timedelta(minutes=1)

        def seqs(**question: Any) -> list[int]:
            return [e.seq for e in reading.events(**question)]

        assert seqs(order=first.id) == [1, 2, 4]
        assert seqs(subject=f"item:{one.id}") == [2]
        assert seqs(kinds=("login.",)) == [3, 5]
        assert seqs(kinds=("order.new", "login.failed")) == [1, 5]
        assert seqs(after=2, limit=2) == [3, 4]
        assert seqs(newest_first=True, limit=2) == [5, 4]
        assert seqs(newest_first=True, after=4) == [3, 2, 1]


def test_tables_hold_nothing_readable_of_a_sealed_field(book: DatabaseBook) -> None:
    stored(book, first := order(), Contact(order=first.id, name=b"\x01sealed", name_masked="测*"))
    with book.engine.connect() as connection:
        row = connection.execute(text("SELECT name, name_masked FROM contacts")).one()
    assert (bytes(row.name), row.name_masked) == (b"\x01sealed", "测*")
