"""Operators: short numbers, paths as they are, states and colours set when they change."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.layouts.drawing import Fill, Group, Picture, Pixels, Stroke
from app.layouts.paint import BLACK
from app.layouts.path import Contour, Curve, Line, Path, Point, rectangle
from app.layouts.pdf.reach import reach
from app.layouts.pdf.syntax import Content, digits_for, number, outline

LENGTHS = st.floats(-5000, 5000)


@given(st.floats(-1e6, 1e6))
def test_numbers_are_plain_and_near(value: float) -> None:
    written = number(value)
    assert re.fullmatch(r"-?\d+(\.\d*[1-9])?", written)
    assert written != "-0"
    assert float(written) == pytest.approx(value, abs=0.5e-4 + 1e-9)


@given(st.lists(st.tuples(LENGTHS, LENGTHS, st.booleans()), min_size=2, max_size=20), st.booleans())
def test_a_path_is_written_point_by_point(points, closed: bool) -> None:
    first, *rest = (Point(x, y) for x, y, _ in points)
    segments = tuple(
        Curve(point, first, point) if curved else Line(point)
        for point, (_, _, curved) in zip(rest, points[1:], strict=True)
    )
    words = outline(Path((Contour(first, segments, closed),))).decode().split("\n")
    assert [w[-1] for w in words if w] == [
        "m",
        *("c" if c else "l" for _, _, c in points[1:]),
        *(["h"] if closed else []),
    ]
    for (x, y, _), word in zip(points, words, strict=False):
        last = [float(v) for v in word.split()[:-1]][-2:]
        assert last == pytest.approx([x, y], abs=1e-4)


def test_what_is_enlarged_is_written_finer() -> None:
    assert digits_for(0.5) == 4
    assert digits_for(1000) == 7
    assert outline(Path((Contour(Point(0, 0), (Line(Point(1e-6, 0)),)),)), digits_for(1000)).split()[3] == b"0.0000010"


def test_a_point_alone_is_no_path() -> None:
    assert outline(Path((Contour(Point(1, 2), ()),))) == b""


def test_states_are_set_when_they_change_and_forgotten_on_restore() -> None:
    content = Content()
    content.once("k", "k", 0, 0, 0, 1)
    content.once("k", "k", 0, 0, 0, 1)
    content.save()
    content.once("k", "k", 1, 0, 0, 0)
    content.restore()
    content.once("k", "k", 0, 0, 0, 1)
    content.once("k", "k", 1, 0, 0, 0)
    assert content.data() == b"0 0 0 1 k\nq\n1 0 0 0 k\nQ\n1 0 0 0 k\n"


def test_reach_follows_matrices_clips_and_pens() -> None:
    square = Fill(rectangle(0, 0, 10, 10), BLACK)
    assert reach([Group((square,), (2, 0, 0, 2, 5, 0))]) == (5, 0, 25, 20)
    assert reach([Group((square,), clip=rectangle(5, 5, 50, 2))]) == (5, 5, 10, 7)
    assert reach([Group((square,), clip=rectangle(50, 5, 50, 2))]) is None
    assert reach([Stroke(rectangle(0, 0, 10, 10), BLACK, 2.0)]) == (-2, -2, 12, 12)
    picture = Picture(Pixels("k", 1, 1, lambda: None), (0, 20, -30, 0, 30, 0))
    assert reach([picture]) == (0, 0, 30, 20)
    assert reach([]) is None
