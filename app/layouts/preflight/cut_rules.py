"""Cut lines: vector strokes, closed, thin, solid, over everything else, and far enough from each other."""

from collections.abc import Iterator, Sequence

from app.i18n import text
from app.layouts.preflight.marks import Mark, Rect, Subpath, around, common
from app.layouts.preflight.report import Finding, Rule
from app.layouts.preflight.spot_rules import CUTS, role_of
from app.layouts.preflight.view import View
from app.settings.shop import PrintShop

DRAW = text("Draw the cut line again as one closed path with a thin solid stroke in the spot colour.")
OPEN = Rule("cut_open", "blocks", text("The cut line is not closed: the piece would stay in the sheet."), DRAW)
FILLED = Rule("cut_filled", "blocks", text("The cut colour fills an area; machines cut along strokes only."), DRAW)
PICTURE = Rule("cut_picture", "blocks", text("The cut line is in a picture; machines read it from paths only."), DRAW)
LETTERS = Rule(
    "cut_text", "blocks", text("Text is set in the cut colour; machines read cut lines from paths only."), DRAW
)
WIDTH = Rule("cut_width", "warns", text("The cut line is {width} pt wide; the shop asks for {wanted} pt."), DRAW)
HAIRLINE = Rule("cut_hairline", "warns", text("The cut line has no width: some machines do not see it."), DRAW)
TINT = Rule(
    "cut_tint", "blocks", text("The cut line is only {percent} % of its colour: machines may not see it."), DRAW
)
DASHED = Rule(
    "cut_dashed", "warns", text("The cut line is dashed: the machine cuts all of it, or only the dashes."), DRAW
)
TRANSPARENT = Rule("cut_transparent", "blocks", text("The cut line is transparent: flattening would destroy it."), DRAW)
KNOCKS = Rule(
    "cut_knocks_out", "warns", text("The cut line does not overprint: it leaves a white line in the picture."),
    text("Set the cut line to overprint."),
)  # fmt: skip
OUTSIDE = Rule(
    "cut_outside",
    "blocks",
    text("The cut line leaves the paper."),
    text("Move the piece so that all of it is on the paper."),
)
GAP = Rule(
    "cut_gap", "warns", text("Two cut lines are {gap} mm from each other; the shop needs {wanted} mm."),
    text("Lay the pieces out with more room between them."),
)  # fmt: skip
CROSSES = Rule(
    "cut_crosses", "blocks", text("Cut lines cross: the machine would cut into a piece."),
    text("Move the pieces apart, or take the loop out of the line."),
)  # fmt: skip
TWICE = Rule(
    "cut_twice", "warns", text("The same cut line is there twice: the machine would cut it twice."),
    text("Delete one of the two lines."),
)  # fmt: skip
RULES = (
    OPEN, FILLED, PICTURE, LETTERS, WIDTH, HAIRLINE, TINT, DASHED, TRANSPARENT, KNOCKS, OUTSIDE, GAP, CROSSES, TWICE,
)  # fmt: skip
CLOSED_ROLES = ("cut", "kiss_cut")
WIDTH_PT = 0.25
WIDEST_PT = 1.05
GAP_TOLERANCE_MM = 0.03
ON_TOP = 0.01
MOST_LINES = 4000


def check_cuts(view: View, marks: Sequence[Mark], shop: PrintShop | None) -> Iterator[Finding]:
    """Everything that is drawn in a cut colour on one page."""
    lines: list[Subpath] = []
    for mark in marks:
        roles = {role_of(spot, shop) for spot in mark.spots() if spot != "All"} & set(CUTS)
        if not roles:
            continue
        yield from _drawn(view, mark, shop)
        if mark.kind == "stroke":
            if roles & set(CLOSED_ROLES):
                yield from (
                    OPEN.at(view.number, view.place(around(list(s.points)))) for s in mark.paths if not s.closed
                )
                lines += mark.paths
            yield from _over(view, mark, marks)
    if 0 < len(lines) <= MOST_LINES:
        yield from _apart(view, lines, shop)


def _drawn(view: View, mark: Mark, shop: PrintShop | None) -> Iterator[Finding]:
    where = view.place(mark.box)
    if mark.kind != "stroke":
        rule = {"fill": FILLED, "text": LETTERS}.get(mark.kind, PICTURE)
        yield rule.at(view.number, where)
        return
    width = mark.width_pt or 0.0
    wanted = shop.cut_stroke_pt if shop is not None else WIDTH_PT
    widest = max(2.2 * wanted, WIDEST_PT)
    if width <= 0.01 < wanted:
        yield HAIRLINE.at(view.number, where)
    elif width > widest:
        yield WIDTH.at(view.number, where, width=round(width, 2), wanted=wanted)
    tint = mark.ink.values[0] if mark.ink is not None and mark.ink.values else 1.0
    if mark.space.kind == "separation" and tint < 0.99:
        yield TINT.at(view.number, where, percent=round(tint * 100))
    if mark.dashed:
        yield DASHED.at(view.number, where)
    if mark.alpha < 0.99 or mark.soft or mark.blend not in ("Normal", "Compatible"):
        yield TRANSPARENT.at(view.number, where)
    x0, y0, x1, y1 = view.media
    box = around([p for s in mark.paths for p in s.points]) if mark.paths else mark.box
    if box[0] < x0 or box[1] < y0 or box[2] > x1 or box[3] > y1:
        yield OUTSIDE.at(view.number, where)


def _over(view: View, cut: Mark, marks: Sequence[Mark]) -> Iterator[Finding]:
    """Whether the line takes its width out of something that was painted before."""
    if cut.overprint:
        return
    for below in marks[: cut.order]:
        if below.kind in ("fill", "picture", "shading", "mask") and set(below.spots()) != set(cut.spots()):
            shared = common(below.box, cut.box)
            if shared is not None and (shared[2] - shared[0]) > 1 and (shared[3] - shared[1]) > 1:
                yield KNOCKS.at(view.number, view.place(cut.box))
                return


def _apart(view: View, lines: list[Subpath], shop: PrintShop | None) -> Iterator[Finding]:
    """Crossing, doubled and too near lines, by their true shapes."""
    from shapely import LinearRing, LineString, STRtree, prepare  # noqa: PLC0415 - only where there are cut lines

    shapes = [LinearRing(s.points) if s.closed and len(s.points) > 3 else LineString(s.points) for s in lines]
    wanted = view.length(shop.gap_mm - GAP_TOLERANCE_MM) if shop is not None else 0.0
    for shape in shapes:
        if not shape.is_simple:
            yield CROSSES.at(view.number, view.place(_rect(shape.bounds)))
    tree = STRtree(shapes)
    pairs = tree.query(shapes, predicate="dwithin", distance=max(wanted, ON_TOP))
    for first, second in sorted({(int(a), int(b)) for a, b in pairs.T if a < b}):
        one, other = shapes[first], shapes[second]
        prepare(one)
        both = view.place(_rect(other.bounds))
        if one.equals_exact(other, 0.02) or one.hausdorff_distance(other) < 0.02:
            yield TWICE.at(view.number, both)
        elif one.crosses(other) or one.overlaps(other):
            yield CROSSES.at(view.number, both)
        elif shop is not None and not _one_piece(one, other):
            gap = max(view.mm(one.distance(other)), 0.0)
            yield GAP.at(view.number, both, gap=round(gap, 2), wanted=shop.gap_mm)


def _one_piece(one: object, other: object) -> bool:
    """Whether one ring lies in the other: a hole of the same piece, whose distance is a wall and not a gap."""
    from shapely import Polygon  # noqa: PLC0415
    from shapely.geometry import LinearRing  # noqa: PLC0415

    if not (isinstance(one, LinearRing) and isinstance(other, LinearRing)):
        return False
    a, b = Polygon(one), Polygon(other)
    return bool(a.contains(b.representative_point()) or b.contains(a.representative_point()))


def _rect(bounds: tuple[float, float, float, float]) -> Rect:
    return bounds[0], bounds[1], bounds[2], bounds[3]
