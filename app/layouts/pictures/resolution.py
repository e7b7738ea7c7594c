"""Whether a picture has enough pixels for the size at which it is printed."""

from typing import Literal, NamedTuple

from app.i18n import Text, text
from app.layouts.design.document import Crop
from app.layouts.units import MM_PER_INCH
from app.settings.shop import PrintShop

Level = Literal["ok", "warn", "strong", "block"]
WHOLE = Crop()


class Verdict(NamedTuple):
    level: Level
    words: Text


def effective_ppi(
    size: tuple[int, int],
    crop: Crop | None,
    box_mm: tuple[float, float],
    fit: Literal["cover", "contain"] = "cover",
) -> float:
    """Pixels per inch of paper, of a picture of ``size`` pixels in a box. ``crop`` None: as much of it as the box shows."""
    part = crop or WHOLE
    across = (part.right - part.left) * size[0] / (box_mm[0] / MM_PER_INCH)
    down = (part.bottom - part.top) * size[1] / (box_mm[1] / MM_PER_INCH)
    return min(across, down) if fit == "cover" else max(across, down)


def judge_ppi(ppi: float, shop: PrintShop) -> Verdict:
    """What the shop says to it. The number shown is rounded down: 249.9 does not pass for 250."""
    shown = int(ppi)
    if ppi < shop.block_below_ppi:
        return Verdict(
            "block",
            text(
                "{ppi} ppi: too coarse to print; {least} ppi are needed. Make it smaller or ask for a larger picture.",
                ppi=shown,
                least=round(shop.block_below_ppi),
            ),
        )
    if ppi < shop.strong_below_ppi:
        return Verdict(
            "strong", text("{ppi} ppi: will look soft. Make it smaller, or ask for a larger picture.", ppi=shown)
        )
    if ppi < shop.warn_below_ppi:
        return Verdict("warn", text("{ppi} ppi: slightly soft when seen close.", ppi=shown))
    return Verdict("ok", text("{ppi} ppi: sharp.", ppi=shown))
