"""Exposure, white balance, tone and saturation, as a photographer develops a picture."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.srgb import linear_from_srgb8
from app.mesh.tints.oklab import Colors, oklab_of_linear, srgb_of
from app.settings.process import ProcessProfile

NEUTRAL_MIRED = 153.75  # of D65, the white of sRGB
MIRED_A_STEP = 0.8  # temperature +100: as if the light had been 4,280 K; -100: 13,500 K
TINT_A_STEP = 0.0002  # in CIE 1960, about what -100 … +100 is in raw converters
GREENER = (-0.82, 0.57)  # in u and v: across the curve of daylight at D65
PIVOT = np.float32(0.55)  # lightness that contrast leaves alone: about 18 % of the light
REACH = np.float32(0.14 * 6.75)  # how far shadows and highlights are lifted at most: more would turn the tones round

# sRGB light to XYZ (IEC 61966-2-1), and XYZ to the cones of Bradford (Lam 1985), in which whites are scaled
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])

NEUTRAL = {
    "exposure_ev": 0.0, "temperature": 0.0, "tint": 0.0, "contrast": 0.0, "shadows": 0.0, "highlights": 0.0,
    "gamma": 1.0, "saturation": 0.0,
}  # fmt: skip


def neutral(given: dict[str, Value]) -> bool:
    """Whether these values change nothing."""
    return all(Values(given).number(name) == value for name, value in NEUTRAL.items())


def tint(colors: NDArray[np.uint8], given: dict[str, Value], _process: ProcessProfile) -> NDArray[np.uint8]:
    """(N, 3) uint8 sRGB: the colours (N, 3) with the values of the form ADJUST.

    Exposure and white balance act on the light; the rest on lightness and chroma of OKLab, where hue stays.
    """
    if neutral(given):
        return colors
    values = Values(given)
    light = linear_from_srgb8(colors)
    balance = white_balance(values.number("temperature"), values.number("tint"))
    light = light @ (balance.T * 2.0 ** values.number("exposure_ev")).astype(np.float32)
    lab = oklab_of_linear(light)
    before = lab[:, 0].copy()
    after = _toned(before, values)
    # Chroma goes along with lightness, as it does when a thing gets more or less light.
    gain = np.where(before > 1e-4, after / np.maximum(before, np.float32(1e-4)), np.float32(1))
    gain *= np.float32(1 + values.number("saturation") / 100)
    return srgb_of(np.stack([after, lab[:, 1] * gain, lab[:, 2] * gain], axis=1))


def _toned(lightness: Colors, values: Values) -> Colors:
    x = np.clip(lightness, np.float32(0), np.float32(1))
    x = x ** np.float32(1 / values.number("gamma"))
    shadows, highlights = (np.float32(values.number(name) / 100) for name in ("shadows", "highlights"))
    x = np.clip(x + REACH * (shadows * x * (1 - x) ** 2 + highlights * x * x * (1 - x)), 0, 1)
    power = np.float32(2 ** (values.number("contrast") / 100))
    below = PIVOT * (np.minimum(x, PIVOT) / PIVOT) ** power
    above = 1 - (1 - PIVOT) * ((1 - np.maximum(x, PIVOT)) / (1 - PIVOT)) ** power
    return np.asarray(np.where(x < PIVOT, below, above), np.float32)


def white_balance(temperature: float, tint_: float) -> NDArray[np.float64]:
    """(3, 3) for linear sRGB light: warmer (yellower) and more magenta with larger values; white keeps its luminance."""
    white = _white(NEUTRAL_MIRED, 0.0)
    other = _white(NEUTRAL_MIRED + MIRED_A_STEP * temperature, -TINT_A_STEP * tint_)
    cones = np.diag((_BRADFORD @ other) / (_BRADFORD @ white))
    to_cones = _BRADFORD @ _TO_XYZ
    return np.asarray(np.linalg.inv(to_cones) @ cones @ to_cones)


def _white(mired: float, green: float) -> NDArray[np.float64]:
    """XYZ (Y = 1) of daylight of this temperature (CIE 15, formula of Judd and others), shifted by ``green``."""
    kelvin = 1e6 / mired
    k = 1e3 / kelvin
    if kelvin <= 7000:
        x = -4.6070 * k**3 + 2.9678 * k**2 + 0.09911 * k + 0.244063
    else:
        x = -2.0064 * k**3 + 1.9018 * k**2 + 0.24748 * k + 0.237040
    y = -3.0 * x * x + 2.870 * x - 0.275
    u, v = 4 * x / (-2 * x + 12 * y + 3) + GREENER[0] * green, 6 * y / (-2 * x + 12 * y + 3) + GREENER[1] * green
    x, y = 3 * u / (2 * u - 8 * v + 4), 2 * v / (2 * u - 8 * v + 4)
    return np.array([x / y, 1.0, (1 - x - y) / y])
