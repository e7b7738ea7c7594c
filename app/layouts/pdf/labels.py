"""Whose each piece of a sheet is, in small words along its outline, in what is thrown away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, pi, sin

from shapely import affinity, prepare
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from app.layouts.drawing import Group, Mark
from app.layouts.pdf.marks import LABEL_MM, Words, haloed, words

CLEAR_MM = 0.8
"""Words keep this far off what is kept: cutters are a few tenths off."""
ROUGH_MM = 0.05
"""How much outlines may be simpler for this."""
Spot = tuple[Polygon, float, float, float]
"""A box for the words, its middle and its angle (radians, clockwise)."""
PLACES = 72
"""Tried around an outline."""


@dataclass(frozen=True)
class Labelled:
    """A placed piece. ``area``: its trim and its bleed."""

    label: str
    trim: Polygon
    area: Polygon | MultiPolygon


def labels(pieces: Sequence[Labelled], taken: BaseGeometry, page: Polygon) -> list[Mark]:
    """A label beside each piece that has room for one: outside all bleeds where that is possible, else on its own bleed.

    ``taken``: all bleeds, and other marks. Nothing is ever put on what is kept of any piece.
    """
    kept = STRtree([piece.trim.simplify(ROUGH_MM).buffer(CLEAR_MM - ROUGH_MM) for piece in pieces])
    prepare(taken)
    drawn: list[Mark] = []
    done: list[Polygon] = []
    lines: dict[str, Words] = {}
    for piece in pieces:
        line = lines.setdefault(piece.label, words(piece.label, LABEL_MM))
        if line.marks and (best := _best(piece, _spots(piece.trim, line, page), kept, (done, taken))) is not None:
            place, x, y, angle = best
            marks = haloed(line.marks) if taken.intersects(place) else line.marks
            done.append(place)
            c, s = cos(angle), sin(angle)
            left, top = -line.width / 2, -line.height / 2
            drawn.append(Group(marks, (c, s, -s, c, x + c * left - s * top, y + s * left + c * top)))
    return drawn


def _best(
    piece: Labelled, spots: Iterable[Spot], kept: STRtree, others: tuple[Sequence[Polygon], BaseGeometry]
) -> Spot | None:
    """Where the words touch nothing at all; else where they are on the piece's own bleed alone; else anywhere in the waste.

    others  labels that are there already, and what else is taken
    """
    own: Spot | None = None
    waste: Spot | None = None
    done, taken = others
    for spot in spots:
        place = spot[0]
        if kept.query(place, predicate="intersects").size or any(place.intersects(other) for other in done):
            continue
        if not taken.intersects(place):
            return spot
        if own is None and not taken.intersects(place.difference(piece.area)):
            own = spot
        waste = waste or spot
    return own or waste


def _spots(trim: Polygon, line: Words, page: Polygon) -> Iterator[Spot]:
    """Box, middle and angle of the words along the outline; the most level ones first, of these the lowest."""
    ring = trim.simplify(ROUGH_MM).buffer(CLEAR_MM + line.height / 2).exterior.simplify(ROUGH_MM)
    found = []
    for number in range(PLACES):
        middle = ring.length * number / PLACES
        ends = [ring.interpolate((middle + way * line.width / 2) % ring.length) for way in (-1, 1)]
        at = ring.interpolate(middle)
        angle = atan2(ends[1].y - ends[0].y, ends[1].x - ends[0].x)
        if abs(angle) > pi / 2 + 0.01:  # never upside down
            angle -= pi if angle > 0 else -pi
        found.append((round(abs(sin(angle)), 2), -at.y, at.x, at.y, angle))
    plain = box(-line.width / 2, -line.height / 2, line.width / 2, line.height / 2)
    for _, _, x, y, angle in sorted(found):
        place = affinity.translate(affinity.rotate(plain, degrees(angle), origin=(0, 0)), x, y)
        if page.covers(place):
            yield place, x, y, angle
