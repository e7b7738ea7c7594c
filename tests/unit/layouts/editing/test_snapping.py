import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.layouts.editing.boxes import Box
from app.layouts.editing.snapping import Targets, snap

PAGE = Box(0, 0, 148, 100)


def at(x: float, y: float, width: float = 10, height: float = 10) -> Box:
    return Box(x, y, x + width, y + height)


def test_nothing_near_is_no_snap() -> None:
    assert snap(at(50, 50), Targets(others=[at(100, 10)], frames=[PAGE]), 1.0).lines == ()


def test_edges_meet_and_the_line_reaches_both() -> None:
    snapped = snap(at(30.6, 60), Targets(others=[at(30, 10)]), 1.0)
    assert (snapped.dx, snapped.dy) == (pytest.approx(-0.6), 0)
    (line,) = snapped.lines
    assert (line.axis, line.kind, line.at, line.start, line.end) == ("x", "edge", 30, 10, 70)


def test_the_middle_of_the_page_is_met() -> None:
    snapped = snap(at(69.4, 44.7), Targets(frames=[PAGE]), 1.0)
    assert (snapped.dx, snapped.dy) == (pytest.approx(-0.4), pytest.approx(0.3))
    assert {line.kind for line in snapped.lines} == {"middle"}


def test_a_guide_wins_where_an_edge_is_as_near() -> None:
    snapped = snap(at(29.5, 60), Targets(others=[at(30, 10)], upright=[30.0]), 1.0)
    assert snapped.lines[0].kind == "guide"


def test_equal_gaps_on_both_sides_and_beyond() -> None:
    pair = [at(0, 0), at(40, 0)]
    between = snap(at(20.3, 2), Targets(others=pair), 0.5)
    assert between.dx == pytest.approx(-0.3)
    assert [(line.kind, line.start, line.end) for line in between.lines if line.kind == "gap"] == [
        ("gap", 10, 20), ("gap", 30, 40),
    ]  # fmt: skip
    beyond = snap(at(79.8, 2), Targets(others=pair), 0.5)
    assert beyond.dx == pytest.approx(0.2)
    assert all(line.end - line.start == pytest.approx(30) for line in beyond.lines if line.kind == "gap")


@given(st.floats(-20, 160), st.floats(-20, 120), st.floats(0.1, 3))
def test_a_snap_is_never_further_than_its_reach_and_stays_once_it_is_there(x: float, y: float, reach: float) -> None:
    targets = Targets(
        others=[at(20, 20), at(60, 22, 30, 8)], frames=[PAGE, PAGE.grown(-3)], upright=[33.0], flat=[70.0]
    )
    box = at(x, y)
    snapped = snap(box, targets, reach)
    assert abs(snapped.dx) <= reach
    assert abs(snapped.dy) <= reach
    again = snap(box.moved(snapped.dx, snapped.dy), targets, reach)
    assert again.dx == pytest.approx(0, abs=1e-6)
