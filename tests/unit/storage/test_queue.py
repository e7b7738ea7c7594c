"""The queue on SQLite; ``tests/peers`` asks the same of PostgreSQL."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.orders.queue import QueueQuery
from app.orders.record import now
from app.orders.records import Item, Order
from app.orders.searching import grams, grams_of_word, searchable, typed_words
from app.security.actor import OWNER
from app.storage import queue_index, queue_query
from app.storage.opening import open_book
from app.storage.queue_row import title_key
from tests.unit.storage import queue_checks
from tests.unit.storage.queue_checks import fits


@pytest.fixture
def book(tmp_path: Path) -> Iterator[object]:
    opened = open_book(str(tmp_path / "book.sqlite"), b"k" * 32, anchors=tmp_path / "anchors")
    yield opened
    opened.close()


def test_pages_are_those_of_a_plain_filter_and_sort(book):
    queue_checks.fill(book, 1, 60)
    queue_checks.check_random_queries(book, 2, 250)


@pytest.mark.parametrize(("few", "stride", "many"), [(0, 7, 0), (0, 5, 60_000), (5, 30, 20)])
def test_every_way_to_answer_gives_the_same(book, monkeypatch, few, stride, many):
    """With limits so low that walking, walking a stretch, and fetching are all used."""
    queue_checks.fill(book, 3, 40)
    monkeypatch.setattr(queue_query, "FEW", few)
    monkeypatch.setattr(queue_query, "STRIDE", stride)
    monkeypatch.setattr(queue_query, "MANY", many)
    queue_checks.check_random_queries(book, 4, 120)


def test_rows_follow_every_change_of_a_record(book):
    queue_checks.fill(book, 5, 30)
    queue_checks.check_rows_say_what_the_records_say(book)
    queue_checks.change_some(book, 6)
    queue_checks.check_rows_say_what_the_records_say(book)
    queue_checks.check_random_queries(book, 7, 60)
    assert len(queue_checks.all_rows(book, QueueQuery(text="YT7788", closed=True), 50)) >= 1
    assert queue_checks.all_rows(book, QueueQuery(text="换了 7788 zzz", closed=True), 50) == []


@pytest.mark.parametrize(("waits_for", "is_late"), [("customer", False), ("rights", False), ("material", True)])
def test_what_waits_for_somebody_outside_is_not_late(book, waits_for, is_late):
    order = Order(number="MG-20261125-0001", due_at=now() - timedelta(days=3))
    held = Item(
        order=order.id, serial="SN-1", product="magnet", state="on_hold", stage="on_hold", hold_reason=waits_for
    )
    with book.writing(OWNER) as writing:
        writing.add_all([order, held])
    assert len(queue_checks.all_rows(book, QueueQuery(late=True), 5)) == is_late


def test_index_is_made_anew_where_its_form_has_changed(book, tmp_path, monkeypatch):
    queue_checks.fill(book, 8, 20)
    before = queue_checks.all_rows(book, QueueQuery(closed=True), 50)
    book.close()
    monkeypatch.setattr(queue_index.queue_tables, "FORM", 10_000)
    monkeypatch.setattr(queue_index, "CHUNK", 7)
    again = open_book(str(tmp_path / "book.sqlite"), b"k" * 32, anchors=tmp_path / "anchors")
    try:
        assert queue_checks.all_rows(again, QueueQuery(closed=True), 50) == before
        queue_checks.check_random_queries(again, 9, 40)
    finally:
        again.close()


@given(st.text(max_size=30), st.text(min_size=1, max_size=6))
def test_whatever_holds_a_word_has_all_its_pieces(text, word):
    for typed in typed_words(word):
        haystack = searchable(text + word + text)
        if fits((typed,), haystack):
            assert grams_of_word(typed) <= grams(haystack)
            assert grams_of_word(typed)


@given(st.text("ab01月", max_size=12), st.text("ab01月", min_size=1, max_size=9))
def test_whatever_holds_a_number_has_all_its_pieces(text, word):
    assert grams_of_word(word) <= grams(text + word + text)


def test_numbers_that_are_counted_up_are_told_apart():
    """Pieces of three are the same in all of them: every row of a book was looked at for the oldest ones."""
    pieces = grams_of_word("ext0000")
    assert pieces <= grams("mg202510090000 ext00000017")
    assert not pieces <= grams("mg202510090000 ext00012345")


@given(st.text(max_size=40))
def test_searchable_texts_do_not_change_any_more(text):
    assert searchable(searchable(text)) == searchable(text)


def test_signs_width_and_case_make_no_difference():
    assert searchable("MG-20261125-0172  ＡＢ c\n彩铃!") == "mg202611250172 ab c 彩铃"
    assert fits(typed_words("1125-0172 铃"), searchable("MG-20261125-0172 · 彩铃"))
    assert not fits(typed_words("铃彩"), searchable("彩铃"))


def test_titles_sort_by_their_sound():
    assert sorted(("月亮", "彩铃", "Bear", "小熊", "0172"), key=title_key) == ["0172", "Bear", "彩铃", "小熊", "月亮"]
