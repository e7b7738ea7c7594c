"""Text, fonts and thin lines: what is lost where four inks do not quite meet."""

from collections.abc import Iterator, Sequence

from pikepdf import Array, Stream

from app.i18n import text
from app.layouts.preflight.marks import Mark
from app.layouts.preflight.objects import get, items, name
from app.layouts.preflight.report import Finding, Rule
from app.layouts.preflight.spot_rules import CUTS, role_of
from app.layouts.preflight.view import View
from app.settings.shop import PrintShop

EMBED = text("Embed all fonts, or turn the text into outlines, and export it again.")
FONT = Rule(
    "font_not_embedded", "blocks", text("The font “{font}” is not in the file: other letters would be printed."), EMBED
)
NO_FONT = Rule("font_missing", "blocks", text("Text is set in a font that the file does not define."), EMBED)
BLACK = text("Set small text in black ink alone (K 100).")
RICH = Rule(
    "text_rich_black", "warns", text("Text of {size} pt is mixed of {n} inks and would show coloured edges."), BLACK
)
SMALL = Rule(
    "text_small",
    "warns",
    text("Text is only {size} pt high and may not be readable."),
    text("Set it in 5 pt or larger."),
)
SMALL_WHITE = Rule(
    "text_white_small", "warns", text("White text of {size} pt would fill with ink."), text("Set it larger or bolder.")
)
THICKER = text("Make the line thicker.")
THIN = Rule("line_thin", "warns", text("A line is {width} mm thin; below {wanted} mm it may break."), THICKER)
HAIRLINE = Rule("line_hairline", "warns", text("A line has no width: each machine draws it differently."), THICKER)
TINTED = Rule(
    "line_tinted", "warns", text("A line of {width} mm is mixed of {n} inks and may show coloured edges."),
    text("Set fine lines in one full ink, black if possible."),
)  # fmt: skip
RULES = (FONT, NO_FONT, RICH, SMALL, SMALL_WHITE, THIN, HAIRLINE, TINTED)
THINNEST_MM = 0.09
NEAR = 0.97
"""0.25 pt is 0.088 mm and is meant by 0.09."""
RICH_BELOW_PT, SMALL_PT, WHITE_PT = 9.0, 4.0, 5.0
MIXED_BELOW_MM = 0.12


def check_fonts(view: View, fonts: Sequence[object], told: set[str]) -> Iterator[Finding]:
    """Fonts that text on this page is shown with; ``told``: names of fonts that were reported before."""
    for font in fonts:
        title = name(get(font, "/BaseFont")) or "?"
        if font is None:
            if "" not in told:
                told.add("")
                yield NO_FONT.at(view.number)
        elif name(get(font, "/Subtype")) != "Type3" and not _embedded(font) and title not in told:
            told.add(title)
            yield FONT.at(view.number, font=title)


def check_type(view: View, marks: Sequence[Mark], shop: PrintShop | None) -> Iterator[Finding]:
    """Text and lines on one page."""
    thinnest = shop.thinnest_mm if shop is not None else THINNEST_MM
    for mark in marks:
        if mark.kind == "text":
            yield from _text(view, mark)
        elif mark.width_pt is not None and mark.alpha > 0:
            yield from _line(view, mark, shop, thinnest)


def _text(view: View, mark: Mark) -> Iterator[Finding]:
    size = (mark.size_pt or 0.0) * view.unit
    where, shown = view.place(mark.box), round(size, 1)
    tints = mark.ink.plates() if mark.ink is not None else None
    used = [t for t in (tints or {}).values() if t > 0.02]
    white = tints is not None and not used
    if size < SMALL_PT:
        yield SMALL.at(view.number, where, size=shown)
    elif white and size < WHITE_PT:
        yield SMALL_WHITE.at(view.number, where, size=shown)
    rich = len(used) >= 3 or (len(used) == 2 and (tints or {}).get("Black", 0.0) > 0.8)
    if size < RICH_BELOW_PT and rich:
        yield RICH.at(view.number, where, size=shown, n=len(used))


def _line(view: View, mark: Mark, shop: PrintShop | None, thinnest: float) -> Iterator[Finding]:
    if any(role_of(spot, shop) in CUTS for spot in mark.spots()):
        return
    tints = mark.ink.plates() if mark.ink is not None else None
    used = [t for t in (tints or {}).values() if t > 0.02]
    if tints is not None and not used and not mark.spots():
        return  # white: it shows only where it takes something away
    width, where = view.mm(mark.width_pt or 0.0), view.place(mark.box)
    if width <= 0.001:
        if mark.kind == "stroke":
            yield HAIRLINE.at(view.number, where)
    elif width < thinnest * NEAR:
        yield THIN.at(view.number, where, width=round(width, 3), wanted=thinnest)
    elif width < MIXED_BELOW_MM and len(used) >= 3 and mark.kind == "stroke":
        yield TINTED.at(view.number, where, width=round(width, 3), n=len(used))


def _embedded(font: object) -> bool:
    inner = font
    if name(get(font, "/Subtype")) == "Type0":
        below = get(font, "/DescendantFonts")
        inner = next(items(below), None) if isinstance(below, Array) else None
    descriptor = get(inner, "/FontDescriptor")
    return any(isinstance(get(descriptor, key), Stream) for key in ("/FontFile", "/FontFile2", "/FontFile3"))
