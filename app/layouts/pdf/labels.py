"""Whose each piece of a sheet is, in small words along its outline, in what is thrown away."""

from math import cos, radians, sin

from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from app.layouts.drawing import Fill, Group, Mark, Matrix
from app.layouts.imposition.labels import label_spots
from app.layouts.paint import BLACK
from app.layouts.path import rectangle
from app.layouts.pdf.marks import haloed
from app.layouts.pdf.reach import path_reach
from app.layouts.piece import Piece
from app.layouts.sheet import Layout, Sheet
from app.layouts.typesetting.lines import line_of


def labels(pieces: tuple[Piece, ...], sheet: Sheet, bleeds: BaseGeometry) -> tuple[list[Mark], list[Polygon]]:
    """The labels of a sheet that have room, and the boxes that they take, mm on the sheet.

    bleeds  of all placed copies: words on one of them get bare paper around their letters
    """
    drawn: list[Mark] = []
    boxes: list[Polygon] = []
    for spot in label_spots(Layout(pieces, (sheet,), 0.0), sheet):
        if spot is None:
            continue
        path, _ = line_of(pieces[sheet.placements[spot.placement].piece].label, spot.size_mm)
        reach = path_reach(path)
        if reach is None:
            continue
        c, s = cos(radians(spot.turn_deg)), sin(radians(spot.turn_deg))
        matrix: Matrix = (c, s, -s, c, spot.x_mm, spot.y_mm)
        left, top, right, bottom = reach
        corners = rectangle(left, top, right - left, bottom - top).contours[0]
        around = [corners.start, *(segment.end for segment in corners.segments)]
        box = Polygon([(c * x - s * y + spot.x_mm, s * x + c * y + spot.y_mm) for x, y in around])
        words: tuple[Mark, ...] = (Fill(path, BLACK),)
        drawn.append(Group(haloed(words) if bleeds.intersects(box) else words, matrix))
        boxes.append(box)
    return drawn, boxes
