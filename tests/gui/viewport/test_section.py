import numpy as np
import pytest

from app.gui.viewport.camera import Pose, direction
from app.gui.viewport.section import AXES, Axis, section_of

BOX = np.array([[-10.0, -20.0, 0.0], [30.0, 20.0, 100.0]])
POSE = Pose(BOX.mean(axis=0), *direction("iso"), 300.0)


@pytest.mark.parametrize("axis", AXES)
def test_it_begins_in_the_middle_and_stays_in_the_box(axis: Axis) -> None:
    section = section_of(axis, BOX, POSE)
    np.testing.assert_allclose(section.origin, BOX.mean(axis=0), atol=1e-9)
    low, high = section.range_mm
    assert section.put(1e6).at == high
    assert section.put(-1e6).at == low
    assert section.moved(3.0).at == pytest.approx(section.at + 3.0)


def test_places_are_counted_along_the_axis_and_flipping_keeps_them() -> None:
    section = section_of("z", BOX, POSE).put(30.0)
    assert section.origin[2] == pytest.approx(30.0)
    assert section.normal[2] == -1, "what is above is cut away"
    turned = section.flipped()
    assert turned.at == 30.0
    assert turned.normal[2] == 1
    assert turned.origin[2] == pytest.approx(30.0)
    assert section_of("x", BOX, POSE).put(25.0).origin[0] == pytest.approx(25.0)
    assert section_of("y", BOX, POSE).put(5.0).flipped().moved(1.0).origin[1] == pytest.approx(6.0)


def test_across_the_view_what_is_nearer_is_cut_away() -> None:
    section = section_of("view", BOX, POSE)
    assert float((POSE.eye - section.origin) @ section.normal) < 0


@pytest.mark.parametrize("axis", AXES)
def test_its_outline_lies_in_the_plane_and_goes_around(axis: Axis) -> None:
    section = section_of(axis, BOX, POSE)
    ring = section.outline()
    assert 3 <= len(ring) <= 6
    np.testing.assert_allclose((ring - section.origin) @ section.normal, 0, atol=1e-9)
    turns = [
        np.cross(b - a, c - b) @ section.normal
        for a, b, c in zip(ring, np.roll(ring, -1, 0), np.roll(ring, -2, 0), strict=True)
    ]
    assert (np.sign(turns) == np.sign(turns[0])).all(), "convex, without crossing itself"


def test_rays_reach_only_what_stays() -> None:
    section = section_of("z", BOX, POSE).put(30.0)
    start, down = np.array([0.0, 0, 200]), np.array([0.0, 0, -1])
    assert section.reach(start, down) == (170.0, np.inf)
    assert section.reach(np.zeros(3), -down) == (0.0, 30.0)
    assert section.reach(np.array([0.0, 0, 10]), np.array([1.0, 0, 0])) == (0.0, np.inf)
    low, high = section.reach(np.array([0.0, 0, 50]), np.array([1.0, 0, 0]))
    assert low >= high, "beside the plane nothing is left"


def test_another_figure_keeps_the_plane_where_it_meets_it() -> None:
    section = section_of("z", BOX, POSE).put(30.0)
    assert section.around(BOX * 2).at == 30.0
    assert section.around(BOX + np.array([0, 0, 500])).at == pytest.approx(550.0)
