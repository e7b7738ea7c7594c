"""Figures over the surface in the picture: colours where they belong, a legend, values, flights; the divided view with them."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot
from viewport_shapes import cube, painted, sphere

from app.gui.viewport.widget import Viewport
from app.i18n import text
from app.mesh.mesh import Mesh
from app.mesh.report import Heat
from tests.render.viewports import open_viewport

pytestmark = [pytest.mark.render, pytest.mark.usefixtures("display")]


@pytest.fixture
def viewport(qtbot: QtBot) -> Iterator[Viewport]:
    with open_viewport(qtbot, 640, 420) as widget:
        yield widget


def show(qtbot: QtBot, viewport: Viewport, mesh: Mesh) -> None:
    with qtbot.waitSignal(viewport.shown, timeout=60_000):
        viewport.show_mesh(mesh)


def heat_of(values: np.ndarray) -> Heat:
    return Heat(text("Distance from the model before"), values.astype(np.float32), "mm", -1.0, 1.0, bad_is_low=False)


def sides(mesh: Mesh) -> Heat:
    """Outwards on the right, inwards on the left."""
    return heat_of(np.sign(np.round(mesh.vertices[:, 0], 6)))


def put_on(qtbot: QtBot, viewport: Viewport, mesh: Mesh, heat: Heat) -> None:
    with qtbot.waitSignal(viewport.heat.shown, timeout=60_000) as shown:
        viewport.heat.show(mesh, heat)
    assert shown.args == [True]


def picture(viewport: Viewport) -> np.ndarray:
    return viewport.screenshot()[..., :3].astype(int)


def front(viewport: Viewport) -> None:
    viewport.camera.fly = viewport.camera.go  # type: ignore[method-assign] - no flight to wait for
    viewport.view("front")


def test_the_colours_are_where_the_figures_are(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = painted(sphere(), (30, 200, 30))
    show(qtbot, viewport, mesh)
    front(viewport)
    green = picture(viewport)[210, 320]
    put_on(qtbot, viewport, mesh, sides(mesh))
    hot = picture(viewport)
    left, right = hot[230, 250], hot[230, 390]
    assert left[2] > left[0] + 40, "inwards is blue"
    assert right[0] > right[2] + 40, "outwards is red"
    viewport.heat.clear()
    assert np.abs(picture(viewport)[210, 320] - green).max() <= 2


def test_the_legend_is_over_the_picture(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = sphere()
    show(qtbot, viewport, mesh)
    before = picture(viewport)
    put_on(qtbot, viewport, mesh, sides(mesh))
    corner = picture(viewport)[14:120, 14:280]
    assert np.abs(corner - before[14:120, 14:280]).mean() > 10
    blue = corner[..., 2] > corner[..., 0] + 60
    red = corner[..., 0] > corner[..., 2] + 60
    assert np.flatnonzero(blue.any(axis=0)).max() < np.flatnonzero(red.any(axis=0)).max()
    assert blue.any()
    viewport.heat.clear()
    assert np.abs(picture(viewport) - before).mean() < 1


def test_the_same_picture_again_within_tolerance(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = sphere()
    show(qtbot, viewport, mesh)
    front(viewport)
    put_on(qtbot, viewport, mesh, sides(mesh))
    first = picture(viewport)
    viewport.heat.clear()
    put_on(qtbot, viewport, mesh, sides(mesh))
    assert np.abs(picture(viewport) - first).mean() < 0.5


def test_a_figure_of_another_mesh_is_refused(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = sphere()
    show(qtbot, viewport, mesh)
    with pytest.raises(ValueError, match="vertices"):
        viewport.heat.show(mesh, sides(sphere(rings=12)))
    other = sphere(10.0)
    with qtbot.waitSignal(viewport.heat.shown, timeout=60_000) as shown:
        viewport.heat.show(other, sides(other))
    assert shown.args == [False]


def test_it_goes_when_the_model_changes(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = sphere()
    show(qtbot, viewport, mesh)
    put_on(qtbot, viewport, mesh, sides(mesh))
    with qtbot.waitSignal(viewport.heat.shown, timeout=60_000) as shown:
        viewport.show_mesh(sphere(30.0))
    assert shown.args == [False]
    assert not viewport.heat.on


def test_flights_go_to_the_worst_places_in_turn(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = sphere()
    show(qtbot, viewport, mesh)
    viewport.camera.fly = viewport.camera.go  # type: ignore[method-assign] - no flight to wait for
    values = np.zeros(len(mesh.vertices))
    right, left = int(mesh.vertices[:, 0].argmax()), int(mesh.vertices[:, 0].argmin())
    values[right], values[left] = 0.9, -0.7
    put_on(qtbot, viewport, mesh, heat_of(values))
    seen = []
    for by in (1, 1, 1, -1):
        viewport.heat.fly_to_peak(by)
        seen.append(round(float(viewport.pose.focal[0])))
    assert seen == [20, -20, 20, -20]
    assert abs(viewport.pose.azimuth + 90) < 20, "the left side is looked at from the left"
    assert viewport._overlay._peak is not None
    assert viewport._overlay._peak[1] == "2/2 · -0.700 mm"


def test_the_value_under_the_pointer_is_said_where_the_figure_is(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = sphere()
    show(qtbot, viewport, mesh)
    front(viewport)
    put_on(qtbot, viewport, mesh, heat_of(np.full(len(mesh.vertices), 0.25)))
    qtbot.mouseMove(viewport.childAt(320, 210), QPoint(320, 210))
    viewport.hover(0.0, 0.0)
    qtbot.waitUntil(lambda: viewport._overlay._probe is not None, timeout=60_000)
    assert viewport._overlay._probe[2] == "+0.250 mm"
    viewport.leave()
    assert viewport._overlay._probe is None
    viewport.compare(mesh)
    assert viewport.sees_figure(0.2)
    assert not viewport.sees_figure(-0.2), "left of the divider is the model before"


def test_the_divided_view_shows_the_figure_on_the_right_only(qtbot: QtBot, viewport: Viewport) -> None:
    mesh, before = painted(sphere(), (230, 220, 210)), painted(sphere(), (30, 200, 30))
    show(qtbot, viewport, mesh)
    front(viewport)
    put_on(qtbot, viewport, mesh, heat_of(np.ones(len(mesh.vertices))))
    viewport.compare(before)

    def green() -> np.ndarray:
        seen = picture(viewport)
        return seen[..., 1] > np.delete(seen, 1, axis=2).max(axis=2) + 50

    qtbot.waitUntil(lambda: bool(green().any()), timeout=60_000)
    seen = picture(viewport)
    red = seen[130:, :, 0] > seen[130:, :, 2] + 60
    assert not green()[:, 323:].any()
    assert red[:, 323:].any()
    assert not red[:, :317].any()
    viewport.move_split(0.3)
    assert np.flatnonzero(green().any(axis=0)).max() <= 0.3 * 640 + 2


def test_the_border_at_the_limit_is_sharp_inside_a_large_triangle(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = cube()
    show(qtbot, viewport, mesh)
    front(viewport)
    low, high = mesh.bounds[:, 2]
    values = ((mesh.vertices[:, 2] - low) / (high - low) * 2).astype(np.float32)
    wall = Heat(text("Wall thickness"), values, "mm", 0.0, 2.0, bad_is_low=True, limit=1.0)
    put_on(qtbot, viewport, mesh, wall)
    column = picture(viewport)[:, 330]
    steps = np.abs(np.diff(column[160:260], axis=0)).max(axis=1)
    assert steps.max() > 40, "the colour jumps within a pixel or two"
    assert np.sort(steps)[:-4].max() < 12, "and changes slowly elsewhere"


def test_what_was_not_measured_is_grey_and_the_legend_says_so(qtbot: QtBot, viewport: Viewport) -> None:
    mesh = sphere()
    show(qtbot, viewport, mesh)
    front(viewport)
    values = np.where(mesh.vertices[:, 0] > 0, 1.0, np.nan)
    put_on(qtbot, viewport, mesh, heat_of(values))
    seen = picture(viewport)
    assert np.ptp(seen[230, 250]) < 25
    assert np.ptp(seen[230, 390]) > 50
    assert viewport._overlay._legend is not None
    assert viewport._overlay._legend.gaps
