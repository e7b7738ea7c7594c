from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from shapely.geometry import Point as Spot_
from shapely.geometry import box

from app.layouts.drawing import UNMOVED, Fill, Group, Matrix, Picture, Pixels, Stroke
from app.layouts.paint import BLACK, Cmyk, Rgb, Spot
from app.layouts.path import joined, path_of, rectangle
from app.layouts.piece import Face, Piece
from app.layouts.raster import canvas
from app.layouts.raster.image import draw, draw_pixels, face_picture, face_size, mask
from app.layouts.raster.resample import Resampled, smaller

RED = Rgb(1.0, 0.0, 0.0)
inside = st.floats(1.0, 8.0)


def pixels_of(image: Image.Image, key: str = "k") -> Pixels:
    return Pixels(key, image.width, image.height, lambda: image)


@settings(max_examples=60, deadline=None)
@given(inside, inside, st.floats(0.5, 6.0), st.floats(0.5, 6.0))
def test_a_rectangle_covers_what_it_should(x: float, y: float, width: float, height: float) -> None:
    found = mask(rectangle(x, y, width, height), (16, 16), UNMOVED)
    columns, rows = np.arange(16.0), np.arange(16.0)
    across = np.clip(np.minimum(columns + 1, x + width) - np.maximum(columns, x), 0, 1)
    down = np.clip(np.minimum(rows + 1, y + height) - np.maximum(rows, y), 0, 1)
    # Skia looks at four lines in each pixel: an edge lies at most an eighth of a pixel off
    assert np.abs(found - 255 * down[:, None] * across[None]).max() <= 255 / 8 + 4


def test_a_disc_has_its_area() -> None:
    disc = Spot_(25.0, 25.0).buffer(20.0, quad_segs=64)
    found = mask(path_of(disc), (500, 500), (10, 0, 0, 10, 0, 0)).astype(float).sum() / 255 / 100
    assert found == pytest.approx(disc.area, rel=2e-4)


def test_what_is_inside_twice_is_a_hole() -> None:
    path = joined((rectangle(0, 0, 10, 10), rectangle(2, 2, 6, 6)))
    found = mask(path, (10, 10), UNMOVED)
    assert found[5, 5] == 0
    assert found[0, 0] == 255


def test_a_picture_at_its_own_size_is_unchanged() -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (40, 30, 3), np.uint8))
    found = draw([Picture(pixels_of(noise), (30, 0, 0, 40, 5, 6))], (50, 50), UNMOVED)
    assert np.array_equal(np.asarray(found)[6:46, 5:35], np.asarray(noise))
    assert found.mode == "RGB"


@pytest.mark.parametrize(
    ("device", "at_most"),
    [
        ((90, 0, 0, 80, 5, 6), 0),
        ((-60, 0, 0, 60, 80, 0), 0),
        ((300, 0, 0, 300, -90, -90), 0),
        ((70.3, 21.0, -21.0, 70.3, 40.4, 7.7), 12),  # where a slanting edge meets that of a band
    ],
)
def test_a_picture_is_the_same_in_bands_as_at_once(
    device: Matrix, at_most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (90, 70, 4), np.uint8)
    clip = path_of(Spot_(50.0, 45.0).buffer(38.0))
    marks = [Group((Picture(pixels_of(Image.fromarray(noise)), device),), opacity=0.6, clip=clip)]

    def drawn() -> np.ndarray:
        found = draw_pixels(marks, (100, 90), UNMOVED, None).astype(float)
        return np.dstack([found[..., :3] * found[..., 3:] / 255, found[..., 3]])

    at_once = drawn()
    monkeypatch.setattr(canvas, "BAND_PIXELS", 700)
    assert at_once.any()
    assert np.abs(drawn() - at_once).max() <= at_most


def test_bands_are_all_rows_each_once_and_small() -> None:
    for width in (1, 1400, 10**7):
        found = list(canvas.bands(-3, 2000, width))
        assert [row for top, bottom in found for row in range(top, bottom)] == list(range(-3, 2000))
        assert all(bottom - top == 1 or (bottom - top) * width <= canvas.BAND_PIXELS for top, bottom in found)


def test_a_picture_that_shrinks_is_averaged_and_not_picked() -> None:
    stripes = np.zeros((400, 400, 3), np.uint8)
    stripes[:, ::2] = 255
    found = np.asarray(draw([Picture(pixels_of(Image.fromarray(stripes)), (40, 0, 0, 40, 0, 0))], (40, 40), UNMOVED))
    assert np.abs(found[4:-4, 4:-4].astype(int) - 127).max() <= 3


def test_what_is_transparent_keeps_its_colour_out_of_the_edge() -> None:
    clear = np.zeros((64, 64, 4), np.uint8)
    clear[..., 1] = 255  # hidden green
    clear[16:48, 16:48] = (255, 0, 0, 255)
    found = np.asarray(smaller(Image.fromarray(clear), (9, 9)))
    seen = found[found[..., 3] > 20]
    assert len(seen) > 0
    assert seen[:, 1].max() <= 12


def test_opacity_fades_a_group_as_one() -> None:
    two = (Fill(rectangle(0, 0, 10, 10), RED), Fill(rectangle(0, 0, 10, 10), RED))
    found = np.asarray(draw([Group(two, opacity=0.5)], (10, 10), UNMOVED, None))
    assert found[5, 5].tolist() == [255, 0, 0, 128]


def test_a_clip_moves_with_its_group() -> None:
    group = Group((Fill(rectangle(0, 0, 10, 10), RED),), (1, 0, 0, 1, 4, 0), clip=rectangle(0, 0, 2, 10))
    found = np.asarray(draw([group], (10, 4), UNMOVED, None))[..., 3]
    assert found[2].tolist() == [0, 0, 0, 0, 255, 255, 0, 0, 0, 0]


def test_spots_are_drawn_only_where_they_are_shown() -> None:
    marks = [Fill(rectangle(0, 0, 4, 4), Spot("white"))]
    assert np.asarray(draw(marks, (4, 4), UNMOVED, None))[..., 3].max() == 0
    shown = np.asarray(draw(marks, (4, 4), UNMOVED, None, show={"white": (0.0, 1.0, 0.0, 1.0)}))
    assert shown[1, 1].tolist() == [0, 255, 0, 255]


def test_inks_are_shown_by_the_function_that_is_given() -> None:
    marks = [Fill(rectangle(0, 0, 4, 4), Cmyk(1, 0, 0, 0))]
    assert np.asarray(draw(marks, (4, 4), UNMOVED))[1, 1].tolist() == [0, 255, 255]
    proof = draw(marks, (4, 4), UNMOVED, ink=lambda _: Rgb(0.0, 0.6, 0.8))
    assert np.asarray(proof)[1, 1].tolist() == [0, 153, 204]


def test_a_stroke_is_as_wide_as_it_says_and_dashes_leave_gaps() -> None:
    line = rectangle(2, 2, 16, 16)
    solid = np.asarray(draw([Stroke(line, BLACK, 2.0)], (20, 20), UNMOVED).convert("L"))
    assert (solid[10] == 0).nonzero()[0].tolist() == [1, 2, 17, 18]
    dashed = np.asarray(draw([Stroke(line, BLACK, 2.0, (2.0, 2.0))], (20, 20), UNMOVED).convert("L"))
    assert 0.35 < (255 - dashed.astype(int)).sum() / (255 - solid.astype(int)).sum() < 0.65


def piece(width: float = 148.0, height: float = 100.0, bleed: float = 3.0) -> Piece:
    ground = Fill(rectangle(-bleed, -bleed, width + 2 * bleed, height + 2 * bleed), RED)
    within = Fill(rectangle(0, 0, width, height), Rgb(0.0, 0.0, 1.0))
    return Piece("a", "a", "postcard", box(0, 0, width, height), bleed, Face((ground, within)))


@pytest.mark.parametrize("ppi", [72.0, 300.0, 313.7])
@pytest.mark.parametrize("bleed", [True, False])
def test_the_trim_lies_on_whole_pixels(ppi: float, bleed: bool) -> None:
    thing = piece()
    found = np.asarray(face_picture(thing, "front", ppi, bleed=bleed))
    size, place = face_size(thing, ppi, bleed=bleed)
    assert found.shape == (size[1], size[0], 3)
    blue = found[..., 2] > 127
    rows, columns = np.nonzero(blue.any(1))[0], np.nonzero(blue.any(0))[0]
    left, top = int(place[4]), int(place[5])
    assert (columns[0], columns[-1] + 1) == (left, left + round(148 * ppi / 25.4))
    assert (rows[0], rows[-1] + 1) == (top, top + round(100 * ppi / 25.4))
    assert np.isin(found, (0, 255)).all()  # no edge is half covered


def test_a_piece_without_a_back_says_so() -> None:
    with pytest.raises(ValueError, match="no back"):
        face_picture(piece(), "back", 100, bleed=False)


def test_what_was_made_smaller_is_kept_within_its_budget() -> None:
    opened: list[str] = []

    def open_(name: str) -> Image.Image:
        opened.append(name)
        return Image.new("RGB", (100, 100), "red")

    kept = Resampled(budget=3 * 50 * 50 * 4)
    for name in ("a", "a", "b", "c", "d", "a"):
        kept.get(Pixels(name, 100, 100, partial(open_, name)), (50, 50))
    assert opened == ["a", "b", "c", "d", "a"]


def test_drawing_twice_gives_the_same_pixels() -> None:
    marks = [Fill(path_of(Spot_(5, 5).buffer(3.3)), RED)]
    assert draw(marks, (80, 80), (8, 0, 0, 8, 0, 0)).tobytes() == draw(marks, (80, 80), (8, 0, 0, 8, 0, 0)).tobytes()


def test_what_is_cut_by_a_cutter_ends_with_its_bleed() -> None:
    disc = Spot_(20, 20).buffer(20, quad_segs=32)
    ground = Fill(rectangle(-3, -3, 46, 46), RED)
    thing = Piece("a", "a", "keychain", disc, 3.0, Face((ground,)), cutting="contour")
    found = np.asarray(face_picture(thing, "front", 127, bleed=True, background=None))
    area = (found[..., 3] / 255).sum() * (25.4 / 127) ** 2
    assert area == pytest.approx(np.pi * 23**2, rel=0.002), "not the square, which a neighbour would lie in"
