"""The soft proof in the window: actions, the row on the page, profiles of the user's, what is said."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageCms
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation
from app.gui.softproof.row import CHOOSE, OWN, PROCESS
from app.gui.window.main_window import MainWindow
from app.jobs.progress import silent
from app.mesh.gamut import FOLDER
from app.mesh.loading import save
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.surface_color import surface_share

from .conftest import cube

pytestmark = pytest.mark.render
Open = Callable[..., Workstation]


def half_green() -> Mesh:
    """A cube with two sides of six in a green that no ink prints."""
    return cube().with_(
        materials=(Material("skin", (200, 160, 140, 255)), Material("green", (0, 255, 0, 255))),
        face_material=np.repeat([0, 1], [8, 4]).astype(np.int16),
    )


@pytest.fixture
def window(open_workstation: Open, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    path = tmp_path / "cube.3mf"
    save(half_green(), path, silent())
    window = open_workstation(path).window
    qtbot.waitUntil(lambda: window.bench.viewport.drawable() is not None, timeout=90_000)
    return window


def figures(window: MainWindow) -> str:
    return window.soft_proof.row.figures.text()


def test_actions_row_and_what_is_said(window: MainWindow, qtbot: QtBot) -> None:
    actions, tool = window.actions_.by_id, window.soft_proof
    assert tool.row.isVisibleTo(window.docks.pages["color"])
    with qtbot.waitSignal(tool.layer.shown, timeout=30_000):
        actions["view.softproof"].trigger()
    qtbot.waitUntil(lambda: tool.view.share is not None, timeout=30_000)
    assert tool.view.share == pytest.approx(1 / 3, abs=0.01)
    assert "33 %" in figures(window)
    assert "FOGRA39" in figures(window)
    with qtbot.waitSignal(tool.layer.shown, timeout=30_000):
        actions["view.gamut"].trigger()
    qtbot.waitUntil(lambda: "Hatched" in figures(window), timeout=30_000)
    for name in ("view.softproof", "view.gamut"):
        actions[name].trigger()
    assert not tool.view.state.proof
    assert tool.layer.wanted.nothing
    with qtbot.waitSignal(tool.layer.shown, timeout=30_000):
        tool.row.intent.setCurrentIndex(1)
        tool.row.intent.activated.emit(1)  # choosing how also shows it
    assert tool.view.state.intent == "perceptual"
    assert actions["view.softproof"].isChecked()
    window.dress.speak("zh_CN")
    assert tool.row.intent.currentIndex() == 1
    window.dress.speak("en")


def test_profiles_of_the_user(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = window.soft_proof
    screen = tmp_path / "screen.icc"
    screen.write_bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    own = tmp_path / "ours.icc"
    own.write_bytes((FOLDER / "FOGRA39L_coated.icc").read_bytes())

    def choose(path: Path | None) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path or ""), ""))
        index = tool.row.profile.findData(CHOOSE)
        tool.row.profile.setCurrentIndex(index)
        tool.row.profile.activated.emit(index)

    choose(screen)
    qtbot.waitUntil(lambda: "screen.icc" in figures(window), timeout=30_000)
    assert tool.view.error is not None
    assert tool.layer.wanted.nothing, "nothing is drawn by a profile that is none"
    choose(own)
    qtbot.waitUntil(lambda: tool.view.share is not None, timeout=30_000)
    assert tool.view.error is None
    assert tool.row.profile.currentData() == OWN
    choose(None)
    assert tool.row.profile.currentData() == OWN, "closing the dialog changes nothing"
    tool.row.profile.setCurrentIndex(0)
    tool.row.profile.activated.emit(0)
    assert tool.row.profile.currentData() == PROCESS
    assert tool.view.state.profile == ""


def test_a_process_without_colors_says_so(window: MainWindow, qtbot: QtBot) -> None:
    window.wiring.choose_process("white-resin")
    window.actions_.by_id["view.gamut"].trigger()
    qtbot.waitUntil(lambda: "without colour" in figures(window), timeout=60_000)
    window.wiring.choose_process("full-color-jetting")
    qtbot.waitUntil(lambda: "Hatched" in figures(window), timeout=30_000)


def test_shares_of_a_surface() -> None:
    def green(colors: np.ndarray) -> np.ndarray:
        return np.asarray((colors == (0, 255, 0)).all(axis=1))

    assert surface_share(half_green(), green) == pytest.approx(1 / 3)
    pixels = np.full((4, 4, 4), 255, np.uint8)
    pixels[:, 2:, :3] = (0, 255, 0)
    uv = np.full((12, 3, 2), 0.2, np.float32)
    uv[:6, :, 0] = 0.8
    textured = cube().with_(corner_uv=uv, materials=(Material("skin", texture=Texture(pixels)),))
    assert surface_share(textured, green) == pytest.approx(1 / 2)
    shades = np.tile(np.array([0, 255, 0, 255], np.uint8), (8, 1))
    assert surface_share(cube().with_(vertex_colors=shades), green) == pytest.approx(1)
    assert surface_share(Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int32)), green) == 0
