"""OKLab (Ottosson 2020): lightness and two colour axes in which equal steps look about equal, hues stay hues."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.mesh.srgb import linear_from_srgb8, srgb8_from_linear

Colors = NDArray[np.float32]

_TO_CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929],
     [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468],
     [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip
_FROM_CONES, _FROM_LAB = np.linalg.inv(_TO_CONES), np.linalg.inv(_TO_LAB)
HALVINGS = 8  # of the way to a colour that no screen shows
KEEPS_CHROMA = np.float32(0.5)  # Ottosson's α: how much lightness gives way as well, so that bright red turns no pink
OVER = 2e-4  # of the range: what rounding makes of a colour on the rim


def oklab_of_linear(light: Colors) -> Colors:
    """(N, 3) L (0 black to 1 white), a, b of linear sRGB light (N, 3), 0 to 1 and beyond."""
    cones = light @ _TO_CONES.T.astype(np.float32)
    return np.asarray(np.cbrt(cones) @ _TO_LAB.T.astype(np.float32))


def linear_of_oklab(lab: Colors) -> Colors:
    """(N, 3) linear sRGB light; below 0 or above 1 where no screen shows the colour."""
    cones = lab @ _FROM_LAB.T.astype(np.float32)
    return np.asarray((cones * cones * cones) @ _FROM_CONES.T.astype(np.float32))


def oklab_of(srgb: NDArray[np.uint8]) -> Colors:
    """(N, 3) float32 of sRGB colours (N, 3)."""
    return oklab_of_linear(linear_from_srgb8(srgb))


def srgb_of(lab: NDArray[Any]) -> NDArray[np.uint8]:
    """(N, 3) uint8 sRGB of OKLab colours (N, 3).

    A colour that no screen shows keeps its hue and goes straight towards a grey until one does (Ottosson 2021, "sRGB gamut
    clipping", adaptive L0): cut off channel by channel, a bright orange would turn yellow.
    """
    lab = np.asarray(lab, np.float32)
    light = linear_of_oklab(lab)
    out = np.flatnonzero(_outside(light))
    if len(out):
        some = lab[out]
        grey = np.zeros_like(some)
        grey[:, 0] = _grey_for(some)
        way = some - grey
        low, step = np.zeros((len(out), 1), np.float32), np.float32(0.5)
        for _ in range(HALVINGS):
            low += step * ~_outside(linear_of_oklab(grey + (low + step) * way))[:, None]
            step /= 2
        light[out] = linear_of_oklab(grey + low * way)
    return srgb8_from_linear(light)


def _grey_for(lab: Colors) -> Colors:
    """(N,) lightness of the grey that each colour goes towards."""
    off = lab[:, 0] - np.float32(0.5)
    e = np.float32(0.5) + np.abs(off) + KEEPS_CHROMA * np.hypot(lab[:, 1], lab[:, 2])
    root = np.sqrt(np.maximum(e * e - 2 * np.abs(off), 0))
    return np.asarray(np.clip(np.float32(0.5) * (1 + np.sign(off) * (e - root)), 0, 1), np.float32)


def _outside(light: Colors) -> NDArray[np.bool_]:
    return np.asarray((light < -OVER).any(axis=1) | (light > 1 + OVER).any(axis=1))


def smooth_step(value: Colors) -> Colors:
    """0 below 0, 1 above 1, without a corner in between."""
    x = np.clip(value, np.float32(0), np.float32(1))
    return np.asarray(x * x * (3 - 2 * x))
