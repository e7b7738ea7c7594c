"""What was laid out and not told reaches the book after the next start, though nobody visits the layout bench."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation
from app.commands import layout_designs
from app.commands.office import Office
from app.gui.layout.composition import composition_of
from app.gui.layout.kept import Kept, read
from app.gui.layout.left_over import LeftOver
from app.i18n import text
from app.layouts.editing.changes import moved
from app.orders.book import BookOfflineError
from app.security.actor import NOBODY, OWNER, Actor
from app.security.roles import Role
from tests.gui.conftest import Open
from tests.gui.layout.conftest import WAIT
from tests.gui.layout.test_saving import cards_of, revision

SERVICE = Actor(2, "Wu", frozenset({Role.SERVICE}))


def opened(station: Workstation, qtbot: QtBot) -> Office:
    qtbot.waitUntil(lambda: station.desk.ready, timeout=WAIT)
    return station.desk.office


def left(station: Workstation, qtbot: QtBot, sea: Path, *, lies: bool = True) -> tuple[int, str]:
    """A card that was changed as the window closed: the item and what it was made to; it ``lies`` on the bench still."""
    office = opened(station, qtbot)
    item = cards_of(office, sea)[0]
    flat = station.window.flat
    flat.open_items((item,))
    qtbot.waitUntil(lambda: bool(flat.desk.things) and flat.desk.things[0].item == item, timeout=WAIT)
    assert flat.desk.design is not None
    flat.desk.change(text("Move"), moved(flat.desk.design, 0, {flat.desk.layers[-1].id}, 1.5, 0))
    assert flat.desk.thing is not None
    made = composition_of(flat.desk.thing).digest
    assert flat.office is not None
    flat.office.telling.close()  # the book does not answer in time
    if not lies:
        flat.desk.clear()
    station.close()
    return item, made


def kept(station: Workstation) -> Kept:
    return read(station.window._services.hidden)


@pytest.mark.parametrize("lies", [True, False], ids=["on the bench", "taken off"])
def test_it_is_told_without_the_bench(open_workstation: Open, qtbot: QtBot, sea: Path, lies: bool) -> None:
    item, made = left(open_workstation(), qtbot, sea, lies=lies)
    again = open_workstation()
    office = opened(again, qtbot)
    qtbot.waitUntil(lambda: revision(office, item) == made, timeout=WAIT)
    qtbot.waitUntil(lambda: not kept(again).tried, timeout=WAIT)
    assert again.window.layouts.there is None
    now = kept(again)
    assert [thing.item for thing in now.things] == ([item] if lies else [])
    assert now.bases == ({item: made} if lies else {})
    assert lies or not now.untold


def test_the_bench_goes_on_from_there(open_workstation: Open, qtbot: QtBot, sea: Path) -> None:
    item, made = left(open_workstation(), qtbot, sea)
    again = open_workstation()
    office = opened(again, qtbot)
    again.window.actions_.by_id["layout.design"].trigger()  # it may still be on its way
    qtbot.waitUntil(
        lambda: again.window.layouts.there is not None and bool(again.window.flat.desk.things), timeout=WAIT
    )
    flat = again.window.flat
    qtbot.waitUntil(lambda: not flat.desk.untold, timeout=WAIT)
    assert revision(office, item) == made
    assert flat.desk.bases == {item: made}
    assert not flat.page.messages.sentences


def test_it_waits_for_somebody_who_may_and_for_a_book_that_answers(
    open_workstation: Open, qtbot: QtBot, sea: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, made = left(open_workstation(), qtbot, sea)
    tried: list[int] = []

    def away(_office: Office, asked: int, *_args: object, **_named: object) -> str:
        tried.append(asked)
        raise BookOfflineError

    with monkeypatch.context() as patched:
        patched.setattr(layout_designs, "save", away)
        again = open_workstation()
        office = opened(again, qtbot)
        (over,) = again.window.findChildren(LeftOver)
        qtbot.waitUntil(lambda: bool(tried) and over._timer.isActive(), timeout=WAIT)
        assert kept(again).tried == {item: (made,)}, "on the disk before the book is told"
        again.desk.act_as(SERVICE)
    over._timer.timeout.emit()
    qtbot.waitUntil(lambda: over._job is not None and not over._job.open, timeout=WAIT)
    last = over._job
    again.desk.act_as(NOBODY)
    assert over._job is last
    assert revision(office, item) == ""
    again.desk.act_as(OWNER)
    qtbot.waitUntil(lambda: revision(office, item) == made, timeout=WAIT)


def test_what_is_of_another_book_waits_for_its_own(
    open_workstation: Open, qtbot: QtBot, sea: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, made = left(open_workstation(), qtbot, sea)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("STATUETTE_DATABASE", str(tmp_path / "other.sqlite"))
        other = open_workstation()
        office = opened(other, qtbot)
        (over,) = other.window.findChildren(LeftOver)
        over.look()
        qtbot.waitUntil(lambda: over._job is not None and not over._job.open, timeout=WAIT)
        flat = other.window.flat
        flat.begin()
        qtbot.waitUntil(lambda: flat.desk.untold.keys() == {item}, timeout=WAIT)
        assert flat.office is not None
        telling = flat.office.telling
        telling.tell_now()
        qtbot.waitUntil(lambda: not telling.saving and not telling.waits, timeout=WAIT)
        assert any("another order book" in each for each in flat.page.messages.sentences)
        assert flat.desk.untold.keys() == {item}
        other.close()
    again = open_workstation()
    office = opened(again, qtbot)
    qtbot.waitUntil(lambda: revision(office, item) == made, timeout=WAIT)


def test_what_the_book_does_not_take_stays_for_the_bench_to_say(
    open_workstation: Open, qtbot: QtBot, sea: Path
) -> None:
    first = open_workstation()
    item, made = left(first, qtbot, sea)
    second = open_workstation()  # it is told here, and something else is done to the item then
    office = opened(second, qtbot)
    qtbot.waitUntil(lambda: revision(office, item) == made and not kept(second).tried, timeout=WAIT)
    there = layout_designs.composition_of(office, made)
    newer = layout_designs.save(office, item, there.model_copy(update={"template": "other"}), lambda _: b"", made)
    second.close()
    third = open_workstation()
    office = opened(third, qtbot)
    (over,) = third.window.findChildren(LeftOver)
    over.look()
    qtbot.waitUntil(lambda: over._job is not None and not over._job.open, timeout=WAIT)
    assert revision(office, item) == newer
    assert kept(third).things[0].item == item
