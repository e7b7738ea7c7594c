"""The view cube in the corner of the picture: shows which way the camera looks, and turns it by a click or a drag."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QTransform
from PySide6.QtWidgets import QToolTip, QWidget

from app.gui.base.words import say
from app.gui.viewport.camera import Pose, facing
from app.gui.viewport.studio import DARK, Rgb, Surroundings
from app.i18n import Text, text

SIDE = 104
CORE = 0.62  # of a side's half width: the part of it that is the side itself; around it are edges and corners
DRAG_DEGREES = 0.9
STILL_PIXELS = 4.0
TURNED_AWAY = 0.09
LABEL = 160  # pixels of a side's name before it is laid on the cube
_FLAT = QPolygonF([QPointF(x * LABEL / 2, y * LABEL / 2) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))])
# The corner that the axes start from; then for each where it ends, and where its letter stands.
_AXES = np.array(
    [[-1.12, -1.12, -1.12],
     [1.0, -1.12, -1.12], [1.3, -1.12, -1.12],
     [-1.12, 1.0, -1.12], [-1.12, 1.3, -1.12],
     [-1.12, -1.12, 1.0], [-1.12, -1.12, 1.3]]
)  # fmt: skip

_SIDES: tuple[tuple[tuple[int, int, int], Text], ...] = (
    ((0, -1, 0), text("Front")),
    ((0, 1, 0), text("Back")),
    ((-1, 0, 0), text("Left")),
    ((1, 0, 0), text("Right")),
    ((0, 0, 1), text("Top")),
    ((0, 0, -1), text("Bottom")),
)


@dataclass(frozen=True, eq=False)
class _Patch:
    """A piece of the cube: seen from ``way`` when clicked; ``corners`` (4, 3) of a cube from -1 to 1."""

    way: tuple[int, int, int]
    corners: NDArray[np.float64]
    normal: NDArray[np.float64]


def patches() -> list[_Patch]:
    """Nine pieces on each of the six sides: the side itself, its edges, its corners."""
    made = []
    steps = (-1.0, -CORE, CORE, 1.0)
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        for sign in (-1, 1):
            for i, j in np.ndindex(3, 3):
                way = [0, 0, 0]
                way[axis], way[u], way[v] = sign, i - 1, j - 1
                corners = np.full((4, 3), float(sign))
                corners[:, u] = [steps[i], steps[i + 1], steps[i + 1], steps[i]]
                corners[:, v] = [steps[j], steps[j], steps[j + 1], steps[j + 1]]
                normal = np.zeros(3)
                normal[axis] = sign
                made.append(_Patch((way[0], way[1], way[2]), corners, normal))
    return made


class OrientationCube(QWidget):
    """A child of the viewport. ``wanted``: azimuth and elevation to look from; ``dragged``: degrees right and up."""

    wanted = Signal(float, float)
    dragged = Signal(float, float)

    def __init__(self, parent: QWidget, pose: Callable[[], Pose]) -> None:
        super().__init__(parent)
        self._pose = pose
        self._look: Surroundings = DARK
        self._patches = patches()
        self._labels: dict[tuple[str, bool, Rgb], QPixmap] = {}
        self._under: tuple[int, int, int] | None = None
        self._last: QPointF | None = None
        self._travelled = 0.0
        self.setMouseTracking(True)
        self.setFixedSize(self.sizeHint())
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        say(self, setAccessibleName=text("View cube"))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as it is drawn."""
        return QSize(SIDE, SIDE)

    def set_look(self, look: Surroundings) -> None:
        """The colours around the figure."""
        self._look = look
        self.update()

    def side_at(self, at: QPointF) -> tuple[int, int, int] | None:
        """What is under a place of this widget: the direction to look from, -1, 0 or 1 along each axis."""
        backward = self._pose().backward
        for patch in self._patches:
            if float(patch.normal @ backward) > TURNED_AWAY:
                corners = self._project(patch.corners)
                if _polygon(corners).containsPoint(at, Qt.FillRule.OddEvenFill):
                    return patch.way
        return None

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Write the sides again in another language or font."""
        self._labels.clear()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the sides that are turned to the viewer, each with its name. Kept light: it turns with every picture."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        face, line = _color(self._look.below), _color(self._look.grid)
        line.setAlpha(190)
        backward = self._pose().backward
        seen = [(way, name) for way, name in _SIDES if float(np.dot(way, backward)) > TURNED_AWAY]
        outlines = [_polygon(self._project(_corners(way))) for way, _name in seen]
        self._paint_axes(painter, outlines)
        for (way, _name), outline in zip(seen, outlines, strict=True):
            light = float(np.dot(way, backward))
            dark = face.lightnessF() < 0.5
            fill = face.lighter(round(100 + 45 * light)) if dark else face.darker(round(125 - 25 * light))
            fill.setAlpha(236)
            painter.setPen(QPen(line, 1.2))
            painter.setBrush(fill)
            painter.drawPolygon(outline)
        for patch in self._patches:
            if patch.way == self._under and float(patch.normal @ backward) > TURNED_AWAY:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor("#4f8cff"))
                painter.drawPolygon(_polygon(self._project(patch.corners)))
        for (way, name), outline in zip(seen, outlines, strict=True):
            turned = QTransform()
            if QTransform.quadToQuad(_FLAT, outline, turned):
                painter.setTransform(turned)
                painter.drawPixmap(-LABEL // 2, -LABEL // 2, self._label(str(name), lit=way == self._under))
        painter.end()

    def _label(self, name: str, *, lit: bool) -> QPixmap:
        """The name of a side as a picture, drawn once."""
        key = (name, lit, self._look.ink)
        if key not in self._labels:
            pixmap = QPixmap(LABEL, LABEL)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            font = QFont(self.font())
            font.setPixelSize(34)
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(QColor("#ffffff") if lit else _color(self._look.ink))
            painter.drawText(pixmap.rect(), Qt.AlignmentFlag.AlignCenter, name)
            painter.end()
            self._labels[key] = pixmap
        return self._labels[key]

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is under the pointer."""
        self._under = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a click or a drag, on the cube; beside it the picture has the mouse."""
        if event.button() != Qt.MouseButton.LeftButton or self.side_at(event.position()) is None:
            event.ignore()
            return
        self._last, self._travelled = event.position(), 0.0

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Turn with the drag, or light what is under the pointer."""
        at = event.position()
        if self._last is not None:
            way, self._last = at - self._last, at
            self._travelled += abs(way.x()) + abs(way.y())
            if self._travelled >= STILL_PIXELS:
                self.dragged.emit(-way.x() * DRAG_DEGREES, way.y() * DRAG_DEGREES)
            return
        under = self.side_at(at)
        if under != self._under:
            self._under = under
            self.setCursor(Qt.CursorShape.PointingHandCursor if under else Qt.CursorShape.ArrowCursor)
            QToolTip.showText(event.globalPosition().toPoint(), "" if under is None else name_of(under), self)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click looks from there."""
        clicked, self._last = self._last is not None and self._travelled < STILL_PIXELS, None
        way = self.side_at(event.position())
        if clicked and way is not None:
            self.wanted.emit(*angles(way, self._pose()))

    # ---- inside -------------------------------------------------------------

    def _project(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N, 3) of the cube as (N, 3): x and y on this widget, and how far towards the viewer."""
        pose, scale = self._pose(), SIDE * 0.27
        near = points @ pose.backward
        bigger = 1.0 / (1.0 - 0.09 * near)  # a little perspective: front and back must not be mixed up
        x = SIDE / 2 + points @ pose.right * scale * bigger
        y = SIDE / 2 - points @ pose.up * scale * bigger
        return np.stack([x, y, near], axis=1)

    def _paint_axes(self, painter: QPainter, outlines: list[QPolygonF]) -> None:
        """X, Y and Z from the corner of the cube, red, green and blue as everywhere, with their letters."""
        font = QFont(self.font())
        font.setPixelSize(11)
        font.setBold(True)
        painter.setFont(font)
        start, *ends = (QPointF(x, y) for x, y, _near in self._project(_AXES).tolist())
        for number, (letter, color) in enumerate((("X", "#e5604d"), ("Y", "#7ccf6b"), ("Z", "#5a8dee"))):
            stop, beyond = ends[2 * number], ends[2 * number + 1]
            painter.setPen(QPen(QColor(color), 2))
            painter.drawLine(start, stop)
            if not any(outline.containsPoint(beyond, Qt.FillRule.OddEvenFill) for outline in outlines):
                painter.drawText(beyond + QPointF(-4, 4), letter)


def angles(way: tuple[int, int, int], pose: Pose) -> tuple[float, float]:
    """Azimuth and elevation to look from this direction; from straight above or below the figure stands as it did."""
    if way[0] == way[1] == 0:
        return round(pose.azimuth / 90.0) * 90.0, 90.0 * way[2]
    azimuth, elevation = facing(np.array(way, np.float64), pose)
    return azimuth, elevation


def name_of(way: tuple[int, int, int]) -> str:
    """The sides that meet there: "Front · Right · Top"."""
    return " · ".join(str(name) for side, name in _SIDES if any(a and a == b for a, b in zip(side, way, strict=True)))


def _corners(way: tuple[int, int, int]) -> NDArray[np.float64]:
    """(4, 3): the side of a cube that looks there, from its upper left corner with the clock."""
    normal = np.array(way, np.float64)
    up = np.array([0.0, 0.0, 1.0]) if way[2] == 0 else np.array([0.0, normal[2], 0.0])
    right = np.cross(up, normal)
    return np.array([normal - right + up, normal + right + up, normal + right - up, normal - right - up])


def _polygon(points: NDArray[np.float64]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y, _near in points.tolist()])


def _color(value: Rgb) -> QColor:
    return QColor.fromRgbF(*value)
