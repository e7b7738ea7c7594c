"""Path construction in a content stream (ISO 32000-1, 8.5.2): points as printed."""

from app.layouts.preflight.graphics import moved
from app.layouts.preflight.marks import Point, Subpath
from app.layouts.preflight.objects import Matrix

CHORDS = 8
"""Of a Bézier curve: enough for the gap between cut lines (0.01 mm on a corner of 2 mm)."""
_WEIGHTS = tuple(
    ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    for t in (step / CHORDS for step in range(1, CHORDS + 1))
)
NEAR = 0.03
"""Points (0.01 mm): ends of a line this near to each other are one."""
BUILDERS = frozenset(("m", "l", "c", "v", "y", "h", "re"))


class PathBuilder:
    """The path that is being built; ``done`` gives it and begins the next one."""

    def __init__(self) -> None:
        self._subpaths: list[Subpath] = []
        self._points: list[Point] = []
        self._corners: list[Point] = []
        self._closed = False

    def take(self, word: str, v: list[float], ctm: Matrix) -> bool:
        """Whether this operator builds paths; its points go through ``ctm``."""
        if word not in BUILDERS:
            return False
        if word in ("l", "m") and len(v) == 2:  # most of all operators
            if word == "m":
                self._end()
            (x, y), (a, b, c, d, e, f) = v, ctm
            point = (a * x + c * y + e, b * x + d * y + f)
            self._points.append(point)
            self._corners.append(point)
        elif word == "h":
            self.close()
        elif word == "re" and len(v) == 4:
            x, y, w, h = v
            self._end()
            self._points = [moved(p, ctm) for p in ((x, y), (x + w, y), (x + w, y + h), (x, y + h))]
            self._corners += self._points
            self._closed = True
            self._end()
        elif word == "c" and len(v) == 6:
            self._curve([moved((v[i], v[i + 1]), ctm) for i in (0, 2, 4)])
        elif word in ("v", "y") and len(v) == 4:
            first, last = moved((v[0], v[1]), ctm), moved((v[2], v[3]), ctm)
            start = self._points[-1] if self._points else first
            self._curve([start, first, last] if word == "v" else [first, last, last])
        return True

    def close(self) -> None:
        if self._points:
            self._closed = True
            start = self._points[0]
            self._end()
            self._points = [start]  # what follows without a move begins there

    def done(self) -> tuple[tuple[Subpath, ...], list[Point]]:
        """The subpaths, and every point that they are made of."""
        self._end()
        found = tuple(self._subpaths), self._corners
        self._subpaths, self._corners = [], []
        return found

    def _point(self, point: Point) -> None:
        self._points.append(point)
        self._corners.append(point)

    def _curve(self, corners: list[Point]) -> None:
        if not self._points:
            self._point(corners[0])
        (ax, ay), ((bx, by), (cx, cy), (dx, dy)) = self._points[-1], corners
        chords = [(a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy) for a, b, c, d in _WEIGHTS]
        self._points += chords
        self._corners += chords

    def _end(self) -> None:
        points = self._points
        if len(points) > 1:
            first, last = points[0], points[-1]
            met = len(points) > 2 and abs(first[0] - last[0]) <= NEAR and abs(first[1] - last[1]) <= NEAR
            self._subpaths.append(Subpath(tuple(points), self._closed or met))
        self._points, self._closed = [], False
