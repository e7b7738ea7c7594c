"""Colours that things are printed in."""

from dataclasses import dataclass
from typing import Literal

SpotRole = Literal["cut", "kiss_cut", "perforate", "crease", "white", "varnish", "primer"]
"""What a spot colour does at the machine. Its name in the file, and how a screen shows it, are the shop's (app.settings.shop)."""


@dataclass(frozen=True)
class Rgb:
    """sRGB, 0 to 1; separated by the profile of the press where inks are wanted."""

    red: float
    green: float
    blue: float


@dataclass(frozen=True)
class Cmyk:
    """Inks, 0 to 1, printed as they stand."""

    cyan: float
    magenta: float
    yellow: float
    black: float


@dataclass(frozen=True)
class Spot:
    """A plate of its own. ``tint``: 0 to 1."""

    role: SpotRole
    tint: float = 1.0


Paint = Rgb | Cmyk | Spot
BLACK = Cmyk(0.0, 0.0, 0.0, 1.0)
"""Black ink alone: text, codes and marks, which would blur where four inks have to meet."""
