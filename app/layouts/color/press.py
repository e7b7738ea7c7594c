"""A press as colours see it: its inks, how much of them its paper takes, and what they make of a picture."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.errors import AppError
from app.i18n import text
from app.layouts.color.ink_limit import Inks, hold_limit
from app.layouts.color.profile import OWN, InkProfile, find_profile, read_profile
from app.layouts.color.transforms import Intent, to_inks, to_screen
from app.mesh.soft_proof import SoftProof
from app.settings.folders import Folders
from app.settings.shop import PrintShop

_ROWS = 512  # of a picture at a time: what is needed beside it stays in a few megabytes


@dataclass(frozen=True)
class Press:
    """How one shop prints.

    condition  name of the printing condition in the registry of the ICC, for the output intent
    ink_limit  sum of all inks at one place, 1 = 100 %
    intent     for pictures; black point compensation always

    Pictures are sRGB, mode "RGB"; "L" is taken as well. Pictures with transparency are laid on something first: it is not for
    the press to choose on what.
    """

    profile: InkProfile
    condition: str
    ink_limit: float
    intent: Intent = "relative"

    @classmethod
    def of(cls, shop: PrintShop, folders: Folders | None = None, intent: Intent = "relative") -> Self:
        """The press of a shop. Its profile is looked for in the workshop's own folder "color" first, then among ours.

        Raises FileRefusedError where the profile is not there, or is none of a CMYK press, or is damaged.
        """
        path = find_profile(shop.profile, folders.settings / OWN if folders is not None else None)
        press = cls(read_profile(path), shop.condition, shop.ink_limit, intent)
        to_inks(press.profile, intent)
        return press

    def separate(self, image: Image.Image) -> Inks:
        """(H, W, 4) uint8 C, M, Y, K of an sRGB picture, 255 = full ink; nowhere more in all than the ink limit."""
        source = _opaque(image)
        inks = np.empty((image.height, image.width, 4), np.uint8)
        # LittleCMS in Pillow keeps the interpreter to itself; the limit does not: it is held on another core meanwhile
        with ThreadPoolExecutor(1, "ink-limit") as other:
            held = []
            for rows in _bands(image.height):
                inks[rows] = np.asarray(self._inks_of(source.crop((0, rows.start, image.width, rows.stop))))
                held.append(other.submit(hold_limit, inks[rows], self.ink_limit))
            for band in held:
                band.result()
        return inks

    def shown(self, inks: Inks, *, paper: bool = False) -> Image.Image:
        """Inks (H, W, 4) as a screen shows them, mode "RGB".

        Beside paper white as a rule; with ``paper`` the paper is as grey, and black as pale, as they are in the light of a booth.
        """
        from PIL import ImageCms  # noqa: PLC0415 - only what has to do with inks needs LittleCMS

        picture = Image.fromarray(np.ascontiguousarray(inks), "CMYK") if inks.size else None
        if picture is None:
            return Image.new("RGB", (inks.shape[1], inks.shape[0]))
        result = ImageCms.applyTransform(picture, to_screen(self.profile, paper=paper))
        assert result is not None
        return result

    def soft_proof(self, image: Image.Image, *, paper: bool = False) -> Image.Image:
        """How an sRGB picture looks when this press has printed it, ink limit and all; mode "RGB"."""
        return self.shown(self.separate(image), paper=paper)

    def gamut_warning(self, image: Image.Image) -> NDArray[np.bool_]:
        """(H, W) where the nearest colour that the inks have is more than ΔE00 5 away: anybody sees it without comparing."""
        proof = SoftProof(self.profile.path, self.intent)
        pixels = np.asarray(_opaque(image))
        warned = np.empty(pixels.shape[:2], np.bool_)
        for rows in _bands(pixels.shape[0]):
            band = pixels[rows]
            warned[rows] = proof.unprintable(band.reshape(-1, 3)).reshape(band.shape[:2])
        return warned

    def _inks_of(self, image: Image.Image) -> Image.Image:
        from PIL import ImageCms  # noqa: PLC0415 - see shown

        result = ImageCms.applyTransform(image, to_inks(self.profile, self.intent))
        assert result is not None
        return result


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    if image.mode == "L":
        return image.convert("RGB")
    raise AppError(text("Only pictures in sRGB can be separated; open the picture again."))


def _bands(height: int) -> Iterator[slice]:
    return (slice(top, min(top + _ROWS, height)) for top in range(0, height, _ROWS))
