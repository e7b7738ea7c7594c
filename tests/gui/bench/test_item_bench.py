"""Items of orders at the bench of the real window: taken up, changed, told to the book, filed; recipes over orders."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation
from app.commands import item_work, orders, proofs
from app.commands.item_work import GoneOnError, NotFiledError
from app.commands.office import Office
from app.gui.bench import item_bench
from app.i18n import text
from app.mesh.mesh import Mesh
from app.orders.assets import AssetsOfflineError
from app.orders.book import BookOfflineError
from app.orders.records import Item, ItemWork
from app.security.actor import NOBODY, OWNER
from app.session.bench import Document, Edit, Pin
from app.session.document_json import fingerprint
from app.settings.recipe import Recipe, RecipeStep, save_recipe
from tests.figurine_orders import order_figurines
from tests.gui.conftest import Open, cube
from tests.new_content import revise
from tests.unit.commands.test_item_work import document, go

WAIT = 60_000


def ordered(station: Workstation, qtbot: QtBot, folder: Path, meshes: list[Mesh]) -> tuple[Office, list[int]]:
    desk = station.window.orders._desk
    qtbot.waitUntil(lambda: desk.ready, timeout=WAIT)
    return desk.office, order_figurines(desk.office, folder, meshes)


def told(office: Office, item: int) -> str:
    """The revision that the book knows."""
    with office.book.reading() as book:
        work = book.one(ItemWork, item=item)
        return "" if work is None else str(book.get(Item, item).revision)


def test_an_item_is_worked_on_and_the_book_knows_each_step(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    station = open_workstation()
    window, bench = station.window, station.window.workshop.bench
    office, (one,) = ordered(station, qtbot, tmp_path, [cube()])
    window.orders.item_wanted.emit(one)
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.item == one, timeout=WAIT)
    assert bench.document is not None
    assert bench.document.height_mm == pytest.approx(80.0)
    qtbot.waitUntil(
        lambda: window.orders.model.bar.item is not None and window.orders.model.bar.item.id == one, timeout=WAIT
    )
    qtbot.waitUntil(lambda: bench.report is not None, timeout=WAIT)
    before = bench.document.revision
    window.tool_host._run("subdivide", {"rounds": 1.0, "method": "flat"})
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.revision != before, timeout=WAIT)
    after = bench.document.revision
    qtbot.waitUntil(lambda: told(office, one) == after, timeout=WAIT)
    window.items.flush()
    qtbot.waitUntil(lambda: item_work.take_up(office, one).filed, timeout=WAIT)
    assert not list((Path(window._services.data_folder) / "items").glob("*"))  # the model itself does not lie about
    window.wiring.undo.stack.undo()
    assert bench.document.revision == before
    qtbot.waitUntil(lambda: told(office, one) == before, timeout=WAIT)


def test_what_the_buyer_wants_changed_is_read_above_the_bench(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    station = open_workstation()
    window, bench = station.window, station.window.workshop.bench
    window.show()
    office, (one,) = ordered(station, qtbot, tmp_path, [cube()])
    revise(office, one, "ab" * 32)
    for event in ("start", "submit", "to_review"):
        orders.move(office, Item, one, event, version=None)
    proof = proofs.draft_proof(office, one)
    proof = proofs.send_proof(office, proof.id, version=proof.version)
    window.orders.item_wanted.emit(one)
    bar = window.orders.model.bar
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.item == one, timeout=WAIT)
    qtbot.waitUntil(lambda: bar.item is not None and bar.item.id == one, timeout=WAIT)
    assert not bar.said.button.isVisible()
    proofs.decide(
        office, proof.id, "want_changes", version=proof.version, reason="changes", by="buyer", remarks="longer hair"
    )  # at another PC
    qtbot.waitUntil(bar.said.button.isVisible, timeout=WAIT)
    qtbot.mouseClick(bar.said.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bar.said.words.text() == "longer hair", timeout=WAIT)
    orders.move(office, Item, one, "next_round", version=None)
    qtbot.waitUntil(lambda: bar.item is not None and bar.item.state == "modeling", timeout=WAIT)
    assert bar.said.words.text() == "longer hair", "they stay while the order goes on"
    window.orders._desk.locked.emit()
    assert bar.said.words.text() == ""


def test_a_step_stays_with_whoever_did_it_and_left_at_once(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    """Between the step and what the book is told lies a moment; somebody else may be at the window by then, or nobody."""
    station = open_workstation()
    window, bench = station.window, station.window.workshop.bench
    office, (one,) = ordered(station, qtbot, tmp_path, [cube()])
    window.open_item(one)
    qtbot.waitUntil(lambda: bench.document is not None and bench.report is not None, timeout=WAIT)
    assert bench.document is not None
    before = bench.document.revision
    qtbot.waitUntil(lambda: told(office, one) == before, timeout=WAIT)

    def nobody_here(_document: object) -> None:
        station.desk.act_as(NOBODY)

    bench.document_changed.connect(nobody_here)
    window.tool_host._run("subdivide", {"rounds": 1.0, "method": "flat"})
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.revision != before, timeout=WAIT)
    assert station.desk.actor == NOBODY
    after = bench.document.revision
    as_owner = office.acting(OWNER)
    qtbot.waitUntil(lambda: told(as_owner, one) == after, timeout=WAIT)
    window.items.flush()
    qtbot.waitUntil(lambda: item_work.take_up(as_owner, one).filed, timeout=WAIT)


def test_the_bar_of_an_item_is_there_again_after_a_start(open_workstation: Open, qtbot: QtBot, tmp_path: Path) -> None:
    """The bench comes back before the order book is open and anybody is there who may look into it."""
    first = open_workstation()
    _office, (one,) = ordered(first, qtbot, tmp_path, [cube()])
    first.window.open_item(one)
    qtbot.waitUntil(lambda: first.window.orders.model.bar.item is not None, timeout=WAIT)
    first.close()
    again = open_workstation()
    qtbot.waitUntil(lambda: again.desk.ready and again.window.workshop.bench.document is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: again.window.orders.model.bar.item is not None, timeout=WAIT)
    assert again.window.orders.model.bar.item.id == one
    assert again.window.orders.model.bar.go.isVisible()


def test_a_model_that_needs_nothing_is_filed_as_well(open_workstation: Open, qtbot: QtBot, tmp_path: Path) -> None:
    """Plates and print files are made of what was filed."""
    station = open_workstation()
    window, bench = station.window, station.window.workshop.bench
    office, (one,) = ordered(station, qtbot, tmp_path, [cube(80.0)])
    window.open_item(one)
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.item == one, timeout=WAIT)
    assert bench.document is not None
    qtbot.waitUntil(lambda: told(office, one) != "", timeout=WAIT)
    qtbot.waitUntil(lambda: item_work.take_up(office, one).filed, timeout=WAIT)
    revision = told(office, one)
    assert revision == bench.document.revision
    assert item_work.filed_mesh(office, one, revision).revision == revision
    assert not [note for note in bench.document.notes if "is proposed" in str(note)]


def test_what_another_pc_filed_goes_on_here(open_workstation: Open, qtbot: QtBot, tmp_path: Path) -> None:
    station = open_workstation()
    window, bench = station.window, station.window.workshop.bench
    office, (one, two) = ordered(station, qtbot, tmp_path, [cube(), cube(30.0)])
    other = cube(25.0)
    first = item_work.take_up(office, one)
    assert first.document is None
    item_work.file_step(office, document(one, cube().revision, other.revision))
    item_work.file_revision(office, one, other)
    window.open_item(one)
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.item == one, timeout=WAIT)
    assert bench.document is not None
    assert bench.document.revision == other.revision
    failed = [job.title for job in window.workshop.runner.jobs if job.state == "failed"]
    assert not failed, "that it is not printed flat is no failure that anybody has to read"
    window.open_item(two)
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.item == two, timeout=WAIT)


def on_bench(station: Workstation, qtbot: QtBot, item: int) -> Document:
    """The document of this item, once it is on the bench and told."""
    window, bench = station.window, station.window.workshop.bench
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.item == item, timeout=WAIT)
    qtbot.waitUntil(lambda: bench.report is not None and not window.items.waits, timeout=WAIT)
    assert bench.document is not None
    return bench.document


def test_what_lay_on_the_bench_does_not_replace_what_was_done_elsewhere(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    """Neither when the program starts again nor when somebody logs in; the item can be put on the bench anew."""
    first = open_workstation()
    office, (one,) = ordered(first, qtbot, tmp_path, [cube(80.0)])
    first.window.open_item(one)
    here = on_bench(first, qtbot, one)
    first.close()
    again = open_workstation()
    office, bench, items = again.desk.office, again.window.workshop.bench, again.window.items
    qtbot.waitUntil(lambda: again.desk.ready, timeout=WAIT)
    on_bench(again, qtbot, one)
    assert told(office, one) == here.revision

    other = cube(25.0)
    elsewhere = replace(
        document(one, here.revision, other.revision), process=here.process, source=here.source, title=here.title
    )
    there = item_work.take_up(office, one).document
    assert there is not None
    item_work.file_step(office, elsewhere, fingerprint(there))
    item_work.file_revision(office, one, other)
    for _time in range(2):
        again.desk.act_as(again.desk.actor)  # it is unlocked
        qtbot.waitUntil(lambda: items._is_refused and not items._untold, timeout=WAIT)
    assert told(office, one) == other.revision
    assert item_work.take_up(office, one).document == elsewhere
    again.window.open_item(one)
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.revision == other.revision, timeout=WAIT)
    on_bench(again, qtbot, one)
    assert item_work.take_up(office, one).document == elsewhere


def test_an_item_whose_model_lies_on_another_pc_begins_anew_only_while_its_model_is_made(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    """To look at it takes back neither what the buyer has approved nor what was done there."""
    station = open_workstation()
    bench, messages = station.window.workshop.bench, station.window.bench.messages
    office, (one,) = ordered(station, qtbot, tmp_path, [cube()])
    elsewhere = document(one, "a" * 64, "b" * 64)
    item_work.file_step(office, elsewhere)
    go(office, one, "start", "submit", "to_review", "send_proof", "approve")
    station.window.open_item(one)
    qtbot.waitUntil(lambda: str(NotFiledError().sentence) in messages.sentences, timeout=WAIT)
    assert bench.document is None or bench.document.item != one
    taken = item_work.take_up(office, one)
    assert (taken.document, taken.item.approved) == (elsewhere, "b" * 64)
    go(office, one, "change")
    station.window.open_item(one)
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.item == one, timeout=WAIT)
    qtbot.waitUntil(lambda: bench.report is not None, timeout=WAIT)
    station.desk.act_as(station.desk.actor)  # it is unlocked
    qtbot.waitUntil(lambda: not station.window.items.waits, timeout=WAIT)
    assert item_work.take_up(office, one).document == elsewhere
    station.window.tool_host._run("subdivide", {"rounds": 1.0, "method": "flat"})
    qtbot.waitUntil(lambda: told(office, one) not in {"", "b" * 64}, timeout=WAIT)
    now = item_work.take_up(office, one).document
    assert now is not None
    assert [edit.tool for edit in now.edits][-1] == "subdivide"


def test_what_is_not_filed_yet_is_filed_when_the_window_closes(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    station = open_workstation()
    office, (one,) = ordered(station, qtbot, tmp_path, [cube(80.0)])
    station.window.open_item(one)
    revision = on_bench(station, qtbot, one).revision
    assert not item_work.take_up(office, one).filed
    station.window.close()
    assert item_work.filed_mesh(office, one, revision).revision == revision


def subdivided(station: Workstation, qtbot: QtBot) -> Document:
    """What is on the bench after a step."""
    window, bench = station.window, station.window.workshop.bench
    assert bench.document is not None
    before = bench.document.revision
    window.tool_host._run("subdivide", {"rounds": 1.0, "method": "flat"})
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.revision != before, timeout=WAIT)
    assert bench.document is not None
    return bench.document


def offline(office: Office, away: pytest.MonkeyPatch) -> None:
    """From now on the book takes nothing from the threads of the window; another PC still reaches it."""
    writing = office.book.writing

    def refuse(*args: Any, **named: Any) -> Any:
        if threading.current_thread() is not threading.main_thread():
            raise BookOfflineError
        return writing(*args, **named)

    away.setattr(office.book, "writing", refuse)


def done_offline(
    station: Workstation, qtbot: QtBot, one: int, other: Path, monkeypatch: pytest.MonkeyPatch
) -> Document:
    """A step at an item while the book is offline; then another file is opened, and the window closes."""
    bench = station.window.workshop.bench
    with monkeypatch.context() as away:
        offline(station.desk.office, away)
        done = subdivided(station, qtbot)
        assert done.item == one
        station.window.open_file(other)
        qtbot.waitUntil(lambda: bench.document is not None and bench.document.item == 0, timeout=WAIT)
        station.close()
    return done


def test_what_was_done_while_the_book_was_offline_gets_there_after_the_next_start(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, open_box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was opened since: the journal of the bench knows only that."""
    first = open_workstation()
    _office, (one,) = ordered(first, qtbot, tmp_path, [cube(80.0)])
    first.window.open_item(one)
    before = on_bench(first, qtbot, one)
    done = done_offline(first, qtbot, one, open_box, monkeypatch)
    again = open_workstation()
    qtbot.waitUntil(lambda: again.desk.ready, timeout=WAIT)
    office, bench = again.desk.office, again.window.workshop.bench
    qtbot.waitUntil(lambda: told(office, one) == done.revision != before.revision, timeout=WAIT)
    assert item_work.take_up(office, one).document == done
    assert bench.document is not None
    assert bench.document.item == 0, "what was on the bench stays there"
    qtbot.waitUntil(lambda: not list((tmp_path / "home" / "data" / "untold").iterdir()), timeout=WAIT)
    qtbot.waitUntil(lambda: item_work.take_up(office, one).filed, timeout=WAIT)
    again.window.open_item(one)
    assert on_bench(again, qtbot, one).edits == done.edits


def test_what_was_done_while_the_book_was_offline_does_not_replace_what_others_did_meanwhile(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, open_box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_workstation()
    office, (one,) = ordered(first, qtbot, tmp_path, [cube(80.0)])
    first.window.open_item(one)
    here = on_bench(first, qtbot, one)
    there = item_work.take_up(office, one).document
    assert there is not None
    elsewhere = replace(there, pins=(Pin(1, here.revision, (0, 0, 0), (0, 0, 1), "here"),))
    with monkeypatch.context() as away:
        offline(office, away)
        item_work.file_step(office, elsewhere, fingerprint(there))
        done_offline(first, qtbot, one, open_box, away)
    again = open_workstation()
    qtbot.waitUntil(lambda: again.desk.ready, timeout=WAIT)
    said = again.window.bench.messages
    qtbot.waitUntil(lambda: any(str(GoneOnError().sentence) in each for each in said.sentences), timeout=WAIT)
    assert item_work.take_up(again.desk.office, one).document == elsewhere
    assert not list((tmp_path / "home" / "data" / "untold").iterdir())


def test_an_item_that_is_refused_at_the_end_keeps_no_other_from_the_book(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = open_workstation()
    office, (one, two) = ordered(station, qtbot, tmp_path, [cube(80.0), cube(60.0)])
    station.window.open_item(one)
    on_bench(station, qtbot, one)
    there = item_work.take_up(office, one).document
    assert there is not None
    elsewhere = replace(document(one, there.revision, "e" * 64), source=there.source, title=there.title)
    with monkeypatch.context() as away:
        offline(office, away)
        subdivided(station, qtbot)
        station.window.open_item(two)
        bench = station.window.workshop.bench
        qtbot.waitUntil(lambda: bench.document is not None and bench.document.item == two, timeout=WAIT)
        qtbot.waitUntil(lambda: bench.report is not None, timeout=WAIT)
        done = subdivided(station, qtbot)
        item_work.file_step(office, elsewhere, fingerprint(there))
        assert [item for _book, item in station.window.items._untold] == [one, two]
    station.window.close()
    assert item_work.take_up(office, one).document == elsewhere
    taken = item_work.take_up(office, two)
    assert (taken.document, taken.filed) == (done, True)


def test_what_could_not_be_filed_at_the_end_is_filed_after_the_next_start(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, open_box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_workstation()
    office, (one,) = ordered(first, qtbot, tmp_path, [cube(80.0)])

    def far_away(*_what: object) -> None:
        raise AssetsOfflineError(text("It does not answer."))

    with monkeypatch.context() as away:
        away.setattr(item_bench, "file_revision", far_away)
        first.window.open_item(one)
        revision = on_bench(first, qtbot, one).revision
        assert told(office, one) == revision
        bench = first.window.workshop.bench
        first.window.open_file(open_box)
        qtbot.waitUntil(lambda: bench.document is not None and bench.document.item == 0, timeout=WAIT)
        first.close()
    again = open_workstation()
    qtbot.waitUntil(lambda: again.desk.ready, timeout=WAIT)
    qtbot.waitUntil(lambda: item_work.take_up(again.desk.office, one).filed, timeout=WAIT)


def test_the_last_strokes_before_the_window_closes_get_into_the_book(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = open_workstation()
    window, bench = station.window, station.window.workshop.bench
    office, (one,) = ordered(station, qtbot, tmp_path, [cube(80.0)])
    window.open_item(one)
    before = on_bench(station, qtbot, one).revision
    after = cube(81.0)
    window.workshop.store.put(after)
    stroke = Edit(text("Draw"), before, after.revision)
    monkeypatch.setattr(window.brushes.hand, "close", lambda: bench.finish(stroke))  # as it keeps what was just drawn
    window.close()
    assert told(office, one) == after.revision
    assert item_work.take_up(office, one).filed


def test_a_recipe_is_done_to_the_figurines_that_are_chosen_in_the_queue(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, home: Path
) -> None:
    tall = Recipe(id="tall", name={"en": "Tall"}, steps=(RecipeStep(tool="height", values={"height_mm": 60.0}),))
    save_recipe(tall, home / "settings" / "recipes")
    station = open_workstation()
    window = station.window
    office, items = ordered(station, qtbot, tmp_path, [cube(), cube(30.0)])
    window.orders.recipe_wanted.emit(tuple(items))
    dialog = window.many.batch()
    qtbot.waitUntil(lambda: len(dialog.table.rows) == 2, timeout=WAIT)
    assert dialog.table.index(0, 0).data().endswith("Cat")
    dialog.choose_out(tmp_path / "out")
    dialog.recipe.setCurrentIndex(dialog.recipe.findData("tall"))
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.job is not None and not dialog.job.open, timeout=120_000)
    assert [row.state for row in dialog.table.rows] == ["printable", "printable"]
    assert len(list((tmp_path / "out").glob("*.3mf"))) == 2
    assert all(item_work.take_up(office, item).filed for item in items)
    dialog.view.activated.emit(dialog.table.index(1, 0))
    bench = window.workshop.bench
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.item == items[1], timeout=WAIT)
    assert bench.document is not None
    assert [edit.tool for edit in bench.document.edits] == ["height"]
    dialog.close()


def test_the_figurines_of_a_view_are_chosen_in_the_batch(open_workstation: Open, qtbot: QtBot, tmp_path: Path) -> None:
    station = open_workstation()
    _office, items = ordered(station, qtbot, tmp_path, [cube(), cube(30.0)])
    dialog = station.window.many.batch()
    next(action for action in dialog.orders.menu().actions() if action.text() == "Everything open").trigger()
    qtbot.waitUntil(lambda: sorted(row.item for row in dialog.table.rows) == sorted(items), timeout=WAIT)
    assert dialog.start.isEnabled()
    assert dialog.recipe.currentData() == "white-figurine-120"
    dialog.close()
