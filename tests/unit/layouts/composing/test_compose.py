import numpy as np
import pytest
import shapely
from PIL import Image, ImageDraw

from app.errors import AppError
from app.layouts.composing.compose import Kept, Side, bleed_of, compose, composed
from app.layouts.design.document import Design
from app.layouts.drawing import Fill, Group, Mark, Stroke
from app.layouts.paint import BLACK, Cmyk, Spot
from app.layouts.piece import Piece
from app.layouts.raster.image import draw, face_picture, mask
from tests.unit.layouts.composing.shelves import Shelf, design, ramp, shop


def fills(marks: tuple[Mark, ...]) -> list[Fill | Stroke]:
    found: list[Fill | Stroke] = []
    for mark in marks:
        if isinstance(mark, Group):
            found += fills(mark.marks)
        elif isinstance(mark, Fill | Stroke):
            found.append(mark)
    return found


def seen(piece: Piece, side: Side = "front", ppi: float = 72.0, *, bleed: bool = False) -> np.ndarray:
    return np.asarray(face_picture(piece, side, ppi, bleed=bleed))


def ids(made: object) -> list[str]:
    return [fault.id for fault in made.faults]  # type: ignore[attr-defined]


def test_the_origin_is_the_trim_and_the_first_layer_is_the_lowest() -> None:
    card = design(
        {"kind": "shape", "x_mm": 10, "y_mm": 20, "width_mm": 30, "height_mm": 40, "fill": "#ff0000"},
        {"kind": "shape", "x_mm": 20, "y_mm": 30, "width_mm": 10, "height_mm": 10, "fill": "#0000ff"},
    )
    piece = compose(card, {}, Shelf(), shop(), id="MG-1", label="MG-1", quantity=3, group="card")
    found = seen(piece, ppi=254.0)
    assert found.shape == (1000, 1480, 3)
    assert found[200, 100].tolist() == [255, 0, 0]
    assert found[199, 99].tolist() == [255, 255, 255]
    assert found[350, 250].tolist() == [0, 0, 255]
    assert piece.trim.bounds == (0, 0, 148, 100)
    assert (piece.id, piece.quantity, piece.group, piece.cutting) == ("MG-1", 3, "card", "guillotine")


def test_a_layer_is_turned_clockwise_about_its_middle() -> None:
    card = design(
        {"kind": "shape", "x_mm": 40, "y_mm": 45, "width_mm": 40, "height_mm": 10, "fill": "#ff0000", "turn_deg": 90}
    )
    red = seen(compose(card, {}, Shelf(), shop()), ppi=25.4)[..., 1] < 128
    rows, columns = np.nonzero(red)
    assert (columns.min(), columns.max() + 1, rows.min(), rows.max() + 1) == (55, 65, 30, 70)
    turned = design({"kind": "text", "text": "L", "size_mm": 20, "x_mm": 40, "y_mm": 30, "width_mm": 40, "height_mm": 40,
                     "align": "center", "valign": "middle", "turn_deg": 90})  # fmt: skip
    rows, columns = np.nonzero(seen(compose(turned, {}, Shelf(), shop()), ppi=254)[..., 0] < 128)
    # the stem of an L, at its left, lies on top; its foot, at the bottom, stands on the left
    assert np.median(rows) < (rows.min() + rows.max()) / 2
    assert np.median(columns) < (columns.min() + columns.max()) / 2 + 1


def test_hidden_layers_are_not_drawn_and_not_judged() -> None:
    card = design({"kind": "picture", "source": "gone", "hidden": True})
    made = composed(card, {}, Shelf(), shop())
    assert made.piece.front.marks == ()
    assert made.good


def test_black_is_black_ink_alone_and_white_no_ink() -> None:
    card = design({"kind": "text", "text": "黑"}, {"kind": "text", "text": "白", "color": "white"})
    paints = [fill.paint for fill in fills(compose(card, {}, Shelf(), shop()).front.marks)]
    assert paints == [BLACK, Cmyk(0, 0, 0, 0)]


def test_an_outline_lies_below_its_letters_and_half_of_it_outside() -> None:
    card = design({"kind": "text", "text": "晚", "outline_color": "#ff0000", "outline_mm": 0.4})
    ring, letter = fills(compose(card, {}, Shelf(), shop()).front.marks)
    assert isinstance(ring, Stroke)
    assert ring.width_mm == pytest.approx(0.8)
    assert isinstance(letter, Fill)


def test_a_background_goes_over_the_trim() -> None:
    card = design(pages=[{"layers": [], "background": "#336699"}])
    piece = compose(card, {}, Shelf(), shop())
    assert piece.bleed_mm == 3
    found = seen(piece, ppi=72, bleed=True)
    assert (found == (0x33, 0x66, 0x99)).all()


@pytest.mark.parametrize(("of_design", "of_shop", "drawn"), [(3, 3, 3), (3, 5, 5), (5, 2, 5), (0, 3, 0), (3, 0, 0)])
def test_the_bleed_is_the_larger_unless_one_wants_none(of_design: float, of_shop: float, drawn: float) -> None:
    assert bleed_of(design(bleed_mm=of_design), shop(bleed_mm=of_shop)) == drawn


def test_a_picture_that_touches_the_trim_goes_over_it() -> None:
    card = design({"kind": "picture", "source": "ramp", "width_mm": 148, "height_mm": 50})
    found = seen(compose(card, {}, Shelf(ramp=ramp(1480, 500)), shop()), bleed=True, ppi=72)
    bleed = round(3 * 72 / 25.4 - 0.5)
    assert (found[: bleed + 140, :, 2] < 5).all()  # left, top and right: the picture, which has no blue
    assert (found[bleed + 145 :] == 255).all()  # below it nothing: there is no trim there


def test_the_bleed_is_taken_from_beside_the_crop_where_the_picture_goes_on() -> None:
    crop = {"left": 0.25, "top": 0.25, "right": 0.75, "bottom": 0.75}
    card = design({"kind": "picture", "source": "ramp", "width_mm": 148, "height_mm": 100, "crop": crop})
    found = seen(compose(card, {}, Shelf(ramp=ramp(2960, 2000)), shop()), ppi=100, bleed=False).astype(int)
    # within the trim it is what was chosen: red and green run from a quarter to three quarters
    assert np.abs(found[200, :, 0] - np.linspace(62.5, 187.5, found.shape[1])).max() <= 2
    assert np.abs(found[:, 200, 1] - np.linspace(62.5, 187.5, found.shape[0])).max() <= 2


def test_without_anything_beside_the_crop_the_picture_is_made_larger() -> None:
    card = design({"kind": "picture", "source": "ramp", "width_mm": 148, "height_mm": 100,
                   "crop": {"left": 0, "top": 0, "right": 1, "bottom": 1}})  # fmt: skip
    found = seen(compose(card, {}, Shelf(ramp=ramp(1480, 1000)), shop()), ppi=100, bleed=True).astype(int)
    assert (found[..., 2] < 5).all()
    assert found[200, -1, 0] > 245
    assert found[200, 0, 0] < 5


def test_a_picture_is_asked_for_at_the_pixels_of_its_box() -> None:
    shelf = Shelf(ramp=ramp(600, 600))
    compose(
        design({"kind": "picture", "source": "ramp", "x_mm": 20, "y_mm": 20, "width_mm": 50, "height_mm": 25}),
        {},
        shelf,
        shop(),
    )
    assert shelf.asked[0][2] == (591, 295)


def test_cover_fills_its_box_and_contain_shows_all() -> None:
    wide = Shelf(ramp=ramp(2000, 500))
    place = {"kind": "picture", "source": "ramp", "x_mm": 20, "y_mm": 20, "width_mm": 40, "height_mm": 40}
    covered = seen(compose(design(place), {}, wide, shop()), ppi=25.4)
    blue = covered[..., 2] < 128
    assert blue.sum() == 40 * 40
    assert np.ptp(covered[40, 20:60, 0].astype(int)) < 70  # a quarter of the ramp
    contained = seen(compose(design(place | {"fit": "contain"}), {}, wide, shop()), ppi=25.4)[..., 2] < 128
    assert contained.sum() == 40 * 10


def test_masks_clip_pictures() -> None:
    place = {"kind": "picture", "source": "ramp", "x_mm": 20, "y_mm": 20, "width_mm": 40, "height_mm": 40}
    shelf = Shelf(ramp=ramp(400, 400))
    for more, area in (
        ({"mask": "ellipse"}, np.pi * 400),
        ({"mask": "rounded", "radius_mm": 8}, 1600 - (4 - np.pi) * 64),
    ):
        inside = seen(compose(design(place | more), {}, shelf, shop()), ppi=254)[..., 2] < 128
        assert inside.sum() / 100 == pytest.approx(area, rel=2e-3)


def test_what_is_missing_is_said_with_the_layer_and_not_drawn() -> None:
    made = composed(
        design(
            {"kind": "picture", "source": ""},
            {"kind": "picture", "source": "gone"},
            {"kind": "text", "text": "{title} 한 🎵", "x_mm": 20, "y_mm": 20, "width_mm": 40},
            {"kind": "code", "text": "  "},
            {"kind": "wave", "source": "gone"},
        ),
        {}, Shelf(), shop(),
    )  # fmt: skip
    assert [(fault.id, fault.layer, fault.blocks) for fault in made.faults] == [
        ("picture-missing", "l0", True),
        ("picture-unreadable", "l1", True),
        ("place-unfilled", "l2", True),
        ("signs-missing", "l2", True),
        ("emoji-left-out", "l2", False),
        ("code-empty", "l3", True),
        ("sound-unreadable", "l4", True),
    ]
    assert "한" in str(made.faults[3].words)
    assert not made.good


def test_places_that_may_stay_empty_are_no_fault() -> None:
    made = composed(
        design({"kind": "picture", "source": "{one}"}, {"kind": "code", "text": "{two}"}, {"kind": "wave", "source": "{three}"}),
        {"one": "", "two": "", "three": ""}, Shelf(), shop(),
    )  # fmt: skip
    assert made.good


def test_a_design_that_must_not_be_printed_is_refused_in_one_sentence() -> None:
    with pytest.raises(AppError, match="한"):
        compose(design({"kind": "text", "text": "한"}), {}, Shelf(), shop())


def test_values_fill_places_and_are_not_looked_at_again() -> None:
    card = design({"kind": "text", "text": "{title}", "width_mm": 100})
    made = composed(card, {"title": "{artist}", "artist": "x"}, Shelf(), shop())
    assert "place-unfilled" in ids(made)  # what came from outside is not taken for a place and filled


def test_layers_without_places_are_drawn_once_for_many_pieces() -> None:
    card = design({"kind": "picture", "source": "ramp"}, {"kind": "text", "text": "{title}"})
    shelf, kept = Shelf(ramp=ramp(10, 10)), Kept(card)
    pieces = [composed(card, {"title": name}, shelf, shop(), kept=kept).piece for name in ("一", "二")]
    assert len(shelf.asked) == 1
    assert pieces[0].front.marks[0] is pieces[1].front.marks[0]
    assert pieces[0].front.marks[1] != pieces[1].front.marks[1]


def test_a_postcard_has_a_back_in_its_own_directions() -> None:
    card = design(pages=[{"layers": []}, {"layers": [], "background": "#00ff00"}])
    piece = compose(card, {}, Shelf(), shop())
    assert piece.back is not None
    assert (seen(piece, "back") == (0, 255, 0)).all()


def test_postcode_boxes_are_six_red_squares_side_by_side() -> None:
    card = design({"kind": "shape", "shape": "postcodes", "x_mm": 8, "y_mm": 8, "width_mm": 46, "height_mm": 8})
    (boxes,) = fills(compose(card, {}, Shelf(), shop()).front.marks)
    assert isinstance(boxes, Stroke)
    assert len(boxes.path.contours) == 6
    assert boxes.paint.red > 0.8  # type: ignore[union-attr]


def drop() -> Image.Image:
    """A round thing with nothing around it."""
    image = Image.new("RGBA", (800, 800), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((100, 100, 700, 700), fill=(200, 60, 60, 255))
    return image


def charm(**cut: object) -> Design:
    layer = {
        "kind": "picture",
        "source": "drop",
        "x_mm": 5,
        "y_mm": 5,
        "width_mm": 40,
        "height_mm": 40,
        "fit": "contain",
    }
    values = {"shape": "picture", "offset_mm": 2.0, "hole_mm": 3.0, "white": "below_picture"} | cut
    return design(layer, width_mm=50, height_mm=50, product="keychain", cut=values)


def test_a_charm_is_cut_around_its_picture_and_white_lies_below_it() -> None:
    made = composed(charm(), {}, Shelf(drop=drop()), shop())
    assert made.good, made.faults
    piece = made.piece
    assert piece.cutting == "contour"
    assert piece.trim.bounds[:2] == (0.0, 0.0)
    assert len(piece.trim.interiors) == 1  # the hole
    assert piece.width_mm == pytest.approx(30 + 4, abs=0.1)
    (white,) = piece.front.white
    assert isinstance(white, Fill)
    assert white.paint == Spot("white")
    # the white is the picture without the choke: measured on pixels of the very piece
    size, place = (900, 1100), (20.0, 0.0, 0.0, 20.0, 40.0, 40.0)
    art = np.asarray(draw(piece.front.marks, size, place, None))[..., 3] > 127
    ink = mask(white.path, size, place) > 127
    assert (ink & ~art).sum() == 0
    assert ink.sum() / 400 == pytest.approx(np.pi * (15 - 0.15) ** 2, rel=4e-3)
    cut = mask_of(piece, size, place)
    assert (art & ~cut).sum() == 0


def mask_of(piece: Piece, size: tuple[int, int], place: tuple[float, ...]) -> np.ndarray:
    from app.layouts.path import path_of

    return mask(path_of(shapely.Polygon(piece.trim.exterior)), size, place) > 127  # type: ignore[arg-type]


def test_the_outline_for_the_screen_is_nearly_the_same() -> None:
    fine = composed(charm(), {}, Shelf(drop=drop()), shop()).piece.trim
    quick = composed(charm(), {}, Shelf(drop=drop()), shop(), draft=True, judge=False).piece.trim
    assert fine.symmetric_difference(quick).area < 0.02 * fine.area


def test_a_line_drawn_by_hand_wins_and_lies_where_it_was_drawn() -> None:
    corners = ((10.0, 10.0), (42.0, 12.0), (24.0, 40.0))
    made = composed(charm(by_hand=corners, hole_mm=0, white="none"), {}, Shelf(drop=drop()), shop())
    assert made.origin == (10.0, 10.0)
    assert made.piece.trim.equals(shapely.Polygon([(x - 10, y - 10) for x, y in corners]))
    assert made.piece.cutting == "contour"
    # what is printed did not move against the line: the middle of the drop is at (25, 25) of the design
    red = seen(made.piece, ppi=254)[..., 1] < 128
    assert red[150, 150]


def test_a_line_that_crosses_itself_is_one_sentence() -> None:
    corners = ((10.0, 10.0), (40.0, 40.0), (40.0, 10.0), (10.0, 40.0))
    assert "cut-impossible" in ids(composed(charm(by_hand=corners), {}, Shelf(drop=drop()), shop()))


def test_white_under_all_is_the_cut_without_the_choke() -> None:
    cut = {"shape": "rounded", "radius_mm": 5, "hole_mm": 3, "tab": False, "white": "under", "choke_mm": 0.2}
    made = composed(design(width_mm=40, height_mm=60, cut=cut), {}, Shelf(), shop())
    assert made.good, made.faults
    (white,) = made.piece.front.white
    assert isinstance(white, Fill)
    ink = mask(white.path, (820, 1220), (20, 0, 0, 20, 10, 10)).sum() / 255 / 400
    assert ink == pytest.approx(made.piece.trim.buffer(-0.2).area, rel=1e-3)


def test_a_hole_without_room_is_against_it() -> None:
    made = composed(
        charm(shape="ellipse", hole_mm=20, tab=False, offset_mm=0), {}, Shelf(drop=drop()), shop(wall_mm=20)
    )
    assert any(fault.id.startswith("cut-hole") and fault.blocks for fault in made.faults)


def test_nothing_to_cut_around_is_one_sentence() -> None:
    made = composed(design(cut={"shape": "picture"}), {}, Shelf(), shop())
    assert ids(made) == ["cut-impossible"]


def test_the_back_of_what_is_cut_around_is_seen_from_behind() -> None:
    lopsided = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    ImageDraw.Draw(lopsided).rectangle((0, 100, 199, 300), fill=(255, 0, 0, 255))
    layer = {"kind": "picture", "source": "l", "x_mm": 10, "y_mm": 10, "width_mm": 20, "height_mm": 20, "id": "a"}
    mark = {"kind": "shape", "x_mm": 24, "y_mm": 18, "width_mm": 2, "height_mm": 2, "fill": "#0000ff", "id": "b"}
    pages = [{"layers": [layer]}, {"layers": [mark]}]
    thing = design(pages=pages, width_mm=40, height_mm=40, product="keychain", cut={"shape": "picture"})
    piece = compose(thing, {}, Shelf(l=lopsided), shop(wall_mm=0.5))
    # 10 to 20 mm on the front, so 20 to 30 mm on the back, and 2 mm around it
    assert piece.width_mm == pytest.approx(14, abs=0.1)
    back = seen(piece, "back", ppi=254)
    columns = np.nonzero((back[..., 0] < 128).any(0))[0] / 10
    assert columns.min() == pytest.approx(24 - 18, abs=0.15)


def test_composing_twice_gives_the_same_piece() -> None:
    first, second = (compose(charm(), {}, Shelf(drop=drop()), shop()) for _ in range(2))
    assert first == second
