"""Adjustments do what they say, undo each other, and leave alone what they should."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from app.layouts.design.document import Adjustments
from app.layouts.pictures.adjust import adjust, curves, sharpen_for
from app.layouts.pictures.auto_levels import NOTHING, levels_for
from app.layouts.pictures.horizon import horizon
from app.layouts.pictures.subject import Box
from app.mesh.srgb import linear_of
from tests.unit.layouts.pictures.faces_drawn import drawn_figure
from tests.unit.layouts.pictures.test_subject import photograph

amounts = st.integers(-100, 100)


def mean(image: Image.Image) -> np.ndarray:
    return np.asarray(image).reshape(-1, len(image.getbands())).mean(0)


def test_nothing_wanted_is_nothing_done() -> None:
    image = photograph("coffee.png")
    assert adjust(image, Adjustments()) is image
    assert adjust(image, Adjustments(cut_out=True)) is image


@settings(max_examples=60, deadline=None)
@given(exposure=amounts, contrast=amounts, warmth=amounts, tint=amounts)
def test_curves_never_turn_back(exposure: int, contrast: int, warmth: int, tint: int) -> None:
    table = curves(Adjustments(exposure=exposure, contrast=contrast, warmth=warmth, tint=tint)).astype(int)
    assert table.shape == (256, 3)
    assert (np.diff(table, axis=0) >= 0).all()
    assert (table[0] == 0).all()


@settings(max_examples=30, deadline=None)
@given(exposure=amounts, contrast=amounts)
def test_exposure_and_contrast_keep_black_white_and_grey(exposure: int, contrast: int) -> None:
    table = curves(Adjustments(exposure=exposure, contrast=contrast)).astype(int)
    assert (table[255] == 255).all()
    assert (table == table[:, :1]).all()


def test_half_the_exposure_is_a_stop_in_the_dark() -> None:
    table = curves(Adjustments(exposure=50))[:, 0]
    ratio = linear_of(np.array([table[20] / 255]))[0] / linear_of(np.array([20 / 255]))[0]
    assert ratio == pytest.approx(2.0, rel=0.06)


def test_exposure_is_undone_by_its_opposite() -> None:
    there = curves(Adjustments(exposure=40))[:, 0]
    back = curves(Adjustments(exposure=-40))[:, 0][there].astype(int)
    assert np.abs(back - np.arange(256)).max() <= 2


def test_warmth_and_tint_move_colors_and_not_light() -> None:
    grey = Image.new("RGB", (8, 8), (128, 128, 128))
    warm, cool = mean(adjust(grey, Adjustments(warmth=80))), mean(adjust(grey, Adjustments(warmth=-80)))
    assert warm[0] > 128 > warm[2]
    assert cool[0] < 128 < cool[2]
    magenta = mean(adjust(grey, Adjustments(tint=80)))
    assert magenta[1] < 128 < magenta[0]
    for color in (warm, cool, magenta):
        assert linear_of(color / 255) @ (0.2126, 0.7152, 0.0722) == pytest.approx(
            linear_of(np.array([128 / 255]))[0], rel=0.02
        )


def test_saturation() -> None:
    image = photograph("coffee.png")
    grey = np.asarray(adjust(image, Adjustments(saturation=-100))).astype(int)
    assert np.abs(grey - grey[..., :1]).max() <= 1
    strong = np.asarray(adjust(image, Adjustments(saturation=40))).astype(int)
    plain = np.asarray(image).astype(int)
    assert (strong.max(-1) - strong.min(-1)).mean() > (plain.max(-1) - plain.min(-1)).mean() * 1.2


def test_sharpening_steepens_edges_without_colored_seams() -> None:
    image = Image.new("RGB", (64, 64), (110, 80, 80))
    ImageDraw.Draw(image).rectangle((32, 0, 63, 63), fill=(140, 110, 110))
    soft = image.filter(ImageFilter.GaussianBlur(0.8))
    sharp = np.asarray(adjust(soft, Adjustments(sharpness=80))).astype(int)
    before = np.asarray(soft).astype(int)
    assert np.diff(sharp[32, :, 0]).max() > 1.15 * np.diff(before[32, :, 0]).max()
    assert np.abs((sharp[..., 0] - sharp[..., 1]) - (before[..., 0] - before[..., 1])).max() <= 1
    softened = np.asarray(adjust(soft, Adjustments(sharpness=-80))).astype(int)
    assert np.diff(softened[32, :, 0]).max() < np.diff(before[32, :, 0]).max()


def test_sharpening_goes_by_the_output() -> None:
    assert sharpen_for(600).sigma_px == pytest.approx(2 * sharpen_for(300).sigma_px)


def test_alpha_stays() -> None:
    image = photograph("coffee.png").convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    changed = adjust(image, Adjustments(exposure=40, saturation=10, sharpness=20, auto=True))
    assert changed.mode == "RGBA"
    assert np.array_equal(np.asarray(changed.getchannel("A")), np.asarray(image.getchannel("A")))


def test_auto_lifts_a_flat_picture() -> None:
    image = photograph("coffee.png")
    flat = Image.fromarray((np.asarray(image) * 0.5 + 40).astype(np.uint8))
    better = adjust(flat, Adjustments(auto=True))
    assert np.asarray(better.convert("L")).std() > 1.3 * np.asarray(flat.convert("L")).std()


def test_auto_takes_a_cast_off_by_its_hue() -> None:
    grey = np.random.default_rng(2).integers(30, 230, (128, 128, 1)).repeat(3, 2)
    cast = Image.fromarray(np.clip(grey * [0.95, 1.0, 1.05], 0, 255).astype(np.uint8))
    red, green, blue = mean(adjust(cast, Adjustments(auto=True)))
    assert abs(red - blue) < 0.5 * abs(mean(cast)[0] - mean(cast)[2])
    assert min(red, blue) - 2 <= green <= max(red, blue) + 2


def test_auto_leaves_a_good_picture_nearly_alone() -> None:
    ramp = np.linspace(0, 255, 256)[None].repeat(64, 0)[..., None].repeat(3, 2).astype(np.uint8)
    levels = levels_for(ramp)
    assert levels.black < 0.02
    assert levels.white > 0.98
    assert levels.gamma == pytest.approx(1.0, abs=0.12)
    assert levels.gains == pytest.approx((1, 1, 1), abs=0.01)


def test_auto_does_not_cool_a_face_down() -> None:
    skin = Image.new("RGB", (200, 200), (224, 172, 140))
    assert levels_for(np.asarray(skin)).gains == NOTHING.gains


def test_auto_does_not_take_a_sky_for_a_cast() -> None:
    sky = np.random.default_rng(4).normal((150, 190, 220), 4, (128, 128, 3)).clip(0, 255).astype(np.uint8)
    assert levels_for(sky).gains == NOTHING.gains


def test_auto_does_not_take_a_thing_for_a_cast() -> None:
    pixels = np.full((128, 128, 3), 170, np.uint8)
    pixels[:64] = (60, 64, 84)
    red, _, blue = levels_for(pixels).gains
    assert red / blue == pytest.approx(1.0, abs=0.03)
    drawn = np.asarray(drawn_figure((400, 300), (280, 110), 70, shaded=True))
    assert levels_for(drawn).gains == NOTHING.gains


def eye(color: tuple[int, int, int]) -> Image.Image:
    image = Image.new("RGB", (200, 200), (220, 170, 140))
    draw = ImageDraw.Draw(image)
    for x in (75, 125):
        draw.ellipse((x - 12, 80, x + 12, 96), fill=(250, 250, 250))
        draw.ellipse((x - 6, 82, x + 6, 94), fill=color)
    draw.ellipse((80, 140, 120, 152), fill=(200, 60, 60))
    return image


def test_red_eyes_go_out_and_lips_stay() -> None:
    image = eye((210, 40, 40))
    face = Box(0.2, 0.2, 0.8, 0.85)
    calm = adjust(image, Adjustments(red_eye=True), faces=(face,))
    red, green, blue = calm.getpixel((75, 88))
    assert max(red, green, blue) < 60
    assert calm.getpixel((100, 146)) == image.getpixel((100, 146))
    assert calm.getpixel((20, 20)) == image.getpixel((20, 20))


def test_red_outside_faces_and_brown_eyes_stay() -> None:
    image = eye((210, 40, 40))
    assert np.array_equal(np.asarray(adjust(image, Adjustments(red_eye=True))), np.asarray(image))
    brown = eye((90, 55, 35))
    changed = adjust(brown, Adjustments(red_eye=True), faces=(Box(0.2, 0.2, 0.8, 0.85),))
    assert np.array_equal(np.asarray(changed), np.asarray(brown))


@pytest.mark.parametrize("hangs", [-6.0, -2.0, 0.0, 1.0, 4.0])
def test_a_horizon_is_made_level(hangs: float) -> None:
    image = Image.new("RGB", (1200, 800), (150, 190, 230))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 500, 1200, 800), fill=(60, 90, 60))
    draw.rectangle((800, 250, 900, 500), fill=(120, 60, 50))
    turned = image.rotate(-hangs, Image.Resampling.BICUBIC).crop((150, 150, 1050, 650))
    assert horizon(turned) == pytest.approx(-hangs, abs=0.15)


def test_no_horizon_where_lines_do_not_agree() -> None:
    assert horizon(photograph("chelsea.png")) == 0.0
    assert horizon(Image.new("RGB", (300, 200), (80, 80, 80))) == 0.0
