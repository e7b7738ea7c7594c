"""Plates as pictures: each ink as it looks on the material, any of them together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.layouts.plates.plates import FULL, PROCESS, Plates
from app.settings.shop import PrintShop

Color = tuple[int, int, int]
"""sRGB, 0 to 255."""
PAPER: Color = (255, 255, 255)
PROCESS_COLORS: dict[str, Color] = {
    "Cyan": (0, 158, 224),
    "Magenta": (230, 0, 126),
    "Yellow": (255, 237, 0),
    "Black": (29, 29, 27),
}
"""Solids of FOGRA39 as a screen shows them."""
SPOT_COLORS: tuple[Color, ...] = ((126, 87, 194), (0, 150, 136), (239, 108, 0), (96, 125, 139), (194, 24, 91))
"""For spots that the shop does not know: they only have to be told from each other."""
WHITE_ALONE: Color = (126, 87, 194)
"""White ink without the picture above it: nobody would see it in white."""
WHITE_BELOW: Color = (255, 255, 255)
MATERIAL: Color = (203, 209, 219)
"""What is printed on, where white ink shall be told from it."""


@dataclass(frozen=True)
class InkLook:
    """How an ink is shown. ``white``: it lies below all others and hides the material."""

    color: Color
    white: bool = False


def ink_looks(plates: Plates, shop: PrintShop | None = None) -> dict[str, InkLook]:
    """A look for each plate; spots that the shop knows look as it says, others only have to be told from each other."""
    found = {name: InkLook(color) for name, color in PROCESS_COLORS.items()}
    known = {spot.name: (role, spot.cmyk) for role, spot in shop.spots.items()} if shop is not None else {}
    for number, name in enumerate(plates.spots):
        role, cmyk = known.get(name, ("", None))
        if role == "white" or (cmyk is None and "white" in name.lower()):
            found[name] = InkLook(WHITE_ALONE, white=True)
        elif cmyk is not None and sum(cmyk) >= 0.5:
            found[name] = InkLook(_shown(cmyk))
        else:
            found[name] = InkLook(SPOT_COLORS[(number + 1) % len(SPOT_COLORS)])
    return found


def composite(plates: Plates, chosen: Iterable[str], looks: Mapping[str, InkLook]) -> Image.Image:
    """The chosen plates on each other, mode "RGB": each ink takes its own part of the light (Neugebauer, multiplied).

    White ink is white on grey material below a picture, violet on white alone. Names that the page does not have are passed over.
    """
    wanted = [name for name in chosen if name in plates.names]
    whites = [name for name in wanted if looks[name].white]
    pictured = bool(whites) and any(name in PROCESS for name in wanted)
    ground, white = (MATERIAL, WHITE_BELOW) if pictured else (PAPER, WHITE_ALONE)
    result = np.empty((plates.height, plates.width, 3), np.uint8)
    for channel in range(3):
        light = np.full((plates.height, plates.width), ground[channel], np.uint8)
        for name in whites:
            light = _ramp(ground[channel], white[channel])[plates.plate(name)]
        for name in wanted:
            if not looks[name].white:
                left = _ramp(FULL, looks[name].color[channel]).astype(np.uint16)
                light = ((light * left[plates.plate(name)] + FULL // 2) // FULL).astype(np.uint8)
        result[:, :, channel] = light
    return Image.fromarray(result)


def _ramp(without: int, full: int) -> NDArray[np.uint8]:
    """(256,) a channel of the light by the amount of an ink."""
    return np.round(np.linspace(without, full, FULL + 1)).astype(np.uint8)


def _shown(cmyk: tuple[float, float, float, float]) -> Color:
    black = 1 - cmyk[3]
    red, green, blue = (round(FULL * (1 - ink) * black) for ink in cmyk[:3])
    return red, green, blue
