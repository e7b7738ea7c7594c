"""Corners that are too sharp are found among the hundreds of slivers that rounding leaves of a traced outline."""

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon

from app.layouts.silhouette import measure
from app.layouts.silhouette.geometry import opened, polygons
from app.layouts.silhouette.measure import sharp_corners

RADIUS_MM = 0.5


def traced(corners: list[tuple[float, float]]) -> Polygon:
    """An outline as it comes from pixels: a point every 0.2 mm, up to 0.008 mm beside the line."""
    dense = shapely.get_coordinates(Polygon(corners).exterior.segmentize(0.2))[:-1]
    beside = np.random.default_rng(4).uniform(-0.008, 0.008, dense.shape)
    return Polygon(dense + beside).buffer(0)


STAR: list[tuple[float, float]] = [(0, 0), (20, 8), (40, 0), (30, 20), (40, 40), (20, 30), (0, 40), (10, 20)]


@pytest.mark.parametrize("inner", [False, True])
def test_slivers_are_left_out_and_the_corners_are_those_that_all_pieces_give(
    monkeypatch: pytest.MonkeyPatch, *, inner: bool
) -> None:
    shape = traced(STAR)
    found = sharp_corners(shape, RADIUS_MM, inner=inner)
    assert len(found) == 4
    monkeypatch.setattr(measure, "_deep", lambda pieces, _boundary: list(pieces))
    assert sharp_corners(shape, RADIUS_MM, inner=inner) == found


def test_few_pieces_are_looked_at_closely() -> None:
    shape = traced(STAR)
    rounded = opened(shape, RADIUS_MM)
    pieces = polygons(rounded.symmetric_difference(shape))
    assert len(pieces) > 40
    assert len(measure._deep(pieces, rounded.boundary)) <= 6


def test_a_shape_that_is_all_too_thin_has_no_boundary_to_compare_with() -> None:
    assert sharp_corners(shapely.box(0, 0, 10, 0.2), RADIUS_MM, inner=False) == ()
