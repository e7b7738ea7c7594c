import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from viewport_mouse import move
from viewport_shapes import cube, painted, sphere

from app.gui.viewport.widget import Viewport
from app.mesh.mesh import Material, Texture
from app.mesh.report import Places
from tests.render.viewports import open_viewport

pytestmark = [pytest.mark.render, pytest.mark.usefixtures("display")]


@pytest.fixture
def viewport(qtbot: QtBot):
    with open_viewport(qtbot, 400, 300) as widget:
        yield widget


def show(qtbot: QtBot, viewport: Viewport, mesh, **options) -> None:
    with qtbot.waitSignal(viewport.shown, timeout=60_000):
        viewport.show_mesh(mesh, **options)


def settle(qtbot: QtBot, viewport: Viewport) -> None:
    """Wait until the camera has come to where it flies."""
    if viewport.flying:
        with qtbot.waitSignal(viewport.arrived, timeout=60_000):
            pass


def mask(viewport: Viewport, color: str) -> np.ndarray:
    """Where the picture is clearly red, green or blue."""
    picture = viewport.screenshot()[..., :3].astype(int)
    channel = "rgb".index(color)
    return picture[..., channel] > np.delete(picture, channel, axis=2).max(axis=2) + 50


def test_a_mesh_asked_for_before_the_start_appears(qtbot: QtBot) -> None:
    viewport = Viewport()
    viewport.resize(300, 300)
    viewport.cube.hide()
    qtbot.addWidget(viewport)
    mesh = painted(sphere(), (230, 30, 30))
    viewport.show_mesh(mesh)
    viewport.show()
    with qtbot.waitSignal(viewport.shown, timeout=60_000) as shown:
        viewport.start()
    assert shown.args == [mesh.revision]
    assert 0.15 < mask(viewport, "r").mean() < 0.8
    assert viewport.graphics().startswith("OpenGL ")
    viewport.close()


def test_modes_and_themes_change_the_picture(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, painted(sphere(), (230, 30, 30)))
    viewport.set_mode("shaded")
    assert not mask(viewport, "r").any()
    viewport.set_mode("color")
    dark = viewport.screenshot()[5, 5, :3].mean()
    viewport.set_theme(dark=False)
    assert viewport.screenshot()[5, 5, :3].mean() > dark + 150


def test_the_comparison_shows_before_left_and_after_right(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, painted(sphere(), (30, 200, 30)))
    viewport.compare(painted(sphere(), (230, 30, 30)))
    qtbot.waitUntil(lambda: bool(mask(viewport, "r").any()), timeout=60_000)
    half = viewport.width() // 2
    red, green = mask(viewport, "r"), mask(viewport, "g")
    assert not red[:, half + 3 :].any()
    assert not green[:, : half - 3].any()
    viewport.move_split(0.4)
    assert mask(viewport, "r").sum() < 0.8 * red.sum()
    viewport.compare(None)
    assert not mask(viewport, "r").any()
    assert mask(viewport, "g").sum() > 1.6 * green.sum()


def test_the_split_is_dragged_with_the_mouse(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, sphere())
    viewport.compare(sphere())
    pose, canvas = viewport.pose, viewport.childAt(5, 5)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    move(canvas, QPoint(100, 100))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert viewport.split_at() == pytest.approx(0.25)
    assert viewport.pose is pose


def test_dragging_turns_and_the_wheel_zooms(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, sphere())
    before, canvas = viewport.pose, viewport.childAt(5, 5)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    move(canvas, QPoint(260, 150))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(260, 150))
    assert viewport.pose.azimuth < before.azimuth - 20
    assert viewport.pose.elevation == before.elevation
    wheel = QWheelEvent(
        QPointF(200, 150), QPointF(200, 150), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, wheel)
    assert viewport.pose.distance < 0.8 * before.distance


def test_places_are_tinted_and_pinned_and_a_flight_ends_before_them(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = sphere()
    show(qtbot, viewport, mesh)
    plain = mask(viewport, "r").sum()
    right = np.flatnonzero(mesh.vertices[mesh.faces][..., 0].min(axis=1) > 17).astype(np.int32)
    corners = mesh.vertices[mesh.faces[right]].reshape(-1, 3)
    box = np.array([corners.min(axis=0), corners.max(axis=0)])
    viewport.show_places(mesh, Places("face", right, box[None]), "blocks", "Open edge")
    assert mask(viewport, "r").sum() > plain + 100
    viewport.fly_to(box)
    settle(qtbot, viewport)
    assert viewport.pose.azimuth == pytest.approx(90, abs=5)
    assert viewport.pose.focal == pytest.approx(box.mean(axis=0), abs=0.1)
    viewport.clear_places()
    assert mask(viewport, "r").sum() == plain


def test_edges_and_points_are_drawn_and_stale_indices_are_left_out(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = cube()
    show(qtbot, viewport, mesh)
    boxes = np.zeros((0, 2, 3))
    edges = np.array([[0, 1], [1, 5], [5, 99]], np.int32)
    viewport.show_places(mesh, Places("edge", edges, boxes), "informs")
    assert mask(viewport, "b").sum() > 50
    viewport.show_places(mesh, Places("vertex", np.array([4, 5, 99], np.int32), boxes), "blocks")
    assert mask(viewport, "r").sum() > 30


def test_a_patch_that_is_inside_out_is_hatched(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = sphere()
    show(qtbot, viewport, mesh)
    assert not mask(viewport, "b").any()
    show(qtbot, viewport, mesh.with_(faces=mesh.faces[:, ::-1]))
    assert mask(viewport, "b").mean() > 0.1


def test_a_click_picks_the_face_under_the_pointer(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = cube()
    show(qtbot, viewport, mesh)
    viewport.view("front")
    settle(qtbot, viewport)
    with qtbot.waitSignal(viewport.picked) as picked:
        qtbot.mouseClick(viewport.childAt(5, 5), Qt.MouseButton.LeftButton, pos=QPoint(205, 150))
    assert picked.args[0] in (4, 5)


def test_the_camera_is_kept_when_a_repair_changes_the_mesh(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, cube())
    viewport.turn(40, 10)
    pose = viewport.pose
    show(qtbot, viewport, sphere(), keep_camera=True)
    assert viewport.pose is pose
    show(qtbot, viewport, cube())
    assert viewport.pose is not pose


def test_a_figure_that_was_scaled_is_framed_again_from_the_same_side(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, sphere())
    viewport.turn(40, 10)
    pose = viewport.pose
    show(qtbot, viewport, sphere(radius=200.0), keep_camera=True)
    assert viewport.pose.distance > 5 * pose.distance
    assert viewport.pose.azimuth == pytest.approx(pose.azimuth)


def test_closing_while_a_mesh_is_prepared_is_quiet(qtbot: QtBot, viewport: Viewport) -> None:
    with qtbot.assertNotEmitted(viewport.shown, wait=200):
        viewport.show_mesh(sphere(rings=150))
        viewport.close()
        viewport.show_mesh(cube())


def test_a_palette_has_no_black_spots(qtbot: QtBot, viewport: Viewport) -> None:
    """Every corner of a face has the same place of the picture: Mesa's renderer divides by the slope there is none of."""
    mesh = cube(20_000.0)
    pixels = np.full((1, 256, 4), 255, np.uint8)
    pixels[..., 1:3] = np.arange(256, dtype=np.uint8)[None, :, None] // 8
    at = (np.arange(len(mesh.faces)) * 20 + 0.5) / 256
    uv = np.stack([at, np.full_like(at, 0.5)], axis=-1)[:, None].repeat(3, axis=1).astype(np.float32)
    show(
        qtbot,
        viewport,
        mesh.with_(corner_uv=uv, materials=(Material("palette", (255, 255, 255, 255), Texture(pixels)),)),
    )
    viewport.set_grid(False)
    settle(qtbot, viewport)
    red = mask(viewport, "r")
    inside = red & np.roll(red, 1, 0) & np.roll(red, -1, 0)
    columns = inside.any(axis=0)
    filled = sum(int(np.ptp(np.flatnonzero(inside[:, x])) + 1) for x in np.flatnonzero(columns))
    assert inside.sum() > 5000
    assert inside.sum() / filled > 0.99
