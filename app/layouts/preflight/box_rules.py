"""Pages and their boxes: paper, trim, bleed, turned pages, sizes (ISO 15930-7, 6.2.3)."""

from collections.abc import Iterator, Sequence

from app.i18n import text
from app.layouts.preflight.marks import Rect
from app.layouts.preflight.report import Finding, Rule
from app.layouts.preflight.view import View

AGAIN = text("Set the trim and bleed boxes in the program that made the file, and export it again.")
NO_TRIM = Rule("trim_missing", "blocks", text("The page does not say where it is trimmed."), AGAIN)
TRIM_AND_ART = Rule("trim_and_art", "blocks", text("The page has a trim box and an art box; there may be one."), AGAIN)
BLEED_OUTSIDE = Rule("bleed_outside", "blocks", text("The bleed reaches beyond the paper."), AGAIN)
TRIM_OUTSIDE = Rule("trim_outside", "blocks", text("The trim lies outside the bleed or the paper."), AGAIN)
CROP = Rule(
    "crop_box", "warns", text("The visible part of the page (crop box) cuts off some of the bleed."),
    text("Take off the crop box, or make it as large as the paper."),
)  # fmt: skip
TURNED = Rule(
    "page_turned", "warns", text("The page is turned by {degrees}° when shown; some machines print it unturned."),
    text("Export the page upright."),
)  # fmt: skip
USER_UNIT = Rule(
    "user_unit", "blocks", text("The page is measured in units of its own: many machines would print it in a wrong size."),
    text("Export the page at its true size."),
)  # fmt: skip
SIZES = Rule(
    "page_sizes", "warns", text("The page is {size} mm, but the first one is {first} mm."),
    text("Make one file for each size."),
)  # fmt: skip
ODD = Rule(
    "odd_pages", "informs", text("The file has {n} pages, an odd number: printed on both sides, the last back is empty."),
    text("Add the missing back if the job is printed on both sides."),
)  # fmt: skip
SHEET = Rule(
    "sheet_size", "blocks", text("The page is {size} mm and does not fit the sheet of {sheet} mm."),
    text("Choose the larger sheet, or lay the job out again."),
)  # fmt: skip
TINY = Rule(
    "page_tiny", "warns", text("The page is only {size} mm when trimmed."), text("Check the scale of the export.")
)
HUGE = Rule(
    "page_huge", "blocks", text("The page is {size} mm: larger than a PDF may be (5080 mm)."),
    text("Check the scale of the export."),
)  # fmt: skip
NO_PAGES = Rule("no_pages", "blocks", text("The file has no pages."), text("Export it again."))
RULES = (
    NO_TRIM, TRIM_AND_ART, BLEED_OUTSIDE, TRIM_OUTSIDE, CROP, TURNED, USER_UNIT, SIZES, ODD, SHEET, TINY,
    HUGE, NO_PAGES,
)  # fmt: skip
NEAR = 0.01
"""Points: writers round boxes."""
TOLERANCE_MM = 0.5


def check_boxes(view: View, first: View, sheet_mm: tuple[float, float] | None) -> Iterator[Finding]:
    """One page. ``sheet_mm``: what it is to be printed on, if known."""
    page = view.number
    if view.trim is None and view.art is None:
        yield NO_TRIM.at(page)
    if view.trim is not None and view.art is not None:
        yield TRIM_AND_ART.at(page)
    if view.bleed is not None and not _inside(view.bleed, view.media):
        yield BLEED_OUTSIDE.at(page, view.place(view.bleed))
    inner = view.trim or view.art
    if inner is not None and not (_inside(inner, view.bleed or view.media) and _inside(inner, view.media)):
        yield TRIM_OUTSIDE.at(page, view.place(inner))
    if view.crop is not None and not _inside(view.bleed or inner or view.crop, view.crop):
        yield CROP.at(page, view.place(view.crop))
    if view.rotate:
        yield TURNED.at(page, degrees=view.rotate)
    if view.unit != 1.0:
        yield USER_UNIT.at(page)
    yield from _sizes(view, first, sheet_mm)


def check_count(views: Sequence[View]) -> Iterator[Finding]:
    """All pages together."""
    if not views:
        yield NO_PAGES.at()
    elif len(views) > 2 and len(views) % 2:
        yield ODD.at(n=len(views))


def _sizes(view: View, first: View, sheet_mm: tuple[float, float] | None) -> Iterator[Finding]:
    size, reference = _size(view), _size(first)
    shown = _shown(size)
    if max(abs(a - b) for a, b in zip(size, reference, strict=True)) > TOLERANCE_MM:
        yield SIZES.at(view.number, size=shown, first=_shown(reference))
    if max(size) > 5080:
        yield HUGE.at(view.number, size=shown)
    elif min(size) < 8:
        yield TINY.at(view.number, size=shown)
    if sheet_mm is not None:
        long, short = sorted(sheet_mm, reverse=True)
        if max(size) > long + TOLERANCE_MM or min(size) > short + TOLERANCE_MM:
            yield SHEET.at(view.number, size=shown, sheet=_shown(sheet_mm))


def _size(view: View) -> tuple[float, float]:
    x0, y0, x1, y1 = view.finished
    return view.mm(x1 - x0), view.mm(y1 - y0)


def _shown(size: tuple[float, float]) -> str:
    return f"{size[0]:.1f} × {size[1]:.1f}"


def _inside(inner: Rect, outer: Rect) -> bool:
    return (
        inner[0] >= outer[0] - NEAR
        and inner[1] >= outer[1] - NEAR
        and inner[2] <= outer[2] + NEAR
        and inner[3] <= outer[3] + NEAR
    )
