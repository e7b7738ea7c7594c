"""The real window over a folder of its own; a thread that is left behind fails the test."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import i18n
from app.bootstrap.assembling import assemble
from app.bootstrap.workstation import Workstation
from app.gui.base.look import Look
from app.jobs.progress import silent
from app.mesh.loading import save
from app.mesh.mesh import Mesh
from tests.left_items import items_of_layouts
from tests.quick_books import books_are_opened_quickly  # noqa: F401 - a fixture for all tests below


@pytest.fixture(autouse=True)
def no_other_thread_takes_widgets_down() -> Iterator[None]:
    """Whichever thread makes Python tidy up takes down the widgets in the garbage, and crashes where it is a worker.

    The program has its :class:`app.gui.base.collector.MainThreadCollector` against that; most tests here have only a desk.
    """
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def no_item_of_a_layout_is_left_behind() -> Iterator[None]:
    """What asks a layout by ``itemAt`` leaves something that damages the heap later, in another test."""
    yield
    assert items_of_layouts() == []


@pytest.fixture(autouse=True)
def no_thread_is_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    end = time.monotonic() + 30
    while left := [t for t in threading.enumerate() if t not in before and t.is_alive()]:
        if time.monotonic() > end:
            pytest.fail(f"threads were left behind: {[t.name for t in left]}")
        left[0].join(0.1)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.activate("en")
    yield
    i18n.activate("en")


@pytest.fixture
def look(qapp: QApplication) -> Look:
    look = Look(qapp)
    look.choose("dark")
    return look


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("STATUETTE_HOME", str(folder))
    (folder / "settings").mkdir(parents=True)
    (folder / "settings" / "preferences.json").write_text('{"language": "en", "first_start_done": true}', "utf-8")
    return folder


Open = Callable[..., Workstation]


@pytest.fixture
def open_workstation(home: Path, qtbot: QtBot) -> Iterator[Open]:
    """Opens the real window; every bug that a job reports fails the test."""
    assert home.is_dir()
    opened: list[Workstation] = []
    bugs: list[BaseException] = []

    def open_it(*files: Path) -> Workstation:
        workstation = assemble()
        workstation.window.workshop.runner.crashed.connect(bugs.append)
        opened.append(workstation)
        with qtbot.waitExposed(workstation.window):
            workstation.window.show()
        with qtbot.waitSignal(workstation.window.bench.viewport.ready, timeout=60_000):
            workstation.window.start(list(files))
            workstation.window.bench.viewport.start()
        return workstation

    yield open_it
    for workstation in opened:
        workstation.close()
        workstation.window.deleteLater()
    QApplication.processEvents()
    assert not bugs


def cube(edge_mm: float = 20.0, *, open_top: bool = False) -> Mesh:
    corners = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], float) * edge_mm
    sides = [(0, 2, 3, 1), (0, 1, 5, 4), (1, 3, 7, 5), (3, 2, 6, 7), (2, 0, 4, 6), (4, 5, 7, 6)]
    faces = [f for a, b, c, d in sides for f in ((a, b, c), (a, c, d))]
    return Mesh(corners, np.array(faces[:-2] if open_top else faces, np.int32))


@pytest.fixture
def open_box(tmp_path: Path) -> Path:
    """An STL file of a box without its top: a hole to close, no unit."""
    path = tmp_path / "open box.stl"
    save(cube(open_top=True), path, silent())
    return path
