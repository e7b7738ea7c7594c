"""Heavy models, sections, hidden faces, ghosts, grips and ways to display, in the picture."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot
from viewport_mouse import LEFT, move
from viewport_shapes import cube, painted, sphere

from app.gui.viewport import drawable
from app.gui.viewport.grip import Touch
from app.gui.viewport.habits import habit
from app.gui.viewport.modes import MODES
from app.gui.viewport.pick import Pick
from app.gui.viewport.sheet import Sheet
from app.gui.viewport.widget import Viewport
from app.mesh.ghost import Ghost
from app.mesh.mesh import Mesh
from tests.render.viewports import assert_alike, open_viewport

pytestmark = [pytest.mark.render, pytest.mark.usefixtures("display")]
MIDDLE = Qt.MouseButton.MiddleButton
SIZE = (420, 320)


@pytest.fixture
def viewport(qtbot: QtBot) -> Iterator[Viewport]:
    with open_viewport(qtbot, *SIZE) as widget:
        yield widget


@pytest.fixture
def heavy(monkeypatch: pytest.MonkeyPatch) -> Mesh:
    """A red ball that counts as heavy, drawn in six parts."""
    monkeypatch.setattr(drawable, "HEAVY_FACES", 5_000)
    monkeypatch.setattr(drawable, "PART_FACES", 5_000)
    return painted(sphere(rings=84), (230, 30, 30))


def show(qtbot: QtBot, viewport: Viewport, mesh: Mesh, view: str = "front") -> None:
    with qtbot.waitSignal(viewport.shown, timeout=60_000):
        viewport.show_mesh(mesh)
    viewport.camera.fly = viewport.camera.go  # type: ignore[method-assign] - no flight to wait for
    viewport.view(view)


def picture(viewport: Viewport) -> np.ndarray:
    return viewport.screenshot()[..., :3].astype(int)


def red(pixels: np.ndarray) -> np.ndarray:
    return pixels[..., 0] > np.delete(pixels, 0, axis=-1).max(axis=-1) + 50


def as_it_is(viewport: Viewport) -> np.ndarray:
    """What is on the screen, finished or not."""
    image = viewport.grab().toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return rows[..., :3].astype(int)


def test_a_heavy_model_is_seen_by_its_stand_in_first_and_whole_at_rest(
    qtbot: QtBot, viewport: Viewport, heavy: Mesh
) -> None:
    with qtbot.waitSignals([viewport.sketched, viewport.shown], timeout=60_000, order="strict"):
        viewport.show_mesh(heavy)
    frames, scene = viewport._frames, viewport.scene
    assert frames is not None
    assert scene is not None
    if not frames.whole:
        with qtbot.waitSignal(frames.finished, timeout=60_000):
            pass
    assert not any(actor.GetVisibility() for actor in scene._figure.light_parts)  # type: ignore[union-attr]
    whole = red(picture(viewport))
    assert 0.2 < whole.mean() < 0.7
    frames._costs.clear()  # as on a machine that draws slowly
    viewport.turn(0.1, 0.0)
    assert not frames.whole
    assert all(actor.GetVisibility() for actor in scene._figure.light_parts)  # type: ignore[union-attr]
    assert (red(picture(viewport)) != whole).mean() < 0.01


def test_the_stand_in_looks_like_the_model(qtbot: QtBot, viewport: Viewport, heavy: Mesh) -> None:
    show(qtbot, viewport, heavy)
    whole, frames = picture(viewport), viewport._frames
    assert frames is not None
    frames._draw(light=True)
    light = as_it_is(viewport)
    assert (red(light) != red(whole)).mean() < 0.01, "it neither moves nor grows"
    assert np.abs(light - whole).mean() < 4


def test_a_paint_in_the_middle_shows_no_half_picture(qtbot: QtBot, viewport: Viewport, heavy: Mesh) -> None:
    show(qtbot, viewport, heavy)
    whole, frames = red(picture(viewport)).sum(), viewport._frames
    assert frames is not None
    frames._begin()
    frames._take_turn()
    assert frames._turns
    assert viewport.canvas is not None
    viewport.canvas.repaint()
    assert not frames._turns, "begun anew"
    assert red(as_it_is(viewport)).sum() > 0.97 * whole


def test_every_mode_draws_and_they_differ(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = painted(sphere(rings=12), (230, 30, 30))
    show(qtbot, viewport, mesh.with_(vertex_colors=np.full((len(mesh.vertices), 4), (40, 200, 60, 255), np.uint8)))
    seen = {}
    for mode in MODES:
        viewport.set_mode(mode)
        seen[mode] = picture(viewport)
    for one in MODES:
        for other in MODES:
            if one < other:
                assert np.abs(seen[one] - seen[other]).mean() > 1, (one, other)
    middle = {mode: pixels[150:170, 200:220].mean(axis=(0, 1)) for mode, pixels in seen.items()}
    assert middle["vertex"][1] > middle["vertex"][0] + 80
    assert middle["normals"][2] > middle["normals"][:2].max() + 60, "towards the viewer is blue"


def test_lights_change_the_shade_and_flat_shows_the_colour_itself(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, painted(sphere(), (200, 90, 40)))
    viewport.set_light("flat")
    flat = picture(viewport)
    inside = flat[150, 140:280]
    assert np.abs(inside - (200, 90, 40)).max() <= 6
    viewport.set_light("raking")
    raking = picture(viewport)[150]
    assert raking[160].sum() > raking[260].sum() + 150, "light from the left"


def test_a_section_shows_the_cut_and_what_is_behind_it(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = sphere()
    show(qtbot, viewport, mesh)
    whole = viewport.pick(0.0, 0.0)
    assert whole is not None
    assert whole.point[1] == pytest.approx(-20, abs=0.2)
    with qtbot.waitSignal(viewport.section.changed):
        viewport.section.show("y")
    assert red(picture(viewport)).mean() > 0.15, "the cut through the material"
    behind = viewport.pick(0.0, 0.0)
    assert behind is not None
    assert behind.point[1] == pytest.approx(20, abs=0.2), "what is cut away is not picked"
    viewport.section.put(19.0)
    small = red(picture(viewport)).mean()
    viewport.section.put(0.0)
    assert small < 0.5 * red(picture(viewport)).mean()
    show(qtbot, viewport, cube(80.0))
    assert viewport.section.on, "another figure is cut too"
    viewport.section.clear()
    assert not red(picture(viewport)).any()


def test_the_section_is_dragged_by_its_handle(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, cube(), "front")
    viewport.section.show("z")
    viewport.screenshot()
    handle = viewport.section._handle()
    assert handle is not None
    pose, at, canvas = viewport.pose, handle.toPoint(), viewport.canvas
    qtbot.mousePress(canvas, LEFT, pos=at)
    move(canvas, at - QPoint(0, 40))
    qtbot.mouseRelease(canvas, LEFT, pos=at - QPoint(0, 40))
    section = viewport.section.section
    assert section is not None
    sheet = Sheet(viewport.pose, *SIZE, viewport._look)
    assert section.at == pytest.approx(20 + 40 * sheet.pixel_mm, abs=2.5)
    assert viewport.pose is pose, "the camera stays"


def test_hidden_faces_are_neither_drawn_nor_picked(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = painted(cube(), (230, 30, 30))
    show(qtbot, viewport, mesh)
    before = red(picture(viewport)).sum()
    hidden = np.zeros(12, np.bool_)
    hidden[[4, 5]] = True
    viewport.hide_faces(hidden)
    assert red(picture(viewport)).sum() < 0.4 * before
    pick = viewport.pick(0.0, 0.0)
    assert pick is not None
    assert pick.face not in (4, 5)
    viewport.hide_faces(None)
    assert abs(int(red(picture(viewport)).sum()) - int(before)) < 20


def test_a_ghost_is_seen_through_the_model_where_it_cuts(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, cube(60.0))
    plain = picture(viewport)
    inner = cube(20.0)
    points = (inner.vertices + np.array([0, 0, 20])).astype(np.float32)
    for tone, channel in (("cut", 0), ("add", 2)):
        viewport.show_ghost(Ghost(points + (0 if tone == "cut" else np.float32([0, -60, 0])), inner.faces, tone))
        difference = picture(viewport) - plain
        changed = difference[np.abs(difference).max(axis=2) > 8]
        assert len(changed) > 300, tone
        assert changed[:, channel].mean() > changed[:, 2 - channel].mean() + 10, tone
    viewport.show_ghost(None)
    assert_alike(picture(viewport), plain)


class Hand:
    """A grip that takes what is in the left half."""

    def __init__(self) -> None:
        self.log: list[str] = []

    def press(self, touch: Touch) -> bool:
        self.log.append("press")
        return touch.x < 0

    def move(self, touch: Touch) -> None:
        self.log.append(f"move {touch.pixel.x():.0f}")

    def release(self, _touch: Touch) -> None:
        self.log.append("release")

    def cancel(self) -> None:
        self.log.append("cancel")

    def hover(self, touch: Touch | None) -> None:
        self.log.append("hover" if touch else "away")

    def wheel(self, _touch: Touch, _notches: float) -> bool:
        return False

    def paint(self, painter: QPainter, sheet: Sheet) -> None:
        assert sheet.width == SIZE[0]
        painter.fillRect(0, 0, 30, 30, Qt.GlobalColor.red)

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor


def test_a_grip_takes_the_left_button_and_paints(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, sphere())
    hand, canvas, pose = Hand(), viewport.canvas, viewport.pose
    viewport.set_grip(hand)
    assert red(picture(viewport))[5:25, 5:25].all()
    qtbot.mousePress(canvas, LEFT, pos=QPoint(100, 100))
    move(canvas, QPoint(140, 120))
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(140, 120))
    assert [word for word in hand.log if word not in ("hover", "away")] == ["press", "move 140", "release"]
    assert viewport.pose is pose
    qtbot.mousePress(canvas, LEFT, pos=QPoint(300, 100))
    move(canvas, QPoint(340, 120))
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(340, 120))
    assert viewport.pose is not pose, "what it does not take turns the camera"
    qtbot.mousePress(canvas, LEFT, pos=QPoint(100, 100))
    viewport.set_grip(None)
    assert "cancel" in hand.log
    assert not red(picture(viewport))[5:25, 5:25].any()


def test_a_click_says_where_the_surface_was_met(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, cube())
    with qtbot.waitSignal(viewport.picked_at) as picked:
        qtbot.mouseClick(viewport.canvas, LEFT, pos=QPoint(215, 160))
    (pick,) = picked.args
    assert isinstance(pick, Pick)
    assert pick.point[1] == pytest.approx(-20)
    np.testing.assert_allclose(pick.normal, [0, -1, 0], atol=1e-9)


def test_the_left_button_does_not_turn_for_people_from_blender(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, sphere())
    viewport.set_habit(habit("blender"))
    pose, canvas = viewport.pose, viewport.canvas
    qtbot.mousePress(canvas, LEFT, pos=QPoint(200, 150))
    move(canvas, QPoint(260, 150))
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(260, 150))
    assert viewport.pose is pose
    qtbot.mousePress(canvas, MIDDLE, pos=QPoint(200, 150))
    move(canvas, QPoint(260, 150), MIDDLE)
    qtbot.mouseRelease(canvas, MIDDLE, pos=QPoint(260, 150))
    assert viewport.pose.azimuth < pose.azimuth - 20


def test_parallel_pictures_pick_and_draw_the_same_place(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, painted(cube(), (230, 30, 30)))
    viewport.camera.project(parallel=True)
    mask = red(picture(viewport))
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    sheet = Sheet(viewport.pose, *SIZE, viewport._look)
    for at in ((columns[0] + 3, rows[0] + 3), (columns[-1] - 3, rows[-1] - 3)):
        assert viewport.pick(*sheet.shares(QPointF(*map(float, at)))) is not None
    for at in ((columns[0] - 4, rows[0] + 9), (columns[-1] + 4, rows[-1] - 9)):
        assert viewport.pick(*sheet.shares(QPointF(*map(float, at)))) is None


def test_the_build_volume_says_whether_the_model_fits(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, cube(100.0), "iso")
    plain = picture(viewport)
    viewport.set_volume((150.0, 150.0, 150.0))
    good = picture(viewport)
    assert not red(good).any()
    viewport.set_volume((90.0, 150.0, 150.0))
    assert red(picture(viewport)).sum() > 300
    viewport.set_volume(None)
    assert_alike(picture(viewport), plain)


def test_a_light_model_is_drawn_beside_the_paint_of_the_window(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, painted(sphere(), (230, 30, 30)))
    frames = viewport._frames
    assert frames is not None
    frames._software = True
    before = red(picture(viewport))
    assert before.any()
    viewport.set_mode("shaded")  # no red in it
    assert frames._bands
    assert not frames.whole
    assert (red(as_it_is(viewport)) == before).mean() > 0.99, "a paint that comes first shows the last picture"
    while frames._bands:
        frames._take_turn()
    assert not red(as_it_is(viewport)).any()
    qtbot.waitUntil(lambda: frames.whole, timeout=60_000)  # its edges are smoothed a moment later
    assert not red(as_it_is(viewport)).any()


def test_many_changes_of_a_light_model_are_drawn_once(qtbot: QtBot, viewport: Viewport) -> None:
    show(qtbot, viewport, painted(sphere(), (230, 30, 30)))
    frames = viewport._frames
    assert frames is not None
    frames._software = True
    picture(viewport)
    drawn: list[bool] = []
    show_soon = frames._show_soon
    frames._show_soon = lambda: drawn.append(True) or show_soon()  # type: ignore[method-assign,func-returns-value]
    for mode in ("shaded", "color", "shaded", "color"):
        viewport.set_mode(mode)
    qtbot.waitUntil(lambda: frames.whole, timeout=60_000)
    assert len(drawn) == 2, "once without and once with smoothed edges"
    assert red(as_it_is(viewport)).any()
