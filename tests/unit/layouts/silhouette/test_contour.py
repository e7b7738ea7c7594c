import numpy as np
import pytest
import shapely
from scipy.ndimage import gaussian_filter
from shapely.affinity import rotate, scale
from shapely.geometry import MultiPolygon, Point, Polygon, box

from app.errors import AppError
from app.layouts.silhouette.contour import contour_of

from .shapes_on_pixels import PPMM, alpha_of, distances

SIDE = 1200
C = SIDE / PPMM / 2


def flower() -> Polygon:
    turn = np.linspace(0, 2 * np.pi, 2000, endpoint=False)
    radius = 18 + 2.5 * np.sin(7 * turn)
    return Polygon(np.column_stack([C + radius * np.cos(turn), C + radius * np.sin(turn)]))


ROUND = {
    "circle": Point(C, C).buffer(16, quad_segs=200),
    "small circle": Point(C, C).buffer(2.5, quad_segs=200),
    "ellipse": rotate(scale(Point(C, C).buffer(18, quad_segs=200), 1, 0.5), 30),
    "flower": flower(),
}


@pytest.mark.parametrize("name", ROUND)
@pytest.mark.parametrize("parts", [4, 1], ids=["smooth edge", "hard mask"])
def test_the_outline_is_where_it_was_drawn(name: str, parts: int) -> None:
    shape = ROUND[name]
    found = contour_of(alpha_of(shape, SIDE, parts=parts), PPMM)
    assert max(distances(found, shape).max(), distances(shape, found).max()) <= 0.03
    assert abs(found.area - shape.area) <= 0.01 * shape.length, "no bias to one side"
    assert shapely.get_num_coordinates(found) <= (300 if parts == 4 else 400)


def test_straight_sides_are_straight_and_corners_are_a_pixel_round() -> None:
    square = rotate(box(C - 12, C - 12, C + 12, C + 12), 17)
    found = contour_of(alpha_of(square, SIDE), PPMM)
    assert distances(found, square).max() <= 0.015
    assert distances(square, found).max() <= 1 / PPMM


def test_half_a_pixel_is_not_lost() -> None:
    alpha = np.zeros((100, 100), np.uint8)
    alpha[20:80, 30:70] = 255
    x0, y0, x1, y1 = contour_of(alpha, 10.0).bounds
    assert (x0, y0, x1, y1) == pytest.approx((3.0, 2.0, 7.0, 8.0), abs=0.02)


def test_what_reaches_the_border_is_closed_there() -> None:
    found = contour_of(np.full((200, 300), 255, np.uint8), 10.0)
    assert found.bounds == pytest.approx((0, 0, 30, 20), abs=0.03)
    assert found.area == pytest.approx(600, rel=2e-3)


def test_holes_and_what_lies_in_them_are_kept() -> None:
    ring = Point(C, C).buffer(16).difference(Point(C, C).buffer(10)).union(Point(C, C).buffer(5))
    found = contour_of(alpha_of(ring, SIDE), PPMM)
    assert isinstance(found, MultiPolygon)
    assert found.is_valid
    (inner, hollow), (outer, window) = sorted((part.area, len(part.interiors)) for part in found.geoms)
    assert (hollow, window) == (0, 1)
    assert inner == pytest.approx(np.pi * 25, rel=2e-3)
    assert outer == pytest.approx(np.pi * (256 - 100), rel=2e-3)


def test_dust_is_left_out() -> None:
    alpha = alpha_of(Point(C, C).buffer(10), SIDE)
    alpha[5:9, 5:9] = 255
    alpha[600, 600] = 0
    found = contour_of(alpha, PPMM)
    assert len(found.geoms) == 1
    assert not found.geoms[0].interiors


def test_very_many_pixels_are_averaged_and_not_lost() -> None:
    shape = Point(25, 25).buffer(20, quad_segs=100)
    found = contour_of(alpha_of(shape, 2500, ppmm=50.0, parts=1), 50.0)
    assert distances(found, shape).max() <= 0.03


def test_a_clear_picture_has_no_outline() -> None:
    with pytest.raises(AppError, match="clear all over"):
        contour_of(np.full((50, 50), 90, np.uint8), 10.0)


def test_noise_has_no_outline() -> None:
    noise = (np.random.default_rng(1).random((1400, 1400)) > 0.5).astype(np.uint8) * 255
    with pytest.raises(AppError, match="noise"):
        contour_of(noise, PPMM)


def test_lace_is_followed_less_exactly() -> None:
    lace = gaussian_filter(np.random.default_rng(0).normal(size=(1500, 1500)), 5) > 0
    found = contour_of(lace.astype(np.uint8) * 255, PPMM)
    assert found.is_valid
    assert shapely.get_num_coordinates(found) <= 8000
    assert found.area == pytest.approx(np.count_nonzero(lace) / PPMM**2, rel=0.1)


def test_dust_alone_is_too_small() -> None:
    alpha = np.zeros((100, 100), np.uint8)
    alpha[50:52, 50:52] = 255
    with pytest.raises(AppError, match="too small"):
        contour_of(alpha, PPMM)


def test_it_is_the_same_each_time() -> None:
    alpha = alpha_of(flower(), 1500, ppmm=1500 / 2 / C)
    first = contour_of(alpha, PPMM)
    again = contour_of(alpha, PPMM)
    assert again.equals_exact(first, 0)
