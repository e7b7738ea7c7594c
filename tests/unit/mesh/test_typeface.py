"""Letters as areas: Chinese and Latin, several lines, and what the thinnest stroke is."""

import manifold3d
import numpy as np
import pytest

from app.errors import RepairFailedError
from app.mesh.typeface import lettering, thinnest_stroke


def box_of(area: manifold3d.CrossSection) -> np.ndarray:
    return np.asarray(area.bounds()).reshape(2, 2)


def test_a_capital_is_as_high_as_asked_for():
    low, high = box_of(lettering("H", "bold", 5.0))
    assert high[1] - low[1] == pytest.approx(5.0, rel=0.02)
    assert (low + high) == pytest.approx([0.0, 0.0], abs=1e-9)


def test_holes_of_letters_are_holes():
    assert lettering("O", "regular", 10.0).num_contour() == 2
    assert lettering("日", "regular", 10.0).num_contour() == 3
    assert lettering("回", "bold", 10.0).num_contour() == 4


def test_lines_and_alignment():
    one, two = box_of(lettering("MM", "bold", 4.0)), box_of(lettering("MM\\nM", "bold", 4.0))
    assert two[1, 0] - two[0, 0] == pytest.approx(one[1, 0] - one[0, 0])
    assert two[1, 1] - two[0, 1] > 2 * 4.0
    lower = {}
    for align in ("left", "center", "right"):
        pieces = lettering("MM\nM", "bold", 4.0, align).decompose()
        lower[align] = min(pieces, key=lambda piece: piece.bounds()[1]).bounds()[0]
    assert lower["left"] < lower["center"] < lower["right"]


def test_strokes():
    assert thinnest_stroke(manifold3d.CrossSection.square([20.0, 0.8]), 2.0) == pytest.approx(0.8, abs=0.02)
    thin, bold = (thinnest_stroke(lettering("一", weight, 10.0), 4.0) for weight in ("regular", "bold"))
    assert thin < bold


@pytest.mark.parametrize(("words", "said"), [("", "nothing"), ("  \\n ", "nothing"), ("a\U0001f600", "\U0001f600")])
def test_what_cannot_be_written(words, said):
    with pytest.raises(RepairFailedError, match=said):
        lettering(words, "bold", 4.0)
