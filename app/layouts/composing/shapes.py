"""Plain shapes as paths, millimetres. Arcs are cubic Béziers: a quarter of a circle is 0.03 % off at most."""

from app.layouts.path import Contour, Curve, Line, Path, Point, joined, polyline, rectangle

KAPPA = 0.5522847498307936
"""Length of the arms of a quarter of a circle, of its radius."""


def ellipse(x: float, y: float, width: float, height: float) -> Path:
    """In the box from its top left corner."""
    return rounded(x, y, width, height, width / 2, radius_down=height / 2)


def rounded(
    x: float, y: float, width: float, height: float, radius: float, *, radius_down: float | None = None
) -> Path:
    """A rectangle with round corners; the radius is no more than half of a side."""
    across = min(radius, width / 2)
    down = min(radius if radius_down is None else radius_down, height / 2)
    if across <= 0 or down <= 0:
        return rectangle(x, y, width, height)
    right, bottom = x + width, y + height
    a, d = across * (1 - KAPPA), down * (1 - KAPPA)
    return Path(
        (
            Contour(
                Point(x + across, y),
                (
                    Line(Point(right - across, y)),
                    Curve(Point(right - a, y), Point(right, y + d), Point(right, y + down)),
                    Line(Point(right, bottom - down)),
                    Curve(Point(right, bottom - d), Point(right - a, bottom), Point(right - across, bottom)),
                    Line(Point(x + across, bottom)),
                    Curve(Point(x + a, bottom), Point(x, bottom - d), Point(x, bottom - down)),
                    Line(Point(x, y + down)),
                    Curve(Point(x, y + d), Point(x + a, y), Point(x + across, y)),
                ),
            ),
        )
    )


def straight(x1: float, y1: float, x2: float, y2: float) -> Path:
    return Path((polyline(((x1, y1), (x2, y2)), closed=False),))


BOXES = 6
GAP = 0.25  # of the width of a box


def postcode_boxes(width: float, height: float) -> Path:
    """The six boxes for the figures of a Chinese postcode, side by side in a box from (0, 0)."""
    box = width / (BOXES + (BOXES - 1) * GAP)
    return joined(rectangle(number * box * (1 + GAP), 0.0, box, height) for number in range(BOXES))
