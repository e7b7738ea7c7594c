"""Colours as people see them who lack a kind of cone, and how far apart they then are.

The matrices are those of Machado, Oliveira and Fernandes (2009) for a complete lack, on linear RGB.
"""

import numpy as np
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000, rgb2lab

SIGHTS: dict[str, NDArray[np.float64]] = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def seen(color: str, sight: str) -> NDArray[np.float64]:
    """A colour (#rrggbb) as this sight sees it: CIELAB, D65."""
    code = np.array([int(color[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    there = np.clip(SIGHTS[sight] @ linear, 0.0, 1.0)
    again = np.where(there <= 0.0031308, 12.92 * there, 1.055 * there ** (1 / 2.4) - 0.055)
    lab: NDArray[np.float64] = rgb2lab(again)
    return lab


def apart(one: str, other: str, sight: str) -> float:
    """Colour difference (CIEDE2000) of two colours for this sight: 1 is just seen, 10 at a glance."""
    return float(deltaE_ciede2000(seen(one, sight), seen(other, sight)))
