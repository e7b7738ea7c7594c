"""One colour for everything, or a veil of it."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.tints.oklab import oklab_of, srgb_of
from app.settings.process import ProcessProfile


def neutral(given: dict[str, Value]) -> bool:
    """Whether these values change nothing."""
    return Values(given).number("strength") == 0


def tint(colors: NDArray[np.uint8], given: dict[str, Value], _process: ProcessProfile) -> NDArray[np.uint8]:
    """(N, 3) uint8 sRGB: the colours (N, 3) with the values of the form FILL_COLOR."""
    values = Values(given)
    color = np.array([values.color("color")], np.uint8)
    share = np.float32(values.number("strength") / 100)
    if share == 1:
        return np.repeat(color, len(colors), axis=0)
    lab = oklab_of(colors)
    return srgb_of(lab + share * (oklab_of(color) - lab))
