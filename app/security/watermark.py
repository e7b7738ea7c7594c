"""Marks on pictures that leave the house: who made it, when, for which order, to be seen; and a code to be read back.

The words run across the whole picture, light and dark at once, so that they show on any ground and hide little of it. The
code is a faint QR code in the lower right corner: it survives scaling, JPEG and a screenshot, and tells the order to
nobody but who has the workshop's key.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO

import numpy as np
import segno
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.security.vault import Vault
from app.settings.shipped import font_file

Picture = NDArray[np.uint8]
"""(H, W, 3) or (H, W, 4) uint8 sRGB, the fourth straight alpha."""

_FONT = font_file("regular")
_ANGLE = 28.0  # degrees
_LIGHT, _DARK = 46, 40  # of 255: the figure stays judgeable
_CODE_BYTES = 5
_LETTERS = 8  # base32 of the code
_STEP = 11.0  # levels of brightness above and below the ground
_FLATTENED = 0.75  # how far the ground under the code is evened out
_QUIET = 2  # modules around the code; its own brightness sets it off
_LEAST_MODULE = 2  # pixels
_MODULES_A_PICTURE = 330  # modules along the shorter edge: how small the code is


@dataclass(frozen=True)
class Watermark:
    """words  what is written across: "PC-03 · 2026-11-25 10:20 · MG-20261125-0172"; code  5 bytes for the corner."""

    words: str
    code: bytes = b""


def watermark_for(vault: Vault, who: str, at: datetime, order_number: str) -> Watermark:
    """The marks of one order's pictures. ``at``: in the time zone of the workshop."""
    return Watermark(f"{who} · {at:%Y-%m-%d %H:%M} · {order_number}", code_of(vault, order_number))


def code_of(vault: Vault, order_number: str) -> bytes:
    """The code of an order: only who has the workshop's key can say which order it is of."""
    return vault.index("watermark", order_number)[:_CODE_BYTES]


def number_of(vault: Vault, code: bytes, numbers: Iterable[str]) -> str | None:
    """Which of these orders a code is of."""
    return next((number for number in numbers if code_of(vault, number) == code), None)


def mark_picture(picture: Picture, mark: Watermark) -> Picture:
    """The picture with its marks; shape as it was. A picture too small for the code gets the words alone."""
    height, width = picture.shape[:2]
    image = Image.fromarray(picture[:, :, :3]).convert("RGBA")
    if mark.words:
        image = Image.alpha_composite(image, _words_across(mark.words, width, height))
    marked = picture.copy()
    marked[:, :, :3] = np.asarray(image)[:, :, :3]
    if mark.code:
        _draw_code(marked, mark.code)
    return marked


def code_in(encoded: bytes) -> bytes | None:
    """``read_code`` of a picture file. Raises OSError for what is no picture."""
    with Image.open(BytesIO(encoded)) as opened:
        return read_code(np.array(opened.convert("RGB")))


def read_code(picture: Picture) -> bytes | None:
    """The code of a marked picture, also one that was scaled, compressed or cut at the upper left; None: none found."""
    grey = picture[:, :, :3].astype(np.float32) @ np.array((0.299, 0.587, 0.114), np.float32)
    height, width = grey.shape
    for share in (0.2, 0.12, 0.35, 1.0):
        part = grey[int(height * (1 - share)) :, int(width * (1 - share)) :]
        if min(part.shape) < 30:
            continue
        for zoom in (1, 2, 3):
            for strength in (10.0, 6.0, 3.0):
                found = _decode(_stretched(part, zoom, strength))
                if found is not None:
                    return found
    return None


def _decode(picture: Picture) -> bytes | None:
    for code in zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), try_invert=False
    ):
        if re.fullmatch(rf"[A-Z2-7]{{{_LETTERS}}}", code.text):
            return base64.b32decode(code.text)
    return None


def _stretched(part: NDArray[np.float32], zoom: int, strength: float) -> Picture:
    """The part with its ground taken away and what is faint made black and white."""
    image = Image.fromarray(part)
    if zoom > 1:
        image = image.resize((image.width * zoom, image.height * zoom), Image.Resampling.BICUBIC)
    detail = np.asarray(image)
    ground = np.median(detail)
    clear: Picture = np.clip(128 + (detail - ground) * strength, 0, 255).astype(np.uint8)
    return clear


def _draw_code(picture: Picture, code: bytes) -> None:
    modules = _modules(code)
    height, width = picture.shape[:2]
    size = max(_LEAST_MODULE, round(min(height, width) / _MODULES_A_PICTURE))
    side, margin = modules.shape[0] * size, 2 * size
    if min(height, width) < 3 * (side + margin):
        return
    rows, columns = slice(height - margin - side, height - margin), slice(width - margin - side, width - margin)
    ground = picture[rows, columns, :3].astype(np.float32)
    middle = np.clip(ground.mean(axis=(0, 1)), 2 * _STEP, 255 - 2 * _STEP)
    even = ground * (1 - _FLATTENED) + middle * _FLATTENED
    even = np.clip(even, middle - _STEP / 2, middle + _STEP / 2)
    signs = np.kron(np.where(modules, -_STEP, _STEP), np.ones((size, size)))[:, :, None]
    picture[rows, columns, :3] = np.clip(np.round(even + signs), 0, 255).astype(np.uint8)
    if picture.shape[2] == 4:
        picture[rows, columns, 3] = 255


def _modules(code: bytes) -> NDArray[np.bool_]:
    made = segno.make_qr(base64.b32encode(code).decode(), version=1, error="h", mode="alphanumeric", boost_error=False)
    dark = np.array([[bool(cell) for cell in row] for row in made.matrix])
    return np.pad(dark, _QUIET)


@lru_cache(maxsize=4)  # a film has many pictures of one size
def _words_across(words: str, width: int, height: int) -> Image.Image:
    size = max(12, round(min(width, height) / 26))
    font, edge = _font(size), max(1, round(size / 18))
    left, top, right, bottom = font.getbbox(words)
    gap_x, gap_y = round((right - left) * 0.35), round((bottom - top) * 4.5)
    step_x, step_y = round(right - left) + gap_x, round(bottom - top) + gap_y
    side = round(np.hypot(width, height)) + step_y
    layer = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(layer)
    for row, y in enumerate(range(0, side, step_y)):
        for x in range(-(row % 2) * step_x // 2, side, step_x):
            pen.text((x + edge, y + edge), words, font=font, fill=(0, 0, 0, _DARK))
            pen.text((x, y), words, font=font, fill=(255, 255, 255, _LIGHT))
    # Only as much as is seen is turned: the whole layer has twice as many pixels.
    cos, sin = np.cos(np.radians(_ANGLE)), np.sin(np.radians(_ANGLE))
    left, top = side / 2 - (cos * width - sin * height) / 2, side / 2 - (sin * width + cos * height) / 2
    place = (cos, -sin, left, sin, cos, top)
    return layer.transform((width, height), Image.Transform.AFFINE, place, Image.Resampling.BICUBIC)


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), size)
