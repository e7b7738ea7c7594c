"""The layout bench without the rest of the window: its desk, its canvas, and all of it over a folder of its own."""

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.commands.office import Office
from app.gui.base.actions import Actions
from app.gui.base.look import Look
from app.gui.base.main_thread import MainThread
from app.gui.base.office_desk import OfficeDesk
from app.gui.layout import specs
from app.gui.layout.canvas.design_scene import DesignScene
from app.gui.layout.canvas.view import Canvas
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.thing import Thing
from app.gui.layout.wiring import LayoutPlace
from app.jobs.runner import Runner
from app.layouts.design.document import Design, Page, ShapeLayer
from app.settings.preferences import Preferences
from app.storage.mesh_key import MeshKey
from app.storage.sealed_files import SealedFiles

WAIT = 60_000


def shape(name: str, x: float, y: float, width: float = 20, height: float = 10, **more: object) -> ShapeLayer:
    return ShapeLayer(id=name, x_mm=x, y_mm=y, width_mm=width, height_mm=height, fill="#8899aa", **more)


def card(*layers: object) -> Thing:
    design = Design(product="postcard", width_mm=148, height_mm=100, pages=(Page(layers=layers), Page()))
    return Thing("file-1", "Card", "C-1", design)


@dataclass
class Hand:
    """A hand at the canvas: places are in mm."""

    canvas: Canvas
    scene: DesignScene
    desk: LayoutDesk

    def at(self, x: float, y: float) -> QPoint:
        return self.canvas.view.viewportTransform().map(QPointF(x, y)).toPoint()

    def press(self, x: float, y: float, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mousePress(self.canvas.view.viewport(), Qt.MouseButton.LeftButton, keys, self.at(x, y))

    def move(self, x: float, y: float) -> None:
        QTest.mouseMove(self.canvas.view.viewport(), self.at(x, y))
        QApplication.processEvents()

    def release(self, x: float, y: float, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseRelease(self.canvas.view.viewport(), Qt.MouseButton.LeftButton, keys, self.at(x, y))

    def click(self, x: float, y: float, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.press(x, y, keys)
        self.release(x, y, keys)

    def drag(
        self, start: tuple[float, float], end: tuple[float, float],
        keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:  # fmt: skip
        """QTest.mouseMove has no modifiers: they are held down on the keyboard's side through the move events."""
        from PySide6.QtGui import QMouseEvent

        viewport = self.canvas.view.viewport()
        self.press(*start, keys)
        for share in (0.3, 0.7, 1.0):
            there = QPointF(self.at(start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
            event = QMouseEvent(
                QMouseEvent.Type.MouseMove, there, QPointF(viewport.mapToGlobal(there.toPoint())),
                Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, keys,
            )  # fmt: skip
            QApplication.sendEvent(viewport, event)
        self.release(*end, keys)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.canvas.view, key, keys)


@pytest.fixture
def hand(look: Look, qtbot: QtBot) -> Hand:
    desk = LayoutDesk()
    scene = DesignScene(desk, look)
    canvas = Canvas(look)
    canvas.resize(900, 640)
    qtbot.addWidget(canvas)
    desk.open([card(shape("a", 20, 20), shape("b", 90, 60))])
    canvas.view.placed.connect(lambda: scene.set_scale(canvas.view.scale_px))
    canvas.view.show_scene(scene, scene.board)
    canvas.guide_dragged.connect(lambda axis, at, done: scene.guides.pull(axis, at, done=done))
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.view.setFocus()
    canvas.desk = desk  # type: ignore[attr-defined] - it lives as long as the canvas
    return Hand(canvas, scene, desk)


@dataclass
class Bench:
    """All of the layout bench."""

    place: LayoutPlace
    folder: Path
    people: OfficeDesk | None = None  # who comes and goes
    bugs: list[BaseException] = field(default_factory=list)

    @property
    def desk(self) -> LayoutDesk:
        return self.place.desk


Open = Callable[..., Bench]


def hidden_in(folder: Path, pc: str = "layout") -> SealedFiles:
    """Where the bench of a test keeps what lies on it; sealed with a key of its own."""
    settings = folder / "home" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    return SealedFiles(folder / pc / "kept", MeshKey.of(settings))


@pytest.fixture
def open_bench(look: Look, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    opened: list[tuple[Bench, Runner, QWidget]] = []

    def open_it(office: Office | None = None, pc: str = "layout", *, visited: bool = True) -> Bench:
        thread = MainThread()
        runner = Runner(thread.post)
        window = QWidget()
        window.resize(1280, 800)
        actions = Actions(window, look)
        made: list[LayoutPlace] = []
        people = None if office is None else OfficeDesk(office, runner, thread.post)
        actions.add_window_actions(specs.SPECS, specs.handlers(lambda then: then(made[0])))
        place = LayoutPlace(
            look, runner, actions.by_id, folder=tmp_path / pc, preferences=Preferences(),
            show_page=lambda: None, parent=window, hidden=hidden_in(tmp_path, pc), office=people,
        )  # fmt: skip
        made.append(place)
        place.page.setParent(window)
        place.page.resize(1280, 800)
        bench = Bench(place, tmp_path, people)
        runner.crashed.connect(bench.bugs.append)
        opened.append((bench, runner, window))
        with qtbot.waitExposed(window):
            window.show()
        if visited:
            place.begin()
        return bench

    yield open_it
    for bench, runner, window in opened:
        bench.place.close()
        runner.close()
        window.close()
        window.deleteLater()
        QApplication.processEvents()
        assert not bench.bugs, "".join(traceback.format_exception(bench.bugs[0]))


@pytest.fixture
def cat(tmp_path: Path) -> Path:
    """A cat on a clear background."""
    image = Image.new("RGBA", (700, 800), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((60, 100, 640, 680), fill=(240, 140, 60, 255))
    draw.polygon([(110, 260), (90, 20), (330, 130)], fill=(240, 140, 60, 255))
    draw.polygon([(590, 260), (610, 20), (370, 130)], fill=(240, 140, 60, 255))
    path = tmp_path / "cat.png"
    image.save(path)
    return path


@pytest.fixture
def sea(tmp_path: Path) -> Path:
    """A photo of the sea, across."""
    y, x = np.mgrid[0:900, 0:1350]
    image = np.stack([90 + 60 * np.sin(x / 140), 120 + 50 * np.cos(y / 90), 210 - y / 9], -1)
    path = tmp_path / "sea.jpg"
    Image.fromarray(image.clip(0, 255).astype(np.uint8)).save(path, quality=90)
    return path
