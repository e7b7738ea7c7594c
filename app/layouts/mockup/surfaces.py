"""What things lie on or hang before, made of noise: the same pixels each time. All (H, W, 3) linear light."""

import numpy as np
from PIL import Image

from app.layouts.mockup.light import Floats, blurred, color

Size = tuple[int, int]
"""Width and height in pixels."""


def across(size: Size) -> tuple[Floats, Floats]:
    """Two (H, W): where a pixel is between left and right, and between top and bottom, 0 to 1."""
    width, height = size
    x = (np.arange(width, dtype=np.float32) + 0.5) / width
    y = (np.arange(height, dtype=np.float32) + 0.5) / height
    return np.broadcast_to(x, (height, width)), np.broadcast_to(y[:, None], (height, width))


def plaster(size: Size, tint: Floats) -> Floats:
    """A smooth wall or table in light that falls in from the top left. ``tint`` (3,): its colour."""
    x, y = across(size)
    cloud = _noise(size, 240, 3) * 0.5 + _noise(size, 7, 4) * 0.22
    fall = 1.06 - 0.30 * (0.55 * x + 0.65 * y) ** 1.5
    return tint * (fall * (1 + 0.018 * cloud) + 0.010 * _noise(size, 1, 5))[..., None]


def window_light(size: Size) -> Floats:
    """(H, W) sun through a window that is not in the picture, 0 in the shade to 1: slanting panes with soft bars between."""
    x, y = across(size)
    u, v = x * 1.25 + y * 0.42, y * 0.95 - x * 0.30
    panes = np.ones_like(x)
    for bar in (0.30, 0.86):
        panes = np.minimum(panes, np.clip(np.abs(u - bar) / 0.028, 0, 1))
    for bar in (-0.10, 0.47):
        panes = np.minimum(panes, np.clip(np.abs(v - bar) / 0.024, 0, 1))
    panes = panes * ((u > -0.1) & (u < 1.45) & (v > -0.45) & (v < 0.86))
    return blurred(panes.astype(np.float32), size[0] * 0.014)


def wood(size: Size, light_tone: Floats, dark_tone: Floats) -> Floats:
    """Boards that run from left to right, oiled: long soft years, fine pores."""
    height = size[1]
    x, y = across(size)
    boards = 3
    at = y * boards + 0.18
    board = at.astype(np.int32)
    tone = np.array([-0.07, 0.06, -0.02, 0.09], np.float32)[board]
    years = 0.10 * _streaks(size, 700, 9, 9) + 0.07 * _streaks(size, 420, 3, 10)
    pores = 0.055 * _streaks(size, 160, 0.9, 8)
    mix = np.clip(0.48 + years + pores + tone, 0, 1)[..., None]
    grain = light_tone * (1 - mix) + dark_tone * mix
    joint = np.abs(at - np.round(at)) * height / boards
    gap = np.where(np.round(at) > 0, np.clip(1.7 - joint, 0, 1), 0).astype(np.float32)
    fall = 1.22 - 0.42 * (0.55 * x + 0.6 * y)
    return np.asarray(grain * (fall * (1 - 0.55 * gap))[..., None], np.float32)


def steel(size: Size) -> Floats:
    """A door of brushed steel, brushed from side to side, with the light of a room in it."""
    x, y = across(size)
    brush = 0.65 * _streaks(size, 120, 0, 12) + 0.35 * _streaks(size, 420, 1.2, 13)
    room = 0.50 + 0.20 * np.exp(-(((x - 0.22 - 0.03 * y) / 0.17) ** 2)) - 0.10 * np.exp(-(((x - 0.66) / 0.2) ** 2))
    room += 0.10 * np.exp(-(((x - 0.97) / 0.12) ** 2))
    shade = (room * (1.06 - 0.16 * y)) * (1 + 0.045 * brush)
    return np.asarray(shade[..., None] * np.array([0.965, 0.985, 1.0], np.float32), np.float32)


def canvas(size: Size, tint: Floats) -> Floats:
    """Woven cloth."""
    width, height = size
    x, y = across(size)
    step = 2 * np.pi / max(width / 240, 4.0)
    wobble = _noise(size, 14, 15) * 0.7
    warp = np.sin(x * width * step + wobble)
    weft = np.sin(y * height * step + _noise(size, 14, 16) * 0.7)
    weave = np.where(np.sin(x * width * step / 2) * np.sin(y * height * step / 2) > 0, warp, weft)
    threads = 0.10 * weave + 0.05 * _streaks(size, 30, 0.6, 17) + 0.05 * _streaks((height, width), 30, 0.6, 18).T
    fall = 1.10 - 0.32 * (0.5 * x + 0.6 * y)
    return np.asarray(tint * (fall * (1 + threads))[..., None], np.float32)


def tint_from(front: Image.Image, lightness: float = 226, strength: float = 0.30) -> Floats:
    """(3,) a quiet background in a colour that goes with a picture (RGB or RGBA): its mean hue, pale."""
    small = np.asarray(front.convert("RGBA").resize((24, 24), Image.Resampling.BOX), np.float32)
    weight = small[..., 3:] * (1 + np.ptp(small[..., :3], axis=-1, keepdims=True))
    total = float(weight.sum())
    mean = (small[..., :3] * weight).sum((0, 1)) / total if total > 0 else np.full(3, 128.0)
    hue = (mean - mean.mean()) * strength
    base = np.array([1.0, 0.985, 0.96]) * lightness
    red, green, blue = np.clip(base + hue, 40, 248)
    return color(float(red), float(green), float(blue))


def _noise(size: Size, grain: float, seed: int) -> Floats:
    """(H, W) smooth noise of unit variance with bumps of about ``grain`` pixels."""
    width, height = size
    if grain <= 1:
        return np.random.default_rng(seed).standard_normal((height, width), np.float32)
    small = (max(2, round(width / grain) + 3), max(2, round(height / grain) + 3))
    rough = np.random.default_rng(seed).standard_normal((small[1], small[0]), np.float32)
    return np.asarray(Image.fromarray(rough).resize(size, Image.Resampling.BICUBIC), np.float32)


def _streaks(size: Size, length: float, thick: float, seed: int) -> Floats:
    """(H, W) noise of unit variance drawn out from left to right, ``length`` pixels long and ``thick`` wide."""
    from scipy.ndimage import gaussian_filter1d  # noqa: PLC0415 - see blurred

    width, height = size
    step = max(1, int(length // 6))
    rough = np.random.default_rng(seed).standard_normal((height, width // step + 8), np.float32)
    rough = gaussian_filter1d(rough, max(length / step / 2, 0.5), axis=1, mode="wrap")
    if thick > 0:
        rough = gaussian_filter1d(rough, thick, axis=0, mode="nearest")
    rough /= max(float(rough.std()), 1e-6)
    wide = Image.fromarray(np.ascontiguousarray(rough)).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(wide, np.float32)
