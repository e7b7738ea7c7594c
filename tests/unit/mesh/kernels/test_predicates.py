from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.mesh.kernels.predicates import has_area, side_of_line, side_of_plane

COORDINATE = st.one_of(
    st.integers(-3, 3).map(float),
    st.integers(-9, 9).map(lambda i: i * 0.1),
    st.floats(-1e6, 1e6, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-6),
)
POINTS = st.lists(st.tuples(COORDINATE, COORDINATE, COORDINATE), min_size=4, max_size=4).map(np.array)


def _sign(x: Fraction) -> int:
    return (x > 0) - (x < 0)


def _exact(points: np.ndarray) -> list[list[Fraction]]:
    return [[Fraction(float(x)) for x in p] for p in points]


def _determinant(points: np.ndarray) -> Fraction:
    a, b, c, d = _exact(points)
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = ([x - y for x, y in zip(p, d, strict=True)] for p in (a, b, c))
    return ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)


@settings(deadline=None, max_examples=300)
@given(POINTS, st.booleans(), st.floats(0, 1), st.floats(0, 1))
def test_signs_are_exact(points: np.ndarray, nearly_flat: bool, f: float, g: float) -> None:
    points = np.ascontiguousarray(points, np.float64)
    if nearly_flat:
        points[3] = points[0] + f * (points[1] - points[0]) + g * (points[2] - points[0])
    assert side_of_plane(points, 0, 1, 2, 3) == _sign(_determinant(points))
    a, b, _, d = _exact(points)
    assert side_of_line(points, 0, 1, 3, 0, 1) == _sign((a[0] - d[0]) * (b[1] - d[1]) - (a[1] - d[1]) * (b[0] - d[0]))


def test_a_point_below_a_counter_clockwise_triangle_is_on_side_one() -> None:
    points = np.array([[0.0, 0, 1], [1, 0, 1], [0, 1, 1], [0.2, 0.2, 0]])
    assert side_of_plane(points, 0, 1, 2, 3) == 1


def test_area() -> None:
    third = 1.0 / 3.0
    points = np.array([[0.0, 0, 0], [third, third, third], [1, 1, 1], [2 * third, 2 * third, 2 * third + 1e-16]])
    assert not has_area(points, 0, 1, 2)
    assert has_area(points, 0, 1, 3)
    assert not has_area(points, 0, 1, 1)
