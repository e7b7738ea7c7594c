"""Selecting with mouse and keys in the real window."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation
from app.gui.window.main_window import MainWindow
from app.jobs.progress import silent
from app.mesh.loading import save
from tests.unit.mesh.shapes import icosphere

Open = Callable[..., Workstation]
KEYS = Qt.KeyboardModifier


@pytest.fixture
def ball(tmp_path: Path) -> Path:
    path = tmp_path / "ball.stl"
    save(icosphere(20, 4), path, silent())
    return path


@pytest.fixture
def window(ball: Path, open_workstation: Open, qtbot: QtBot) -> MainWindow:
    """The window with the ball in it, on the page "Fix", seen from the front."""
    window = open_workstation(ball).window
    qtbot.waitUntil(lambda: window.selecting.selector.mesh is not None, timeout=60_000)
    qtbot.waitUntil(lambda: window.bench.viewport.drawable() is not None, timeout=60_000)
    window.docks.side.choose("fix")
    pose = window.bench.viewport.pose
    window.bench.viewport.camera.go(window.bench.viewport.camera.framed(pose.seen_from(0.0, 0.0)))
    return window


def selected(window: MainWindow) -> np.ndarray:
    return window.workshop.selection.faces


def middles(window: MainWindow) -> np.ndarray:
    mesh = window.selecting.selector.mesh
    assert mesh is not None
    return mesh.vertices[mesh.faces].mean(axis=1) - mesh.bounds.mean(axis=0)


def do(qtbot: QtBot, window: MainWindow, start: Callable[[], object]) -> None:
    """Start something and wait for the selection that it leads to."""
    with qtbot.waitSignal(window.selecting.selector.shown, timeout=60_000):
        start()
    qtbot.waitUntil(lambda: not window.selecting.selector.waiting, timeout=60_000)


def drag(window: MainWindow, line: list[tuple[float, float]], keys: KEYS = KEYS.NoModifier) -> None:
    """Along points given in shares of the height from the picture's middle, right and up."""
    canvas = window.bench.viewport.canvas
    height, width = canvas.height(), canvas.width()
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    points = [QPointF(width / 2 + x * height, height / 2 - y * height) for x, y in line]
    kinds = [QMouseEvent.Type.MouseButtonPress, *[QMouseEvent.Type.MouseMove] * (len(points) - 1)]
    for kind, at in zip(kinds, points, strict=True):
        button = left if kind == QMouseEvent.Type.MouseButtonPress else none
        QApplication.sendEvent(canvas, QMouseEvent(kind, at, canvas.mapToGlobal(at), button, left, keys))
    last = QMouseEvent(
        QMouseEvent.Type.MouseButtonRelease, points[-1], canvas.mapToGlobal(points[-1]), left, none, keys
    )
    QApplication.sendEvent(canvas, last)


def color_at(window: MainWindow, at: QPoint) -> np.ndarray:
    """Mean RGB of the picture around a place."""
    picture = window.bench.viewport.screenshot()[at.y() - 15 : at.y() + 15, at.x() - 15 : at.x() + 15, :3]
    return picture.reshape(-1, 3).astype(float).mean(axis=0)


def press(window: MainWindow, keys: str) -> None:
    """Start the action that has these keys: without a window manager no window is active, and Qt leaves shortcuts out."""
    wanted = QKeySequence(keys)
    found = [action for action in window.actions_.by_id.values() if wanted in action.shortcuts()]
    assert len(found) == 1, [action.objectName() for action in found]
    assert found[0].isEnabled()
    found[0].trigger()


CORNERS = [(-0.6, 0.05), (0.6, 0.05), (0.6, 0.6), (-0.6, 0.6), (-0.6, 0.05)]


def test_lasso_box_and_brush(window: MainWindow, qtbot: QtBot) -> None:
    total = len(middles(window))
    press(window, "L")
    assert window.selecting.options.now.tool == "lasso"
    assert window.actions_.by_id["select.lasso"].isChecked()
    do(qtbot, window, lambda: drag(window, CORNERS))
    taken = selected(window)
    up, towards = middles(window)[taken][:, 2], -middles(window)[taken][:, 1]
    assert 0.15 * total < len(taken) < 0.3 * total
    assert up.min() > 0
    assert towards.min() > -3  # only what is seen
    assert f"{len(taken):,} faces selected" in window.docks.fix.count.text()
    do(qtbot, window, window.actions_.by_id["select.none"].trigger)
    assert not len(selected(window))
    window.docks.fix.through.setChecked(True)
    do(qtbot, window, lambda: drag(window, CORNERS))
    assert len(selected(window)) > 1.6 * len(taken)
    window.docks.fix.through.setChecked(False)
    press(window, "K")
    do(qtbot, window, lambda: drag(window, [(-0.6, 0.05), (0.6, 0.6)]))
    assert abs(len(selected(window)) - len(taken)) < 20
    do(qtbot, window, lambda: drag(window, [(-0.6, -0.6), (0.0, 0.6)], KEYS.ControlModifier))
    assert abs(len(selected(window)) - len(taken) / 2) < 30
    do(qtbot, window, lambda: drag(window, [(-0.6, -0.6), (0.0, 0.6)], KEYS.ShiftModifier))
    more = len(selected(window))
    assert more > len(taken)
    press(window, "J")
    do(qtbot, window, lambda: drag(window, [(0.0, 0.0), (0.1, 0.0), (0.1, 0.1)]))
    stroke = len(selected(window))
    assert 0 < stroke < more
    do(qtbot, window, lambda: drag(window, [(-0.2, 0.0), (-0.1, 0.0)], KEYS.ShiftModifier))
    assert len(selected(window)) > stroke
    press(window, "J")  # once more: put away
    assert window.selecting.options.now.tool == ""
    assert window.bench.viewport.grip is None


def test_what_the_section_cuts_away_is_not_selected(window: MainWindow, qtbot: QtBot) -> None:
    viewport = window.bench.viewport
    window.actions_.by_id["view.section"].trigger()
    section = viewport.section.section
    assert section is not None
    there = section.heights(middles(window) + window.selecting.selector.mesh.bounds.mean(axis=0)) >= 0
    press(window, "L")
    window.docks.fix.through.setChecked(True)
    everything = [(-0.6, -0.6), (0.6, -0.6), (0.6, 0.6), (-0.6, 0.6), (-0.6, -0.6)]
    do(qtbot, window, lambda: drag(window, everything))
    taken = selected(window)
    assert 0 < len(taken) < len(there)
    assert set(taken) == set(np.flatnonzero(there))


def test_a_click_beside_the_figure_selects_nothing_any_more(window: MainWindow, qtbot: QtBot) -> None:
    assert window.selecting.options.now.tool == "click"  # as the page opens
    do(qtbot, window, lambda: drag(window, [(0.0, 0.0)]))
    assert len(selected(window))
    drag(window, [(0.49, 0.49)], KEYS.ShiftModifier)
    assert len(selected(window))
    do(qtbot, window, lambda: drag(window, [(0.49, 0.49)]))
    assert not len(selected(window))


def test_clicks_steps_and_sight(window: MainWindow, qtbot: QtBot) -> None:
    total = len(middles(window))
    assert window.selecting.options.now.tool == "click"
    canvas = window.bench.viewport.canvas
    middle = QPoint(canvas.width() // 2, canvas.height() // 2)
    before = color_at(window, middle)
    do(qtbot, window, lambda: qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle))
    assert len(selected(window)) == 1
    do(qtbot, window, lambda: press(window, "Ctrl++"))
    grown = len(selected(window))
    assert grown > 1
    do(qtbot, window, lambda: press(window, "Ctrl+I"))
    assert len(selected(window)) == total - grown
    do(qtbot, window, window.actions_.by_id["select.hide"].trigger)
    assert len(window.workshop.selection.hidden) == total - grown
    scene = window.bench.viewport.scene
    assert scene is not None
    assert scene.hidden is not None
    assert scene.hidden.sum() == total - grown
    do(qtbot, window, lambda: press(window, "Ctrl+A"))
    assert len(selected(window)) == grown  # of what is not hidden
    do(qtbot, window, lambda: press(window, "Alt+H"))
    assert scene.hidden is None
    window.docks.fix.scope.setCurrentIndex(3)
    window.docks.fix.scope.activated.emit(3)
    do(qtbot, window, lambda: qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle))
    assert len(selected(window)) == total
    after = color_at(window, middle)
    assert after[2] - after[0] > before[2] - before[0] + 30  # tinted


def test_delete_refill_undo(window: MainWindow, qtbot: QtBot) -> None:
    bench = window.workshop.bench
    press(window, "K")
    do(qtbot, window, lambda: drag(window, [(-0.1, -0.1), (0.1, 0.1)]))
    chosen = len(selected(window))
    press(window, "Del")
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.position == 1, timeout=60_000)
    qtbot.waitUntil(lambda: window.selecting.selector.mesh is not None, timeout=60_000)
    mesh = window.selecting.selector.mesh
    assert mesh is not None
    assert len(mesh.faces) == 5120 - chosen
    assert not len(window.workshop.selection.of(mesh.revision))
    window.actions_.by_id["edit.undo"].trigger()
    qtbot.waitUntil(lambda: len(selected(window)) == chosen, timeout=60_000)  # it comes back with the faces
    qtbot.waitUntil(
        lambda: window.selecting.selector.mesh is not None and len(window.selecting.selector.mesh.faces) == 5120,
        timeout=60_000,
    )


def test_the_selection_goes_on_where_faces_stay(window: MainWindow, qtbot: QtBot) -> None:
    bench = window.workshop.bench
    press(window, "K")
    do(qtbot, window, lambda: drag(window, [(-0.2, -0.2), (0.2, 0.2)]))
    chosen = selected(window)
    window.tool_host.open_tool("smooth_here")
    form = window.docks.pages["fix"].form
    assert form is not None
    qtbot.mouseClick(form.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.position == 1, timeout=60_000)
    qtbot.waitUntil(lambda: window.selecting.selector.last is not None, timeout=60_000)
    assert bench.document is not None
    assert np.array_equal(window.workshop.selection.of(bench.document.revision), chosen)
    window.actions_.by_id["file.close"].trigger()
    assert not len(selected(window))
    assert window.docks.fix.count.text() == "Nothing selected"
