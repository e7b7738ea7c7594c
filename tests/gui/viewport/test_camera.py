import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.gui.viewport.camera import DIRECTIONS, Pose, direction, facing

BOX = np.array([[-10.0, -20.0, 0.0], [30.0, 20.0, 100.0]])
poses = st.builds(
    Pose,
    st.tuples(*[st.floats(-50, 50)] * 3).map(np.array),
    st.floats(-180, 180),
    st.floats(-90, 90),
    st.floats(1, 500),
)


def test_the_front_view_looks_along_plus_y_with_z_up() -> None:
    pose = Pose(np.zeros(3), 0.0, 0.0, 10.0)
    np.testing.assert_allclose(pose.eye, [0, -10, 0], atol=1e-12)
    np.testing.assert_allclose(pose.up, [0, 0, 1], atol=1e-12)
    np.testing.assert_allclose(pose.right, [1, 0, 0], atol=1e-12)


@settings(deadline=None, max_examples=40)
@given(poses)
def test_the_axes_of_the_camera_are_a_right_handed_frame(pose: Pose) -> None:
    frame = np.array([pose.right, pose.up, pose.backward])
    np.testing.assert_allclose(frame @ frame.T, np.eye(3), atol=1e-9)
    assert np.linalg.det(frame) == pytest.approx(1.0)


@settings(deadline=None, max_examples=40)
@given(poses, st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.floats(0.5, 2.0))
def test_zooming_keeps_the_point_under_the_pointer(pose: Pose, x: float, y: float, factor: float) -> None:
    start, way = pose.ray(x, y)
    point = start + way * (pose.distance / -(way @ pose.backward))
    seen = pose.zoomed(factor, x, y).project(point[None])[0]
    np.testing.assert_allclose(seen[:2], [x, y], atol=1e-6)


@pytest.mark.parametrize("name", DIRECTIONS)
@pytest.mark.parametrize("aspect", [0.5, 1.0, 1.8])
def test_framing_shows_the_whole_box_and_wastes_nothing(name: str, aspect: float) -> None:
    pose = Pose(np.zeros(3), *direction(name), 1.0).framing(BOX, aspect, margin=1.0)
    corners = np.array([[BOX[i, 0], BOX[j, 1], BOX[k, 2]] for i, j, k in np.ndindex(2, 2, 2)])
    seen = np.abs(pose.project(corners)[:, :2])
    assert (seen <= [aspect / 2 + 1e-9, 0.5 + 1e-9]).all()
    assert np.isclose(seen.max(axis=0), [aspect / 2, 0.5]).any()


def test_a_flight_takes_the_short_way_round_and_arrives() -> None:
    start, stop = Pose(np.zeros(3), 170.0, 0.0, 10.0), Pose(np.ones(3), -170.0, 20.0, 40.0)
    half = start.towards(stop, 0.5)
    assert abs(half.azimuth) == pytest.approx(180.0)
    assert half.distance == pytest.approx(20.0)
    assert start.towards(stop, 1.3) is stop


def test_facing_looks_straight_at_a_surface() -> None:
    other = Pose(np.zeros(3), 33.0, 12.0, 1.0)
    assert facing(np.array([1.0, 0, 0]), other) == pytest.approx((90.0, 0.0))
    assert facing(np.array([0, -2.0, 0]), other) == pytest.approx((0.0, 0.0))
    assert facing(np.array([0, 0, 1.0]), other) == pytest.approx((33.0, 75.0))
    assert facing(np.zeros(3), other) == (33.0, 12.0)


def test_the_elevation_stops_at_the_pole() -> None:
    assert Pose(np.zeros(3), 0.0, 80.0, 1.0).orbited(0, 30).elevation == 90.0
