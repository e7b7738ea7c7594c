"""Pictures for the buyer: what is in them, and that they are the same each time."""

import numpy as np
import pytest
from PIL import Image
from shapely.geometry import Point, Polygon, box

from app.layouts.color.press import Press
from app.layouts.drawing import Fill, Mark
from app.layouts.mockup.body import Body
from app.layouts.mockup.kinds import Kind, kinds_of, mockup
from app.layouts.paint import Rgb, Spot
from app.layouts.path import path_of, rectangle
from app.layouts.piece import Face, Piece
from app.mesh.colorimetry import ciede2000, lab_of
from app.settings.shop import PrintShop

SMALL = (400, 300)
TEAL, GREEN = Rgb(0.1, 0.5, 0.5), Rgb(0.0, 1.0, 0.0)
KINDS: tuple[Kind, ...] = ("postcard", "pair", "photo", "magnet", "badge", "charm")


def covered(paint: Rgb, width: float, height: float) -> tuple[Mark, ...]:
    return (Fill(rectangle(-3, -3, width + 6, height + 6), paint),)


def card(product: str = "postcard", paint: Rgb = TEAL, *, back: bool = True) -> Piece:
    behind = Face(covered(Rgb(1, 1, 1), 148, 100)) if back else None
    return Piece("A-1", "A-1", product, box(0, 0, 148, 100), 3, Face(covered(paint, 148, 100)), behind)


def round_magnet() -> Piece:
    return Piece("B-1", "B-1", "magnet", Point(29, 29).buffer(29, 32), 3, Face(covered(TEAL, 58, 58)))


def keychain(*, hole: bool = True, paint: Rgb = TEAL) -> Piece:
    """A plate of 50 × 56 mm whose print leaves 6 mm at the sides and 12 mm above free."""
    plate = box(2, 2, 48, 54).buffer(2)
    trim = Polygon(plate.exterior, [Point(25, 5).buffer(1.5).exterior]) if hole else plate
    art = box(6, 12, 44, 50)
    white = (Fill(path_of(art.buffer(-0.15)), Spot("white")),)
    return Piece("C-1", "C-1", "keychain", trim, 0, Face((Fill(path_of(art), paint),), white), cutting="contour")


def of_kind(kind: Kind) -> Piece:
    if kind == "charm":
        return keychain()
    return round_magnet() if kind == "badge" else card("magnet" if kind == "magnet" else "postcard")


def middle(image: Image.Image, reach: int = 3) -> np.ndarray:
    """(3,) mean colour about the middle."""
    x, y = image.width // 2, image.height // 2
    return np.asarray(image)[y - reach : y + reach, x - reach : x + reach].reshape(-1, 3).mean(axis=0)


def difference(color: np.ndarray, paint: Rgb) -> float:
    wanted = np.array([[paint.red, paint.green, paint.blue]]) * 255
    return float(ciede2000(lab_of(color[None].round().astype(np.uint8)), lab_of(wanted.round().astype(np.uint8)))[0])


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_thing_gives_the_same_picture(kind: Kind) -> None:
    first, second = mockup(of_kind(kind), kind, SMALL), mockup(of_kind(kind), kind, SMALL)
    assert first.mode == "RGB"
    assert first.size == SMALL
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("kind", ["postcard", "magnet", "badge", "charm"])
def test_the_colour_of_the_print_is_kept_in_the_middle(kind: Kind) -> None:
    assert difference(middle(mockup(of_kind(kind), kind, SMALL)), TEAL) < 8


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_room_around_the_thing(kind: Kind) -> None:
    pixels = np.asarray(mockup(of_kind(kind), kind, SMALL))
    edges = np.concatenate([pixels[:, :8].reshape(-1, 3), pixels[:, -8:].reshape(-1, 3)])
    wanted = np.array([[TEAL.red, TEAL.green, TEAL.blue]]) * 255
    there = ciede2000(lab_of(edges), np.repeat(lab_of(wanted.astype(np.uint8)), len(edges), axis=0))
    assert there.min() > 10


def test_the_shadow_falls_to_the_lower_right() -> None:
    body = Body.filling(box(0, 0, 50, 40), SMALL, (0.5, 0.5), (0.5, 0.5), 0.0)
    ground = body.shadow(np.ones((300, 400, 3), np.float32), ((1.0, 1.5, 1.0, 0.5), (3.0, 4.0, 3.0, 0.4)))
    outside = np.where(body.share() > 0, 1.0, ground.mean(axis=2))
    row, column = outside[150], outside[:, 200]
    left, right, above, below = row[:200].min(), row[200:].min(), column[:150].min(), column[150:].min()
    assert right < left - 0.2
    assert below < above - 0.2
    assert outside[5, 5] == pytest.approx(1, abs=0.01)


def test_clear_acrylic_shows_the_wall_and_no_white_box() -> None:
    size = (800, 600)
    with_print = np.asarray(mockup(keychain(), "charm", size), np.int32)
    bare = np.asarray(mockup(keychain(paint=Rgb(0.6, 0.6, 0.6)), "charm", size), np.int32)
    # between the print and the edge of the plate, left of the print
    scale = min(800 * 0.64 / 50, 600 * 0.66 / 56)
    x, y = round(400 + (4 - 25) * scale), round(600 * 0.60)
    clear = with_print[y - 4 : y + 4, x - 2 : x + 2].reshape(-1, 3).mean(axis=0)
    wall = with_print[y - 4 : y + 4, 40:60].reshape(-1, 3).mean(axis=0)
    assert np.abs(clear - wall).max() < 40
    assert not np.array_equal(with_print, bare)


def test_white_ink_keeps_a_pale_print_from_being_clear() -> None:
    piece = keychain(paint=Rgb(1, 1, 1))
    assert middle(mockup(piece, "charm", SMALL)).min() > 225


def test_the_chain_hangs_in_the_hole_only() -> None:
    size = (800, 600)
    with_hole, without = mockup(keychain(), "charm", size), mockup(keychain(hole=False), "charm", size)
    strips = [np.asarray(image, np.int32)[5:60, 380:420].mean(axis=2) for image in (with_hole, without)]
    assert np.ptp(strips[0]) > 120
    assert np.ptp(strips[1]) < 40


@pytest.mark.parametrize(("kind", "usual"), [("photo", True), ("postcard", False)])
def test_gloss_is_a_reflection_that_matte_paper_has_not(kind: Kind, usual: bool) -> None:
    dark = card(paint=Rgb(0.05, 0.05, 0.05), back=False)
    matte, glossy = (np.asarray(mockup(dark, kind, SMALL, glossy=wanted), np.int32) for wanted in (False, True))
    assert (glossy >= matte - 2).all()
    assert (glossy - matte).max() > 40
    assert np.array_equal(np.asarray(mockup(dark, kind, SMALL)), glossy if usual else matte)


def test_only_what_is_on_the_plate_casts_a_shadow() -> None:
    """A print with bleed fills the box around a round plate; its shadow was that of the box."""
    disc = Point(25, 25).buffer(25, 64)
    bled = Piece("D", "D", "keychain", disc, 3, Face(covered(TEAL, 50, 50)), cutting="contour")
    cut = Piece("D", "D", "keychain", disc, 3, Face((Fill(path_of(disc.buffer(0.5)), TEAL),)), cutting="contour")
    pictures = [np.asarray(mockup(piece, "charm", SMALL), np.int32) for piece in (bled, cut)]
    assert np.abs(pictures[0] - pictures[1]).max() <= 3


def test_a_chain_in_a_hole_at_the_side_goes_to_the_side() -> None:
    plate = box(2, 2, 68, 18).buffer(2)
    trim = Polygon(plate.exterior, [Point(4, 10).buffer(1.5).exterior])
    piece = Piece("E", "E", "keychain", trim, 0, Face(covered(TEAL, 70, 20)), cutting="contour")
    pixels = np.asarray(mockup(piece, "charm", (800, 600)), np.int32).mean(axis=2)
    assert np.ptp(pixels[280:320, 5:40]) > 120
    assert np.ptp(pixels[5:60, :]) < 90


def test_pictures_fit_the_thing() -> None:
    assert kinds_of(card()) == ("postcard", "pair")
    assert kinds_of(card(back=False)) == ("postcard",)
    assert kinds_of(card("photo", back=False)) == ("photo",)
    assert kinds_of(card("magnet", back=False)) == ("magnet",)
    assert kinds_of(round_magnet()) == ("badge", "magnet")
    assert kinds_of(keychain()) == ("charm",)
    assert kinds_of(card("something new", back=False)) == ("postcard",)


def test_a_pair_needs_a_back_and_sizes_have_bounds() -> None:
    with pytest.raises(ValueError, match="no back"):
        mockup(card(back=False), "pair", SMALL)
    for size in ((10, 300), (400, 4001)):
        with pytest.raises(ValueError, match="pixels"):
            mockup(card(), "postcard", size)


def test_with_a_press_neon_is_as_dull_as_it_will_be() -> None:
    press = Press.of(PrintShop(id="press", title="Press", route="press"))
    for piece, kind in ((card(paint=GREEN), "postcard"), (keychain(paint=GREEN), "charm")):
        plain, printed = (mockup(piece, kind, SMALL, press=wanted) for wanted in (None, press))  # type: ignore[arg-type]
        assert difference(middle(plain), GREEN) < 8
        assert difference(middle(printed), GREEN) > 12


@pytest.mark.parametrize("trim", [box(0, 0, 25, 35), box(0, 0, 254, 305), box(0, 0, 51, 178), box(0, 0, 300, 20)])
@pytest.mark.parametrize("kind", ["postcard", "photo", "magnet", "badge", "charm"])
def test_every_shape_fits_into_the_picture(trim: Polygon, kind: Kind) -> None:
    width, height = trim.bounds[2:]
    piece = Piece("A", "A", "photo", trim, 3, Face(covered(Rgb(0.9, 0.05, 0.05), width, height)))
    pixels = np.asarray(mockup(piece, kind, SMALL), np.int32)
    red = (pixels[..., 0] - pixels[..., 1]) > 90
    assert red.any()
    assert not red[:3].any()
    assert not red[-3:].any()
    assert not red[:, :3].any()
    assert not red[:, -3:].any()
