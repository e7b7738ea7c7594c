"""How a brush fades from its middle to its rim."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.i18n import Text, text

Curve = Literal["smooth", "sphere", "sharp", "linear", "constant"]

CURVES: dict[Curve, Text] = {
    "smooth": text("Smooth"),
    "sphere": text("Dome"),
    "sharp": text("Sharp"),
    "linear": text("Linear"),
    "constant": text("Even"),
}


def falloff(distance: NDArray[np.float64], radius: float, curve: Curve, hardness: float = 0.0) -> NDArray[np.float64]:
    """Weights (N,) in 0..1 for distances (N,) from the middle; 0 from ``radius`` on.

    hardness  0..1: the share of the radius that has the full weight
    """
    inner = radius * min(max(hardness, 0.0), 0.999)
    t = np.clip((distance - inner) / max(radius - inner, 1e-12), 0.0, 1.0)
    rest = 1.0 - t
    if curve == "smooth":
        weight = rest * rest * (3.0 - 2.0 * rest)
    elif curve == "sphere":
        weight = np.sqrt(1.0 - t * t)
    elif curve == "sharp":
        weight = rest * rest
    elif curve == "linear":
        weight = rest
    else:
        weight = np.ones_like(t)
    return np.asarray(np.where(distance < radius, weight, 0.0))


def facing(normals: NDArray[np.float32], towards: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights (N,) in 0..1: 1 for unit normals (N, 3) that agree with the brush's (3,), 0 for the far side of a wall."""
    agreement = normals @ towards.astype(np.float32)
    t = np.clip((agreement + 0.05) / 0.3, 0.0, 1.0).astype(np.float64)
    return np.asarray(t * t * (3.0 - 2.0 * t))
