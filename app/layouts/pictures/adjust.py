"""Light and colour of a picture: what is done to each channel alone is one table, so 12 megapixels take a moment.

Exposure and white balance work on linear light, where doubling the light is doubling the number (IEC 61966-2-1).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.layouts.design.document import Adjustments
from app.layouts.pictures.auto_levels import Levels, levels_for
from app.layouts.pictures.red_eye import without_red_eyes
from app.layouts.pictures.subject import Box
from app.mesh.srgb import coded_of, linear_of

STOPS = 2.0  # of exposure, at 100
WARMTH_STOPS, TINT_STOPS = 0.35, 0.25
LUMA = (0.2126, 0.7152, 0.0722)
SHARPEST = 1.6
NEUTRAL = Adjustments()

Curve = NDArray[np.float64]


class Sharpening(NamedTuple):
    """``sigma_px``: of the blur that is taken off; ``amount``: at full strength."""

    sigma_px: float
    amount: float


def sharpen_for(ppi: float) -> Sharpening:
    """For looking at from arm's length: edges of about 0.07 mm, however many pixels that is."""
    return Sharpening(min(4.0, max(0.5, 0.07 / 25.4 * ppi)), SHARPEST)


def adjust(image: Image.Image, wanted: Adjustments, *, ppi: float = 300.0, faces: Sequence[Box] = ()) -> Image.Image:
    """``image`` ("RGB" or "RGBA", sRGB) with what is wanted done to it; the same image where nothing is.

    ``ppi``: at which it will be printed, for sharpening. ``faces``: where red eyes are looked for. ``cut_out`` is not done
    here (see :mod:`app.layouts.pictures.cut_out`).
    """
    if wanted.model_copy(update={"cut_out": False}) == NEUTRAL:
        return image
    import cv2  # noqa: PLC0415 - takes a quarter of a second to load

    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    pixels: NDArray[Any] = np.asarray(image if image.mode == "RGB" else image.convert("RGB"))
    if wanted.red_eye:
        pixels = without_red_eyes(pixels, faces)
    levels = levels_for(pixels, None if alpha is None else np.asarray(alpha)) if wanted.auto else None
    table = curves(wanted, levels)
    if (table != np.arange(256, dtype=np.uint8)[:, None]).any():
        pixels = cv2.LUT(pixels, table[None])
    if wanted.saturation:
        pixels = cv2.transform(pixels, _saturation(1 + wanted.saturation / 100))
    if wanted.sharpness:
        pixels = _sharpened(cv2, pixels, wanted.sharpness / 100, sharpen_for(ppi))
    result = Image.fromarray(pixels)
    if alpha is not None:
        result.putalpha(alpha)
    return result


def curves(wanted: Adjustments, levels: Levels | None = None) -> NDArray[np.uint8]:
    """(256, 3): what each value of red, green and blue becomes; rounded once, after everything."""
    coded = np.repeat(np.arange(256)[:, None] / 255.0, 3, axis=1)
    if levels is not None:  # balance first: the stretch would make a cast stronger
        coded = coded_of(np.clip(linear_of(coded) * np.array(levels.gains), 0, 1))
        coded = np.clip((coded - levels.black) / (levels.white - levels.black), 0, 1) ** levels.gamma
    light = _brightened(linear_of(coded), 2.0 ** (STOPS * wanted.exposure / 100))
    light = light * _balance(wanted.warmth / 100, wanted.tint / 100)
    coded = _contrasted(coded_of(np.clip(light, 0, 1)), wanted.contrast / 100)
    table: NDArray[np.uint8] = np.rint(np.clip(coded, 0, 1) * 255).astype(np.uint8)
    return table


def _brightened(light: Curve, gain: float) -> Curve:
    """Dark places get ``gain`` times the light, white stays white: nothing burns out. ``1 / gain`` undoes it."""
    return gain * light / (1 + (gain - 1) * light)


def _balance(warmth: float, tint: float) -> Curve:
    """Gains of red, green, blue that leave the luminance of white as it is."""
    gains = np.array(
        (2.0 ** (WARMTH_STOPS * warmth), 2.0 ** (-TINT_STOPS * tint), 2.0 ** (-WARMTH_STOPS * warmth)), np.float64
    )
    balanced: Curve = gains / float(gains @ np.array(LUMA))
    return balanced


def _contrasted(coded: Curve, contrast: float) -> Curve:
    """Steeper or flatter around the middle; black, middle and white stay."""
    power = 2.0**contrast
    half = 0.5 * (2 * np.where(coded < 0.5, coded, 1 - coded)) ** power
    bent: Curve = np.where(coded < 0.5, half, 1 - half)
    return bent


def _saturation(strength: float) -> NDArray[np.float32]:
    grey = np.repeat(np.array(LUMA)[None], 3, axis=0)
    matrix: NDArray[np.float32] = (strength * np.eye(3) + (1 - strength) * grey).astype(np.float32)
    return matrix


def _sharpened(cv2: Any, pixels: NDArray[Any], strength: float, how: Sharpening) -> NDArray[Any]:
    """Unsharp mask on lightness alone, so that edges get no coloured seams; softened where ``strength`` is below 0."""
    if strength < 0:
        softened: NDArray[Any] = cv2.GaussianBlur(pixels, (0, 0), -strength * 2.5 * how.sigma_px)
        return softened
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    blurred = cv2.GaussianBlur(grey, (0, 0), how.sigma_px)
    amount = strength * how.amount
    detail = cv2.addWeighted(grey, amount, blurred, -amount, 0, dtype=cv2.CV_16S)
    sharpened: NDArray[Any] = cv2.add(pixels, cv2.merge((detail, detail, detail)), dtype=cv2.CV_8U)
    return sharpened
