"""Each side flat, with its cut: what is cut off is faded, the line runs along the trim, the back is seen mirrored."""

import numpy as np
import pytest
from shapely.geometry import Point, Polygon, box

from app.layouts.drawing import Fill
from app.layouts.mockup.trimmed import GROUND, LINE, cut_out, with_trim
from app.layouts.paint import Rgb
from app.layouts.path import rectangle
from app.layouts.piece import Face, Piece

RED = (200, 30, 30)


def piece(trim: Polygon, *, product: str = "postcard", cutting: str = "guillotine") -> Piece:
    width, height = trim.bounds[2:]
    face = Face((Fill(rectangle(-3, -3, width + 6, height + 6), Rgb(*(c / 255 for c in RED))),))
    return Piece("1", "1", product, trim, 3.0, face, face, cutting=cutting)  # type: ignore[arg-type]


def test_the_line_runs_along_the_trim_and_the_bleed_is_faded() -> None:
    image = np.asarray(with_trim(piece(box(0, 0, 60, 40)), "front", 600)).astype(int)
    assert image.shape[1] == 600 + 2 * 30 + 2 * 36  # bleed of 3 mm, and what lies around it
    middle = image[image.shape[0] // 2]
    assert tuple(image[2, 2]) == GROUND
    assert middle[150] == pytest.approx(RED, abs=2)
    assert middle[50] == pytest.approx(np.mean([RED, GROUND], axis=0), abs=2), "half of it is seen"
    assert middle[66] == pytest.approx(LINE, abs=60)
    line = np.flatnonzero(np.abs(middle - LINE).sum(axis=1) < 60)
    assert {66 - 2 <= at <= 66 + 2 or 666 - 2 <= at <= 666 + 2 for at in line} == {True}


def test_what_is_cut_off_is_white_in_the_picture_to_scale() -> None:
    trim = Point(25, 25).buffer(25, 64).difference(Point(25, 6).buffer(2))
    image = np.asarray(cut_out(piece(trim, product="magnet", cutting="contour"), 500))
    assert image.shape == (500, 500, 3)
    assert tuple(image[3, 3]) == (255, 255, 255)
    assert tuple(image[60, 250]) == (255, 255, 255), "the hole"
    assert image[300, 250] == pytest.approx(RED, abs=2)


def test_from_behind_the_hole_is_on_the_other_side() -> None:
    trim = box(0, 0, 60, 40).difference(Point(10, 20).buffer(3))
    flat = piece(trim, product="magnet", cutting="contour")
    front, back = (np.asarray(with_trim(flat, side, 600)).astype(int) for side in ("front", "back"))
    row, left, right = front.shape[0] // 2, 66 + 100, 66 + 500
    assert front[row, right] == pytest.approx(RED, abs=2)
    assert back[row, left] == pytest.approx(RED, abs=2)
    assert np.abs(front[row, left] - RED).max() > 40
    assert np.abs(back[row, right] - RED).max() > 40
