"""Measurements: known triangles, circles, and places that give no value."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session.measures import Measure, Measures, angle_degrees, circle


def test_distance_and_what_it_is_made_of():
    measure = Measure("distance", np.array([[0.0, 0, 0], [3, 0, -4]]))
    assert measure.value == pytest.approx(5.0)
    assert measure.differences == pytest.approx((3.0, 0.0, 4.0))
    assert measure.unit == "mm"


@given(st.floats(0.5, 179.5), st.floats(0.1, 50), st.floats(0.1, 50))
def test_an_angle_is_what_it_was_made_with(degrees: float, one: float, other: float):
    turn = np.radians(degrees)
    points = np.array([[one, 0, 0], [0, 0, 0], [other * np.cos(turn), other * np.sin(turn), 0]])
    assert Measure("angle", points + 7).value == pytest.approx(degrees, abs=1e-6)


@given(st.floats(0.05, 200), st.lists(st.floats(0.2, 2.0), min_size=2, max_size=2))
def test_a_circle_through_three_of_its_points(radius: float, turns: list[float]):
    angles = np.cumsum([0.3, *turns])
    axis = np.array([0.0, 0.6, 0.8])
    first = np.array([1.0, 0, 0])
    points = np.array([3.0, -2, 9]) + radius * (
        np.cos(angles)[:, None] * first + np.sin(angles)[:, None] * np.cross(axis, first)
    )
    found = circle(*points)
    assert found is not None
    centre, size, way = found
    assert size == pytest.approx(radius, rel=1e-6)
    assert centre == pytest.approx([3, -2, 9], abs=1e-5 * max(radius, 1))
    assert abs(way @ axis) == pytest.approx(1.0)


def test_places_in_a_line_have_no_circle_and_a_corner_alone_no_angle():
    line = np.array([[0.0, 0, 0], [1, 1, 1], [2, 2, 2]])
    assert Measure("radius", line).value is None
    assert angle_degrees(line[0], line[0], line[1]) is None


def test_measurements_are_kept_in_order_and_taken_away_one_by_one():
    told: list[int] = []
    measures = Measures()
    measures.changed.connect(lambda: told.append(len(measures.all)))
    first = measures.add("distance", np.zeros((2, 3)))
    measures.add("thickness", np.ones((2, 3)))
    measures.remove(first)
    measures.clear()
    measures.clear()
    assert told == [1, 2, 1, 0]
