"""The page of one piece, with as much room around it as the marks of the shop need."""

from functools import lru_cache
from typing import TypeAlias

from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon, box

from app.layouts.drawing import Mark, Matrix
from app.layouts.path import Path, joined
from app.layouts.pdf import marks as printers
from app.layouts.pdf.page import Leaf, Shown
from app.layouts.pdf.piece_forms import SideForms
from app.layouts.piece import Piece
from app.settings.shop import PrintShop

SLUG_MM = printers.CROP_MM + 2 * printers.APART_MM
"""Room for crop marks and targets outside of the bleed."""
EDGE_MM = 1.0
"""Marks keep this far off the edge of a sheet."""
Area: TypeAlias = Polygon | MultiPolygon


def moved(shape: Area, matrix: Matrix) -> Area:
    a, b, c, d, e, f = matrix
    placed: Area = affinity.affine_transform(shape, (a, c, b, d, e, f))
    return placed


def piece_leaf(piece: Piece, side: SideForms, shop: PrintShop, title: str, *, registration: bool) -> Leaf:
    """A page for one side of a piece: its trim, its bleed, and as much room around it as the marks of the shop need."""
    bleed = piece.bleed_mm
    x = y = bleed + _slug(shop)
    width, height = piece.width_mm + 2 * x, piece.height_mm + 2 * y
    frame, targets = _frame(piece.width_mm, piece.height_mm, bleed, shop.marks, registration=registration)
    drawn = list(frame)
    if "label" in shop.marks:
        line = printers.words(" · ".join(part for part in (piece.label, title) if part), printers.LABEL_MM)
        room = piece.width_mm / 2 - printers.TARGET_MM - 1.0 if "registration" in shop.marks else piece.width_mm
        if line.width > room:
            line = printers.words(piece.label, printers.LABEL_MM)
        if line.marks:
            beside = x + 2 * printers.APART_MM  # of the crop mark
            left = beside if line.width < piece.width_mm else max(EDGE_MM, (width - line.width) / 2)
            drawn.append(printers.at(line.marks, left, y + piece.height_mm + bleed + 0.8))
    return Leaf(
        width,
        height,
        (x - bleed, y - bleed, x + piece.width_mm + bleed, y + piece.height_mm + bleed),
        (x, y, x + piece.width_mm, y + piece.height_mm),
        (Shown(side, (1.0, 0.0, 0.0, 1.0, x, y)),),
        drawn,
        targets,
    )


@lru_cache(maxsize=32)
def _frame(
    width_mm: float, height_mm: float, bleed: float, wanted: tuple[str, ...], *, registration: bool
) -> tuple[tuple[Mark, ...], Path]:
    """Marks around a trim of this size, the same for all such pieces; and registration targets for all plates."""
    x = y = bleed + SLUG_MM
    trim = box(x, y, x + width_mm, y + height_mm)
    drawn: list[Mark] = []
    if "crop" in wanted:
        page = box(0, 0, width_mm + 2 * x, height_mm + 2 * y)
        lines = printers.crop_lines([trim], bleed, trim.buffer(bleed, join_style="mitre"), page)
        drawn.append(printers.thin(printers.lines_path(lines)))
    targets = Path(())
    if "registration" in wanted:
        targets = _around(trim, bleed)
        if not registration:
            drawn, targets = [*drawn, printers.thin(targets)], Path(())
    if "color_bar" in wanted:
        bar = printers.color_bar()
        if bar.width <= width_mm / 2 - printers.TARGET_MM - printers.CROP_MM:
            drawn.append(printers.at(bar.marks, x + printers.CROP_MM / 2, y - bleed - printers.APART_MM - bar.height))
    return tuple(drawn), targets


def _slug(shop: PrintShop) -> float:
    """Room outside the bleed."""
    if {"crop", "registration", "color_bar"} & set(shop.marks):
        return SLUG_MM
    return 2.0 + printers.LABEL_MM * 1.4 if "label" in shop.marks else 0.0


def _around(trim: Polygon, bleed: float) -> Path:
    left, top, right, bottom = trim.bounds
    away = bleed + printers.APART_MM + printers.TARGET_MM
    across, down = (left + right) / 2, (top + bottom) / 2
    return joined(
        printers.target(*place)
        for place in ((across, top - away), (across, bottom + away), (left - away, down), (right + away, down))
    )
