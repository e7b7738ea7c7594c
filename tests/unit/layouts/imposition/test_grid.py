"""One size on a sheet: the table of layout2d §2.4, and a search that knows nothing of it."""

from dataclasses import replace
from itertools import product
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.layouts.imposition.grid import best_blocks
from app.layouts.imposition.rectangles import impose_rectangles, most_on_sheet
from app.layouts.imposition.sheets import load_sheets
from tests.unit.layouts.imposition.shapes import card, sheet

SHEETS = ("a4", "a3", "sra3", "13x19")
TABLE = {  # (bleed, butt) on each of the sheets
    (25, 35): ((46, 64), (93, 131), (107, 150), (116, 168)),
    (127, 89): ((4, 4), (9, 9), (9, 10), (11, 11)),
    (152, 102): ((2, 2), (5, 6), (8, 8), (9, 9)),
    (148, 100): ((2, 3), (5, 6), (8, 8), (9, 9)),
    (165, 102): ((2, 2), (5, 6), (6, 7), (7, 7)),
    (80, 54): ((10, 11), (20, 25), (25, 29), (27, 33)),
}


@pytest.mark.parametrize("bleed", [3.0, 0.0])
@pytest.mark.parametrize("size", TABLE)
def test_as_many_as_in_the_table(size: tuple[int, int], bleed: float) -> None:
    sheets = load_sheets()
    found = []
    for name in SHEETS:
        piece, size_of_sheet = card(*size, bleed=bleed), sheets[name].size
        found.append(most_on_sheet(piece, size_of_sheet, gap_mm=3.0))
        laid = impose_rectangles([replace(piece, quantity=found[-1])], size_of_sheet).layout
        assert [len(one.placements) for one in laid.sheets] == [found[-1]]
    assert found == [both[0 if bleed else 1] for both in TABLE[size]]


def test_what_a_cutter_cuts_keeps_the_gap() -> None:
    piece = replace(card(50, 50, bleed=2.0), cutting="contour")
    plate = sheet(214, 108, margin=1.0)
    assert [most_on_sheet(piece, plate, gap) for gap in (0.0, 2.0, 4.0, 5.0)] == [8, 8, 8, 6]


def test_what_is_too_large_and_rolls_have_no_number() -> None:
    assert most_on_sheet(card(400, 300), load_sheets()["a4"].size, 0.0) == 0
    assert most_on_sheet(card(50, 50), load_sheets()["roll-610"].size, 0.0) == 0


def brute(width: float, height: float, a: float, b: float) -> int:
    """Every cut at every sum of sides, every grid on both sides of it."""

    def grid(w: float, h: float) -> int:
        return max(floor(w / x + 1e-9) * floor(h / y + 1e-9) for x, y in ((a, b), (b, a)))

    best = grid(width, height)
    for i, j in product(range(int(max(width, height) / a) + 2), range(int(max(width, height) / b) + 2)):
        at = i * a + j * b
        if 0 < at <= width:
            best = max(best, grid(at, height) + grid(width - at, height))
        if 0 < at <= height:
            best = max(best, grid(width, at) + grid(width, height - at))
    return best


@given(st.integers(20, 400), st.integers(20, 400), st.integers(11, 120), st.integers(11, 120))
def test_no_cut_gives_more(width: int, height: int, a: int, b: int) -> None:
    blocks = best_blocks(width, height, a, b)
    assert sum(block.count for block in blocks) == brute(width, height, a, b)
    for block in blocks:
        x, y, w, h = block.region
        assert x >= 0
        assert y >= 0
        assert x + w <= width + 1e-6
        assert y + h <= height + 1e-6


def test_nothing_is_turned_where_it_may_not() -> None:
    assert best_blocks(100, 30, 30, 100, turning=False) == ()
    assert sum(block.count for block in best_blocks(100, 30, 30, 100)) == 1
