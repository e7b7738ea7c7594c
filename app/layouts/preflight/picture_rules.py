"""Pictures: how many pixels they have for their printed size (layout2d §1.2)."""

from collections.abc import Iterator, Sequence

from app.i18n import text
from app.layouts.preflight.marks import Mark
from app.layouts.preflight.objects import get, number
from app.layouts.preflight.report import Finding, Rule
from app.layouts.preflight.view import View
from app.settings.shop import PrintShop

LARGER = text("Use a larger picture, or print it smaller.")
BLURRED = Rule("ppi_block", "blocks", text("A picture has only {ppi} ppi at this size and would look blurred."), LARGER)
SOFT = Rule("ppi_strong", "warns", text("A picture has only {ppi} ppi at this size and would look soft."), LARGER)
LOW = Rule("ppi_low", "warns", text("A picture has {ppi} ppi at this size, a little less than it should."), LARGER)
LINES = Rule("ppi_lines", "warns", text("A black and white picture has {ppi} ppi; its edges would show steps."), LARGER)
MASK = Rule(
    "ppi_mask", "warns", text("The transparent edge of a picture has only {ppi} ppi and would show steps."), LARGER
)
MUCH = Rule(
    "ppi_much", "informs", text("A picture has {ppi} ppi, more than can be seen: it only makes the file large."),
    text("Nothing, or scale the picture down to 300 to 600 ppi."),
)  # fmt: skip
DEEP = Rule(
    "picture_16_bit", "informs", text("A picture has 16 bits a channel; some machines read 8 only."),
    text("Nothing, or export it with 8 bits."),
)  # fmt: skip
RULES = (BLURRED, SOFT, LOW, LINES, MASK, MUCH, DEEP)
LOW_PPI, STRONG_PPI, BLOCK_PPI = 250.0, 200.0, 150.0
LINES_PPI = 550.0
MUCH_PPI = 1250.0
FLAT_PIXELS = 16
"""So few pixels are a plain colour or a gradient, not a picture."""
ROUNDING = 0.99
"""299 ppi for 300: pixels are whole."""


def check_pictures(view: View, marks: Sequence[Mark], shop: PrintShop | None) -> Iterator[Finding]:
    """Every picture on one page."""
    low = shop.warn_below_ppi if shop is not None else LOW_PPI
    strong = shop.strong_below_ppi if shop is not None else STRONG_PPI
    block = shop.block_below_ppi if shop is not None else BLOCK_PPI
    for mark in marks:
        if mark.ppi is None or mark.pixels[0] * mark.pixels[1] <= FLAT_PIXELS:
            continue
        ppi = mark.ppi / view.unit
        where, shown = view.place(mark.box), round(ppi)
        if ppi < block * ROUNDING:
            yield BLURRED.at(view.number, where, ppi=shown)
        elif ppi < strong * ROUNDING:
            yield SOFT.at(view.number, where, ppi=shown)
        elif ppi < low * ROUNDING:
            yield LOW.at(view.number, where, ppi=shown)
        elif mark.bits == 1 and ppi < LINES_PPI * ROUNDING:
            yield LINES.at(view.number, where, ppi=shown)
        elif ppi > MUCH_PPI:
            yield MUCH.at(view.number, where, ppi=shown)
        if mark.mask_ppi is not None and mark.mask_ppi / view.unit < strong * ROUNDING and ppi >= strong * ROUNDING:
            yield MASK.at(view.number, where, ppi=round(mark.mask_ppi / view.unit))


def check_depth(pictures: Sequence[object]) -> Iterator[Finding]:
    """What the pictures of a page are made of."""
    if any(number(get(p, "/BitsPerComponent")) == 16 for p in pictures):
        yield DEEP.at()
