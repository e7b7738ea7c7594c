"""The disk of the files is full, and so is the disk of this PC: each is said in a sentence, and nothing is there by half."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.commands import notes
from app.gui.trouble.crash_dialog import CrashDialog
from app.orders.records import FileLink
from tests.e2e.faults.conftest import WAIT, Day, Opener

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="a small disk is mounted, which only root may"
)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of this size."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=False)
    if done.returncode:
        pytest.skip("this container may not mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> Path:
    """Something else takes all the room."""
    path = folder / "somebody's film.mp4"
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
    return path


@pytest.fixture
def files_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with small_disk(tmp_path / "files", 8) as folder:
        monkeypatch.setenv("STATUETTE_ASSETS", str(folder))
        yield folder


def test_the_disk_of_the_files(
    files_disk: Path, open_day: Opener, tmp_path: Path, qtbot: QtBot, happened: Callable[..., None]
) -> None:
    day = open_day()
    made = day.new_order()
    assert made is not None
    first = day.ask(notes.add_file, made.id, "photo.png", os.urandom(100_000), "photo")
    film = fill(files_disk)
    photo = tmp_path / "another photo.png"
    photo.write_bytes(os.urandom(300_000))
    day.window.orders.show_order(made.id)
    detail = day.window.orders.detail
    detail._files.add([photo])
    qtbot.waitUntil(lambda: bool(detail.messages.sentences), timeout=WAIT)
    assert len(detail.messages.sentences) == 1
    assert "is full; make room and try again" in detail.messages.sentences[0]
    assert files_of(day, made.id) == [first.id]
    assert day.ask(notes.file_content, first.id), "what was there can be read"
    assert day.new_order() is not None, "orders go on"
    assert not list(files_disk.rglob(".*.tmp")), "nothing is there by half"
    film.unlink()
    detail._files.add([photo])
    qtbot.waitUntil(lambda: len(files_of(day, made.id)) == 2, timeout=WAIT)
    assert day.ask(notes.file_content, files_of(day, made.id)[1]) == photo.read_bytes()
    assert day.lost() == []
    assert day.is_whole()
    open_day.end()
    happened(lost=len(day.lost()))


def files_of(day: Day, order: int) -> list[int]:
    with day.office.book.reading() as book:
        return [file.id for file in book.find(FileLink, order=order)]


@pytest.fixture
def pc_disk(home: Path) -> Iterator[Path]:
    """All that this PC keeps lies there: order book, files, models, settings, log."""
    settings = (home / "settings" / "preferences.json").read_bytes()
    with small_disk(home, 32) as folder:
        (folder / "settings").mkdir()
        (folder / "settings" / "preferences.json").write_bytes(settings)
        yield folder


def test_the_disk_of_this_pc(
    pc_disk: Path, open_day: Opener, open_box: Path, qtbot: QtBot, happened: Callable[..., None]
) -> None:
    """The order book, the models and what lies on the bench: the last step is refused, all before it stays."""
    day = open_day(open_box)
    crashes = day.station.crashes
    crashes.install()  # as in the program: what nobody takes comes there
    window, bench = day.window, day.window.workshop.bench
    assert day.new_order() is not None
    qtbot.waitUntil(lambda: bench.report is not None, timeout=WAIT)
    turn, undo = window.actions_.by_id["model.turn_x"], window.actions_.by_id["edit.undo"]
    turn.trigger()
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.position == 1, timeout=WAIT)
    assert bench.document is not None
    before = bench.document
    film = fill(pc_disk)
    for action in ("model.repair_automatically", "edit.undo", "file.close"):
        qtbot.waitUntil(lambda action=action: window.actions_.by_id[action].isEnabled(), timeout=WAIT)  # type: ignore[misc]
        window.bench.messages.clear()
        window.actions_.by_id[action].trigger()
        qtbot.waitUntil(lambda: bool(window.bench.messages.sentences), timeout=WAIT)
        assert "The disk of this PC is full; nothing was changed" in window.bench.messages.sentences[0], action
        assert bench.document == before, "the model is as it was"
        qtbot.waitUntil(lambda: window.wiring.undo.stack.index() == 1, timeout=WAIT)
    assert day.new_order() is None
    assert "full; nothing was changed" in day.refused[-1]
    assert not window.findChildren(CrashDialog), "a full disk is no bug of the program"
    film.unlink()
    assert day.new_order() is not None
    undo.trigger()
    assert bench.document.position == 0
    window.actions_.by_id["model.repair_automatically"].trigger()
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.position == 1, timeout=WAIT)
    assert day.lost() == []
    assert day.is_whole()
    open_day.end()
    happened(lost=len(day.lost()))


def test_the_program_starts_on_a_full_disk(
    pc_disk: Path, open_day: Opener, open_box: Path, qtbot: QtBot, happened: Callable[..., None]
) -> None:
    """What was on the bench is shown as it was read, and the order book opens."""
    day = open_day(open_box)
    assert day.new_order() is not None
    qtbot.waitUntil(lambda: day.window.workshop.bench.report is not None, timeout=WAIT)
    left = day.window.workshop.bench.document
    confirmed = day.confirmed
    film = fill(pc_disk)
    day = open_day()  # waits until the order book can be asked
    day.confirmed += confirmed
    bench = day.window.workshop.bench
    assert bench.document == left
    qtbot.waitUntil(lambda: bench.report is not None, timeout=WAIT)
    assert not day.window.bench.is_empty
    assert day.lost() == []
    film.unlink()
    assert day.new_order() is not None
    day.window.actions_.by_id["model.turn_x"].trigger()
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.position == 1, timeout=WAIT)
    assert day.is_whole()
    open_day.end()
    happened(lost=len(day.lost()))
