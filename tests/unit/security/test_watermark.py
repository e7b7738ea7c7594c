from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from app.security.vault import Vault
from app.security.watermark import code_of, mark_picture, number_of, read_code, watermark_for

VAULT = Vault(bytes(range(32)))
NUMBER = "MG-20261125-0172"
MARK = watermark_for(VAULT, "PC-03", datetime(2026, 11, 25, 10, 20, tzinfo=UTC), NUMBER)
Picture = NDArray[np.uint8]


def ground(kind: str, height: int = 1040, width: int = 1300) -> Picture:
    """What a figure may stand on: paper, a dark room, a gradient, a photograph full of detail."""
    if kind in {"white", "black"}:
        return np.full((height, width, 3), 255 if kind == "white" else 0, np.uint8)
    if kind == "gradient":
        ramp = np.linspace(40, 220, height)[:, None, None] * np.linspace(0.6, 1, width)[None, :, None]
        return np.repeat(ramp, 3, axis=2).astype(np.uint8)
    noise = np.random.default_rng(4).integers(0, 256, (height // 6, width // 6, 3), np.uint8)
    image = Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(1)))


def jpeg(picture: Picture, quality: int) -> Picture:
    out = BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=quality)
    return np.array(Image.open(out))


def scaled(picture: Picture, by: float) -> Picture:
    image = Image.fromarray(picture)
    return np.array(image.resize((round(image.width * by), round(image.height * by)), Image.Resampling.LANCZOS))


@pytest.mark.parametrize("kind", ["white", "black", "gradient", "photograph"])
def test_the_code_is_read_back_after_what_happens_to_pictures(kind: str) -> None:
    marked = mark_picture(ground(kind), MARK)
    assert read_code(marked) == MARK.code
    assert read_code(jpeg(marked, 60)) == MARK.code
    assert read_code(scaled(marked, 0.7)) == MARK.code
    assert read_code(jpeg(scaled(marked, 1.4), 75)) == MARK.code
    assert read_code(marked[300:, 500:]) == MARK.code


@pytest.mark.parametrize("kind", ["white", "black", "gradient", "photograph"])
def test_the_words_show_and_the_picture_stays_judgeable(kind: str) -> None:
    before = ground(kind)
    change = np.abs(mark_picture(before, MARK).astype(int) - before)[:-140, :-140].max(axis=2)
    touched = change > 8
    assert 0.02 < touched.mean() < 0.25
    assert change.max() < 80
    quarters = [touched[y::2, x::2].mean() for y in (0, 1) for x in (0, 1)]
    assert min(quarters) > 0.5 * max(quarters)  # all over
    corners = [touched[y : y + 300, x : x + 400].any() for y in (0, 300, 600) for x in (0, 400, 750)]
    assert all(corners)


def test_an_unmarked_picture_has_no_code() -> None:
    for kind in ("white", "gradient", "photograph"):
        assert read_code(ground(kind)) is None


def test_the_code_tells_the_order_to_who_has_the_key_only() -> None:
    numbers = [f"MG-20261125-{n:04d}" for n in range(500)]
    assert number_of(VAULT, MARK.code, numbers) == NUMBER
    assert number_of(Vault(bytes(32)), MARK.code, numbers) is None
    assert len({code_of(VAULT, number) for number in numbers}) == 500


def test_a_thumbnail_gets_the_words_alone() -> None:
    small = ground("gradient", 96, 128)
    marked = mark_picture(small, MARK)
    assert marked.shape == small.shape
    assert (marked != small).any()
    assert read_code(marked) is None
