"""Paints: colours from the place on a part."""

import numpy as np

from app.mesh.samples.surfaces import Array, Paint, ripples


def rgb(code: str) -> Array:
    """The code ("#f4a261") as three numbers between 0 and 1."""
    return np.array([int(code[k : k + 2], 16) for k in (1, 3, 5)]) / 255


def blend(under: Array, over: Array, share: Array) -> Array:
    """``over`` on ``under``; ``share`` (…) between 0 and 1."""
    return under + (over - under) * share[..., None]


def step(x: Array, edge: float, soft: float) -> Array:
    """0 below ``edge``, 1 above it, smooth over ``soft``."""
    u = np.clip((x - edge) / soft + 0.5, 0, 1)
    return np.asarray(u * u * (3 - 2 * u))


def plain(code: str, uneven: float = 0.03, seed: int = 1) -> Paint:
    """One colour, a little uneven as generated textures are."""
    color = rgb(code)

    def paint(_s: Array, _t: Array, points: Array) -> Array:
        return np.asarray(color * (1 + uneven * ripples(points, seed, wavelength=14, waves=4)[..., None]))

    return paint


def stripes(code: str, other: str, count: float, share: float = 0.5) -> Paint:
    """Bands along ``t``."""
    one, two = rgb(code), rgb(other)

    def paint(s: Array, t: Array, _points: Array) -> Array:
        wave = np.sin(2 * np.pi * count * t + 0.25 * np.sin(2 * np.pi * s * 3))
        return blend(np.broadcast_to(one, (*s.shape, 3)), two, step(wave, 1 - 2 * share, 0.35))

    return paint
