"""The outline on the canvas: the hole dragged around it, and its points moved, added and taken away by hand."""

from math import atan2, degrees, hypot

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from app.gui.base.theme import Tokens
from app.gui.layout.canvas.overlay import CUT, hair
from app.gui.layout.canvas.stage import Stage
from app.i18n import Text, text
from app.layouts.design.document import Cut, Design
from app.layouts.path import Contour, Path

REACH_PX = 8.0
FEWEST = 3
MOST_POINTS = 80
HOLE_STEP_DEG = 1.0
Points = tuple[tuple[float, float], ...]


class CutMode:
    """Active while the page of the cut is looked at. ``nodes``: whether points are shown and dragged."""

    def __init__(self, scene: Stage) -> None:
        self._scene = scene
        self.active = self.nodes = False
        self._outline: Path | None = None
        self._node = -1
        self._live: Points | None = None
        self._hole_dragged = False

    def show_outline(self, outline: Path | None) -> None:
        """The outline as it was made."""
        self._outline = outline
        if self._node < 0:
            self._live = None

    # ---- what is there ------------------------------------------------------

    @property
    def points(self) -> Points:
        """The points that are dragged: those drawn by hand, or those of the outline while it is none yet."""
        if self._live is not None:
            return self._live
        design = self._scene.desk.design
        if design is None:
            return ()
        return design.cut.by_hand or thinned(outer_of(self._outline))

    def hole(self) -> tuple[QPointF, float] | None:
        """Middle (mm) and radius of the hole for the ring."""
        design = self._scene.desk.design
        if design is None or self._outline is None or design.cut.hole_mm <= 0:
            return None
        wanted = design.cut.hole_mm
        for contour in self._outline.contours:
            polygon = _polygon(contour)
            box = polygon.boundingRect()
            if abs(box.width() - wanted) < 0.12 * wanted and abs(box.height() - wanted) < 0.12 * wanted:
                return (box.center(), wanted / 2)
        return None

    # ---- the pointer --------------------------------------------------------

    def press(self, at: QPointF) -> bool:
        """Take a point or the hole, if one is there."""
        if not self.active:
            return False
        scale = self._scene.scale_px
        hole = self.hole()
        if hole is not None and _far(hole[0], at) <= hole[1] + 4 / scale:
            self._hole_dragged = True
            return True
        if not self.nodes:
            return False
        self._node = self._nearest(at, REACH_PX / scale)
        return self._node >= 0

    def move(self, at: QPointF) -> None:
        """Drag what was taken."""
        design = self._scene.desk.design
        if design is None:
            return
        if self._hole_dragged:
            self._change(text("Move the hole"), "hole", hole_at=self._angle(at))
        elif self._node >= 0:
            points = list(self.points)
            points[self._node] = (round(at.x(), 2), round(at.y(), 2))
            self._live = tuple(points)
            self._scene.update()

    def release(self) -> None:
        """Let go."""
        live, self._live = self._live, None
        if self._node >= 0 and live is not None:
            self._change(text("Draw the outline"), "", by_hand=live)
        self._node, self._hole_dragged = -1, False

    def double_click(self, at: QPointF) -> bool:
        """A point on the line where there is none, none where there is one."""
        if not (self.active and self.nodes):
            return False
        points = self.points
        number = self._nearest(at, REACH_PX / self._scene.scale_px)
        if number >= 0:
            if len(points) > FEWEST:
                self._change(text("Take a point away"), "", by_hand=points[:number] + points[number + 1 :])
            return True
        place = _edge_at(points, at, 3 * REACH_PX / self._scene.scale_px)
        if place is None:
            return False
        point = (round(at.x(), 2), round(at.y(), 2))
        self._change(text("Add a point"), "", by_hand=(*points[: place + 1], point, *points[place + 1 :]))
        return True

    def draw(self, painter: QPainter, scale_px: float, tokens: Tokens) -> None:
        """Points, and the hole as a handle."""
        if not self.active:
            return
        hole = self.hole()
        if hole is not None:
            wash = QColor(tokens.accent)
            wash.setAlpha(70)
            painter.setBrush(wash)
            painter.setPen(hair(tokens.accent, 2.0))
            painter.drawEllipse(hole[0], hole[1], hole[1])
        if not self.nodes:
            return
        points = [QPointF(x, y) for x, y in self.points]
        if self._live is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(hair(CUT, 1.4, Qt.PenStyle.DashLine))
            painter.drawPolygon(QPolygonF(points))
        painter.setPen(hair(CUT, 1.4))
        painter.setBrush(QColor("#ffffff"))
        radius = 4 / scale_px
        for point in points:
            painter.drawEllipse(point, radius, radius)

    # ---- inside -------------------------------------------------------------

    def _nearest(self, at: QPointF, reach: float) -> int:
        far = [(_far(QPointF(x, y), at), number) for number, (x, y) in enumerate(self.points)]
        nearest = min(far, default=(reach + 1, -1))
        return nearest[1] if nearest[0] <= reach else -1

    def _angle(self, at: QPointF) -> float:
        """Where the pointer is around the outline, degrees clockwise from the top."""
        box = outer_of(self._outline).boundingRect()
        way = at - box.center()
        return round(degrees(atan2(way.x(), -way.y())) / HOLE_STEP_DEG) * HOLE_STEP_DEG

    def _change(self, title: Text, merge: str, **values: object) -> None:
        desk = self._scene.desk
        if desk.design is not None:
            desk.change(title, with_cut(desk.design, **values), merge)


def with_cut(design: Design, **values: object) -> Design:
    """A design that is cut otherwise. Raises pydantic.ValidationError."""
    return design.model_copy(update={"cut": Cut.model_validate(design.cut.model_dump() | values)})


def outer_of(outline: Path | None) -> QPolygonF:
    """The outer line of an outline: the contour with the largest box."""
    polygons = [] if outline is None else [_polygon(contour) for contour in outline.contours]
    return max(polygons, key=lambda p: p.boundingRect().width() * p.boundingRect().height(), default=QPolygonF())


def thinned(polygon: QPolygonF, most: int = MOST_POINTS) -> Points:
    """Few enough points to be dragged, along the same line: those that bend it most stay (Visvalingam's areas)."""
    points = [(point.x(), point.y()) for point in polygon.toList()]
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    while len(points) > most:
        count = len(points)
        least = min(range(count), key=lambda n: _area(points[n - 1], points[n], points[(n + 1) % count]))
        points.pop(least)
    return tuple((round(x, 2), round(y, 2)) for x, y in points)


def _area(one: tuple[float, float], two: tuple[float, float], three: tuple[float, float]) -> float:
    return abs((two[0] - one[0]) * (three[1] - one[1]) - (three[0] - one[0]) * (two[1] - one[1])) / 2


def _polygon(contour: Contour) -> QPolygonF:
    path = QPainterPath(QPointF(*contour.start))
    for segment in contour.segments:
        path.lineTo(*segment.end)
    return path.toFillPolygon()


def _edge_at(points: Points, at: QPointF, reach: float) -> int | None:
    """Number of the point after which the line passes there."""
    best: tuple[float, int] | None = None
    for number, (x, y) in enumerate(points):
        next_x, next_y = points[(number + 1) % len(points)]
        length = hypot(next_x - x, next_y - y)
        if length < 1e-9:
            continue
        share = ((at.x() - x) * (next_x - x) + (at.y() - y) * (next_y - y)) / length**2
        share = min(1.0, max(0.0, share))
        far = hypot(at.x() - x - share * (next_x - x), at.y() - y - share * (next_y - y))
        if far <= reach and (best is None or far < best[0]):
            best = (far, number)
    return None if best is None else best[1]


def _far(one: QPointF, other: QPointF) -> float:
    return hypot(one.x() - other.x(), one.y() - other.y())
