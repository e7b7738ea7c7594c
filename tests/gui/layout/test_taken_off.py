"""What is taken off the layout bench, or lies there while somebody else comes: the book gets it as whoever did it left it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.commands import layout_designs
from app.commands.office import Office
from app.gui.layout.composition import composition_of
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.kept import read
from app.i18n import text
from app.layouts.editing.changes import moved
from app.orders.book import BookOfflineError
from app.orders.machine import StepRefusedError
from app.orders.records import Item
from app.security.actor import NOBODY, Actor
from app.security.roles import Role
from tests.gui.layout.conftest import WAIT, Bench, Open, card, hidden_in, shape
from tests.gui.layout.test_orders import office as office  # noqa: PLC0414 - a fixture
from tests.gui.layout.test_saving import cards as cards  # noqa: PLC0414 - a fixture
from tests.gui.layout.test_saving import edit, end, is_saving, laid, revision

ENGINEER = Actor(1, "Li", frozenset({Role.ENGINEER}))
SERVICE = Actor(2, "Wu", frozenset({Role.SERVICE}))
KEPT = "It is kept on this PC"


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """The book is away until this is called."""

    def refuse(*_args: Any, **_named: Any) -> str:
        raise BookOfflineError

    with monkeypatch.context() as patched:
        patched.setattr(layout_designs, "save", refuse)
        yield patched.undo


def comes(bench: Bench, actor: Actor) -> None:
    """This person is at the desk from now on."""
    assert bench.people is not None
    bench.people.act_as(actor)


def whose(office: Office, made: str) -> int:
    """The account as which the book got this design."""
    with office.book.reading() as book:
        events = book.events(kinds=("file.add",), newest_first=True)
    return next(event.actor for event in events if event.facts.get("revision") == made)


def says(bench: Bench, words: str) -> bool:
    return any(words in sentence for sentence in bench.place.page.messages.sentences)


def press(bench: Bench, title: str, qtbot: QtBot) -> None:
    found = bench.place.page.messages.findChildren(QPushButton)
    qtbot.mouseClick(next(one for one in found if one.text() == title), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("way", ["one", "all"])
def test_it_is_saved_when_it_is_taken_off(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot, way: str
) -> None:
    bench = open_bench(office)
    laid(bench, cards[:2], qtbot)
    made = edit(bench, 1)
    if way == "one":
        bench.desk.take_off(1)
        assert [thing.item for thing in bench.desk.things] == [cards[0]]
    else:
        bench.place.do("clear")
        assert bench.desk.things == ()
    qtbot.waitUntil(lambda: revision(office, cards[1]) == made, timeout=WAIT)
    assert not bench.place.page.messages.sentences


def test_it_comes_back_with_what_was_changed_last(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot
) -> None:
    bench = open_bench(office)
    laid(bench, cards[:2], qtbot)
    made = edit(bench, 1)
    bench.place.do("clear")
    bench.place.undo()
    assert [thing.item for thing in bench.desk.things] == list(cards[:2])
    assert composition_of(bench.desk.things[1]).digest == made
    qtbot.waitUntil(lambda: revision(office, cards[1]) == made, timeout=WAIT)
    qtbot.waitUntil(lambda: bench.desk.bases[cards[1]] == made, timeout=WAIT)
    bench.place.undo()  # the step before
    assert composition_of(bench.desk.things[1]).digest != made
    further = edit(bench, 1, by=4)
    qtbot.waitUntil(lambda: revision(office, cards[1]) == further, timeout=WAIT)
    assert not bench.place.page.messages.sentences


def test_the_book_gets_it_once_it_is_there_again(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot, away: Callable[[], None]
) -> None:
    bench = open_bench(office)
    laid(bench, cards[:1], qtbot)
    made = edit(bench)
    bench.place.do("clear")
    qtbot.waitUntil(lambda: made in bench.desk.tried.get(cards[0], ()) and not is_saving(bench), timeout=WAIT)
    assert revision(office, cards[0]) == ""
    away()
    qtbot.waitUntil(lambda: revision(office, cards[0]) == made, timeout=WAIT)


def test_also_after_the_next_start(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot, away: Callable[[], None]
) -> None:
    bench = open_bench(office)
    laid(bench, cards[:1], qtbot)
    made = edit(bench)
    bench.place.do("clear")
    qtbot.waitUntil(lambda: made in bench.desk.tried.get(cards[0], ()) and not is_saving(bench), timeout=WAIT)
    end(bench)
    away()
    again = open_bench(office)
    qtbot.waitUntil(lambda: revision(office, cards[0]) == made, timeout=WAIT)
    assert again.desk.things == ()
    qtbot.waitUntil(lambda: not again.desk.untold, timeout=WAIT)
    again.place.journal.flush()
    assert not read(hidden_in(again.folder)).untold


def test_what_is_opened_again_waits_for_it(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot
) -> None:
    bench = open_bench(office)
    laid(bench, cards[:1], qtbot)
    made = edit(bench)
    bench.place.do("clear")
    laid(bench, cards[:1], qtbot)
    assert composition_of(bench.desk.things[0]).digest == made == revision(office, cards[0])


def test_what_the_book_does_not_take_can_be_brought_back(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_args: Any, **_named: Any) -> str:
        raise StepRefusedError(text("It is in production."))

    monkeypatch.setattr(layout_designs, "save", refusing)
    bench = open_bench(office)
    laid(bench, cards[:1], qtbot)
    made = edit(bench)
    bench.place.do("clear")
    qtbot.waitUntil(lambda: says(bench, "It is in production."), timeout=WAIT)
    press(bench, "Bring it back", qtbot)
    assert [composition_of(thing).digest for thing in bench.desk.things] == [made]
    bench.place.open_items(cards[1:])  # the book has it no more than before
    qtbot.waitUntil(lambda: says(bench, "What the order book does not have was taken off"), timeout=WAIT)
    press(bench, "Bring it back", qtbot)
    assert [composition_of(thing).digest for thing in bench.desk.things] == [made]


def test_somebody_who_may_not_displaces_nothing(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot
) -> None:
    bench = open_bench(office)
    comes(bench, ENGINEER)
    laid(bench, cards[:2], qtbot)
    made = [edit(bench, 0), edit(bench, 1)]
    comes(bench, NOBODY)
    comes(bench, SERVICE)
    laid(bench, cards[2:], qtbot)
    assert [revision(office, item) for item in cards[:2]] == made
    assert [whose(office, one) for one in made] == [ENGINEER.account] * 2
    assert not bench.place.page.messages.sentences


def test_what_lay_there_at_the_start_is_kept_for_whoever_may(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot
) -> None:
    bench = open_bench(office)
    comes(bench, ENGINEER)
    laid(bench, cards[:2], qtbot)
    made = edit(bench, 0)
    end(bench)
    office.actor = SERVICE
    second = open_bench(office)
    laid(second, cards[2:], qtbot)
    assert says(second, KEPT)
    end(second)
    third = open_bench(office)
    qtbot.waitUntil(lambda: says(third, KEPT), timeout=WAIT)
    laid(third, cards[:1], qtbot)
    assert composition_of(third.desk.things[0]).digest == made, "it comes back with its item, too"
    laid(third, cards[2:], qtbot)
    assert revision(office, cards[0]) == ""
    comes(third, ENGINEER)
    qtbot.waitUntil(lambda: revision(office, cards[0]) == made, timeout=WAIT)
    qtbot.waitUntil(lambda: not says(third, KEPT), timeout=WAIT)


def test_what_is_tried_by_somebody_who_may_not_is_not_saved_as_anothers(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot
) -> None:
    bench = open_bench(office)
    comes(bench, ENGINEER)
    laid(bench, cards[:1], qtbot)
    made = edit(bench)
    comes(bench, SERVICE)
    tried = edit(bench, by=9)
    assert says(bench, "what you try on")
    end(bench)
    kept = read(hidden_in(bench.folder))
    assert [composition_of(thing).digest for thing in kept.things] == [tried]
    office.actor = ENGINEER
    again = open_bench(office)
    qtbot.waitUntil(lambda: revision(office, cards[0]) == made, timeout=WAIT)
    qtbot.waitUntil(lambda: not again.desk.untold, timeout=WAIT)
    laid(again, cards[1:], qtbot)
    assert revision(office, cards[0]) == made
    press(again, "Bring it back", qtbot)
    assert [composition_of(thing).digest for thing in again.desk.things] == [tried]


def test_one_that_somebody_else_is_to_make_is_saved_as_that_one(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot
) -> None:
    other = Actor(3, "Xu", frozenset({Role.ENGINEER}))
    bench = open_bench(office)
    comes(bench, ENGINEER)
    laid(bench, cards[:1], qtbot)
    made = edit(bench)
    end(bench)
    with office.book.writing(office.actor) as book:
        book.save(replace(book.get(Item, cards[0]), assignee=ENGINEER.account))
    office.actor = other
    again = open_bench(office)
    laid(again, cards[1:], qtbot)
    assert says(again, KEPT)
    comes(again, ENGINEER)
    qtbot.waitUntil(lambda: revision(office, cards[0]) == made, timeout=WAIT)


def test_only_looked_at_is_not_saved_at_the_next_start(
    open_bench: Open, office: Office, cards: tuple[int, ...], qtbot: QtBot
) -> None:
    bench = open_bench(office)
    laid(bench, cards[:1], qtbot)
    end(bench)
    again = open_bench(office)
    qtbot.waitUntil(lambda: bool(again.desk.things), timeout=WAIT)
    assert not again.desk.untold
    assert again.desk.loose == {cards[0]}


@pytest.mark.usefixtures("qtbot")
def test_steps_before_and_after_stay_with_their_things() -> None:
    desk = LayoutDesk()
    one, two, three = (replace(card(shape("a", 20, 20)), key=f"file-{n}") for n in (1, 2, 3))
    desk.open((one, two))

    def move(at: int) -> None:
        desk.go_to(at)
        assert desk.design is not None
        desk.change(text("Move"), moved(desk.design, 0, {"a"}, 5, 0))

    move(1)
    desk.take_off(0)
    assert desk.at == 0
    desk.add(three)
    move(1)
    moved_two, moved_three = desk.things
    desk.clear()
    assert desk.things == ()
    for there in ((moved_two, moved_three), (moved_two, three), (one, moved_two, three), (one, two, three)):
        desk.stack.undo()
        assert desk.things == there
    for there in ((one, moved_two, three), (moved_two, three), (moved_two, moved_three), ()):
        desk.stack.redo()
        assert desk.things == there
