"""Colours by themselves: what each tint must leave alone, and where it must go."""

import colorsys
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.errors import AppError, FileRefusedError
from app.mesh.colorimetry import ciede2000, lab_of
from app.mesh.forms import FORMS
from app.mesh.forms.facts import MeshFacts
from app.mesh.soft_proof import proof_for
from app.mesh.tints import TINTS
from app.mesh.tints.by_color import changed
from app.mesh.tints.oklab import oklab_of, srgb_of
from app.settings.process import find_process

PROCESS = find_process(None)
FACTS = MeshFacts(1000, 100.0, 5000.0)
LEVELS = np.arange(0, 256, 15, dtype=np.uint8)
CUBE = np.stack(np.meshgrid(LEVELS, LEVELS, LEVELS, indexing="ij"), axis=-1).reshape(-1, 3)
GREYS = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
Colors = NDArray[np.uint8]


def tinted(form: str, colors: Colors, **values: Any) -> Colors:
    return TINTS[form](colors, FORMS[form].complete(values, FACTS), PROCESS)


def apart(first: Colors, second: Colors) -> NDArray[np.float64]:
    return ciede2000(lab_of(first), lab_of(second))


def luminance(colors: Colors) -> NDArray[np.float64]:
    value = colors / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.2126, 0.7152, 0.0722])


def hues(colors: Colors) -> NDArray[np.float64]:
    return np.array([colorsys.rgb_to_hsv(*(c / 255))[0] * 360 for c in colors])


def test_oklab_and_back_is_exact_for_every_color() -> None:
    every = np.arange(0, 1 << 24, 7, dtype=np.uint32)
    colors = np.stack([every & 255, every >> 8 & 255, every >> 16], axis=1).astype(np.uint8)
    np.testing.assert_array_equal(srgb_of(oklab_of(colors)), colors)


def test_a_color_that_no_screen_shows_keeps_its_hue() -> None:
    lab = oklab_of(np.array([[255, 140, 0]], np.uint8)) * np.array([1, 1.6, 1.6], np.float32)
    shown = oklab_of(srgb_of(lab))
    angle = np.arctan2(lab[:, 2], lab[:, 1]) - np.arctan2(shown[:, 2], shown[:, 1])
    assert abs(float(angle[0])) < np.radians(2)


@pytest.mark.parametrize("form", ["adjust", "hue_shift"])
def test_defaults_change_nothing(form: str) -> None:
    assert tinted(form, CUBE) is CUBE


def test_one_step_of_exposure_is_twice_the_light() -> None:
    dark = GREYS[:180]
    np.testing.assert_allclose(luminance(tinted("adjust", dark, exposure_ev=1.0)), 2 * luminance(dark), atol=0.005)


def test_white_balance_moves_white_and_keeps_black() -> None:
    warm, cold = (tinted("adjust", GREYS, temperature=t)[200].astype(int) for t in (60.0, -60.0))
    assert warm[0] > 200 > warm[2] + 10
    assert cold[2] > 200 > cold[0] + 10
    magenta = tinted("adjust", GREYS, tint=60.0)[200].astype(int)
    assert min(magenta[0], magenta[2]) > magenta[1] + 4
    np.testing.assert_array_equal(tinted("adjust", GREYS, temperature=100.0)[0], 0)
    np.testing.assert_allclose(
        luminance(tinted("adjust", GREYS[:150], temperature=60.0)), luminance(GREYS[:150]), atol=0.01
    )


@pytest.mark.parametrize(
    "values",
    [{"contrast": 80.0}, {"contrast": -80.0}, {"shadows": 100.0}, {"shadows": -100.0}, {"highlights": 100.0},
     {"highlights": -100.0}, {"gamma": 3.0}, {"gamma": 0.4}, {"shadows": -100.0, "highlights": 100.0}],
)  # fmt: skip
def test_tones_stay_in_order_and_black_and_white_stay(values: dict[str, float]) -> None:
    result = tinted("adjust", GREYS, **values)
    assert (np.diff(result[:, 1].astype(int)) >= 0).all()
    np.testing.assert_array_equal(result[[0, 255]], GREYS[[0, 255]])
    assert (np.ptp(result.astype(int), axis=1) <= 1).all()  # grey stays grey
    assert (result != GREYS).any()


def test_saturation_to_grey_keeps_lightness() -> None:
    grey = tinted("adjust", CUBE, saturation=-100.0)
    assert np.ptp(grey.astype(int), axis=1).max() <= 1
    np.testing.assert_allclose(oklab_of(grey)[:, 0], oklab_of(CUBE)[:, 0], atol=0.01)


def test_hues_turn_and_come_back() -> None:
    soft = CUBE[np.hypot(*oklab_of(CUBE)[:, 1:].T) < 0.09]  # what a screen shows in every hue
    soft = soft[(soft.min(axis=1) > 60) & (soft.max(axis=1) < 200)]
    there = tinted("hue_shift", soft, turn_deg=120.0)
    assert np.median(apart(soft, there)) > 10
    back = tinted("hue_shift", there, turn_deg=-120.0)
    assert apart(soft, back).max() < 1.5
    red = np.array([[200, 60, 60]], np.uint8)
    assert 100 < hues(tinted("hue_shift", red, turn_deg=120.0))[0] < 170  # green


def test_hues_around_a_color_leave_others_to_the_bit() -> None:
    values: dict[str, Any] = {"hues": "around", "around": "#d02020", "width_deg": 60.0, "turn_deg": 100.0}
    result = tinted("hue_shift", CUBE, **values)
    lab = oklab_of(CUBE)
    middle = oklab_of(np.array([[0xD0, 0x20, 0x20]], np.uint8))[0]
    angle = np.degrees(np.arctan2(lab[:, 2], lab[:, 1]) - np.arctan2(middle[2], middle[1]))
    away = np.abs((angle + 180) % 360 - 180)
    grey = np.hypot(lab[:, 1], lab[:, 2]) < 0.02
    same = (result == CUBE).all(axis=1)
    assert same[away > 30.5].all()
    assert same[grey].all()
    strong = (away < 10) & (np.hypot(lab[:, 1], lab[:, 2]) > 0.08)
    assert apart(CUBE[strong], result[strong]).min() > 5


def test_replacing_a_color_hits_it_exactly_and_leaves_others() -> None:
    old, new = (0xD0, 0x20, 0x20), (0x20, 0x60, 0xD0)
    values: dict[str, Any] = {"old": "#d02020", "new": "#2060d0", "tolerance": 20.0}
    np.testing.assert_array_equal(tinted("replace_color", np.array([old], np.uint8), **values), [new])
    result = tinted("replace_color", CUBE, **values)
    far = apart(CUBE, np.broadcast_to(np.array(old, np.uint8), CUBE.shape)) > 20
    np.testing.assert_array_equal(result[far], CUBE[far])
    assert (result[~far] != CUBE[~far]).any()


def test_shades_of_a_replaced_color_stay_in_order() -> None:
    shades = np.array([[208 * s // 100, 32 * s // 100, 32 * s // 100] for s in range(70, 120)], np.uint8)
    values: dict[str, Any] = {"old": "#d02020", "new": "#20a040", "tolerance": 60.0, "softness": 0.0}
    light = luminance(tinted("replace_color", shades, **values))
    assert (np.diff(light) >= -1e-3).all()
    assert light[-1] > light[0] + 0.03
    flat = tinted("replace_color", shades, **values, shades="no")
    assert len(np.unique(flat, axis=0)) == 1


def test_into_gamut_ends_where_the_inks_can_print_and_hardly_touches_what_they_could() -> None:
    proof = proof_for(PROCESS)
    result = tinted("into_gamut", CUBE)
    assert proof.unprintable(CUBE).mean() > 0.2
    assert proof.unprintable(result).mean() < 0.01
    assert apart(result, proof.printed(result)).max() < 3.5
    dull = np.hypot(*oklab_of(CUBE)[:, 1:].T) < 0.04
    printable = apart(CUBE, proof.printed(CUBE)) < 1
    assert apart(CUBE, result)[dull & printable].max() < 2
    # Different colours stay different: cut off, much of the cube would fall onto the rim.
    assert len(np.unique(result, axis=0)) > 0.8 * len(CUBE)


def test_soft_proof_agrees_with_the_plain_conversion() -> None:
    """Against the picture that LittleCMS itself converts to the inks and back, pixel by pixel."""
    from PIL import Image, ImageCms

    proof = proof_for(PROCESS)
    screen, inks = ImageCms.createProfile("sRGB"), ImageCms.getOpenProfile(str(proof.profile))
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    image = Image.fromarray(CUBE.reshape(18, -1, 3))
    cmyk = ImageCms.profileToProfile(image, screen, inks, ImageCms.Intent.RELATIVE_COLORIMETRIC, "CMYK", False, flags)
    shown = ImageCms.profileToProfile(cmyk, inks, screen, ImageCms.Intent.RELATIVE_COLORIMETRIC, "RGB", False, flags)
    np.testing.assert_array_equal(proof.printed(CUBE), np.asarray(shown).reshape(-1, 3))
    np.testing.assert_array_equal(proof.printed(np.full((1, 3), 255, np.uint8)), [[255, 255, 255]])  # paper is white


def test_profiles_that_cannot_be_used_are_refused_with_a_sentence(tmp_path: Any) -> None:
    from PIL import ImageCms

    rgb = tmp_path / "screen.icc"
    rgb.write_bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    junk = tmp_path / "junk.icc"
    junk.write_bytes(b"no profile")
    for name in (rgb, junk, tmp_path / "missing.icc"):
        with pytest.raises(FileRefusedError):
            proof_for(PROCESS, str(name))
    white = find_process("white-resin")
    with pytest.raises(AppError):
        proof_for(white)
    proof_for(white, str(proof_for(PROCESS).profile))


def test_each_color_of_a_picture_is_changed_alike_and_alpha_stays() -> None:
    rng = np.random.default_rng(3)
    pixels = rng.integers(0, 256, (40, 50, 4)).astype(np.uint8)
    result = changed(pixels, lambda colors: 255 - colors)
    np.testing.assert_array_equal(result[..., :3], 255 - pixels[..., :3])
    np.testing.assert_array_equal(result[..., 3], pixels[..., 3])


def test_a_million_colors_take_seconds() -> None:
    """What a tool does to a large picture: bounded by its colours, not by its pixels."""
    import time

    every = np.arange(0, 1 << 24, 64, dtype=np.uint32)
    colors = np.stack([every & 255, every >> 8 & 255, every >> 16], axis=1).astype(np.uint8)
    began = time.process_time()
    for form in ("adjust", "hue_shift", "replace_color"):
        values = {"exposure_ev": 0.5} if form == "adjust" else {"turn_deg": 40.0} if form == "hue_shift" else {}
        tinted(form, colors, **values)
    assert time.process_time() - began < 20
