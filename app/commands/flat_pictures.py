"""What is drawn for the proof of a flat thing."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class FlatPictures:
    """What was drawn, all (H, W, 3) uint8 sRGB with their marks.

    files       what was written, in the order in which it is looked at
    mockup      how it will look; ``second``: another one, None where there is no other
    front, back each side with its bleed and the line along which it is cut; the back None where nothing is on it
    to_scale    the front as it is cut out, its box just the trim, white around it
    size_mm     width and height of the trim
    words       what is written on it; ``codes``: whether there are QR codes; ``hole``: whether it has a hole
    """

    files: tuple[Path, ...]
    mockup: Picture
    second: Picture | None
    front: Picture
    back: Picture | None
    to_scale: Picture
    size_mm: tuple[float, float]
    words: tuple[str, ...]
    codes: bool
    hole: bool
