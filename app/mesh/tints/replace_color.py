"""Put one colour in the place of another, with its shades."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.colorimetry import ciede2000, lab_of
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.tints.oklab import Colors, oklab_of, smooth_step, srgb_of
from app.settings.process import ProcessProfile

DARKEST = 0.08  # lightness: shades are relative to the old colour, but not to one that is nearly black


def neutral(given: dict[str, Value]) -> bool:
    """Whether these values change nothing."""
    values = Values(given)
    return values.color("old") == values.color("new") and values.on("shades")


def tint(colors: NDArray[np.uint8], given: dict[str, Value], _process: ProcessProfile) -> NDArray[np.uint8]:
    """(N, 3) uint8 sRGB: the colours (N, 3) with the values of the form REPLACE_COLOR; others than near ``old`` stay."""
    if neutral(given):
        return colors
    values = Values(given)
    weight = _weight(colors, values)
    hit = np.flatnonzero(weight > 0)
    result = colors.copy()
    old, new = (oklab_of(np.array([values.color(name)], np.uint8))[0] for name in ("old", "new"))
    lab, share = oklab_of(colors[hit]), weight[hit, None]
    there = np.broadcast_to(new, lab.shape)
    if values.on("shades"):
        gain = new[0] / max(float(old[0]), DARKEST)
        lightness = new[0] + (lab[:, 0] - old[0]) * np.float32(min(max(gain, 0.5), 1.5))
        fade = lightness / max(float(new[0]), DARKEST)  # a shade of a colour has less chroma in the dark
        axes = (new[1:] + (lab[:, 1:] - old[1:]) * np.float32(0.5)) * np.clip(fade, 0, 1.5)[:, None]
        there = np.column_stack([lightness, axes]).astype(np.float32)
    result[hit] = srgb_of(lab + share * (there - lab))
    return result


def _weight(colors: NDArray[np.uint8], values: Values) -> Colors:
    """(N,) 1 for what looks like the old colour, falling to 0 at the tolerance (ΔE00)."""
    old = lab_of(np.array([values.color("old")], np.uint8))
    tolerance, soft = values.number("tolerance"), values.number("softness") / 100
    lab = lab_of(colors)
    # ΔE00 is slow to work out, and never less than a third of the plain lightness difference there.
    near = np.flatnonzero(np.abs(lab[:, 0] - old[0, 0]) <= 3 * tolerance)
    away = np.full(len(colors), np.inf)
    away[near] = ciede2000(lab[near], np.broadcast_to(old, (len(near), 3)))
    if soft == 0:
        return (away <= tolerance).astype(np.float32)
    return smooth_step(((tolerance - away) / (soft * max(tolerance, 1e-6))).astype(np.float32))
