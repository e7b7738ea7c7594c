"""What the inks of a machine make of colours, through its ICC profile (LittleCMS)."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError, FileRefusedError
from app.i18n import text
from app.mesh.arrays import BoolArray
from app.mesh.gamut import FOLDER, box_of, gamut
from app.settings.process import ProcessProfile

Intent = Literal["relative", "perceptual"]
SEEN = 5.0  # ΔE00 that anybody sees without comparing: the limit of the check as well (mesh.md §2, no. 21)
SUFFIXES = (".icc", ".icm")


@dataclass(frozen=True)
class SoftProof:
    """A CMYK profile and the way in which colours that the inks do not have are brought into it.

    relative    they go to the nearest one that there is, all others stay (with black point compensation)
    perceptual  all move together, as the maker of the profile found it to look best
    """

    profile: Path
    intent: Intent = "relative"

    def printed(self, colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(N, 3) uint8 sRGB: how the colours (N, 3) look when they are printed, beside paper white.

        Raises FileRefusedError for a profile that cannot be used.
        """
        from PIL import Image, ImageCms  # noqa: PLC0415 - only what has to do with inks needs LittleCMS

        there, back = _transforms(self.profile, self.intent)
        image = Image.fromarray(np.ascontiguousarray(colors).reshape(1, -1, 3))
        inks = ImageCms.applyTransform(image, there)
        assert inks is not None
        shown = ImageCms.applyTransform(inks, back)
        return np.asarray(shown, np.uint8).reshape(-1, 3)

    def unprintable(self, colors: NDArray[np.uint8]) -> BoolArray:
        """(N,) whether the inks do not have the colour: the nearest one that they have is more than ΔE00 5 away.

        The same for both intents. Raises FileRefusedError for a profile that cannot be used.
        """
        try:
            inks = gamut(self.profile.name, self.profile.parent)
        except OSError as error:
            raise _unusable(self.profile) from error
        return np.asarray(inks.difference[box_of(colors)] > SEEN)


def proof_for(
    process: ProcessProfile, own_profile: str = "", intent: Intent = "relative", *, look_inside: bool = True
) -> SoftProof:
    """The soft proof with a profile of the user's, or else with that of the process.

    Without ``look_inside`` whether the file is a profile shows only when it is used: quick, for a window.

    Raises AppError where the process prints without colour, and FileRefusedError for a file that is no profile.
    """
    if own_profile:
        path = Path(own_profile)
        if not path.is_file():
            raise FileRefusedError(text("There is no file “{path}”; check the name.", path=own_profile))
    elif process.color_profile is None:
        raise AppError(
            text("This process prints without colour; choose one that prints colours, or a colour profile of your own.")
        )
    else:
        path = FOLDER / process.color_profile
    if look_inside:
        _transforms(path, intent)
    return SoftProof(path, intent)


@lru_cache(maxsize=8)
def profile_name(profile: Path) -> str:
    """What the profile calls itself. Raises FileRefusedError."""
    from PIL import ImageCms  # noqa: PLC0415 - see SoftProof.printed

    try:
        return str(ImageCms.getProfileDescription(str(profile))).strip() or profile.stem
    except (ImageCms.PyCMSError, OSError) as error:
        raise _unusable(profile) from error


@lru_cache(maxsize=8)
def _transforms(profile: Path, intent: Intent) -> tuple[Any, Any]:
    """To the inks, and back to the screen. Raises FileRefusedError."""
    from PIL import ImageCms  # noqa: PLC0415 - see SoftProof.printed

    screen = ImageCms.createProfile("sRGB")
    relative, compensate = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    way = ImageCms.Intent.PERCEPTUAL if intent == "perceptual" else relative
    try:
        inks = ImageCms.getOpenProfile(str(profile))
        there = ImageCms.buildTransform(screen, inks, "RGB", "CMYK", way, compensate)
        back = ImageCms.buildTransform(inks, screen, "CMYK", "RGB", relative, compensate)
    except (ImageCms.PyCMSError, OSError) as error:
        raise _unusable(profile) from error
    return there, back


def _unusable(profile: Path) -> FileRefusedError:
    return FileRefusedError(
        text("“{name}” is not a colour profile of a four-colour printer (CMYK); choose another one.", name=profile.name)
    )
