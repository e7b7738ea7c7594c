"""Labels lie in the waste: beside their own trim, on no other one, in letters that can be read."""

import math

import shapely
from shapely import affinity
from shapely.geometry import box

from app.layouts.imposition.first import box_sheets
from app.layouts.imposition.gaps import placed_trim
from app.layouts.imposition.labels import CLEAR_MM, SIZES_MM, LabelSpot, label_spots, label_width
from app.layouts.imposition.room import room_of
from app.layouts.sheet import Layout, Placement, Sheet
from tests.bench.layout_figures.keychains import keychains
from tests.unit.layouts.imposition.shapes import card, charm, sheet


def area(spot: LabelSpot, words: str) -> shapely.Polygon:
    """Where the letters are: up from the base line."""
    upright = box(spot.x_mm, spot.y_mm - spot.size_mm, spot.x_mm + label_width(words, spot.size_mm), spot.y_mm)
    return affinity.rotate(upright, spot.turn_deg, origin=(spot.x_mm, spot.y_mm))


def test_every_charm_of_a_sheet_gets_a_label_that_meets_nothing() -> None:
    pieces = tuple(charm(shape, id_=f"A26-{i:04}") for i, shape in enumerate(keychains(20, 0)))
    size = sheet(297, 420)
    (placements,), left = box_sheets(pieces, [(i, 0) for i in range(20)], room_of(size), 3.0)
    assert not left
    one = Sheet(size, placements)
    layout = Layout(pieces, (one,), 3.0)
    trims = [placed_trim(pieces, placement) for placement in placements]
    spots = label_spots(layout, one)
    assert all(spot is not None for spot in spots)
    areas = [area(spot, pieces[placements[spot.placement].piece].label) for spot in spots if spot]
    for number, (spot, here) in enumerate(zip(spots, areas, strict=True)):
        assert spot is not None
        assert spot.size_mm in SIZES_MM
        assert math.isclose(spot.size_mm, max(SIZES_MM)) or spot.size_mm >= 1.8
        assert -90 <= spot.turn_deg <= 90
        assert min(trim.distance(here) for trim in trims) >= CLEAR_MM - 0.02
        assert trims[spot.placement].distance(here) < 3.0
        assert all(not here.intersects(other) for other in areas[:number])
        assert box(5, 5, 292, 415).buffer(0.01).contains(here)


def test_where_cells_touch_there_is_none() -> None:
    pieces = (card(50, 50, 9, id_="A26-0001"),)
    placements = tuple(Placement(0, i, 5 + 50 * (i % 3), 5 + 50 * (i // 3)) for i in range(9))
    one = Sheet(sheet(160, 160), placements)
    assert label_spots(Layout(pieces, (one,), 0.0), one) == [None] * 9


def test_a_piece_without_a_label_needs_none() -> None:
    pieces = (card(20, 20, id_=""),)
    one = Sheet(sheet(160, 160), (Placement(0, 0, 50, 50),))
    assert label_spots(Layout(pieces, (one,), 0.0), one) == [None]


def test_chinese_letters_are_wider() -> None:
    assert label_width("订单", 2.0) > label_width("AB", 2.0)
