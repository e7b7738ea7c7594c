"""What was laid out for items reaches the book: all of them before others are laid there, and also after a lost answer."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.commands import layout_designs, orders
from app.commands.office import Office
from app.gui.layout.composition import composition_of
from app.gui.layout.kept import read
from app.i18n import text
from app.layouts.editing.changes import moved
from app.orders.book import BookOfflineError
from app.orders.draft import CreationDraft, FileDraft, ItemDraft, OrderDraft
from app.orders.machine import StepRefusedError
from app.orders.records import Item
from tests.gui.layout.conftest import WAIT, Bench, Open, hidden_in
from tests.gui.layout.test_orders import office as office  # noqa: PLC0414 - a fixture


@pytest.fixture
def cards(office: Office, sea: Path) -> tuple[int, ...]:
    """Three postcards of one order."""
    return cards_of(office, sea)


def cards_of(office: Office, sea: Path) -> tuple[int, ...]:
    cover = office.assets.put(sea.read_bytes(), sensitive=True)
    card = ItemDraft(product="postcard", title="Sea", finish="matte", height_mm=100, width_mm=148, creation="c")
    draft = OrderDraft(
        items=(card, card, card),
        creations=(CreationDraft(key="c", title="Sea", cover=cover.digest, media_url=""),),
        files=(FileDraft(kind="cover", name="cover.jpg", digest=cover.digest, size=cover.size),),
    )
    order = orders.new_order(office, draft)
    with office.book.reading() as book:
        return tuple(item.id for item in book.find(Item, order=order.id, order_by="position"))


def laid(bench: Bench, items: tuple[int, ...], qtbot: QtBot) -> None:
    bench.place.open_items(items)
    qtbot.waitUntil(lambda: [thing.item for thing in bench.desk.things] == list(items), timeout=WAIT)


def edit(bench: Bench, at: int = 0, by: float = 1.5) -> str:
    """Move something of the thing there; gives the revision that comes of it."""
    bench.desk.go_to(at)
    design = bench.desk.design
    assert design is not None
    bench.desk.change(text("Move"), moved(design, 0, {bench.desk.layers[-1].id}, by, 0))
    thing = bench.desk.thing
    assert thing is not None
    return composition_of(thing).digest


def revision(office: Office, item: int) -> str:
    with office.book.reading() as book:
        return book.get(Item, item).revision


def end(bench: Bench) -> None:
    """As when the window ends: nothing more is told to the book."""
    bench.place.journal.flush()
    assert bench.place.office is not None
    bench.place.office.close()


def is_saving(bench: Bench) -> bool:
    assert bench.place.office is not None
    return bench.place.office.telling.saving


def settled(bench: Bench, qtbot: QtBot) -> None:
    told: list[str] = []
    assert bench.place.office is not None
    bench.place.office.settled(lambda: told.append("settled"))
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)


def test_all_that_lies_there_is_saved_before_another_item_is_opened(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot
) -> None:
    bench = open_bench(office)
    laid(bench, cards[:2], qtbot)
    made = [edit(bench, 0), edit(bench, 1)]
    laid(bench, cards[2:], qtbot)
    assert [revision(office, item) for item in cards[:2]] == made


def test_also_where_the_window_ended_before(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot
) -> None:
    bench = open_bench(office)
    laid(bench, cards[:2], qtbot)
    made = [edit(bench, 0), edit(bench, 1)]
    end(bench)
    assert [revision(office, item) for item in cards[:2]] == ["", ""]
    laid(open_bench(office, visited=False), cards[2:], qtbot)
    assert [revision(office, item) for item in cards[:2]] == made


def test_what_is_opened_again_with_others_is_what_was_saved(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot
) -> None:
    bench = open_bench(office)
    laid(bench, cards[:2], qtbot)
    made = [edit(bench, 0), edit(bench, 1)]
    laid(bench, cards[1:], qtbot)
    assert [revision(office, item) for item in cards[:2]] == made
    assert composition_of(bench.desk.things[0]).digest == made[1]
    again = edit(bench, 0)
    settled(bench, qtbot)
    assert revision(office, cards[1]) == again
    assert not bench.place.page.messages.sentences


def test_one_that_the_book_refuses_keeps_neither_the_others_nor_what_is_opened_back(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = layout_designs.save

    def refusing(office: Office, item: int, *args: Any, **named: Any) -> str:
        if item == cards[0]:
            raise StepRefusedError(text("It is in production."))
        return save(office, item, *args, **named)

    bench = open_bench(office)
    laid(bench, cards[:2], qtbot)
    made = [edit(bench, 0), edit(bench, 1)]
    monkeypatch.setattr(layout_designs, "save", refusing)
    laid(bench, cards[2:], qtbot)
    assert [revision(office, item) for item in cards[:2]] == ["", made[1]]
    assert bench.place.page.messages.sentences[0] == "It is in production."


def test_while_the_book_is_away_nothing_is_taken_off(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_named: Any) -> str:
        raise BookOfflineError

    bench = open_bench(office)
    laid(bench, cards[:2], qtbot)
    made = [edit(bench, 0), edit(bench, 1)]
    with monkeypatch.context() as patched:
        patched.setattr(layout_designs, "save", away)
        bench.place.open_items(cards[2:])
        qtbot.waitUntil(lambda: bool(bench.place.page.messages.sentences), timeout=WAIT)
    assert [thing.item for thing in bench.desk.things] == list(cards[:2])
    laid(bench, cards[2:], qtbot)
    assert [revision(office, item) for item in cards[:2]] == made


class Lossy:
    """The book gets a design, and its answer is lost; ``folder``: of the bench, whose journal is read before."""

    def __init__(self, folder: Path, patched: pytest.MonkeyPatch) -> None:
        self.folder, self._save = folder, layout_designs.save
        self.written: list[tuple[str, ...]] = []
        patched.setattr(layout_designs, "save", self)

    def __call__(self, office: Office, item: int, *args: Any, tried: Collection[str] = (), **named: Any) -> str:
        self.written.append(read(hidden_in(self.folder)).tried.get(item, ()))
        self._save(office, item, *args, tried=tried, **named)
        raise BookOfflineError


def test_an_answer_that_was_lost_does_not_shut_the_item(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = open_bench(office)
    laid(bench, cards[:1], qtbot)
    lost = edit(bench)
    with monkeypatch.context() as patched:
        lossy = Lossy(bench.folder, patched)
        qtbot.waitUntil(lambda: revision(office, cards[0]) == lost, timeout=WAIT)
        qtbot.waitUntil(lambda: not is_saving(bench), timeout=WAIT)
    assert lossy.written == [(lost,)], "on this PC's disk before the book is told"
    further = edit(bench)
    settled(bench, qtbot)
    assert revision(office, cards[0]) == further
    assert bench.desk.tried == {}


def test_nor_does_it_where_the_program_ended_then(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = open_bench(office)
    laid(bench, cards[:1], qtbot)
    lost = edit(bench)
    with monkeypatch.context() as patched:
        Lossy(bench.folder, patched)
        qtbot.waitUntil(lambda: revision(office, cards[0]) == lost, timeout=WAIT)
        qtbot.waitUntil(lambda: not is_saving(bench), timeout=WAIT)
        further = edit(bench)
        end(bench)
    again = open_bench(office)
    qtbot.waitUntil(lambda: revision(office, cards[0]) == further, timeout=WAIT)
    qtbot.waitUntil(lambda: again.desk.bases == {cards[0]: further}, timeout=WAIT)
    assert not again.place.page.messages.sentences


def test_what_was_designed_elsewhere_since_is_not_written_over(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = open_bench(office)
    laid(bench, cards[:1], qtbot)
    lost = edit(bench)
    with monkeypatch.context() as patched:
        Lossy(bench.folder, patched)
        qtbot.waitUntil(lambda: revision(office, cards[0]) == lost, timeout=WAIT)
        qtbot.waitUntil(lambda: not is_saving(bench), timeout=WAIT)
    thing = bench.desk.thing
    assert thing is not None
    other = composition_of(thing).model_copy(update={"template": "elsewhere"})
    newer = layout_designs.save(office, cards[0], other, lambda _digest: b"", lost)
    edit(bench)
    qtbot.waitUntil(lambda: bool(bench.place.page.messages.sentences), timeout=WAIT)
    assert "changed elsewhere" in bench.place.page.messages.sentences[0]
    assert revision(office, cards[0]) == newer
