"""Whoever changes the record of who did what, by whatever means, is found out; on either database."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app.orders.records import Order
from app.security.actor import OWNER
from app.security.keys import KeyDoesNotFitError
from app.storage.anchors import Anchors
from app.storage.book import DatabaseBook

Opener = Callable[..., DatabaseBook]
OTHER_KEY = bytes(32)


def tampered(book: DatabaseBook, *statements: str) -> None:
    """What an administrator of the database can do: take the triggers away, then anything."""
    with book.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            off = ["ALTER TABLE events DISABLE TRIGGER ALL", "ALTER TABLE chain_head DISABLE TRIGGER ALL"]
        else:
            off = [
                f"DROP TRIGGER {name}" for name in ("events_never_change", "events_never_go", "chain_head_never_goes")
            ]
        for statement in (*off, *statements):
            connection.execute(text(statement))


def ten_links(book: DatabaseBook) -> None:
    for number in range(10):
        with book.writing(OWNER) as writing:
            writing.note("order.new", writing.add(Order(number=f"MG-{number}")), facts={"n": number}, reason="彩铃")


def test_a_chain_that_nobody_touched_holds(book: DatabaseBook, opener: Opener) -> None:
    assert book.verify_chain().good
    ten_links(book)
    report = opener(pc="pc-2").verify_chain()
    assert (report.good, report.links) == (True, 10)


@pytest.mark.parametrize(
    "column",
    ["actor = 9", "role = 'admin'", "kind = 'login.ok'", "subject = ''", '"order" = 1', "reason = 'x'", "facts = '{}'"],
)
def test_a_changed_link_is_found(book: DatabaseBook, column: str) -> None:
    ten_links(book)
    tampered(book, f"UPDATE events SET {column} WHERE seq = 5")
    report = book.verify_chain()
    assert (report.good, report.broken_at) == (False, 5)


def test_a_changed_time_is_found(book: DatabaseBook) -> None:
    ten_links(book)
    later = "at + interval '1 day'" if book.engine.dialect.name == "postgresql" else "at + 86400000"
    tampered(book, f"UPDATE events SET at = {later} WHERE seq = 2")
    assert book.verify_chain().broken_at == 2


def test_a_link_that_was_taken_out_is_found(book: DatabaseBook) -> None:
    ten_links(book)
    tampered(book, "DELETE FROM events WHERE seq = 4")
    assert book.verify_chain().broken_at == 4


def test_links_that_were_taken_out_and_closed_up_are_found(book: DatabaseBook) -> None:
    ten_links(book)
    closed_up = [
        "DELETE FROM events WHERE seq = 4",
        *(f"UPDATE events SET seq = {n - 1} WHERE seq = {n}" for n in range(5, 11)),
    ]
    tampered(book, *closed_up)
    assert book.verify_chain().broken_at == 4


def test_two_links_that_changed_places_are_found(book: DatabaseBook) -> None:
    ten_links(book)
    tampered(book, *(f"UPDATE events SET seq = {b} WHERE seq = {a}" for a, b in ((3, 99), (4, 3), (99, 4))))
    assert book.verify_chain().broken_at == 3


def test_a_link_made_with_another_key_is_found(book: DatabaseBook) -> None:
    ten_links(book)
    from app.security.chain import Link, mac_of

    with book.reading() as reading:
        last = reading.events(newest_first=True, limit=1)[0]
    forged = Link(11, 0, 0, "", "order.new", "", 0, "", "{}", last.mac)
    forged = replace(forged, mac=mac_of(OTHER_KEY, forged))
    at = "now()" if book.engine.dialect.name == "postgresql" else "0"
    forged_row = f"INSERT INTO events VALUES (11, {at}, 0, '', 'order.new', '', 0, '', '{{}}', :previous, :mac)"
    with book.engine.begin() as connection:
        connection.execute(text(forged_row), {"previous": last.mac, "mac": forged.mac})
    assert book.verify_chain().broken_at == 11


def test_a_tail_that_was_cut_off_is_found(book: DatabaseBook) -> None:
    ten_links(book)
    tampered(book, "DELETE FROM events WHERE seq > 7")
    report = book.verify_chain()
    assert (report.good, report.truncated, report.links) == (False, True, 7)


def test_a_tail_that_was_cut_off_with_its_head_is_found_by_who_saw_it(book: DatabaseBook, opener: Opener) -> None:
    ten_links(book)
    with book.reading() as reading:
        seventh = reading.events(after=6, limit=1)[0]
    tampered(book, "DELETE FROM events WHERE seq > 7")
    with book.engine.begin() as connection:
        connection.execute(text("UPDATE chain_head SET seq = 7, mac = :mac"), {"mac": seventh.mac})
    assert opener(pc="pc-1").verify_chain().truncated
    assert (
        opener(pc="pc-2").verify_chain().good
    )  # has never seen more: what others wrote down is why it is written down

    # history goes on from there: the PC that saw the first one tells it from the second
    ten_more = opener(pc="pc-2")
    for number in range(10, 20):
        with ten_more.writing(OWNER) as writing:
            writing.note("order.new", writing.add(Order(number=f"MG-{number}")))
    assert ten_more.verify_chain().good
    assert opener(pc="pc-1").verify_chain().broken_at in {8, 9, 10}


def test_a_head_that_was_set_elsewhere_is_found(book: DatabaseBook) -> None:
    ten_links(book)
    tampered(book, "UPDATE chain_head SET seq = 3")
    report = book.verify_chain()
    assert not report.good
    assert report.problem


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET reason = ''",
        "DELETE FROM events",
        "DELETE FROM events WHERE seq = 1",
        "DELETE FROM chain_head",
    ],
)
def test_the_database_itself_refuses(book: DatabaseBook, statement: str) -> None:
    ten_links(book)
    with pytest.raises(Exception, match="append-only"), book.engine.begin() as connection:
        connection.execute(text(statement))
    assert book.verify_chain().good


def test_a_key_that_is_not_the_books_is_refused(book: DatabaseBook, opener: Opener) -> None:
    ten_links(book)
    with pytest.raises(KeyDoesNotFitError):
        opener(key=OTHER_KEY)
    assert book.verify_chain().good


def test_links_of_a_transaction_that_failed_leave_no_gap(book: DatabaseBook) -> None:
    ten_links(book)
    with pytest.raises(KeyError), book.writing(OWNER) as writing:  # noqa: PT012 - one transaction
        writing.note("order.new")
        raise KeyError
    with book.writing(OWNER) as writing:
        writing.note("order.new")
        writing.note("order.new")
    assert book.verify_chain().links == 12


def test_facts_with_numbers_come_back_and_verify(book: DatabaseBook) -> None:
    facts = {"z": 1.0, "a": 1e300, "n": -0.0, "big": 2**70, "s": "\u2028 彩 \0", "none": None, "list": [1, {"b": []}]}
    with book.writing(OWNER) as writing:
        writing.note("odd", facts=facts)
    with book.reading() as reading:
        assert reading.events()[0].facts == facts
    assert book.verify_chain().good


def test_an_anchor_file_changed_by_hand_is_told(book: DatabaseBook, tmp_path: Path) -> None:
    ten_links(book)
    (file,) = (tmp_path / "pc-1").iterdir()
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines).replace('"seq":9', '"seq":90', 1))
    report = book.verify_chain()
    assert not report.good
    assert "by hand" in report.problem


def test_a_line_that_a_power_cut_tore_is_passed_over(tmp_path: Path) -> None:
    anchors = Anchors(tmp_path, "b00c", OTHER_KEY)
    anchors.saw(1, b"one")
    anchors.saw(2, b"two")
    with anchors.path.open("ab") as file:
        file.write(b'\n{"seq":3,"ma')
    assert anchors.known() == ({1: b"one", 2: b"two"}, True)
    anchors.saw(4, b"four")  # goes on behind the torn line
    assert anchors.known()[0] == {1: b"one", 2: b"two", 4: b"four"}
    assert anchors.known()[1]


def test_a_restored_book_is_measured_by_what_came_after(tmp_path: Path) -> None:
    anchors = Anchors(tmp_path, "b00c", OTHER_KEY)
    for seq in range(1, 10):
        anchors.saw(seq, b"first %d" % seq)
    anchors.restored(5, b"first 5")
    anchors.saw(6, b"second 6")
    known, whole = anchors.known()
    assert whole
    assert known == {**{n: b"first %d" % n for n in range(1, 6)}, 6: b"second 6"}


def test_the_file_of_heads_does_not_grow_for_ever(tmp_path: Path) -> None:
    anchors = Anchors(tmp_path, "b00c", OTHER_KEY)
    anchors.restored(1, b"begin")
    for seq in range(2, 9000):
        anchors.saw(seq, bytes(32))
    known, whole = anchors.known()
    assert whole
    assert anchors.path.stat().st_size < 1_100_000
    assert {1, 8999} <= known.keys()
