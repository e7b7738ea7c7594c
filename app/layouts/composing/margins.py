"""Whether what has to be read keeps away from the edge: a cut is up to a millimetre off."""

import shapely
from shapely.geometry import Polygon

from app.i18n import text
from app.layouts.design.document import Design
from app.layouts.design.faults import Fault
from app.layouts.drawing import Matrix

Ink = tuple[str, Matrix, tuple[float, float, float, float]]
"""Id of a layer, where its box lies, and left, top, right, bottom of its ink in the box, mm."""
LITTLE_MM = 0.05


def near_edge(inks: list[Ink], trim: Polygon, design: Design) -> list[Fault]:
    """Texts and codes that are cut, or that lie nearer to the trim than the design's safe distance.

    Nothing is nearer to a cut around the picture than that cut wants it: those are not looked at.
    """
    if not inks or (design.cut.shape == "picture" and not design.cut.by_hand):
        return []
    safe = trim.buffer(LITTLE_MM - design.safe_mm, join_style="mitre")
    found = []
    for layer, place, box in inks:
        area = _placed(place, box)
        if not trim.buffer(LITTLE_MM, join_style="mitre").covers(area):
            words = text("This would be cut off: move it inwards or make it smaller.")
            found.append(Fault("ink-cut", words, layer, blocks=False, at=_middle(area)))
        elif not safe.covers(area):
            words = text("This is nearer than {mm} mm to the edge: move it inwards.", mm=f"{design.safe_mm:g}")
            found.append(Fault("ink-near-edge", words, layer, blocks=False, at=_middle(area)))
    return found


def _placed(place: Matrix, box: tuple[float, float, float, float]) -> Polygon:
    a, b, c, d, e, f = place
    left, top, right, bottom = box
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Polygon([(a * x + c * y + e, b * x + d * y + f) for x, y in corners])


def _middle(area: Polygon) -> tuple[float, float]:
    point: shapely.Point = area.centroid
    return float(point.x), float(point.y)
