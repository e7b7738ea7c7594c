import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from app.errors import AppError
from app.layouts.design.document import Cut
from app.layouts.silhouette.contour import contour_of
from app.layouts.silhouette.faults import faults
from app.layouts.silhouette.outline import Silhouette, silhouette
from app.settings.shop import PrintShop

from .shapes_on_pixels import PPMM, alpha_of, distances

SHOP = PrintShop(id="test", title="Test", route="cut")


def star(points: int = 5, outer: float = 22.0, inner: float = 11.0, at: tuple[float, float] = (30.0, 30.0)) -> Polygon:
    turns = np.arange(2 * points) * np.pi / points - np.pi / 2
    radius = np.where(np.arange(2 * points) % 2, inner, outer)
    return Polygon(np.column_stack([at[0] + radius * np.cos(turns), at[1] + radius * np.sin(turns)]))


def test_the_offset_is_held_all_along_round_outlines() -> None:
    disc = Point(25, 25).buffer(20, quad_segs=100)
    made = silhouette(contour_of(alpha_of(disc, 1200), PPMM), Cut(shape="picture", offset_mm=2.0), SHOP)
    apart = distances(made.cut, disc)
    assert apart.min() >= 2.0 - 0.03
    assert apart.max() <= 2.0 + 0.05
    assert shapely.get_num_coordinates(made.cut) <= 300


@pytest.mark.parametrize("smooth", [0.0, 0.6, 3.0])
@pytest.mark.parametrize("distance", [0.3, 1.0, 2.0])
def test_smoothing_never_eats_the_offset(distance: float, smooth: float) -> None:
    made = silhouette(star(), Cut(shape="picture", offset_mm=distance, smooth_mm=smooth), SHOP)
    rounded_tip = distance < SHOP.radius_mm  # the shop cannot cut such a small radius: the tip itself gives way
    assert star().distance(made.cut.exterior) >= (0.0 if rounded_tip else distance - 0.002)
    assert not [fault for fault in faults(made, SHOP) if fault.id in {"tip", "notch", "wall"}]


@pytest.mark.parametrize("choke", [0.1, 0.15, 0.3])
def test_white_is_drawn_in_by_the_choke(choke: float) -> None:
    art = Point(30, 30).buffer(20, quad_segs=100).difference(Point(30, 30).buffer(6, quad_segs=100))
    made = silhouette(art, Cut(shape="picture", white="below_picture", choke_mm=choke), SHOP)
    assert made.white.within(art)
    assert np.abs(distances(made.white, art) - choke).max() <= 0.03
    under = silhouette(art, Cut(shape="picture", white="under", choke_mm=choke, hole_mm=3), SHOP)
    assert np.abs(distances(under.white, under.cut) - choke).max() <= 0.03


def test_no_white_outside_of_the_cut() -> None:
    made = silhouette(box(-5, -5, 65, 45), Cut(white="below_picture", hole_mm=3, tab=False), SHOP, box_mm=(60, 40))
    assert made.white.within(made.cut)
    assert made.white.area > 0.95 * made.cut.area


def test_holes_of_the_picture_are_windows_only_when_asked_for() -> None:
    ring = Point(30, 30).buffer(20).difference(Point(30, 30).buffer(12))
    assert not silhouette(ring, Cut(shape="picture"), SHOP).cut.interiors
    made = silhouette(ring, Cut(shape="picture", hole_mm=3), SHOP, windows=True)
    assert made.hole is not None
    window, loop = sorted((Polygon(ring) for ring in made.cut.interiors), key=lambda one: -one.area)
    assert window.area == pytest.approx(math.pi * 10**2, rel=0.01)
    assert loop.area == pytest.approx(math.pi * 1.5**2, rel=0.01)
    assert not faults(made, SHOP)


def test_parts_beside_each_other_become_one() -> None:
    dots = MultiPolygon([Point(x, 20).buffer(4) for x in (10, 24, 38)])
    made = silhouette(dots, Cut(shape="picture", offset_mm=1.0), SHOP)
    assert not made.notes
    assert all(made.cut.contains(dot) for dot in dots.geoms)
    assert not faults(made, SHOP)


def test_dust_far_away_is_left_out_and_said() -> None:
    parts = MultiPolygon([Point(20, 20).buffer(12), Point(45, 20).buffer(0.5)])
    made = silhouette(parts, Cut(shape="picture"), SHOP)
    assert str(made.notes[0]).startswith("1 part of the picture lies too far")
    assert made.cut.bounds[2] < 36


@pytest.mark.parametrize("turn", [-120, -45, 0, 30, 90, 180, 270])
@pytest.mark.parametrize("tab", [True, False])
@pytest.mark.parametrize("shape", ["picture", "rounded", "ellipse", "rectangle"])
def test_the_hole_keeps_its_wall(shape: str, turn: float, tab: bool) -> None:
    cut = Cut.model_validate({"shape": shape, "hole_mm": 3, "hole_at": turn, "tab": tab, "radius_mm": 4})
    made = silhouette(star(7, 24, 18), cut, SHOP, box_mm=(60, 60))
    assert made.hole is not None
    assert made.cut.is_valid
    assert len(made.cut.interiors) == 1
    hole = Polygon(made.cut.interiors[0])
    assert hole.area == pytest.approx(math.pi * 1.5**2, rel=0.005)
    assert hole.distance(made.cut.exterior) >= SHOP.wall_mm - 0.02
    assert not faults(made, SHOP)
    if tab:
        assert hole.distance(made.art) >= 0.49, "the picture stays whole"
    seen_from_middle = math.degrees(math.atan2(made.hole.at.x - 30, 30 - made.hole.at.y))
    assert abs((seen_from_middle - turn + 180) % 360 - 180) < 12


def test_a_hole_without_room_is_a_fault_and_not_a_weak_wall() -> None:
    made = silhouette(MultiPolygon(), Cut(shape="ellipse", hole_mm=3, tab=False), SHOP, box_mm=(6, 6))
    assert made.hole is None
    assert [fault.id for fault in faults(made, SHOP)] == ["hole_missing"]


def test_a_line_drawn_by_hand_wins() -> None:
    points = ((0.0, 0.0), (50.0, 0.0), (50.0, 30.0), (0.0, 30.0))
    made = silhouette(star(), Cut(shape="picture", by_hand=points), SHOP)
    assert made.cut.equals(box(0, 0, 50, 30))
    assert made.hand
    assert {fault.id for fault in faults(made, SHOP)} == {"tip"}, "sharp corners are cut by hand at one's own risk"


@pytest.mark.parametrize("turn", [-130, -45, 0, 45, 100, 180])
@pytest.mark.parametrize("with_tab", [True, False])
def test_a_line_taken_over_by_hand_has_one_tab(turn: float, with_tab: bool) -> None:
    """The tab is in the points already where the whole outline was taken over: no second one is put on it."""
    wishes = {"shape": "picture", "hole_mm": 3, "hole_at": turn}
    made = silhouette(star(7, 24, 18), Cut.model_validate(wishes), SHOP)
    taken = (Polygon(made.cut.exterior) if with_tab else made.body).simplify(0.05)
    points = tuple((round(x, 2), round(y, 2)) for x, y in taken.exterior.coords[:-1])
    again = silhouette(star(7, 24, 18), Cut.model_validate({**wishes, "by_hand": points}), SHOP)
    assert made.hole is not None
    assert again.hole is not None
    assert math.dist(made.hole.at, again.hole.at) < 1.0
    assert again.cut.symmetric_difference(made.cut).area < 0.02 * made.cut.area
    assert not [fault for fault in faults(again, SHOP) if fault.id.startswith("hole")]


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (((0, 0), (30, 30), (30, 0), (0, 30)), "crosses itself"),
        (((0, 0), (2, 0), (2, 30)), "smaller than 4 mm"),
        (((0, 0), (30, 0)), "less than three points"),
        (((0, 0), (30, 0), (math.nan, 30)), "not usable"),
    ],
)
def test_a_line_drawn_by_hand_that_cannot_be_cut(points: tuple[tuple[float, float], ...], words: str) -> None:
    cut = Cut.model_construct(**{**Cut().model_dump(), "by_hand": points})
    with pytest.raises(AppError, match=words):
        silhouette(star(), cut, SHOP)


def test_nothing_to_cut_around() -> None:
    with pytest.raises(AppError, match="no picture"):
        silhouette(MultiPolygon(), Cut(shape="picture"), SHOP)


def test_at_its_origin_all_parts_have_moved_together() -> None:
    made = silhouette(star(), Cut(shape="picture", hole_mm=3, white="under"), SHOP)
    moved = made.at_origin()
    assert moved.cut.bounds[:2] == pytest.approx((0, 0), abs=1e-9)
    assert made.trim.equals(moved.cut)
    assert moved.hole is not None
    assert made.hole is not None
    assert moved.hole.area().distance(moved.art) == pytest.approx(made.hole.area().distance(made.art))
    assert moved.white.within(moved.cut)
    assert moved.body.within(Polygon(moved.cut.exterior).buffer(0.02))


def test_faults_say_where_and_how_much() -> None:
    bar = shapely.union_all([Point(10, 10).buffer(9), Point(40, 10).buffer(9), box(10, 9.4, 40, 10.6)])
    made = silhouette(MultiPolygon(), Cut(by_hand=tuple(bar.exterior.coords)[:-1], hole_mm=2, hole_at=90), SHOP)
    found = {fault.id: fault for fault in faults(made, SHOP)}
    assert set(found) == {"wall", "notch", "hole_small"}
    assert found["wall"].value_mm == pytest.approx(1.2, abs=0.01)
    assert 19 < found["wall"].at.x < 31
    assert found["wall"].at.y == pytest.approx(10, abs=0.01)
    assert found["notch"].value_mm < 0.1
    assert (found["hole_small"].value_mm, found["hole_small"].limit_mm) == (2, 3)


@pytest.mark.parametrize("radius", [0.1, 0.25, 0.4])
@pytest.mark.parametrize("inner", [True, False])
def test_a_corner_that_is_too_sharp_is_measured(radius: float, inner: bool) -> None:
    made = silhouette(MultiPolygon(), Cut(shape="rounded", radius_mm=radius), SHOP, box_mm=(40, 30))
    if inner:
        window = Polygon([(5, 5), (35, 5), (35, 25), (5, 25)]).buffer(-radius).buffer(radius)
        frame = Polygon(box(0, 0, 40, 30).buffer(3).exterior, [window.exterior])
        made = Silhouette(MultiPolygon(), frame, MultiPolygon(), None, "rounded")
    found = faults(made, SHOP)
    assert [fault.id for fault in found] == [("notch" if inner else "tip")] * 4
    assert all(abs(fault.value_mm - radius) <= 0.06 for fault in found)


def test_the_margin_is_measured_where_a_line_was_moved() -> None:
    made = silhouette(star(), Cut(shape="picture"), SHOP)
    shrunk = Silhouette(made.art, made.cut.buffer(-0.5), made.white, None, "picture", offset_mm=made.offset_mm)
    (fault,) = [one for one in faults(shrunk, SHOP) if one.id == "margin"]
    assert fault.value_mm == pytest.approx(1.5, abs=0.05)


def blobs_of(blobs: list[tuple[float, float, float, bool]]) -> BaseGeometry:
    return shapely.union_all(
        [Point(x, y).buffer(r) if round_ else box(x - r, y - r / 3, x + r, y + r / 3) for x, y, r, round_ in blobs]
    )


@pytest.mark.parametrize(
    ("blobs", "turn", "left"),
    [
        ([(16.4, 11.2, 0.5, True), (19.0, 14.2, 0.67, True)], 0.0, 0),
        ([(26.809, 17.704, 1.9595, False), (43.592, 33.761, 7.4564, False), (44.031, 43.042, 0.6555, False),
          (46.49, 46.79, 1.323, False)], 92.458, 1),
    ],
)  # fmt: skip
def test_a_part_that_the_tab_lies_over_is_held_by_it(
    blobs: list[tuple[float, float, float, bool]], turn: float, left: int
) -> None:
    """It is too far from the rest for a bridge, and would be cut through where the tab ends."""
    art = blobs_of(blobs)
    made = silhouette(art, Cut(shape="picture", offset_mm=0.5, smooth_mm=0, hole_mm=3, hole_at=turn), SHOP)
    assert made.hole is not None
    held = [part for part in made.art.geoms if made.cut.intersects(part)]
    assert len(held) == len(made.art.geoms) - left
    assert len(made.notes) == left
    assert all(made.cut.contains(part) for part in held)
    assert MultiPolygon(held).distance(made.cut.exterior) >= 0.49
    assert not [fault for fault in faults(made, SHOP) if fault.id != "wall"]


@pytest.mark.parametrize("far", [4.2, 5.0, 6.5])
def test_a_tab_of_a_tiny_thing_goes_on_behind_what_is_left_out(far: float) -> None:
    """The way to look along was as short as the thing itself, so that there was no room for a hole on it."""
    art = blobs_of([(30, 30, 0.5, False), (30 + far, 30, 0.5, False)])
    made = silhouette(art, Cut(shape="picture", offset_mm=0.5, hole_mm=3, hole_at=90), SHOP)
    assert made.hole is not None
    assert made.hole.area().distance(made.art) >= 0.49
    assert not [fault for fault in faults(made, SHOP) if fault.id != "wall"]


def test_where_fillets_of_the_tab_meet_no_tip_is_left() -> None:
    blobs = [
        (41.055, 16.241, 3.213, True), (17.465, 31.831, 0.5, False), (46.587, 31.924, 6.643, True),
        (23.097, 13.808, 3.79, False), (42.088, 41.86, 7.103, False), (33.891, 15.178, 0.5, True),
        (45.855, 24.962, 3.782, True),
    ]  # fmt: skip
    wishes = Cut(shape="picture", offset_mm=0.5, smooth_mm=0, hole_mm=3, hole_at=-131.29)
    assert not [fault for fault in faults(silhouette(blobs_of(blobs), wishes, SHOP), SHOP) if fault.id != "wall"]


@settings(max_examples=15, deadline=None)
@given(
    blobs=st.lists(
        st.tuples(st.floats(10, 50), st.floats(10, 50), st.floats(0.5, 9), st.booleans()), min_size=1, max_size=7
    ),
    distance=st.floats(0.5, 4),
    smooth=st.floats(0, 4),
    turn=st.floats(-180, 180),
)
def test_any_picture_makes_one_thing_that_can_be_cut(
    blobs: list[tuple[float, float, float, bool]], distance: float, smooth: float, turn: float
) -> None:
    art = blobs_of(blobs)
    cut = Cut(shape="picture", offset_mm=distance, smooth_mm=smooth, hole_mm=3, hole_at=turn, white="below_picture")
    made = silhouette(art, cut, SHOP)
    assert made.cut.is_valid
    assert made.cut.geom_type == "Polygon"
    kept = MultiPolygon([part for part in made.art.geoms if made.cut.intersects(part)])
    assert not kept.is_empty
    assert kept.distance(made.cut.exterior) >= distance - 0.01
    assert made.white.difference(made.art).area < 1e-9
    assert {fault.id for fault in faults(made, SHOP)} <= {"wall"}
