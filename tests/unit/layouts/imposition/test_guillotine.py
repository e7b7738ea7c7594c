"""Cuts from edge to edge really take a sheet apart, whatever lies on it."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from app.layouts.imposition.first import box_sheets
from app.layouts.imposition.gaps import gap_faults
from app.layouts.imposition.guillotine import Cells, pack, used_length
from app.layouts.imposition.rectangles import impose_rectangles
from app.layouts.imposition.room import room_of
from tests.unit.layouts.imposition.shapes import card, sheet

SIZES = {0: (158.0, 108.0), 1: (95.0, 133.0), 2: (31.0, 41.0), 3: (60.0, 60.0)}


def rectangles(cells: Cells, sizes: dict[int, tuple[float, float]]) -> list[tuple[float, float, float, float]]:
    found = []
    for cell in cells.cells:
        width, height = sizes[cell.key]
        w, h = (height, width) if cell.turned else (width, height)
        found.append((cell.x, cell.y, cell.x + w, cell.y + h))
    return found


def cut_apart(cells: Cells, width: float, height: float) -> list[tuple[float, float, float, float]]:
    """Make the cuts one after the other: each goes through all parts that its line crosses from edge to edge."""
    parts = [(0.0, 0.0, width, height)]
    for cut in cells.cuts:
        after = []
        for x1, y1, x2, y2 in parts:
            upright = cut.x1 == cut.x2
            crosses = (
                x1 + 1e-6 < cut.x1 < x2 - 1e-6 and cut.y1 <= y1 + 1e-6 and cut.y2 >= y2 - 1e-6
                if upright
                else y1 + 1e-6 < cut.y1 < y2 - 1e-6 and cut.x1 <= x1 + 1e-6 and cut.x2 >= x2 - 1e-6
            )
            if crosses and upright:
                after += [(x1, y1, cut.x1, y2), (cut.x1, y1, x2, y2)]
            elif crosses:
                after += [(x1, y1, x2, cut.y1), (x1, cut.y1, x2, y2)]
            else:
                after.append((x1, y1, x2, y2))
        parts = after
    return parts


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(15, 150), st.integers(15, 150), st.integers(1, 12)), min_size=1, max_size=5),
    st.integers(160, 450),
    st.integers(160, 450),
)
def test_the_cuts_set_every_cell_free(kinds: list[tuple[int, int, int]], width: int, height: int) -> None:
    sizes = {key: (float(w), float(h)) for key, (w, h, _) in enumerate(kinds)}
    wanted = {key: count for key, (_, _, count) in enumerate(kinds)}
    sheets, left = pack(sizes, wanted, width, height)
    assert not left
    assert Counter(cell.key for cells in sheets for cell in cells.cells) == Counter(wanted)
    for cells in sheets:
        found = rectangles(cells, sizes)
        parts = {tuple(round(v, 3) for v in part) for part in cut_apart(cells, width, height)}
        assert all(tuple(round(v, 3) for v in one) in parts for one in found)
        shapes = [box(*one) for one in found]
        assert all(a.intersection(b).area < 1e-6 for i, a in enumerate(shapes) for b in shapes[:i])


def test_with_bleed_the_cuts_are_the_edges_of_the_trims() -> None:
    made = impose_rectangles([card(90, 54, 10, bleed=3.0)], sheet(297, 210))
    lines_x = {round(cut.x1, 3) for cut in made.cuts[0] if cut.x1 == cut.x2}
    lines_y = {round(cut.y1, 3) for cut in made.cuts[0] if cut.y1 == cut.y2}
    for placement in made.layout.sheets[0].placements:
        assert placement.turn_deg == 0
        assert {round(placement.x_mm, 3), round(placement.x_mm + 90, 3)} <= lines_x
        assert {round(placement.y_mm, 3), round(placement.y_mm + 54, 3)} <= lines_y


def test_mixed_sizes_take_no_more_sheets_than_their_area_and_few_cuts() -> None:
    sheets, left = pack(SIZES, {0: 8, 1: 8, 2: 40, 3: 12}, 446.0, 316.0)
    assert (len(sheets), left) == (3, {})
    grid, _ = pack({0: (25.0, 35.0)}, {0: 64}, 200.0, 287.0)
    assert len(grid) == 1
    assert len(grid[0].cuts) == 7 + 7 + 1  # an 8 × 8 grid, and what is left below it cut off


def test_what_is_larger_than_the_sheet_is_left_and_said() -> None:
    made = impose_rectangles([card(500, 100, 2, id_="long"), card(100, 100, 3, id_="fits")], sheet(297, 420))
    assert made.layout.left == ((0, 0), (0, 1))
    assert len(made.layout.sheets[0].placements) == 3
    assert gap_faults(made.layout) == []


def test_groups_do_not_share_a_sheet() -> None:
    made = impose_rectangles(
        [card(50, 50, 2, group="matte"), card(50, 50, 2, id_="b", group="glossy")], sheet(297, 420)
    )
    assert [{p.piece for p in one.placements} for one in made.layout.sheets] == [{0}, {1}]
    assert gap_faults(made.layout) == []


@pytest.mark.parametrize("bleed", [0.0, 3.0])
def test_a_roll_is_as_short_as_rows_allow(bleed: float) -> None:
    roll = sheet(152.4, 0.0, margin=0.0)
    made = impose_rectangles([card(102, 152, 5, bleed=bleed)], roll)
    one = made.layout.sheets[0]
    assert one.length_mm == pytest.approx(5 * 102 + 4 * 2 * bleed if bleed == 0 else 5 * 102 + 8 * bleed, abs=0.01)
    assert gap_faults(made.layout) == []


def test_mixed_sizes_on_a_roll() -> None:
    pieces = [card(152, 102, 7, id_="a"), card(89, 127, 9, id_="b"), card(35, 49, 30, id_="c")]
    made = impose_rectangles(pieces, sheet(610, 0.0, margin=10.0, longest=10_000))
    assert len(made.layout.sheets) == 1
    used = made.layout.sheets[0].length_mm - 20
    area = 7 * 152 * 102 + 9 * 89 * 127 + 30 * 35 * 49
    assert area / (590 * used) > 0.8
    assert gap_faults(made.layout) == []


def test_what_bleeds_less_lies_nearer_to_the_edge() -> None:
    made = impose_rectangles([card(80, 50, 4, id_="a", bleed=3.0), card(30, 30, 6, id_="b")], sheet(297, 210))
    assert gap_faults(made.layout) == []
    assert min(p.x_mm for p in made.layout.sheets[0].placements) >= 5.0 - 1e-9


def test_used_length() -> None:
    sheets, _ = pack({0: (30.0, 50.0)}, {0: 1}, 100.0, 100.0)
    assert used_length({0: (30.0, 50.0)}, sheets[0]) in {30.0, 50.0}


def test_three_hundred_different_pieces_have_a_first_layout() -> None:
    pieces = [card(30 + i % 37, 25 + i % 41, id_=str(i)) for i in range(300)]
    (placements,), left = box_sheets(pieces, [(i, 0) for i in range(300)], room_of(sheet(300, 0.0)), 3.0)
    assert (len(placements), left) == (300, [])


def test_a_margin_is_cut_off_where_trims_lie_along_it() -> None:
    made = impose_rectangles([card(100, 100, 6)], sheet(210, 310))  # two columns of three: they fill the sheet
    frame = [
        cut for cut in made.cuts[0] if cut in {(5, 0, 5, 310), (205, 0, 205, 310), (0, 5, 210, 5), (0, 305, 210, 305)}
    ]
    assert frame == list(made.cuts[0][:4])
    bled = impose_rectangles([card(94, 94, 6, bleed=3.0)], sheet(210, 310))
    assert not any(cut.x1 == 0.0 or cut.y1 == 0.0 for cut in bled.cuts[0])
