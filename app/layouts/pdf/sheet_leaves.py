"""The pages of a sheet: pieces where the imposition put them, none printing into another, and the sheet's own marks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union
from shapely.strtree import STRtree

from app.layouts.drawing import Mark, Matrix, times
from app.layouts.path import Path, joined
from app.layouts.pdf import marks as printers
from app.layouts.pdf.labels import labels
from app.layouts.pdf.leaves import EDGE_MM, Area, moved
from app.layouts.pdf.page import Leaf, Shown
from app.layouts.pdf.piece_forms import SideForms, area_of, from_behind
from app.layouts.piece import Piece
from app.layouts.sheet import Sheet, matrix_of
from app.settings.shop import PrintShop

ROUGH_MM = 0.02
"""How much the ends of bleeds may be simpler: they are cut away."""
SideOf = Callable[[Piece, bool], SideForms | None]
"""Forms of a piece's front (False) or back (True); None where it has no back."""


@dataclass(frozen=True)
class Turning:
    """How a sheet gets to its back: "left": over its left edge like a page, "top": over its upper edge."""

    over: str = "left"

    def matrix(self, sheet: Sheet) -> Matrix:
        """Front of the sheet → back of the sheet."""
        if self.over == "left":
            return (-1.0, 0.0, 0.0, 1.0, sheet.size.width_mm, 0.0)
        return (1.0, 0.0, 0.0, -1.0, 0.0, sheet.height_mm)


@dataclass(frozen=True)
class Lying:
    """A placed copy on the side that is drawn: where its coordinates go, its trim and its bleed there."""

    piece: Piece
    matrix: Matrix
    trim: Polygon
    area: Area


def lying(pieces: tuple[Piece, ...], sheet: Sheet, turning: Turning | None) -> list[Lying]:
    """All placed copies; ``turning``: on the back of the sheet."""
    found = []
    areas = [area_of(piece) for piece in pieces]
    for placement in sheet.placements:
        piece, area = pieces[placement.piece], areas[placement.piece]
        matrix, trim = matrix_of(placement), piece.trim
        if turning is not None:
            width = piece.width_mm
            trim, area = from_behind(trim, width), from_behind(area, width)
            matrix = times(turning.matrix(sheet), times(matrix, (-1.0, 0.0, 0.0, 1.0, width, 0.0)))
        found.append(Lying(piece, matrix, moved(trim, matrix), moved(area, matrix)))
    return found


def kept_apart(copies: list[Lying]) -> list[Area | None]:
    """Where each copy may print: its bleed ends halfway to its neighbours. None for copies that reach nobody."""
    areas = [copy.area for copy in copies]
    tree = STRtree(areas)
    found: list[Area | None] = []
    for index, copy in enumerate(copies):
        within, touched = copy.area, False
        for other in sorted(int(i) for i in tree.query(copy.area, predicate="intersects")):
            if other == index or copy.area.intersection(areas[other]).area <= 1e-6:
                continue
            half = copy.trim.distance(copies[other].trim) / 2
            within, touched = within.difference(copies[other].trim.buffer(half, join_style="mitre")), True
        found.append(within.simplify(ROUGH_MM) if touched else None)
    return found


def sheet_leaves(  # noqa: PLR0917 - one call
    pieces: tuple[Piece, ...],
    sheet: Sheet,
    side_of: SideOf,
    shop: PrintShop,
    heading: str,
    turning: Turning,
    *,
    registration: bool,
    backs: bool,
) -> Iterator[Leaf]:
    """The front of a sheet, and its back where a piece on it has one.

    ``backs``: others of the file have one. Then it is an empty page, as a printer takes every second one for a back.
    """
    yield _leaf(
        lying(pieces, sheet, None), pieces, sheet, side_of, shop, heading, back=False, registration=registration
    )
    if any(pieces[placement.piece].back is not None for placement in sheet.placements):
        copies = lying(pieces, sheet, turning)
        yield _leaf(copies, pieces, sheet, side_of, shop, heading, back=True, registration=registration)
    elif backs:
        whole = (0.0, 0.0, sheet.size.width_mm, sheet.height_mm)
        yield Leaf(sheet.size.width_mm, sheet.height_mm, whole, whole, ())


def _leaf(  # noqa: PLR0917 - one call
    copies: list[Lying],
    pieces: tuple[Piece, ...],
    sheet: Sheet,
    side_of: SideOf,
    shop: PrintShop,
    heading: str,
    *,
    back: bool,
    registration: bool,
) -> Leaf:
    width, height = sheet.size.width_mm, sheet.height_mm
    whole = (0.0, 0.0, width, height)
    apart = kept_apart(copies)
    shown = []
    for copy, within in zip(copies, apart, strict=True):
        side = side_of(copy.piece, back)
        if side is not None:
            shown.append(Shown(side, copy.matrix, within))
    drawn, targets = _sheet_marks(copies, pieces, sheet, shop, heading, back=back)
    if targets.contours and not registration:
        drawn, targets = [*drawn, printers.thin(targets)], Path(())
    return Leaf(width, height, whole, whole, shown, drawn, targets)


def _sheet_marks(
    copies: list[Lying], pieces: tuple[Piece, ...], sheet: Sheet, shop: PrintShop, heading: str, *, back: bool
) -> tuple[list[Mark], Path]:
    """All marks of a side; those that say whose a piece is are put first, the others where there is still room."""
    width, height = sheet.size.width_mm, sheet.height_mm
    page = box(EDGE_MM, EDGE_MM, width - EDGE_MM, height - EDGE_MM)
    bleeds: BaseGeometry = unary_union([copy.area for copy in copies])
    taken = bleeds
    drawn: list[Mark] = []
    if "label" in shop.marks and not back:
        drawn, boxes = labels(pieces, sheet, bleeds)
        taken = bleeds.union(unary_union([place.buffer(printers.APART_MM) for place in boxes]))
    if "crop" in shop.marks:
        straight = [copy for copy in copies if copy.piece.cutting == "guillotine"]
        lines = [
            line
            for bleed in sorted({copy.piece.bleed_mm for copy in straight})
            for line in printers.crop_lines(
                (copy.trim for copy in straight if copy.piece.bleed_mm == bleed), bleed, taken, page
            )
        ]
        if lines:
            drawn.append(printers.thin(printers.lines_path(lines)))
            taken = taken.union(unary_union(lines).buffer(printers.APART_MM))
    targets = Path(())
    if "registration" in shop.marks:
        targets, taken = _targets(sheet, taken, page)
    for wanted, mark in (("color_bar", printers.color_bar()), ("label", printers.words(heading, printers.TITLE_MM))):
        if wanted in shop.marks and mark.marks:
            place = printers.room_for((mark.width, mark.height), _edges(mark, sheet), taken, page)
            if place is not None:
                drawn.append(printers.at(mark.marks, place.bounds[0], place.bounds[1]))
                taken = taken.union(place.buffer(printers.APART_MM))
    return drawn, targets


def _targets(sheet: Sheet, taken: BaseGeometry, page: Polygon) -> tuple[Path, BaseGeometry]:
    """Targets in the middle of each side, where there is room for one."""
    size = 2 * printers.TARGET_MM
    across, down = sheet.size.width_mm / 2 - printers.TARGET_MM, sheet.height_mm / 2 - printers.TARGET_MM
    far_x, far_y = sheet.size.width_mm - EDGE_MM - size, sheet.height_mm - EDGE_MM - size
    found = []
    for x, y in ((across, EDGE_MM), (across, far_y), (EDGE_MM, down), (far_x, down)):
        place = printers.room_for((size, size), [(x, y)], taken, page)
        if place is not None:
            found.append(printers.target(place.centroid.x, place.centroid.y))
            taken = taken.union(place.buffer(printers.APART_MM))
    return joined(found), taken


def _edges(mark: printers.Words, sheet: Sheet) -> Iterator[tuple[float, float]]:
    """Places along the lower, then the upper edge: inside of what can be printed first, then in the margin."""
    left, top, right, bottom = sheet.size.margin_mm
    width, height = sheet.size.width_mm, sheet.height_mm
    for y in (
        height - bottom - mark.height, top, height - bottom / 2 - mark.height / 2, top / 2 - mark.height / 2,
        height - EDGE_MM - mark.height, EDGE_MM,
    ):  # fmt: skip
        for x in (left, width - right - mark.width, width / 4 - mark.width / 2):
            yield max(x, EDGE_MM), y
