"""Brightness of a picture as heights: sampled in millimetres, calmed where it is grain, kept where it is an edge."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.layouts.relief.field import Floats

LUMA = (0.2126, 0.7152, 0.0722)  # ITU-R BT.709, on sRGB values: what a lithophane's formula calls B
DARKEST, LIGHTEST = 1.0, 99.0  # percentiles that the range of heights is spread over
FADE_MM = 0.6


def luma(picture: NDArray[np.uint8]) -> Floats:
    """(H, W) 0 to 1 of (H, W, 4) uint8 sRGB; what is clear counts as white."""
    rgb = picture[..., :3].astype(np.float32) @ np.array(LUMA, np.float32) / 255
    alpha = picture[..., 3].astype(np.float32) / 255
    return np.asarray(rgb * alpha + 1 - alpha, np.float64)


def sampled(values: Floats, per_mm: float, x: Floats, y: Floats, at: tuple[float, float] = (0.0, 0.0)) -> Floats:
    """(R, C): the values of an (H, W) picture at the points of a grid; beyond its border, what is at the border.

    per_mm  pixels to the millimetre
    x, y    (C,) and (R,) mm, evenly spaced; the top left corner of the picture is at ``at``
    Pixels smaller than the steps of the grid are averaged, so that nothing flickers.
    """
    from scipy.ndimage import map_coordinates  # noqa: PLC0415 - loads SciPy: only when something is made

    step = float(x[1] - x[0])
    if step * per_mm > 1:
        height, width = values.shape
        size = (max(2, round(width / per_mm / step)), max(2, round(height / per_mm / step)))
        image = Image.fromarray(values.astype(np.float32)).resize(size, Image.Resampling.BOX)
        columns, rows = (x - at[0]) * per_mm * size[0] / width - 0.5, (y - at[1]) * per_mm * size[1] / height - 0.5
        values = np.asarray(image, np.float64)
    else:
        columns, rows = (x - at[0]) * per_mm - 0.5, (y - at[1]) * per_mm - 0.5
    return np.asarray(map_coordinates(values, np.meshgrid(rows, columns, indexing="ij"), order=1, mode="nearest"))


def calmed(values: Floats, radius: float, strength: float = 0.02) -> Floats:
    """Smooth where the picture is, sharp along its edges: the guided filter of He, Sun and Tang (2010), guided by itself.

    radius      of its window, in samples; below half a sample nothing is done
    strength    variance (of values from 0 to 1) below which something is grain and not an edge
    """
    from scipy.ndimage import uniform_filter  # noqa: PLC0415 - see above

    if radius < 0.5:
        return values
    size = 2 * round(radius) + 1
    mean = uniform_filter(values, size, mode="nearest")
    variance = np.maximum(uniform_filter(values * values, size, mode="nearest") - mean * mean, 0.0)
    share = variance / (variance + strength**2)
    slope = uniform_filter(share, size, mode="nearest")
    base = uniform_filter(mean * (1 - share), size, mode="nearest")
    return np.asarray(slope * values + base)


def spread(values: Floats, where: NDArray[np.bool_]) -> Floats:
    """Stretched so that the darkest of what matters is 0 and the lightest 1; an even grey is 0.5."""
    chosen = values[where]
    if not len(chosen):
        return np.full_like(values, 0.5)
    low, high = np.percentile(chosen, [DARKEST, LIGHTEST])
    if high - low < 1e-3:
        return np.full_like(values, 0.5)
    return np.asarray(np.clip((values - low) / (high - low), 0.0, 1.0))


def puffed(inside: Floats, reach_mm: float) -> Floats:
    """0 at the outline, rising like a cushion to 1 where it is ``reach_mm`` or more away; ``inside`` (R, C) mm."""
    share = np.clip(inside / reach_mm, 0.0, 1.0)
    return np.asarray(np.sqrt(1 - (1 - share) ** 2))


def smooth_step(values: Floats, width: float) -> Floats:
    """0 at 0 and below, 1 at ``width`` and above, level at both ends."""
    share = np.clip(values / width, 0.0, 1.0)
    return np.asarray(share * share * (3 - 2 * share))


def edge_drop(inside: Floats, size_mm: float, kind: Literal["round", "bevel"] = "round") -> Floats:
    """How much lower an edge is that was made round or cut off at 45°, in mm; ``inside`` (R, C) mm from the outline."""
    if size_mm <= 0:
        return np.zeros_like(inside)
    away = size_mm - np.clip(inside, 0.0, size_mm)
    if kind == "bevel":
        return np.asarray(away)
    return np.asarray(size_mm - np.sqrt(np.maximum(size_mm**2 - away**2, 0.0)))
