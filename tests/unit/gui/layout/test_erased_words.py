"""What is taken out of the words that a layout bench is kept as."""

import json

from app.gui.layout.erased_words import items_in, kept_names, without
from app.gui.layout.kept import Kept, read, to_json
from app.gui.layout.thing import Thing
from app.layouts.design.document import Design, Page
from app.layouts.editing.adding import of_picture

FACE, SEA = "sha256:" + "a" * 64, "sha256:" + "b" * 64


class Words:
    """What is kept under one name alone."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def content(self, _name: str) -> bytes:
        return self._content

    def keep(self, name: str, content: bytes) -> None:
        raise AssertionError(name, content)

    def only(self, names: object) -> None:
        raise AssertionError(names)


def thing(item: int, source: str = SEA) -> Thing:
    design = of_picture("postcard", source, "Card", 148, 100)
    return Thing(f"item-{item}" if item else "file-1", "王小明", f"SN-{item}", design, item=item)


BENCH = Kept(
    things=(thing(7, FACE), thing(0), thing(8)),
    at=2,
    guides={"item-7 0": {"x": [5.0], "y": []}, "item-8 0": {"x": [6.0], "y": []}},
    bases={7: "r7", 8: "r8", 9: "r9"},
    tried={7: ("t7",), 9: ("t9",)},
    untold={7: thing(7, FACE).with_copies(2), 9: thing(9, FACE)},
    loose=frozenset({8}),
    books={7: "b1", 8: "b1", 9: "b2"},
)


def test_the_items_are_told_with_their_books() -> None:
    content = to_json(BENCH).encode()
    assert items_in(content) == {("b1", 7), ("b1", 8), ("b2", 9)}
    kept = json.loads(content)
    del kept["books"]
    assert items_in(json.dumps(kept).encode()) == {("", 7), ("", 8), ("", 9)}
    assert items_in(b"{") == items_in(b"[]") == items_in(b"null") == frozenset()


def test_nothing_of_an_item_stays_and_all_of_the_others() -> None:
    words = without(to_json(BENCH).encode(), {7, 9})
    left = read(Words(words))
    assert left == Kept(
        things=(thing(0), thing(8)), at=1, guides={"item-8 0": {"x": [6.0], "y": []}}, bases={8: "r8"}, tried={},
        untold={}, loose=frozenset({8}), books={8: "b1"},
    )  # fmt: skip
    assert b"SN-7" not in words
    assert FACE.encode() not in words
    assert kept_names("bench", words.decode()) == {"bench", "b" * 64}


def test_what_is_shown_goes_on_being_shown_or_its_neighbour() -> None:
    assert read(Words(without(to_json(BENCH).encode(), {8}))).at == 1
    alone = Kept(
        things=(Thing("item-7", "", "", Design(product="photo", width_mm=9, height_mm=9, pages=(Page(),)), item=7),)
    )
    assert read(Words(without(to_json(alone).encode(), {7}))) == Kept()
