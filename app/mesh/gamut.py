"""Which colours the inks of a machine cannot show: sRGB to CMYK and back through an ICC profile, as CIEDE2000."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray
from app.mesh.colorimetry import ciede2000, lab_of
from app.settings.shipped import RESOURCES

FOLDER = RESOURCES / "color"
STEPS = 32  # of each channel: colours within 8 of 255 are one


@dataclass(frozen=True, eq=False)
class Gamut:
    """What becomes of each colour; the tables have one entry for every of 32 × 32 × 32 boxes of sRGB colours.

    difference  (32768,) ΔE00 between the middle of the box and what the inks make of it
    lightness   (32768,) L* of the middle of the box
    """

    difference: FloatArray
    lightness: FloatArray


def box_of(color: NDArray[np.uint8]) -> NDArray[np.int64]:
    """(N,) the box that each sRGB colour (N, 3 or more) is in."""
    red, green, blue = (color[:, k].astype(np.int64) // (256 // STEPS) for k in range(3))
    return (red * STEPS + green) * STEPS + blue


@lru_cache(maxsize=4)
def gamut(profile: str, folder: Path = FOLDER) -> Gamut:
    """The gamut of the ICC profile of this name. Raises OSError where there is none, or it is not one of CMYK.

    Relative colorimetric with black point compensation (LittleCMS): colours that the inks have stay as they are, so that a
    difference says "out of gamut"; the perceptual intent would shift them all.
    """
    from PIL import Image, ImageCms  # noqa: PLC0415 - only colour processes need LittleCMS

    level = np.arange(STEPS) * (256 // STEPS) + 256 // STEPS // 2
    level[0], level[-1] = 0, 255  # the ends are met most: paper white and black are exact
    boxes = np.stack(np.meshgrid(level, level, level, indexing="ij"), axis=-1).astype(np.uint8)
    image = Image.fromarray(np.ascontiguousarray(boxes.reshape(STEPS, -1, 3)))
    screen = ImageCms.createProfile("sRGB")
    intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    try:
        inks = ImageCms.getOpenProfile(str(folder / profile))
        there = ImageCms.buildTransform(screen, inks, "RGB", "CMYK", intent, flags)
        back = ImageCms.buildTransform(inks, screen, "CMYK", "RGB", intent, flags)
    except ImageCms.PyCMSError as error:
        raise OSError(f"{profile} is not a CMYK profile: {error}") from error
    printed = ImageCms.applyTransform(image, there)
    assert printed is not None
    shown = ImageCms.applyTransform(printed, back)
    before, after = lab_of(boxes.reshape(-1, 3)), lab_of(np.asarray(shown).reshape(-1, 3))
    return Gamut(ciede2000(before, after), np.ascontiguousarray(before[:, 0]))
