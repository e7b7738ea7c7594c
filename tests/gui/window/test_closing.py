"""A window that is closed while a file is being saved: the file is written, or the window stays and says why not."""

import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.commands.orders import new_order
from app.gui.orders.export_choice import export_items_to
from app.gui.window.main_window import MainWindow
from app.i18n import text
from app.jobs.progress import Progress
from app.jobs.runner import Job
from app.orders.draft import ItemDraft, OrderDraft
from app.orders.records import Item
from tests.gui.conftest import Open

pytestmark = pytest.mark.render
WAIT = 90_000


@pytest.fixture
def window(open_workstation: Open, open_box: Path, qtbot: QtBot) -> MainWindow:
    window = open_workstation(open_box).window
    qtbot.waitUntil(lambda: window.workshop.bench.report is not None, timeout=WAIT)
    return window


def endless(progress: Progress) -> None:
    while True:
        progress(0.5)
        time.sleep(0.01)


def save_endlessly(window: MainWindow) -> Job:
    return window.workshop.runner.run(
        text("Save {file}", file="print.3mf"), endless, then=lambda _: None, lane="thread", writes="print.3mf"
    )


def test_it_waits_until_the_file_is_there(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / "print.3mf"
    path.write_bytes(b"of an older version")
    window.choose_workplace("pack")
    window.wiring.save(path)
    for _time in range(2):
        assert not window.close()
        assert window.isVisible()
    assert window.bench.isVisible()
    said = "“print.3mf” is still being saved; the window closes when it is done."
    assert window.bench.messages.sentences.count(said) == 1
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)
    assert path.read_bytes()[:2] == b"PK"
    assert list(path.parent.iterdir()) == [path]


def test_it_waits_for_a_proof(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    asked = window.proofs.ask()
    assert asked is not None
    asked.folder.setText(str(tmp_path / "out"))
    for part, box in asked.parts.items():
        box.setChecked(part in ("mp4", "pdf"))
    asked.accept()
    assert not window.close()
    assert window.isVisible()
    said = "“open box-r1.pdf” is still being saved; the window closes when it is done."
    assert said in window.bench.messages.sentences
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=2 * WAIT)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["open box-r1.mp4", "open box-r1.pdf"]


def test_it_stays_where_somebody_stops_the_proof(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    asked = window.proofs.ask()
    assert asked is not None
    asked.folder.setText(str(tmp_path / "out"))
    asked.accept()
    job = window.workshop.runner.jobs[-1]
    with qtbot.waitSignal(window.closing.called_off, timeout=WAIT):
        assert not window.close()
        job.cancel()
    assert window.isVisible()
    assert window.close()


def test_it_waits_for_a_table(open_workstation: Open, tmp_path: Path, qtbot: QtBot) -> None:
    workstation = open_workstation()
    window, desk = workstation.window, workstation.desk
    qtbot.waitUntil(lambda: desk.ready, timeout=WAIT)
    order = new_order(desk.office, OrderDraft(items=(ItemDraft(product="figurine", finish="white", height_mm=80.0),)))
    with desk.office.book.reading() as book:
        items = tuple(item.id for item in book.find(Item, order=order.id))
    path = tmp_path / "orders.csv"
    export_items_to(desk, items, path, window.docks.orders.queue.messages)
    assert not window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)
    assert path.exists()


def test_it_stays_where_the_file_could_not_be_saved(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window.wiring.save(tmp_path / "no folder" / "print.3mf")
    with qtbot.waitSignal(window.closing.called_off, timeout=WAIT):
        window.updates.restart()
        assert window.updates.restarting
    assert window.isVisible()
    assert any("no folder" in sentence for sentence in window.bench.messages.sentences)
    assert not window.updates.restarting, "whoever closes it later does not want it to start again"
    assert window.close()


def test_it_stays_where_somebody_stops_the_saving(window: MainWindow, qtbot: QtBot) -> None:
    job = save_endlessly(window)
    with qtbot.waitSignal(window.closing.called_off, timeout=WAIT):
        assert not window.close()
        job.cancel()
    assert window.isVisible()
    assert window.close()


def test_it_waits_for_strokes_that_are_kept_before_the_file_is_written(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled = []
    monkeypatch.setattr(window.wiring, "settled", settled.append)
    window.wiring.save(tmp_path / "print.3mf")
    assert not window.close()
    settled.pop()()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)
    assert (tmp_path / "print.3mf").exists()


def test_the_end_of_the_program_waits_for_nothing(window: MainWindow) -> None:
    job = save_endlessly(window)
    assert not window.close()
    window.end()
    assert not window.isVisible()
    assert job.stop.is_set()
