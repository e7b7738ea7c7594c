"""What waits for one order book while another one is open; what a book refused; and both benches of this PC."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.bootstrap.assembling import assemble
from app.bootstrap.workstation import Workstation
from app.commands import item_work, orders
from app.commands.erasure import erase_person
from app.commands.office import Office
from app.gui.trouble.starting import Start
from app.orders.records import Item
from app.session.bench import Document
from app.session.document_json import fingerprint
from app.storage.set_aside import FolderSetAside
from app.storage.untold import FolderUntold
from tests.gui.bench.test_item_bench import WAIT, done_offline, offline, on_bench, ordered, subdivided, told
from tests.gui.conftest import Open, cube
from tests.unit.commands.test_item_work import document


def opened(workstation: Workstation, qtbot: QtBot) -> Workstation:
    qtbot.waitUntil(lambda: workstation.desk.ready and workstation.window.items._which is not None, timeout=WAIT)
    return workstation


def waiting(tmp_path: Path, folder: str = "untold") -> set[str]:
    return {path.name for path in (tmp_path / "home" / "data" / folder).glob("*")}


def press(workstation: Workstation, words: str) -> None:
    buttons = workstation.window.bench.messages.findChildren(QPushButton)
    next(one for one in buttons if one.text() == words and not one.parentWidget().isHidden()).click()


def test_what_waits_for_a_book_waits_on_while_another_one_is_open(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, open_box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_workstation()
    office, (one,) = ordered(first, qtbot, tmp_path, [cube(80.0)])
    first.window.open_item(one)
    on_bench(first, qtbot, one)
    done = done_offline(first, qtbot, one, open_box, monkeypatch)
    (name,) = kept = waiting(tmp_path)
    content, known = ((tmp_path / "home" / "data" / name).read_bytes() for name in (f"untold/{name}", "told.json"))

    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("STATUETTE_DATABASE", str(tmp_path / "other.sqlite"))
        other = opened(open_workstation(), qtbot)
        other.desk.act_as(other.desk.actor)
        qtbot.waitUntil(lambda: not other.window.items._untold and not other.window.items._unfiled, timeout=WAIT)
        assert not other.window.bench.messages.sentences
        other.close()
    assert waiting(tmp_path) == kept
    assert (tmp_path / "home" / "data" / "untold" / name).read_bytes() == content
    assert (tmp_path / "home" / "data" / "told.json").read_bytes() == known
    again = opened(open_workstation(), qtbot)
    office = again.desk.office
    qtbot.waitUntil(lambda: told(office, one) == done.revision, timeout=WAIT)
    qtbot.waitUntil(lambda: not waiting(tmp_path), timeout=WAIT)
    qtbot.waitUntil(lambda: item_work.take_up(office, one).filed, timeout=WAIT)


def test_a_step_at_an_item_of_another_book_is_kept_for_it_and_said(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_workstation()
    _office, (one,) = ordered(first, qtbot, tmp_path, [cube(80.0)])
    first.window.open_item(one)
    on_bench(first, qtbot, one)
    first.close()
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("STATUETTE_DATABASE", str(tmp_path / "other.sqlite"))
        other = opened(open_workstation(), qtbot)
        bench = other.window.workshop.bench
        qtbot.waitUntil(lambda: bench.document is not None and bench.report is not None, timeout=WAIT)
        done = subdivided(other, qtbot)
        said = other.window.bench.messages
        qtbot.waitUntil(lambda: str(item_work.OtherBookError().sentence) in said.sentences, timeout=WAIT)
        other.close()
    again = opened(open_workstation(), qtbot)
    qtbot.waitUntil(lambda: told(again.desk.office, one) == done.revision, timeout=WAIT)


def test_what_an_earlier_version_kept_is_told_to_the_book_that_has_its_item(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    first = open_workstation()
    office, (one, two) = ordered(first, qtbot, tmp_path, [cube(80.0), cube(60.0)])
    first.window.open_item(one)
    here = on_bench(first, qtbot, one)
    there = fingerprint(here)
    first.window.open_item(two)
    on_bench(first, qtbot, two)
    first.close()
    done = replace(document(one, here.revision, "d" * 64), book="")
    FolderUntold(tmp_path / "home" / "data" / "untold", office.vault).keep(done)
    FolderUntold(tmp_path / "home" / "data" / "untold", office.vault).keep(replace(done, item=4))
    (tmp_path / "home" / "data" / "told.json").write_text(
        f'{{"{one}": {{"there": ["{there}"], "unfiled": ""}}}}', "utf-8"
    )
    assert waiting(tmp_path) == {f"{one}.json", "4.json"}
    again = opened(open_workstation(), qtbot)
    qtbot.waitUntil(lambda: told(again.desk.office, one) == done.revision, timeout=WAIT)
    qtbot.waitUntil(lambda: not again.window.items._untold, timeout=WAIT)
    assert waiting(tmp_path) == {"4.json"}, "nobody knows of which book that is"
    assert not any("not in the book" in each for each in again.window.bench.messages.sentences)


def refused(station: Workstation, qtbot: QtBot, one: int, away: pytest.MonkeyPatch, other: Path) -> Document:
    """A step done offline, while somebody else went on; the window is closed then."""
    office = station.desk.office
    there = item_work.take_up(office, one).document
    assert there is not None
    elsewhere = replace(document(one, there.revision, "e" * 64), source=there.source, title=there.title)
    with away.context() as now:
        offline(office, now)
        item_work.file_step(office, elsewhere, fingerprint(there))
        return done_offline(station, qtbot, one, other, now)


def test_what_the_book_refused_is_there_until_it_is_taken_as_a_model_of_its_own(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, open_box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_workstation()
    _office, (one,) = ordered(first, qtbot, tmp_path, [cube(80.0)])
    first.window.open_item(one)
    on_bench(first, qtbot, one)
    done = refused(first, qtbot, one, monkeypatch, open_box)
    again = open_workstation()
    qtbot.waitUntil(lambda: bool(waiting(tmp_path, "set-aside")), timeout=WAIT)
    assert any("is kept on this PC" in each for each in again.window.bench.messages.sentences)
    qtbot.waitUntil(lambda: not waiting(tmp_path), timeout=WAIT)
    again.close()

    third = opened(open_workstation(), qtbot)
    bench, said = third.window.workshop.bench, third.window.bench.messages
    assert any("the order book did not take it" in each for each in said.sentences)
    press(third, "Open mine as a model of its own")
    own = bench.document
    assert own is not None
    assert (own.item, own.revision, own.edits) == (0, done.revision, done.edits)
    assert own.title == f"My version of {done.title}"
    assert not waiting(tmp_path, "set-aside")
    assert done.title.encode() not in (tmp_path / "home" / "data" / "bench.json").read_bytes(), (
        "it still is of an order"
    )
    subdivided(third, qtbot)
    assert not third.window.items._untold
    assert told(third.desk.office, one) == "e" * 64
    third.close()
    last = opened(open_workstation(), qtbot)
    qtbot.waitUntil(lambda: last.window.workshop.bench.document is not None, timeout=WAIT)
    assert last.window.workshop.bench.document.title == own.title
    assert not any("order book did not take it" in each for each in last.window.bench.messages.sentences)


def test_what_the_book_refused_is_not_offered_any_more_once_it_is_not_needed(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    station = opened(open_workstation(), qtbot)
    office, (one,) = ordered(station, qtbot, tmp_path, [cube(80.0)])
    kept = FolderSetAside(tmp_path / "home" / "data" / "set-aside", office.vault)
    mine = replace(document(one, "a" * 64, "b" * 64), book=item_work.which_book(office).id)
    kept.keep(replace(mine, book="0" * 16))
    kept.keep(mine)
    for _unlocked in range(2):
        station.desk.act_as(station.desk.actor)
    said = station.window.bench.messages
    qtbot.waitUntil(lambda: len(said.sentences) == 1, timeout=WAIT)
    press(station, "Not needed")
    assert not kept.of_book(mine.book)
    assert not said.sentences
    assert len(kept.of_book("0" * 16)) == 1


def erase(office: Office, item: int) -> None:
    """Its order is cancelled, and the buyer's data erased."""
    with office.book.reading() as book:
        there = book.get(Item, item)
    orders.move(office, Item, item, "cancel", reason="changed their mind", version=there.version)
    erase_person(office, [there.order], "letter of 24 November")


def test_what_the_book_refused_goes_with_its_order(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, open_box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Erased elsewhere while this PC was off, and while its program runs."""
    first = open_workstation()
    _office, (one,) = ordered(first, qtbot, tmp_path, [cube(80.0)])
    _office, (two,) = ordered(first, qtbot, tmp_path, [cube(60.0)])
    first.window.open_item(one)
    on_bench(first, qtbot, one)
    done = refused(first, qtbot, one, monkeypatch, open_box)
    again = opened(open_workstation(), qtbot)
    office = again.desk.office
    qtbot.waitUntil(lambda: bool(waiting(tmp_path, "set-aside")), timeout=WAIT)
    kept = FolderSetAside(tmp_path / "home" / "data" / "set-aside", office.vault)
    kept.keep(replace(document(two, "a" * 64, "b" * 64), book=item_work.which_book(office).id))
    assert again.window.workshop.store.has(done.revision)
    erase(office, one)
    again.desk.act_as(again.desk.actor)
    said = again.window.bench.messages
    qtbot.waitUntil(lambda: len(waiting(tmp_path, "set-aside")) == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: ["did not take it" in each for each in said.sentences] == [True], timeout=WAIT)
    assert not again.window.workshop.store.has(done.revision)
    erase(office, two)
    again.close()
    assert waiting(tmp_path, "set-aside")
    third = opened(open_workstation(), qtbot)
    qtbot.waitUntil(lambda: not waiting(tmp_path, "set-aside"), timeout=WAIT)
    assert not any("did not take it" in each for each in third.window.bench.messages.sentences)


def test_safe_mode_leaves_what_waits_of_the_usual_bench_alone_and_what_it_did_is_told_afterwards(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, open_box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_workstation()
    _office, (one, two) = ordered(first, qtbot, tmp_path, [cube(80.0), cube(60.0)])
    first.window.open_item(one)
    before = on_bench(first, qtbot, one)
    done = done_offline(first, qtbot, one, open_box, monkeypatch)
    kept, known = waiting(tmp_path), (tmp_path / "home" / "data" / "told.json").read_bytes()

    safe = assemble(Start(safe=True))
    safe.window.show()
    safe.window.start([])
    opened(safe, qtbot)
    office = safe.desk.office
    safe.window.open_item(two)
    on_bench(safe, qtbot, two)
    with monkeypatch.context() as away:
        offline(office, away)
        in_safe = subdivided(safe, qtbot)
        safe.close()
    safe.window.deleteLater()
    QApplication.processEvents()
    assert waiting(tmp_path) == kept
    assert (tmp_path / "home" / "data" / "told.json").read_bytes() == known
    assert waiting(tmp_path, "safe/untold")

    again = opened(open_workstation(), qtbot)
    office = again.desk.office
    qtbot.waitUntil(lambda: told(office, one) == done.revision != before.revision, timeout=WAIT)
    qtbot.waitUntil(lambda: told(office, two) == in_safe.revision, timeout=WAIT)
    qtbot.waitUntil(lambda: not waiting(tmp_path) and not waiting(tmp_path, "safe/untold"), timeout=WAIT)
    qtbot.waitUntil(lambda: item_work.take_up(office, one).filed and item_work.take_up(office, two).filed, timeout=WAIT)


def test_what_lay_on_the_usual_bench_does_not_replace_what_was_done_in_safe_mode(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    first = open_workstation()
    _office, (one,) = ordered(first, qtbot, tmp_path, [cube(80.0)])
    first.window.open_item(one)
    before = on_bench(first, qtbot, one)
    first.close()
    safe = assemble(Start(safe=True))
    safe.window.show()
    safe.window.start([])
    opened(safe, qtbot)
    safe.window.open_item(one)
    on_bench(safe, qtbot, one)
    in_safe = subdivided(safe, qtbot)
    qtbot.waitUntil(lambda: told(safe.desk.office, one) == in_safe.revision, timeout=WAIT)
    safe.close()
    safe.window.deleteLater()
    QApplication.processEvents()
    again = opened(open_workstation(), qtbot)
    items, bench = again.window.items, again.window.workshop.bench
    qtbot.waitUntil(lambda: items._is_refused and not items._untold, timeout=WAIT)
    assert bench.document is not None
    assert bench.document.revision == before.revision
    assert told(again.desk.office, one) == in_safe.revision
    assert not waiting(tmp_path, "set-aside"), "the book has it among its steps"
