"""Pushing together: shorter, and the gap is held to a hundredth of a millimetre."""

import time

import numpy as np
import pytest
from shapely.geometry import Point, Polygon

from app.layouts.imposition.squeeze import _nearest, moved, squeeze
from tests.unit.layouts.imposition.shapes import moon, star


@pytest.mark.parametrize("gap", [3.0, 0.5])
@pytest.mark.parametrize("turning", [True, False])
def test_loose_pieces_come_together(gap: float, turning: bool) -> None:
    shapes = [star(5, 40), moon(40), star(6, 30), moon(30), star(8, 36), star(5, 28)]
    outlines = [np.asarray(shape.exterior.coords)[:-1] for shape in shapes]
    poses = np.array([(30.0 + 48 * (i // 2), 25.0 + 50 * (i % 2), 0.3 * i) for i in range(6)])
    begun = max(float(moved(o, p)[:, 0].max()) for o, p in zip(outlines, poses, strict=True))
    found = squeeze(outlines, poses, 100.0, gap, time.monotonic() + 10, turning=np.full(6, turning))
    placed = [Polygon(moved(o, p)) for o, p in zip(outlines, found, strict=True)]
    assert max(shape.bounds[2] for shape in placed) < begun - 15
    assert min(a.distance(b) for i, a in enumerate(placed) for b in placed[:i]) >= gap
    assert min(shape.bounds[0] for shape in placed) >= -1e-6
    assert all(shape.bounds[1] >= -1e-3 and shape.bounds[3] <= 100.001 for shape in placed)
    assert turning or np.array_equal(found[:, 2], poses[:, 2])


def test_no_time_leaves_it_sound() -> None:
    outlines = [np.asarray(star().exterior.coords)[:-1]] * 2
    poses = np.array([(25.0, 30.0, 0.0), (70.0, 30.0, 0.0)])
    found = squeeze(outlines, poses, 60.0, 3.0, time.monotonic() - 1, turning=np.full(2, True))
    placed = [Polygon(moved(o, p)) for o, p in zip(outlines, found, strict=True)]
    assert placed[0].distance(placed[1]) >= 3.0


def test_the_nearest_points_are_those_of_the_whole_outline() -> None:
    outline = np.asarray(moon(40).exterior.coords)[:-1]
    points = np.random.default_rng(3).uniform(-45, 45, (300, 2))
    away = np.array([Polygon(outline).exterior.distance(Point(point)) for point in points])
    for reach in (0.5, 4.0, 200.0):
        for some in (points, points[:1], points[points[:, 0] > 20]):
            feet, distance = _nearest(some, outline, reach)
            expected = away[: len(some)] if len(some) < 2 else away[np.isin(points, some).all(axis=1)]
            close = expected < reach
            assert distance[close] == pytest.approx(expected[close], abs=1e-9)
            assert (distance[~close] >= reach).all()
            assert np.linalg.norm(some - feet, axis=1)[close] == pytest.approx(expected[close], abs=1e-9)
    assert _nearest(points[:1] + 500, outline, 1.0)[1].tolist() == [np.inf]
