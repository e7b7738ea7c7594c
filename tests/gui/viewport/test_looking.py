"""Parallel pictures, habits, dimensions, build volume, view cube: what is computed, without a picture."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui.viewport.build_volume import box_around, fits
from app.gui.viewport.camera import Pose, direction
from app.gui.viewport.dimensions import lines
from app.gui.viewport.habits import HABITS, habit
from app.gui.viewport.lights import LIGHTS
from app.gui.viewport.orientation_cube import OrientationCube, angles, patches
from app.gui.viewport.sheet import Sheet
from app.gui.viewport.studio import DARK

BOX = np.array([[-10.0, -20.0, 0.0], [30.0, 20.0, 100.0]])
LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
NO_KEY, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def pose(view: str = "iso", *, parallel: bool = False) -> Pose:
    return Pose(BOX.mean(axis=0), *direction(view), 300.0, parallel).framing(BOX, 1.5)


@pytest.mark.parametrize("parallel", [False, True])
def test_a_ray_meets_the_point_that_is_seen_there(parallel: bool) -> None:
    view = pose(parallel=parallel)
    point = np.array([12.0, -7.0, 66.0])
    x, y, depth = view.project(point[None])[0].tolist()
    start, way = view.ray(x, y)
    assert depth > 0
    assert np.linalg.norm(np.cross(point - start, way)) < 1e-6


def test_parallel_lines_stay_parallel_and_the_focal_plane_keeps_its_size() -> None:
    flat, deep = pose("front", parallel=True), pose("front")
    near, far = np.array([[0.0, -20, 0], [0, -20, 50]]), np.array([[0.0, 20, 0], [0, 20, 50]])
    height = [np.ptp(flat.project(edge)[:, 1]) for edge in (near, far)]
    assert height[0] == pytest.approx(height[1])
    assert np.ptp(deep.project(near)[:, 1]) > np.ptp(deep.project(far)[:, 1])
    both = Pose(flat.focal, flat.azimuth, 0.0, 300.0), Pose(flat.focal, flat.azimuth, 0.0, 300.0, parallel=True)
    edge = np.array([flat.focal, flat.focal + np.array([0, 0, 10])])
    sizes = [np.ptp(one.project(edge)[:, 1]) for one in both]
    assert sizes[0] == pytest.approx(sizes[1])


def test_each_habit_turns_moves_and_gives_no_key_twice() -> None:
    for one in HABITS:
        moves = {one.move(button, keys) for button in (LEFT, MIDDLE, RIGHT) for keys in (NO_KEY, SHIFT, CTRL)}
        assert {"turn", "shift"} <= moves, one.id
        keys = [QKeySequence(key).toString() for own in one.keys.values() for key in own]
        assert all(keys), one.id
        assert len(keys) == len(set(keys)), one.id


def test_habits_are_those_of_the_programs() -> None:
    assert habit("blender").move(MIDDLE, NO_KEY) == "turn"
    assert habit("blender").move(MIDDLE, SHIFT) == "shift"
    assert habit("blender").move(MIDDLE, CTRL) == "zoom"
    assert habit("blender").move(LEFT, NO_KEY) == "none"
    assert habit("prusaslicer").move(LEFT, NO_KEY) == "turn"
    assert habit("prusaslicer").move(RIGHT, NO_KEY) == "shift"
    assert habit("statuette").move(LEFT, ALT) == "turn", "an unknown key changes nothing"
    assert habit("meshlab").move(LEFT, CTRL) == "shift"
    assert habit("of another release") is HABITS[0]


@pytest.mark.parametrize(
    ("view", "axes"), [("iso", {0, 1, 2}), ("front", {0, 1, 2}), ("top", {0, 1}), ("bottom", {0, 1})]
)
def test_dimensions_are_measured_where_they_can_be_read(view: str, axes: set[int]) -> None:
    found = lines(BOX, Sheet(pose(view), 900, 600, DARK))
    assert {axis for axis, *_ in found} == axes
    for axis, start, stop, _feet in found:
        np.testing.assert_allclose(np.abs(stop - start)[axis], np.ptp(BOX[:, axis]))
        inside = (np.array([start, stop]) > BOX[0]).all(axis=1) & (np.array([start, stop]) < BOX[1]).all(axis=1)
        assert not inside.any(), "beside the figure, not in it"


def test_what_fits_into_a_build_volume() -> None:
    assert fits(BOX, (40.0, 40.0, 100.0))
    assert not fits(BOX, (40.0, 40.0, 99.0))
    long = np.array([[0.0, 0.0, 0.0], [200.0, 50.0, 80.0]])
    assert fits(long, (60.0, 210.0, 90.0)), "turned a quarter"
    assert not fits(long, (100.0, 100.0, 500.0))
    box = box_around(long + np.array([7, 8, 9]), (300.0, 200.0, 100.0))
    np.testing.assert_allclose(box[1] - box[0], [300, 200, 100])
    np.testing.assert_allclose(box.mean(axis=0)[:2], [107, 33])
    assert box[0, 2] == 9.0


def test_a_face_turned_to_the_viewer_shows_its_colour_in_every_even_light() -> None:
    for one in LIGHTS:
        if one.id == "raking":
            continue
        key = (one.key_way[2] + one.key_wrap) / (1 + one.key_wrap) * one.key
        fill = (0.649 + 0.5) / 1.5 * one.fill
        sky = (one.sky_below + one.sky_above) / 2
        assert key + fill + sky == pytest.approx(1.0, abs=0.13), one.id
        assert np.linalg.norm(one.key_way) == pytest.approx(1.0, abs=0.01)


def test_the_cube_has_26_places_and_says_where_they_look_from() -> None:
    assert len({patch.way for patch in patches()}) == 26
    here = pose()
    assert angles((0, -1, 0), here) == pytest.approx((0.0, 0.0))
    assert angles((1, 0, 0), here) == pytest.approx((90.0, 0.0))
    assert angles((0, 0, 1), here)[1] == 90.0
    assert angles((0, 0, -1), here)[1] == -90.0
    azimuth, elevation = angles((1, -1, 1), here)
    assert azimuth == pytest.approx(45.0)
    assert elevation == pytest.approx(35.26, abs=0.01)


def test_a_click_on_the_cube_asks_for_that_side_and_a_drag_turns(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    cube = OrientationCube(parent, lambda: Pose(np.zeros(3), 0.0, 0.0, 10.0))
    parent.show()
    middle = cube.rect().center()
    assert cube.side_at(QPointF(middle)) == (0, -1, 0)
    assert cube.side_at(QPointF(1, 1)) is None
    with qtbot.waitSignal(cube.wanted) as wanted:
        qtbot.mouseClick(cube, LEFT, pos=middle)
    assert wanted.args == [0.0, 0.0]
    cube.grab()
