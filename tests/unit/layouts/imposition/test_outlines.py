"""What the engine is given: sound polygons that hold the whole piece and half its gap."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon

from app.errors import AppError
from app.layouts.imposition.outlines import corners, grown, outer
from tests.unit.layouts.imposition.shapes import moon, star

SQUARE = [(0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 40.0)]


@pytest.mark.parametrize(
    "bad",
    [
        Polygon([(0, 0), (40, 40), (40, 0), (0, 40)]),  # a bow-tie
        Polygon([(0, 0), (40, float("inf")), (40, 40)]),
        Polygon([(0, 0), (40, 0), (80, 0)]),
        Polygon(),
        Polygon([(0, 0), (0.1, 0), (0.1, 0.1)]),
        Polygon([(0, 0), (9000, 0), (9000, 100)]),
    ],
)
def test_what_the_engine_would_end_on_is_refused_with_the_name(bad: Polygon) -> None:
    with pytest.raises(AppError, match="Miku"):
        outer(bad, "Miku")


def test_a_sliver_that_crosses_is_repaired() -> None:
    shape = outer(Polygon([*SQUARE[:3], (0.0, 40.0), (0.0, 39.9), (0.01, 40.01)]), "a")
    assert shape.is_valid
    assert shape.area == pytest.approx(1600, rel=1e-3)


def test_holes_are_not_nested_in() -> None:
    assert not outer(Polygon(SQUARE, [[(5, 5), (8, 5), (8, 8)]]), "a").interiors


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([star(5), star(7, 30), moon(), Polygon(SQUARE)]), st.just(0.0) | st.floats(0.01, 6))
def test_two_that_do_not_overlap_keep_the_gap(shape: Polygon, gap: float) -> None:
    wide = grown(shape, gap)
    assert wide.is_valid
    assert len(corners(wide)) < 120
    assert wide.buffer(0.01).contains(shape.buffer(gap / 2, quad_segs=64))
