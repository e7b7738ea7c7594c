"""Separation, the ink limit, gamut warning and soft proof."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.errors import AppError
from app.layouts.color.ink_limit import levels_of, limited
from app.layouts.color.press import Press
from app.mesh.colorimetry import ciede2000, lab_of
from app.settings.shop import PrintShop


def press(limit: float = 3.0) -> Press:
    return Press.of(PrintShop(id="press", title="Press", route="press", ink_limit=limit))


def total_ink(inks: np.ndarray) -> np.ndarray:
    """255 is one ink in full."""
    return inks.sum(axis=-1, dtype=np.uint16)


def cube(steps: int = 33, top: int = 255) -> Image.Image:
    level = np.linspace(0, top, steps).round().astype(np.uint8)
    colors = np.stack(np.meshgrid(level, level, level, indexing="ij"), axis=-1)
    return Image.fromarray(np.ascontiguousarray(colors.reshape(steps, -1, 3)))


@pytest.mark.parametrize("limit", [3.0, 2.8, 2.6, 2.2, 0.6])
def test_the_ink_limit_holds_at_every_pixel(limit: float) -> None:
    inks = press(limit).separate(cube())
    assert inks.dtype == np.uint8
    assert total_ink(inks).max() <= limit * 255


def test_without_a_limit_the_profile_itself_is_over_300_percent() -> None:
    """What LittleCMS rounds comes to 300.4 %: a check of the plates would refuse it."""
    dark = cube(41, 40)
    assert total_ink(press(4.0).separate(dark)).max() > 765
    assert total_ink(press(3.0).separate(dark)).max() == 765


def test_only_what_is_over_the_limit_is_changed() -> None:
    free, held = press(4.0).separate(cube()), press(2.6).separate(cube())
    over = total_ink(free) > levels_of(2.6)
    assert over.any()
    assert np.array_equal(free[~over], held[~over])


@pytest.mark.parametrize(
    ("limit", "mean", "worst"), [(2.99, 0.5, 0.6), (2.8, 0.6, 2.0), (2.6, 1.0, 3.5), (2.4, 1.6, 5.6)]
)
def test_what_holding_the_limit_costs_in_colour(limit: float, mean: float, worst: float) -> None:
    free = press(4.0)
    before, after = free.separate(cube()), press(limit).separate(cube())
    over = total_ink(before) > levels_of(limit)
    shown = [lab_of(np.asarray(free.shown(inks))[over]) for inks in (before, after)]
    difference = ciede2000(*shown)
    assert difference.mean() <= mean
    assert difference.max() <= worst


@given(
    st.lists(st.tuples(*[st.integers(0, 255)] * 4), min_size=1, max_size=40),
    st.floats(0.5, 4.0),
)
def test_limited_inks_never_exceed_and_never_add_colour(values: list[tuple[int, ...]], limit: float) -> None:
    inks, levels = np.array(values, np.uint8), levels_of(limit)
    held = limited(inks, levels)
    assert total_ink(held).max() <= levels
    assert (held[:, :3] <= inks[:, :3]).all()
    assert np.array_equal(held[total_ink(inks) <= levels], inks[total_ink(inks) <= levels])
    assert ((held[:, 3] >= inks[:, 3]) | (inks[:, 3] > levels)).all()


def test_white_is_bare_paper_and_black_is_deep() -> None:
    inks = press().separate(Image.fromarray(np.array([[[255, 255, 255], [0, 0, 0]]], np.uint8)))[0]
    assert not inks[0].any()
    assert inks[1, 3] > 200
    assert total_ink(inks)[1] > 600


def test_the_same_picture_gives_the_same_inks() -> None:
    assert press().separate(cube()).tobytes() == press().separate(cube()).tobytes()


def test_rows_are_not_mixed_up_in_a_tall_picture() -> None:
    colors = np.zeros((1200, 3, 3), np.uint8)
    colors[:, :, 0] = (np.arange(1200) % 251)[:, None]
    tall = press(2.2).separate(Image.fromarray(colors))
    for row in (0, 255, 256, 511, 512, 700, 1199):
        alone = press(2.2).separate(Image.fromarray(colors[row : row + 1]))
        assert np.array_equal(tall[row], alone[0])


def test_neon_is_out_of_gamut_and_skin_is_not() -> None:
    colors = np.array([[[0, 255, 0], [255, 0, 255], [224, 172, 140], [128, 128, 128], [255, 255, 255]]], np.uint8)
    assert press().gamut_warning(Image.fromarray(colors)).tolist() == [[True, True, False, False, False]]


def test_the_soft_proof_dulls_neon_and_leaves_skin() -> None:
    colors = np.array([[[0, 255, 0], [224, 172, 140]]], np.uint8)
    shown = np.asarray(press().soft_proof(Image.fromarray(colors)))
    difference = ciede2000(lab_of(colors[0]), lab_of(shown[0]))
    assert difference[0] > 10
    assert difference[1] < 2


def test_paper_white_is_shown_only_when_asked_for() -> None:
    white, black = Image.new("RGB", (2, 2), "white"), Image.new("RGB", (2, 2), "black")
    assert press().soft_proof(white).getpixel((0, 0)) == (255, 255, 255)
    paper = np.asarray(press().soft_proof(white, paper=True))[0, 0]
    assert 225 < paper.min() < 250
    assert np.asarray(press().soft_proof(black, paper=True)).min() > np.asarray(press().soft_proof(black)).max()


def test_the_soft_proof_shows_the_ink_limit() -> None:
    dark = Image.new("RGB", (1, 1), (10, 6, 4))
    assert sum(press(1.8).soft_proof(dark).getpixel((0, 0))) > sum(press().soft_proof(dark).getpixel((0, 0)))  # type: ignore[arg-type]


def test_grey_pictures_are_taken_and_transparent_ones_are_not() -> None:
    assert press().separate(Image.new("L", (3, 2), 90)).shape == (2, 3, 4)
    with pytest.raises(AppError):
        press().separate(Image.new("RGBA", (3, 2)))
