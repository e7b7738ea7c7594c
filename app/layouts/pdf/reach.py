"""How far marks reach: the boxes of groups, and what need not be written at all."""

from collections.abc import Iterable, Iterator
from itertools import chain
from math import sqrt

import numpy as np

from app.layouts.drawing import UNMOVED, Fill, Group, Mark, Matrix, Picture, Stroke, times
from app.layouts.path import Curve, Path

Box = tuple[float, float, float, float]
"""left, top, right, bottom in mm."""
UNIT_SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def scale_of(matrix: Matrix) -> float:
    """By how much lengths grow: the geometric mean of both directions."""
    a, b, c, d, _, _ = matrix
    return sqrt(abs(a * d - b * c))


def reach(marks: Iterable[Mark], matrix: Matrix = UNMOVED) -> Box | None:
    """A box around the marks (of curves: around their control points); None where there is nothing."""
    boxes = list(_boxes(marks, matrix))
    if not boxes:
        return None
    whole = np.array(boxes)
    low, high = whole[:, :2].min(axis=0), whole[:, 2:].max(axis=0)
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _boxes(marks: Iterable[Mark], matrix: Matrix) -> Iterator[Box]:
    for mark in marks:
        if isinstance(mark, Picture):
            yield _box_of(UNIT_SQUARE, times(matrix, mark.matrix))
        elif isinstance(mark, Group):
            inner = times(matrix, mark.matrix)
            box = reach(mark.marks, inner)
            if box is not None and mark.clip is not None:
                box = _overlap(box, path_reach(mark.clip, inner))
            if box is not None:
                yield box
        else:
            box = path_reach(mark.path, matrix)
            if box is not None:
                yield _grown(box, mark, matrix)


def _grown(box: Box, mark: Fill | Stroke, matrix: Matrix) -> Box:
    if isinstance(mark, Fill):
        return box
    pen = mark.width_mm * scale_of(matrix)  # twice what a round join needs
    return (box[0] - pen, box[1] - pen, box[2] + pen, box[3] + pen)


def path_reach(path: Path, matrix: Matrix = UNMOVED) -> Box | None:
    """A box around a path; None for an empty one."""
    points: list[tuple[float, float]] = []
    for contour in path.contours:
        points.append(contour.start)
        for segment in contour.segments:
            points.extend(
                (segment.control1, segment.control2, segment.end) if isinstance(segment, Curve) else (segment.end,)
            )
    return _box_of(points, matrix) if points else None


def _box_of(points: Iterable[tuple[float, float]], matrix: Matrix) -> Box:
    a, b, c, d, e, f = matrix
    xy = np.fromiter(chain.from_iterable(points), np.float64).reshape(-1, 2)
    moved = xy @ np.array([[a, b], [c, d]]) + (e, f)
    low, high = moved.min(axis=0), moved.max(axis=0)
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _overlap(one: Box, other: Box | None) -> Box | None:
    if other is None:
        return None
    box = (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))
    return box if box[0] < box[2] and box[1] < box[3] else None
