"""What is painted flat over the 3D picture: pins at the places of a finding, the line that divides a comparison."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.gui.viewport.camera import Pose
from app.gui.viewport.legend import Legend, paint_legend
from app.gui.viewport.pill import INK, pill
from app.gui.viewport.sheet import Layer, Sheet
from app.gui.viewport.studio import DARK, SEVERITY_COLORS, Surroundings
from app.i18n import tr
from app.mesh.report import Severity

MOST_PINS = 24  # more would hide the figure; the tinted elements show the rest
PIN_RADIUS = 9.0


@dataclass(frozen=True, eq=False)
class Pins:
    """Middles (N, 3) mm of the places, what they mean for the print, a short word for the first one."""

    at: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 3)))
    severity: Severity = "informs"
    label: str = ""


class Overlay(QWidget):
    """A transparent sheet over the viewport; it lets every mouse event through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._pins = Pins()
        self._current = 0
        self._look: Surroundings = DARK
        self._layers: list[Layer] = []
        self._pose: Pose | None = None
        self._split: float | None = None
        self._legend: Legend | None = None
        self._peak: tuple[NDArray[np.float64], str] | None = None
        self._probe: tuple[float, float, str] | None = None

    def add_layer(self, layer: Layer) -> None:
        """Paint this below pins and legend, from now on."""
        if layer not in self._layers:
            self._layers.append(layer)
        self.update()

    def remove_layer(self, layer: Layer) -> None:
        """Paint it no more."""
        if layer in self._layers:
            self._layers.remove(layer)
            self.update()

    def set_look(self, look: Surroundings) -> None:
        """The colours around the figure."""
        self._look = look
        self.update()

    def set_legend(self, legend: Legend | None) -> None:
        """Explain the colours of a heat map, or stop that."""
        self._legend = legend
        self.update()

    def set_peak(self, peak: tuple[NDArray[np.float64], str] | None) -> None:
        """Ring the point (3,) mm that was flown to, with its value beside it."""
        self._peak = peak
        self.update()

    def set_probe(self, probe: tuple[float, float, str] | None) -> None:
        """Show words beside the pointer: (x, y) from the middle in shares of the height, right and up."""
        if probe is not None or self._probe is not None:
            self._probe = probe
            self.update()

    def set_pins(self, pins: Pins) -> None:
        """Show these pins, the first one with its label."""
        self._pins = pins
        self._current = 0
        self.update()

    def point_out(self, place: NDArray[np.float64]) -> None:
        """Put the label on the pin next to this point (3,)."""
        if len(self._pins.at):
            self._current = int(np.linalg.norm(self._pins.at - place, axis=1).argmin())
            self.update()

    def set_pose(self, pose: Pose) -> None:
        """The camera that the pins are seen with."""
        self._pose = pose
        self._probe = None
        if len(self._pins.at) or self._peak is not None or self._layers:
            self.update()

    def set_split(self, share: float | None) -> None:
        """Where the comparison is divided (share of the width), or None for no comparison."""
        self._split = share
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the layers, the line, the pins and the legend."""
        empty = self._split is None and self._legend is None and self._peak is None and self._probe is None
        if empty and not len(self._pins.at) and not self._layers:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._pose is not None:
            sheet = Sheet(self._pose, self.width(), self.height(), self._look)
            for layer in self._layers:
                painter.save()
                layer.paint(painter, sheet)
                painter.restore()
        if self._split is not None:
            self._paint_split(painter, self._split)
        self._paint_pins(painter)
        self._paint_peak(painter)
        if self._legend is not None:
            paint_legend(painter, self._legend)
        if self._probe is not None:
            x, y, words = self._probe
            pill(painter, self._at(x, y) + QPointF(14, 12), words, QColor("#e6e9ef"))
        painter.end()

    def _paint_split(self, painter: QPainter, share: float) -> None:
        x, middle = share * self.width(), self.height() / 2
        painter.setPen(QPen(QColor(0, 0, 0, 90), 4))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setPen(QPen(QColor("#e6e9ef"), 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setPen(QPen(QColor(0, 0, 0, 90), 1))
        painter.setBrush(QColor("#e6e9ef"))
        painter.drawEllipse(QPointF(x, middle), 15, 15)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(INK)
        for way in (-1, 1):
            tip = [QPointF(x + way * 9, middle), QPointF(x + way * 4, middle - 5), QPointF(x + way * 4, middle + 5)]
            painter.drawPolygon(QPolygonF(tip))
        foot = self.height() - 28.0
        before, after = tr("Before"), tr("After")
        wide = painter.fontMetrics().horizontalAdvance(before) + 20.0
        pill(painter, QPointF(x - 12 - wide, foot), before, INK, QColor("#e6e9ef"))
        pill(painter, QPointF(x + 12, foot), after, INK, QColor("#e6e9ef"))

    def _paint_pins(self, painter: QPainter) -> None:
        pins, pose = self._pins, self._pose
        if pose is None or not len(pins.at):
            return
        seen = pose.project(pins.at[:MOST_PINS])
        color = QColor.fromRgbF(*SEVERITY_COLORS[pins.severity])
        nearest_last = np.argsort(-seen[:, 2], kind="stable").tolist()
        for number in sorted(nearest_last, key=lambda n: n == self._current):
            x, y, depth = seen[number].tolist()
            if depth <= 0:
                continue
            at = self._at(x, y)
            current = number == self._current
            self._paint_pin(painter, at, color, PIN_RADIUS * (1.25 if current else 0.8))
            if current and pins.label:
                pill(painter, at + QPointF(18, -10), pins.label, color)

    def _paint_peak(self, painter: QPainter) -> None:
        if self._peak is None or self._pose is None:
            return
        point, words = self._peak
        x, y, depth = self._pose.project(point[None])[0].tolist()
        if depth <= 0:
            return
        at = self._at(x, y)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((INK, 4.0), (QColor("#ffffff"), 2.0)):
            painter.setPen(QPen(color, width))
            painter.drawEllipse(at, 12, 12)
        pill(painter, at + QPointF(18, -11), words, QColor("#e6e9ef"))

    def _at(self, x: float, y: float) -> QPointF:
        """From the picture's middle in shares of its height to a place on this sheet."""
        return QPointF(self.width() / 2 + x * self.height(), self.height() / 2 - y * self.height())

    def _paint_pin(self, painter: QPainter, at: QPointF, color: QColor, radius: float) -> None:
        """A shape for each severity, so that colour is not needed: octagon, triangle, circle."""
        severity = self._pins.severity
        painter.setPen(QPen(QColor(255, 255, 255, 235), 1.6))
        painter.setBrush(color)
        if severity == "informs":
            painter.drawEllipse(at, radius, radius)
        else:
            corners = 8 if severity == "blocks" else 3
            turn = np.pi / 8 if severity == "blocks" else -np.pi / 2
            size = radius * (1.05 if severity == "blocks" else 1.3)
            angle = turn + np.arange(corners) * 2 * np.pi / corners
            painter.drawPolygon(QPolygonF([at + QPointF(size * np.cos(a), size * np.sin(a)) for a in angle.tolist()]))
        font = QFont(painter.font())
        font.setBold(True)
        font.setPixelSize(max(8, round(radius * 1.25)))
        painter.save()
        painter.setFont(font)
        painter.setPen(INK)
        box = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "i" if severity == "informs" else "!")
        painter.restore()
