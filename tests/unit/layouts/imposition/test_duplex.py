"""Fronts and backs of a sheet cover each other, whichever way it is turned over."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.layouts.drawing import Matrix
from app.layouts.imposition.duplex import Flip, back_of
from app.layouts.imposition.gaps import gap_faults
from app.layouts.imposition.rectangles import impose_rectangles
from app.layouts.piece import Face
from app.layouts.sheet import Layout, Placement, Sheet, matrix_of
from tests.unit.layouts.imposition.shapes import card, charm, moon, sheet


def at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@pytest.mark.parametrize("flip", ["left_right", "top_bottom"])
@given(turn=st.floats(0, 360), x=st.floats(0, 200), y=st.floats(0, 200))
def test_a_point_of_the_back_lies_behind_that_point_of_the_piece(flip: Flip, turn: float, x: float, y: float) -> None:
    piece = charm(moon())
    one = Sheet(sheet(300, 200), (Placement(0, 0, x, y, turn),))
    (back,) = back_of(Layout((piece,), (one,), 0.0), one, flip).placements
    for u, v in ((0.0, 0.0), (7.0, 3.0), (piece.width_mm, piece.height_mm)):
        front_x, front_y = at(matrix_of(one.placements[0]), piece.width_mm - u, v)  # the card turned in the hand
        seen = (300 - front_x, front_y) if flip == "left_right" else (front_x, 200 - front_y)
        assert np.allclose(at(matrix_of(back), u, v), seen, atol=1e-6)


@pytest.mark.parametrize("flip", ["left_right", "top_bottom"])
def test_two_sided_cards_lie_in_the_same_places_on_both_sides(flip: Flip) -> None:
    two_sided = replace(card(148, 100, 8, bleed=3.0), back=Face(()))
    layout = impose_rectangles([two_sided], sheet(450, 320)).layout
    assert gap_faults(layout) == []
    (one,) = layout.sheets
    back = back_of(layout, one, flip)

    def corners(of: Sheet) -> set[tuple[float, float]]:
        found = set()
        for placement in of.placements:
            points = [at(matrix_of(placement), u, v) for u in (0.0, 148.0) for v in (0.0, 100.0)]
            found.add(tuple(round(float(v), 3) for v in np.min(points, axis=0)))
        return found

    assert len(corners(one)) == 8
    assert corners(one) == corners(back)


def test_turning_twice_is_nothing() -> None:
    layout = impose_rectangles([card(148, 100, 3)], sheet(450, 320)).layout
    (one,) = layout.sheets
    again = back_of(layout, back_of(layout, one), "left_right")
    for first, second in zip(one.placements, again.placements, strict=True):
        assert np.allclose((first.x_mm, first.y_mm), (second.x_mm, second.y_mm))
        assert first.turn_deg % 360 == pytest.approx(second.turn_deg % 360)
