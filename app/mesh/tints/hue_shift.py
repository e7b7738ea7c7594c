"""Turn hues: all of them, or those around one colour."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.tints.oklab import Colors, oklab_of, smooth_step, srgb_of
from app.settings.process import ProcessProfile

GRAY, COLORED = 0.02, 0.05  # chroma: below the first nothing has a hue, above the second everything has
FULL = np.float32(0.5)  # of the width on each side: inside of it hues turn all the way


def neutral(given: dict[str, Value]) -> bool:
    """Whether these values change nothing."""
    values = Values(given)
    return all(values.number(name) == 0 for name in ("turn_deg", "chroma", "lightness"))


def tint(colors: NDArray[np.uint8], given: dict[str, Value], _process: ProcessProfile) -> NDArray[np.uint8]:
    """(N, 3) uint8 sRGB: the colours (N, 3) with the values of the form HUE_SHIFT. Lightness stays but for ``lightness``."""
    if neutral(given):
        return colors
    values = Values(given)
    lab = oklab_of(colors)
    weight = _weight(lab, values)
    angle = np.radians(np.float32(values.number("turn_deg"))) * weight
    gain = 1 + np.float32(values.number("chroma") / 100) * weight
    a = gain * (np.cos(angle) * lab[:, 1] - np.sin(angle) * lab[:, 2])
    b = gain * (np.sin(angle) * lab[:, 1] + np.cos(angle) * lab[:, 2])
    lightness = lab[:, 0] + np.float32(values.number("lightness") / 200) * weight
    result = srgb_of(np.stack([lightness, a, b], axis=1))
    return np.where((weight > 0)[:, None], result, colors)


def _weight(lab: Colors, values: Values) -> Colors:
    """(N,) 0 to 1: how much each colour belongs to the hues that are meant."""
    if values.key("hues") == "all":
        return np.ones(len(lab), np.float32)
    middle = oklab_of(np.array([values.color("around")], np.uint8))[0]
    hue = np.arctan2(lab[:, 2], lab[:, 1]) - np.arctan2(middle[2], middle[1])
    away = np.abs((hue + np.pi) % (2 * np.pi) - np.pi)
    half = np.float32(np.radians(values.number("width_deg")) / 2)
    near = smooth_step((half - away) / np.maximum(half * FULL, np.float32(1e-6)))
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    return np.asarray(near * smooth_step((chroma - np.float32(GRAY)) / np.float32(COLORED - GRAY)))
