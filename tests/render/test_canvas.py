"""The two canvases: OpenGL in the window with a graphics card, pictures that are copied into it where the processor draws."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from viewport_shapes import painted, sphere

from app.gui.viewport import opengl
from app.gui.viewport.widget import Viewport

pytestmark = [pytest.mark.render, pytest.mark.usefixtures("display")]


@pytest.fixture(params=[True, False], ids=["processor", "graphics card"])
def viewport(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication) -> Iterator[Viewport]:
    before = qapp.property(opengl._SOFTWARE)
    qapp.setProperty(opengl._SOFTWARE, request.param)
    widget = Viewport()
    qtbot.addWidget(widget)
    widget.resize(320, 240)
    widget.show()
    with qtbot.waitSignal(widget.ready, timeout=60_000):
        widget.start()
    with qtbot.waitSignal(widget.shown, timeout=60_000):
        widget.show_mesh(painted(sphere(), (230, 30, 30)))
    yield widget
    widget.close()
    qapp.setProperty(opengl._SOFTWARE, before)


def test_both_show_the_model_in_its_colour_at_every_size(viewport: Viewport) -> None:
    for size in ((320, 240), (260, 300)):
        viewport.resize(*size)
        picture = viewport.screenshot()
        assert picture.shape == (size[1], size[0], 4)
        red, green, blue = picture[size[1] // 2, size[0] // 2, :3].astype(int)
        assert red > green + 80
        assert red > blue + 80


def test_opengl_is_in_the_window_only_with_a_graphics_card(viewport: Viewport, qapp: QApplication) -> None:
    assert bool(viewport.findChildren(QOpenGLWidget)) is not qapp.property(opengl._SOFTWARE)


def test_what_lies_over_the_picture_is_painted_without_drawing_the_model_again(
    viewport: Viewport, qtbot: QtBot
) -> None:
    canvas, frames = viewport.canvas, viewport._frames
    assert canvas is not None
    assert frames is not None
    qtbot.waitUntil(lambda: frames.whole, timeout=60_000)
    viewport.screenshot()
    swapped: list[bool] = []
    canvas.frameSwapped.connect(lambda: swapped.append(True))  # type: ignore[attr-defined]
    before = viewport.screenshot()
    sheet = QWidget(viewport)
    sheet.setGeometry(viewport.rect())
    sheet.show()
    sheet.repaint()
    sheet.hide()
    if getattr(canvas, "only_shows", None) is not None:
        assert not swapped
    np.testing.assert_array_equal(viewport.screenshot(), before)


def test_a_closed_one_holds_no_surface_of_qt(viewport: Viewport) -> None:
    # What Qt makes later at the address of a surface that is gone would be taken for it, and the next picture crashes.
    viewport.screenshot()
    interactor = getattr(viewport.canvas, "_unseen", viewport.canvas)
    assert interactor._surface is not None
    viewport.close()
    gone = interactor._surface is None and interactor._ctx is None
    assert gone  # not looked at by pytest: that would call what Qt has deleted


def test_a_picture_is_whole_after_one_that_was_left_half_drawn(viewport: Viewport, qtbot: QtBot) -> None:
    canvas, frames = viewport.canvas, viewport._frames
    assert canvas is not None
    assert frames is not None
    qtbot.waitUntil(lambda: frames.whole, timeout=60_000)
    viewport.screenshot()
    with qtbot.waitSignal(viewport.shown, timeout=60_000):
        viewport.show_mesh(painted(sphere(), (30, 30, 230)), keep_camera=True)
    frames._whole_seconds = 1.0  # drawn in bands
    frames.changed()
    assert len(frames._bands) > 1
    frames._take_turn()
    frames.moved()
    image = canvas.grabFramebuffer()
    middle = image.pixelColor(image.rect().center())
    assert middle.blue() > 150 > middle.red()


def test_beside_work_it_is_drawn_smaller_and_whole_when_that_rests(viewport: Viewport, qtbot: QtBot) -> None:
    frames = viewport._frames
    assert frames is not None
    qtbot.waitUntil(lambda: frames.whole, timeout=60_000)
    viewport.screenshot()
    full, work = frames.size, [True]
    viewport.calm = lambda: not work
    viewport.redraw()
    assert frames.size[0] < 0.7 * full[0]
    qtbot.waitUntil(lambda: frames._put_off > 1, timeout=60_000)
    assert frames.size[0] < 0.7 * full[0]
    work.clear()
    qtbot.waitUntil(lambda: frames.whole, timeout=60_000)
    assert frames.size == full


def test_a_part_is_not_drawn_anew_in_a_smaller_picture(viewport: Viewport, qtbot: QtBot) -> None:
    frames = viewport._frames
    assert frames is not None
    qtbot.waitUntil(lambda: frames.whole, timeout=60_000)
    before = viewport.screenshot()
    viewport.calm = lambda: False
    viewport.redraw()
    qtbot.waitUntil(lambda: not frames._bands)
    width, height = frames.size
    frames.renew([(0, 0, width // 4, height // 4)])
    after = viewport.screenshot()
    assert (abs(after.astype(int) - before).max(axis=2) > 40).mean() < 0.02  # but for smoothed edges


def test_the_last_picture_stays_until_one_of_another_size_is_drawn(viewport: Viewport, qtbot: QtBot) -> None:
    canvas, frames = viewport.canvas, viewport._frames
    assert canvas is not None
    assert frames is not None
    if getattr(canvas, "only_shows", None) is None:
        pytest.skip("with a graphics card nothing is drawn smaller for others")
    qtbot.waitUntil(lambda: frames.whole, timeout=60_000)
    before = canvas.grabFramebuffer()
    viewport.calm = lambda: False
    frames.moved()
    frames.changed()
    assert frames.size[0] < before.width()
    assert canvas.grabFramebuffer() == before
    qtbot.waitUntil(lambda: not frames._bands, timeout=60_000)
    assert canvas.grabFramebuffer().width() < before.width()


def differing(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> int:
    """How many pixels of two pictures are not of the same colour."""
    return int(np.count_nonzero(np.abs(one.astype(int) - other).max(axis=2) > 8))


def test_smoothed_in_a_turn_of_its_own_it_is_the_same_picture(viewport: Viewport, qtbot: QtBot) -> None:
    canvas, frames = viewport.canvas, viewport._frames
    assert canvas is not None
    assert frames is not None
    scene = viewport.scene
    assert scene is not None
    viewport.set_volume((3.0, 3.0, 3.0))
    qtbot.waitUntil(lambda: frames.whole, timeout=60_000)
    viewport.screenshot()
    frames._software = True
    frames._whole_seconds = 1.0
    scene.smooth_edges(on=True)
    frames._draw_beside()
    assert len(frames._bands) > 2
    assert frames._bands[-1] is None
    while frames._bands:
        frames._take_turn()
    in_turns = viewport.screenshot()
    frames._draw(light=False)
    at_once = viewport.screenshot()
    scene.smooth_edges(on=False)
    frames._draw(light=False)
    unsmoothed = viewport.screenshot()
    assert differing(at_once, unsmoothed) > 200
    assert differing(at_once, in_turns) < 5  # but for single pixels where two bands meet


def test_what_was_to_be_smoothed_is_smoothed_although_its_turns_were_dropped(viewport: Viewport, qtbot: QtBot) -> None:
    frames = viewport._frames
    assert frames is not None
    scene = viewport.scene
    assert scene is not None
    qtbot.waitUntil(lambda: frames.whole, timeout=60_000)
    frames._software = True
    scene.smooth_edges(on=True)
    frames._draw(light=False)
    before = viewport.screenshot()
    frames._draw_beside()
    frames._take_turn()
    frames._draw(light=False)
    np.testing.assert_array_equal(viewport.screenshot(), before)


def test_changes_that_follow_each_other_quickly_are_seen(viewport: Viewport, qtbot: QtBot) -> None:
    frames = viewport._frames
    assert frames is not None
    qtbot.waitUntil(lambda: frames.whole, timeout=60_000)
    frames._whole_seconds = 1.0
    frames.changed()
    assert len(frames._bands) > 1
    frames._take_turn()
    frames.changed()
    assert len(frames._bands) == 1
    frames._take_turn()
    frames._whole_seconds = 1.0
    frames.changed()
    assert len(frames._bands) > 1


def test_after_a_resize_what_is_as_wide_as_pixels_is_measured_anew(viewport: Viewport) -> None:
    scene, frames = viewport.scene, viewport._frames
    assert scene is not None
    assert frames is not None
    told: list[float] = []
    figure = next(iter(scene._figures()))
    figure.set_pixel = told.append  # type: ignore[method-assign]
    viewport.resize(320, 480)
    viewport.screenshot()
    assert told[-1] == pytest.approx(2 * scene._parallel_scale / frames.size[1])
    assert frames.size[1] == 480
