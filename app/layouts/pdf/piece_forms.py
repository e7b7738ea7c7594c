"""The sides of a piece as forms, one for each layer, made once however often the piece is printed."""

from dataclasses import dataclass

from pikepdf import Object
from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon

from app.layouts.drawing import Mark, Stroke
from app.layouts.paint import Spot
from app.layouts.path import path_of
from app.layouts.pdf.inks import Inks
from app.layouts.pdf.layers import ART
from app.layouts.pdf.painter import Painter
from app.layouts.pdf.sorting import cutting_roles, on_layer
from app.layouts.piece import Face, Piece

MITRE = 2
ROUND_STEPS = 16  # of a quarter of a circle: 0.01 mm off at 3 mm
ROUGH_MM = 0.01  # how much the end of a bleed may be simpler: it is cut away


@dataclass(frozen=True)
class SideForms:
    """Layer → form of one side. ``clipped``: those that end with the bleed; cut lines are drawn whole."""

    forms: dict[str, Object]
    clipped: frozenset[str]


def bleed_area(trim: Polygon, bleed_mm: float, *, square: bool) -> Polygon | MultiPolygon:
    """The trim and what is printed around it; ``square``: corners stay corners, for what is cut by a guillotine."""
    if bleed_mm <= 0:
        return trim
    area: Polygon | MultiPolygon = (
        trim.buffer(bleed_mm, join_style="mitre", mitre_limit=MITRE)
        if square
        else trim.simplify(ROUGH_MM).buffer(bleed_mm, quad_segs=ROUND_STEPS)
    )
    return area


def area_of(piece: Piece) -> Polygon | MultiPolygon:
    """``bleed_area`` of a piece as it is cut."""
    return bleed_area(piece.trim, piece.bleed_mm, square=piece.cutting == "guillotine")


def from_behind(shape: Polygon | MultiPolygon, width_mm: float) -> Polygon | MultiPolygon:
    """A shape of a piece as it is seen when the piece is turned over like the page of a book."""
    seen: Polygon | MultiPolygon = affinity.affine_transform(shape, (-1, 0, 0, 1, width_mm, 0))
    return seen


def side_forms(piece: Piece, face: Face, painter: Painter, inks: Inks, *, back: bool) -> SideForms:
    """Forms of a side in the coordinates of the piece. What is cut is on the front alone: it is cut once."""
    area = area_of(piece)
    clip = path_of(from_behind(area, piece.width_mm) if back else area)
    parts: dict[str, tuple[Mark, ...]] = {"white": face.white, ART: on_layer(face.marks, ART), "varnish": face.varnish}
    forms = {layer: form for layer, marks in parts.items() if (form := painter.form(marks, clip)) is not None}
    clipped = frozenset(forms)
    if not back:
        for role in sorted(cutting_roles(face.marks)):
            _add(forms, role, painter.form(on_layer(face.marks, role)))
        if piece.cutting == "contour" and inks.prints(Spot("cut")) and "cut" not in forms:
            _add(forms, "cut", painter.form((Stroke(path_of(piece.trim), Spot("cut"), 0.0),)))
    return SideForms(forms, clipped)


def _add(forms: dict[str, Object], layer: str, form: Object | None) -> None:
    if form is not None:
        forms[layer] = form
