"""Where a box that is dragged would rather lie: at edges and middles of others, at guides, with equal gaps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from app.layouts.editing.boxes import Box

Kind = Literal["edge", "middle", "guide", "gap"]


@dataclass(frozen=True)
class SnapLine:
    """What is shown of a snap: a line at ``at`` across ``axis``, from ``start`` to ``end``; of a gap, the gap itself.

    axis "x": an x that was met, so that the line is upright. A gap of axis "x" lies flat, at the height ``at``.
    """

    axis: Literal["x", "y"]
    kind: Kind
    at: float
    start: float
    end: float


@dataclass(frozen=True)
class Snapped:
    """How much further the box goes (mm), and why."""

    dx: float = 0.0
    dy: float = 0.0
    lines: tuple[SnapLine, ...] = ()


@dataclass(frozen=True)
class Targets:
    """What a dragged box can snap to. ``frames``: trim and safe area; ``upright`` and ``flat``: guides at an x, at a y."""

    others: Sequence[Box] = ()
    frames: Sequence[Box] = ()
    upright: Sequence[float] = ()
    flat: Sequence[float] = ()


@dataclass(frozen=True)
class _Pull:
    way: float
    rank: int  # a guide before an edge before a middle before a gap, where two are as near
    lines: tuple[SnapLine, ...] = field(default=(), compare=False)


def snap(box: Box, targets: Targets, reach_mm: float) -> Snapped:
    """The nearest place within ``reach_mm`` on each axis, and the lines to show for it."""
    across = _best(_pulls(box, targets, "x"), reach_mm)
    down = _best(_pulls(box, targets, "y"), reach_mm)
    dx = 0.0 if across is None else across.way
    dy = 0.0 if down is None else down.way
    there = box.moved(dx, dy)
    lines = [
        *([] if across is None else _reaching(across.lines, there, targets, "x")),
        *([] if down is None else _reaching(down.lines, there, targets, "y")),
    ]
    return Snapped(dx, dy, tuple(lines))


def _best(pulls: Iterable[_Pull], reach_mm: float) -> _Pull | None:
    near = [pull for pull in pulls if abs(pull.way) <= reach_mm]
    return min(near, key=lambda pull: (round(abs(pull.way), 4), pull.rank), default=None)


def _pulls(box: Box, targets: Targets, axis: Literal["x", "y"]) -> Iterable[_Pull]:
    low, high = _span(box, axis)
    own = (low, (low + high) / 2, high)
    for guide in targets.upright if axis == "x" else targets.flat:
        for value in own:
            yield _Pull(guide - value, 0, (SnapLine(axis, "guide", guide, 0.0, 0.0),))
    for other in (*targets.frames, *targets.others):
        start, end = _span(other, axis)
        for edge in (start, end):
            for value in (low, high):
                yield _Pull(edge - value, 1, (SnapLine(axis, "edge", edge, 0.0, 0.0),))
        middle = (start + end) / 2
        yield _Pull(middle - own[1], 2, (SnapLine(axis, "middle", middle, 0.0, 0.0),))
    yield from _gaps(box, targets.others, axis)


def _gaps(box: Box, others: Sequence[Box], axis: Literal["x", "y"]) -> Iterable[_Pull]:
    """Between two neighbours with the same gap to both, or as far from one as that one is from its next."""
    low, high = _span(box, axis)
    length = high - low
    row = sorted((other for other in others if _beside(box, other, axis)), key=lambda other: _span(other, axis))
    for one, other in pairwise(row):
        (start, end), (after_start, after_end) = _span(one, axis), _span(other, axis)
        gap = after_start - end
        at = _gap_height(box, one, other, axis)
        if gap >= length:
            room = (gap - length) / 2
            yield _Pull(
                end + room - low, 3,
                (SnapLine(axis, "gap", at, end, end + room), SnapLine(axis, "gap", at, after_start - room, after_start)),
            )  # fmt: skip
        if gap > 0:
            yield _Pull(
                after_end + gap - low, 3,
                (SnapLine(axis, "gap", at, end, after_start), SnapLine(axis, "gap", at, after_end, after_end + gap)),
            )  # fmt: skip
            yield _Pull(
                start - gap - high, 3,
                (SnapLine(axis, "gap", at, end, after_start), SnapLine(axis, "gap", at, start - gap, start)),
            )  # fmt: skip


def _span(box: Box, axis: Literal["x", "y"]) -> tuple[float, float]:
    return (box.left, box.right) if axis == "x" else (box.top, box.bottom)


def _beside(box: Box, other: Box, axis: Literal["x", "y"]) -> bool:
    across: Literal["x", "y"] = "y" if axis == "x" else "x"
    (low, high), (start, end) = _span(box, across), _span(other, across)
    return low < end and start < high


def _gap_height(box: Box, one: Box, other: Box, axis: Literal["x", "y"]) -> float:
    across: Literal["x", "y"] = "y" if axis == "x" else "x"
    spans = [_span(each, across) for each in (box, one, other)]
    return (max(span[0] for span in spans) + min(span[1] for span in spans)) / 2


def _reaching(lines: tuple[SnapLine, ...], there: Box, targets: Targets, axis: Literal["x", "y"]) -> list[SnapLine]:
    """Lines that reach from the box to everything that lies at them."""
    across: Literal["x", "y"] = "y" if axis == "x" else "x"
    made = []
    for line in lines:
        if line.kind == "gap":
            made.append(line)
            continue
        meets = [there]
        for other in (*targets.frames, *targets.others):
            start, end = _span(other, axis)
            if min(abs(value - line.at) for value in (start, end, (start + end) / 2)) < 0.01:
                meets.append(other)
        spans = [_span(other, across) for other in meets]
        made.append(SnapLine(axis, line.kind, line.at, min(s[0] for s in spans), max(s[1] for s in spans)))
    return made
