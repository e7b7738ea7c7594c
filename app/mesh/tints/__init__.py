"""What the colour tools do to a colour that stands by itself: light enough to be shown while a value is dragged.

A window draws ``TINTS[form.id](colors, values, process)`` over pictures and vertex colours; the tools of the same ids in
``app.mesh.coloring`` do the same to the model.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.mesh.forms.parameter import Value
from app.mesh.tints import adjust, fill_color, hue_shift, into_gamut, replace_color
from app.settings.process import ProcessProfile

Tint = Callable[[NDArray[np.uint8], dict[str, Value], ProcessProfile], NDArray[np.uint8]]
"""From sRGB colours (N, 3) uint8 and complete values to as many colours; pure. Raises AppError."""

TINTS: dict[str, Tint] = {
    "adjust": adjust.tint,
    "hue_shift": hue_shift.tint,
    "replace_color": replace_color.tint,
    "fill_color": fill_color.tint,
    "into_gamut": into_gamut.tint,
}
"""By the id of the form."""
