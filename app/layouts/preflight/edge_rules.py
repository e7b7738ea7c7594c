"""What happens at the edge of the trim: bleed that is there and is used, and text that keeps away (layout2d §1.2)."""

from collections.abc import Iterator, Sequence

from app.i18n import Text, text
from app.layouts.preflight.marks import Mark, Rect
from app.layouts.preflight.report import Finding, Rule
from app.layouts.preflight.spot_rules import CUTS, role_of
from app.layouts.preflight.view import View
from app.settings.shop import PrintShop

EXTEND = text("Let pictures and colours run over the trim by the bleed, and export it again with bleed.")
NO_BLEED = Rule(
    "bleed_missing",
    "blocks",
    text("The print ends at the trim on the {side}: cutting would leave a white edge."),
    EXTEND,
)
SMALL_BLEED = Rule(
    "bleed_small", "warns", text("The bleed on the {side} is {bleed} mm; the shop needs {wanted} mm."), EXTEND
)
TEXT_NEAR = Rule(
    "text_near_trim", "warns", text("Text is {gap} mm from the trim; the shop asks for {wanted} mm."),
    text("Move the text inwards, or make it smaller."),
)  # fmt: skip
TEXT_CUT = Rule(
    "text_cut", "blocks", text("Text is cut by the trim."), text("Move the text inwards, or make it smaller.")
)
EMPTY = Rule("page_empty", "warns", text("There is nothing on the page."), text("Delete the page, or fill it."))
RULES = (NO_BLEED, SMALL_BLEED, TEXT_NEAR, TEXT_CUT, EMPTY)
SIDES: tuple[Text, ...] = (text("left"), text("bottom"), text("right"), text("top"))
BLEED_MM, SAFE_MM = 3.0, 3.0
AT_EDGE_MM = 0.3
TOLERANCE_MM = 0.1
PAINTS = ("fill", "picture", "shading", "mask", "stroke")


def check_edges(view: View, marks: Sequence[Mark], shop: PrintShop | None) -> Iterator[Finding]:
    """Bleed and safe area of one page."""
    if not marks:
        yield EMPTY.at(view.number)
        return
    if view.trim is None and view.art is None:
        return
    yield from _bleed(view, marks, shop)
    yield from _safe(view, marks, shop)


def _bleed(view: View, marks: Sequence[Mark], shop: PrintShop | None) -> Iterator[Finding]:
    trim, printed = view.finished, view.printed
    needed = shop.bleed_mm if shop is not None else BLEED_MM
    if needed <= 0:
        return
    # what has a soft mask ends where the mask says, not at its box: plates tell whether the edge is printed
    art = [
        m for m in marks if m.kind in PAINTS and m.alpha > 0 and not m.soft and not _is_cut(m, shop) and not _paper(m)
    ]  # fmt: skip
    for side, words in enumerate(SIDES):
        outwards = -1 if side < 2 else 1
        reach = [
            _out(m.box, trim, side, outwards) for m in art if _out(m.box, trim, side, outwards) >= -view.length(AT_EDGE_MM)
            and _in(m.box, trim, side) and _broad(m.box, trim, side)
        ]  # fmt: skip
        if not reach:
            continue
        margin = view.mm((printed[side] - trim[side]) * outwards)
        reached = view.mm(max(reach))
        where = view.place(_strip(trim, side, view.length(needed)))
        if min(margin, reached) < 0.5 * needed - TOLERANCE_MM:
            yield NO_BLEED.at(view.number, where, side=words)
        elif min(margin, reached) < needed - TOLERANCE_MM:
            shown = round(min(margin, reached), 1)
            yield SMALL_BLEED.at(view.number, where, side=words, bleed=shown, wanted=needed)


def _out(box: Rect, trim: Rect, side: int, outwards: int) -> float:
    """How far the box reaches over this side of the trim; negative where it stays within."""
    return (box[side] - trim[side]) * outwards


def _in(box: Rect, trim: Rect, side: int) -> bool:
    """Whether it is printed within the trim at all: marks in the slug are not."""
    opposite = (side + 2) % 4
    deep = 0.02 * abs(trim[opposite] - trim[side])
    return (trim[side] - box[opposite]) * (1 if side >= 2 else -1) > deep


def _broad(box: Rect, trim: Rect, side: int) -> bool:
    """Whether it lies along a good part of the side: what does not may be meant to end there."""
    a, b = (1, 3) if side in (0, 2) else (0, 2)
    return min(box[b], trim[b]) - max(box[a], trim[a]) > 0.2 * (trim[b] - trim[a])


def _strip(trim: Rect, side: int, needed: float) -> Rect:
    x0, y0, x1, y1 = trim
    return ((x0 - needed, y0, x0, y1), (x0, y0 - needed, x1, y0), (x1, y0, x1 + needed, y1), (x0, y1, x1, y1 + needed))[
        side
    ]


def _safe(view: View, marks: Sequence[Mark], shop: PrintShop | None) -> Iterator[Finding]:
    trim = view.finished
    wanted = shop.safe_mm if shop is not None else SAFE_MM
    if shop is not None and shop.route == "cut":
        return  # the trim is the sheet there, and pieces are cut along their lines
    for mark in marks:
        if mark.kind != "text":
            continue
        x0, y0, x1, y1 = mark.box
        gaps = (x0 - trim[0], y0 - trim[1], trim[2] - x1, trim[3] - y1)
        outside = x1 < trim[0] or y1 < trim[1] or x0 > trim[2] or y0 > trim[3]
        gap = view.mm(min(gaps))
        if outside or gap >= wanted - TOLERANCE_MM:
            continue
        if gap < -TOLERANCE_MM:
            yield TEXT_CUT.at(view.number, view.place(mark.box))
        else:
            yield TEXT_NEAR.at(view.number, view.place(mark.box), gap=round(max(gap, 0.0), 1), wanted=wanted)


def _is_cut(mark: Mark, shop: PrintShop | None) -> bool:
    return any(role_of(spot, shop) in CUTS for spot in mark.spots())


def _paper(mark: Mark) -> bool:
    """White painted as the colour of the paper needs no bleed."""
    tints = mark.ink.plates() if mark.ink is not None else None
    return tints is not None and not mark.spots() and not any(v > 0.01 for v in tints.values())
