"""Paths that are moved."""

from app.layouts.drawing import Matrix
from app.layouts.path import Contour, Curve, Line, Path, Point, Segment


def moved_contour(contour: Contour, matrix: Matrix) -> Contour:
    """The contour where the matrix puts it."""
    a, b, c, d, e, f = matrix
    segments: list[Segment] = []
    for segment in contour.segments:
        if isinstance(segment, Line):
            x, y = segment.end
            segments.append(Line(Point(a * x + c * y + e, b * x + d * y + f)))
        else:
            (x1, y1), (x2, y2), (x3, y3) = segment
            segments.append(
                Curve(
                    Point(a * x1 + c * y1 + e, b * x1 + d * y1 + f),
                    Point(a * x2 + c * y2 + e, b * x2 + d * y2 + f),
                    Point(a * x3 + c * y3 + e, b * x3 + d * y3 + f),
                )
            )
    x, y = contour.start
    return Contour(Point(a * x + c * y + e, b * x + d * y + f), tuple(segments), contour.closed)


def moved(path: Path, matrix: Matrix) -> Path:
    """The path where the matrix puts it."""
    return Path(tuple(moved_contour(contour, matrix) for contour in path.contours))
