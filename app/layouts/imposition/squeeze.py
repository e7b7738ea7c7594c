"""Pushing a finished nest together: all pieces move and turn a little at once, as a linear program says, until nothing gives.

Compaction by linear programming (Li and Milenkovic 1995), made again and again inside a trust region (sequential linear
programming): the distance of a corner of one piece to the outline of another changes linearly with small moves of both.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.layouts.path import Points

Floats = NDArray[np.float64]
TRUST_MM, LEAST_TRUST_MM = 1.5, 0.3
"""How far a piece moves in one step: half the gap, so that none jumps over another."""
SMALLEST_STEP_MM = 0.004
KEEP_MM = 0.002
"""More than the gap: what is left of the error of the linear program stays below it."""
_REACH = 2.2  # steps: two corners that come together from there do not touch
_LEFT_PULL = 1e-3  # to the left, where the length does not decide


@dataclass
class _Rows:
    """Rows of the program: sums of (variable, factor) that are at most a bound."""

    count: int = 0
    rows: list[NDArray[np.int64]] = field(default_factory=list)
    columns: list[NDArray[np.int64]] = field(default_factory=list)
    factors: list[Floats] = field(default_factory=list)
    bounds: list[Floats] = field(default_factory=list)

    def add(self, terms: Sequence[tuple[int, Floats]], bounds: Floats) -> None:
        """One row for each bound; each term is one variable with its factor in each of these rows."""
        index = np.arange(self.count, self.count + len(bounds))
        for column, factor in terms:
            self.rows.append(index)
            self.columns.append(np.full(len(bounds), column))
            self.factors.append(factor)
        self.bounds.append(bounds)
        self.count += len(bounds)


def moved(outline: Points, pose: Floats) -> Points:
    """(N, 2): turned by pose[2] (radians) about the origin, then moved."""
    c, s = np.cos(pose[2]), np.sin(pose[2])
    return np.asarray(outline @ np.array([[c, s], [-s, c]]) + pose[:2], np.float64)


def squeeze(
    outlines: Sequence[Points],
    poses: Floats,
    height: float,
    gap: float,
    end: float,
    *,
    turning: NDArray[np.bool_],
) -> Floats:
    """(N, 3) x, y, radians of all pieces in a strip 0 … height, pushed to x = 0.

    outlines  (K, 2) mm each, true outlines; ``poses`` keep the gap
    end       on the clock of time.monotonic(): from then on it only comes to rest
    turning   (N,) whether a piece may turn a little, too
    """
    poses = poses.copy()
    radius = np.array([np.linalg.norm(outline, axis=1).max() for outline in outlines])
    radius[~turning] = np.inf
    poses[:, 0] -= min(float(moved(o, p)[:, 0].min()) for o, p in zip(outlines, poses, strict=True))
    step, length = min(TRUST_MM, max(gap / 2, LEAST_TRUST_MM)), _length(outlines, poses)
    best, shortest = poses, np.inf
    while step > SMALLEST_STEP_MM:
        if time.monotonic() > end:
            step = min(step, 0.05)  # the last steps are small ones, so that the gap is held
        placed = [moved(o, p) for o, p in zip(outlines, poses, strict=True)]
        rows = _Rows()
        least = _apart(rows, placed, poses, gap + KEEP_MM, step)
        if least >= gap and length < shortest:
            best, shortest = poses, length
        _inside(rows, placed, poses, height, step)
        change = _change(rows, step / radius, step)
        if change is None:
            poses, step = best, step * 0.5
            length = _length(outlines, poses)
            continue
        poses = poses + change
        shorter = _length(outlines, poses)
        if shorter > length - 0.15 * step or time.monotonic() > end:
            step *= 0.6
        length = shorter
    return best


def _length(outlines: Sequence[Points], poses: Floats) -> float:
    return max(float(moved(o, p)[:, 0].max()) for o, p in zip(outlines, poses, strict=True))


def _change(rows: _Rows, turns: Floats, step: float) -> Floats | None:
    """(N, 3) the best small move of all pieces; None where there is none within this step (mm) and these turns (radians)."""
    from scipy.optimize import linprog  # noqa: PLC0415 - a tenth of a second that the window does not wait for
    from scipy.sparse import coo_array  # noqa: PLC0415

    count = len(turns)
    shape = (rows.count, 3 * count + 1)
    at = np.concatenate(rows.rows), np.concatenate(rows.columns)
    matrix = coo_array((np.concatenate(rows.factors), at), shape=shape).tocsr()
    cost = np.zeros(shape[1])
    cost[-1], cost[0:-1:3] = 1.0, _LEFT_PULL
    most = np.column_stack([np.full(count, step), np.full(count, step), turns]).ravel()
    bounds = np.column_stack([np.append(-most, 0.0), np.append(most, np.inf)])
    found = linprog(cost, A_ub=matrix, b_ub=np.concatenate(rows.bounds), bounds=bounds, method="highs")
    return None if found.status != 0 else np.asarray(found.x[:-1], np.float64).reshape(count, 3)


def _apart(rows: _Rows, placed: Sequence[Points], poses: Floats, gap: float, step: float) -> float:
    """Every corner that comes near another piece keeps its gap to the point of it that is nearest now; the least of them now."""
    reach, least = gap + _REACH * step, float("inf")
    low, high = (np.array([edge(points, axis=0) for points in placed]) for edge in (np.min, np.max))
    for i, j in _neighbours(low, high, reach):
        points = placed[i]
        points = points[((points > low[j] - reach) & (points < high[j] + reach)).all(axis=1)]
        if not len(points):
            continue
        nearest, distance = _nearest(points, placed[j], reach)
        close = (distance < reach) & (distance > 1e-9)
        points, nearest, distance = points[close], nearest[close], distance[close]
        least = min(least, float(distance.min(initial=least)))
        away = (points - nearest) / distance[:, None]
        rows.add(
            [
                (3 * i, -away[:, 0]),
                (3 * i + 1, -away[:, 1]),
                (3 * i + 2, -_turning(away, points - poses[i, :2])),
                (3 * j, away[:, 0]),
                (3 * j + 1, away[:, 1]),
                (3 * j + 2, _turning(away, nearest - poses[j, :2])),
            ],
            distance - gap,
        )
    return least


def _neighbours(low: Floats, high: Floats, reach: float) -> list[tuple[int, int]]:
    """Ordered pairs of boxes that are no further apart."""
    between = np.maximum(low[:, None] - high[None], low[None] - high[:, None]).max(axis=2)
    return [(int(i), int(j)) for i, j in np.argwhere(between <= reach) if i != j]


def _turning(direction: Floats, arm: Floats) -> Floats:
    """How far a point on this arm goes in the direction for each radian."""
    return np.asarray(direction[:, 1] * arm[:, 0] - direction[:, 0] * arm[:, 1], np.float64)


def _inside(rows: _Rows, placed: Sequence[Points], poses: Floats, height: float, step: float) -> None:
    """Every corner near an edge of the strip stays in it; the last variable is the length."""
    last, length = 3 * len(placed), max(float(points[:, 0].max()) for points in placed)
    near = _REACH * step
    for i, points in enumerate(placed):
        for axis, sign, room in (
            (0, -1.0, points[:, 0]),
            (1, -1.0, points[:, 1]),
            (1, 1.0, height - points[:, 1]),
            (0, 1.0, length - points[:, 0]),
        ):
            close = room < (2 * near if axis == 0 and sign > 0 else near)
            if not close.any():
                continue
            arm = points[close] - poses[i, :2]
            turning = sign * (-arm[:, 1] if axis == 0 else arm[:, 0])
            terms = [(3 * i + axis, np.full(len(arm), sign)), (3 * i + 2, turning)]
            if axis == 0 and sign > 0:
                rows.add([*terms, (last, np.full(len(arm), -1.0))], -points[close, 0])
            else:
                rows.add(terms, room[close])


def _nearest(points: Points, outline: Points, reach: float) -> tuple[Points, Floats]:
    """Of each point the nearest one on a closed outline, and its distance; further away than ``reach`` any, or none (inf)."""
    ends = np.roll(outline, -1, axis=0)
    low, high = points.min(axis=0) - reach, points.max(axis=0) + reach
    near = ((np.minimum(outline, ends) <= high) & (np.maximum(outline, ends) >= low)).all(axis=1)
    if not near.any():
        return points, np.full(len(points), np.inf)
    starts, along = outline[near], (ends - outline)[near]
    squared = (along**2).sum(axis=1)
    squared[squared == 0] = 1.0
    (start_x, start_y), (along_x, along_y) = starts.T, along.T
    x, y = points[:, :1], points[:, 1:]
    share = np.clip(((x - start_x) * along_x + (y - start_y) * along_y) / squared, 0, 1)
    away_x, away_y = x - (start_x + share * along_x), y - (start_y + share * along_y)
    best = (away_x**2 + away_y**2).argmin(axis=1)
    feet = starts[best] + share[np.arange(len(points)), best, None] * along[best]
    return feet, np.linalg.norm(points - feet, axis=1)
