"""What a PC knows of the book's documents, also after a crash between the book and the file."""

import json
from pathlib import Path

import pytest

from app.gui.bench.told_last import KEPT_ITEMS, ToldLast
from app.orders.book import WhichBook

BOOK = WhichBook("b1")


def test_what_the_book_may_have_is_known_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "data" / "told.json"
    last = ToldLast(path)
    assert last.there(BOOK, 7) == ()
    last.taken_up(BOOK, 7, "one")
    last.about(BOOK, 7, "one", "two")
    assert ToldLast(path).there(BOOK, 7) == ("one", "two"), "nobody knows which"
    last.told(BOOK, 7, "two", "r2")
    last.about(BOOK, 8, "", "first")
    later = ToldLast(path)
    assert later.there(BOOK, 7) == ("two",)
    assert later.there(BOOK, 8) == ("first",)
    later.taken_up(BOOK, 7, "")
    assert ToldLast(path).there(BOOK, 7) == ()


def test_what_is_not_filed_is_known_at_the_next_start(tmp_path: Path) -> None:
    last = ToldLast(tmp_path / "told.json")
    last.told(BOOK, 7, "one", "r1")
    last.told(BOOK, 8, "other", "r8")
    last.told(BOOK, 7, "two")  # it was only looked at
    assert ToldLast(tmp_path / "told.json").unfiled == {("b1", 7): "r1", ("b1", 8): "r8"}
    last.told(BOOK, 7, "three", "r3")
    last.filed(("b1", 7), "r1")
    assert last.unfiled == {("b1", 7): "r3", ("b1", 8): "r8"}, "an older one was under way"
    last.filed(("b1", 7), "r3")
    assert ToldLast(tmp_path / "told.json").unfiled == {("b1", 8): "r8"}
    assert ToldLast(tmp_path / "told.json").there(BOOK, 7) == ("three",)


def test_two_windows_keep_what_the_other_knows(tmp_path: Path) -> None:
    first, second = ToldLast(tmp_path / "told.json"), ToldLast(tmp_path / "told.json")
    first.told(BOOK, 7, "one")
    second.told(BOOK, 8, "two")
    first.told(BOOK, 9, "three")
    later = ToldLast(tmp_path / "told.json")
    assert [later.there(BOOK, item) for item in (7, 8, 9)] == [("one",), ("two",), ("three",)]


def test_the_file_does_not_grow_for_ever_and_forgets_nothing_that_is_to_be_filed(tmp_path: Path) -> None:
    last = ToldLast(tmp_path / "told.json")
    last.told(BOOK, 1, "one", "r1")
    last.told(BOOK, 2, "two")
    for item in range(3, KEPT_ITEMS + 2):
        last.told(BOOK, item, "there")
    later = ToldLast(tmp_path / "told.json")
    assert len(json.loads((tmp_path / "told.json").read_text("utf-8"))) == KEPT_ITEMS
    assert (later.there(BOOK, 1), later.there(BOOK, 2), later.there(BOOK, KEPT_ITEMS + 1)) == (("one",), (), ("there",))


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[1]", b'{"7": 3}', b'{"7": {}}', b'{"x": "one"}'])
def test_a_file_that_cannot_be_read_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "told.json").write_bytes(content)
    last = ToldLast(tmp_path / "told.json")
    assert last.there(BOOK, 7) == ()
    last.told(BOOK, 7, "one")
    assert ToldLast(tmp_path / "told.json").there(BOOK, 7) == ("one",)


def test_a_file_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    (tmp_path / "told.json").write_bytes(b'{"7": "one"}')
    assert ToldLast(tmp_path / "told.json").there(BOOK, 7) == ("one",)


def test_a_disk_that_is_full_keeps_nobody_from_working(tmp_path: Path) -> None:
    (tmp_path / "told.json").mkdir()
    last = ToldLast(tmp_path / "told.json")
    last.told(BOOK, 7, "one")
    assert last.there(BOOK, 7) == ("one",)


def test_each_book_has_its_own(tmp_path: Path) -> None:
    last = ToldLast(tmp_path / "told.json")
    last.told(BOOK, 7, "one", "r1")
    other = WhichBook("b2")
    assert last.there(other, 7) == ()
    last.told(other, 7, "two")
    later = ToldLast(tmp_path / "told.json")
    assert (later.there(BOOK, 7), later.there(other, 7)) == (("one",), ("two",))
    assert later.unfiled == {("b1", 7): "r1"}


def test_a_book_that_was_restored_may_have_anything(tmp_path: Path) -> None:
    """What it was told since is of another history; what is not filed yet still is to be."""
    last = ToldLast(tmp_path / "told.json")
    last.told(BOOK, 7, "one", "r1")
    restored = WhichBook("b1", "abcd")
    assert last.there(restored, 7) == ()
    last.about(restored, 7, "old", "new")
    later = ToldLast(tmp_path / "told.json")
    assert later.there(restored, 7) == ("old", "new")
    assert later.there(BOOK, 7) == ()
    assert later.unfiled == {("b1", 7): "r1"}


def test_what_an_earlier_version_wrote_belongs_to_the_book_that_has_the_item(tmp_path: Path) -> None:
    (tmp_path / "told.json").write_bytes(
        b'{"7": {"there": ["one"], "unfiled": "r1"}, "8": {"there": ["x"], "unfiled": ""}}'
    )
    last = ToldLast(tmp_path / "told.json")
    assert last.unfiled == {("", 7): "r1"}
    last.told(BOOK, 7, "two")
    later = ToldLast(tmp_path / "told.json")
    assert later.unfiled == {("b1", 7): "r1"}
    assert (later.there(BOOK, 7), later.there(WhichBook("b2"), 7)) == (("two",), ())
    assert later.there(BOOK, 8) == ("x",)


def test_nothing_is_known_of_an_item_that_was_erased(tmp_path: Path) -> None:
    last = ToldLast(tmp_path / "told.json")
    for item in (7, 8):
        last.told(BOOK, item, "there", "revision")
    last.forget(("b1", 7))
    last.forget(("b1", 9))
    for known in (last, ToldLast(tmp_path / "told.json")):
        assert known.there(BOOK, 7) == ()
        assert known.unfiled == {("b1", 8): "revision"}
