"""The scale of a heat map, painted over the picture: what the colours mean, in figures."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPainterPath, QPen, QPolygonF

from app.gui.viewport.heat_scale import NOT_MEASURED, HeatScale
from app.i18n import tr

WIDTH, BAR, MARGIN, PAD = 268.0, 10.0, 14.0, 12.0
STOPS = 64
PANEL, WORDS, DIM = QColor(22, 24, 29, 224), QColor("#e6e9ef"), QColor("#aab2bf")


@dataclass(frozen=True, eq=False)
class Legend:
    """What a legend says. ``gaps``: some of the surface was not measured and is grey."""

    title: str
    unit: str
    scale: HeatScale
    gaps: bool


def figure(value: float, unit: str, *, signed: bool) -> str:
    """A value as people read it: three digits that count, a sign where both sides of zero exist."""
    size = abs(value)
    digits = 1 if size >= 10 else 2 if size >= 1 else 3
    words = f"{value:+.{digits}f}" if signed and size >= 0.0005 else f"{size if size < 0.0005 else value:.{digits}f}"
    return f"{words} {unit}".strip()


def end(value: float, unit: str, *, signed: bool) -> str:
    """A value at an end of the scale: as short as it is round."""
    return f"{value:{'+' if signed else ''}.3g} {unit}".strip()


def paint_legend(painter: QPainter, legend: Legend) -> QRectF:
    """Paint it into the upper left corner; returns the box that it takes."""
    metrics = QFontMetricsF(painter.font())
    line = metrics.height()
    rows = 3 + int(legend.gaps) + int(legend.scale.signed)
    box = QRectF(MARGIN, MARGIN, WIDTH, 2 * PAD + BAR + rows * (line + 3))
    painter.setPen(Qt.PenStyle.NoPen)
    path = QPainterPath()
    path.addRoundedRect(box, 8, 8)
    painter.fillPath(path, PANEL)
    left, wide, top = box.x() + PAD, box.width() - 2 * PAD, box.y() + PAD
    painter.setPen(WORDS)
    title = metrics.elidedText(legend.title, Qt.TextElideMode.ElideRight, wide)
    painter.drawText(QRectF(left, top, wide, line), Qt.AlignmentFlag.AlignLeft, title)
    top += 2 * (line + 3)  # the row above the bar is the limit's
    bar = QRectF(left, top, wide, BAR)
    _paint_bar(painter, bar, legend.scale)
    _paint_mark(painter, bar, legend, metrics)
    top += BAR + 3
    scale, unit = legend.scale, legend.unit
    row = QRectF(left, top, wide, line)
    painter.setPen(WORDS)
    painter.drawText(row, Qt.AlignmentFlag.AlignLeft, end(scale.low, unit, signed=scale.signed))
    painter.drawText(row, Qt.AlignmentFlag.AlignRight, end(scale.high, unit, signed=scale.signed))
    painter.setPen(DIM)
    if scale.signed:
        top += line + 3
        row = QRectF(left, top, wide, line)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, tr("inwards"))
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, tr("outwards"))
    if legend.gaps:
        top += line + 3
        painter.fillRect(QRectF(left, top + line / 2 - 5, 10, 10), QColor(NOT_MEASURED))
        painter.drawText(QRectF(left + 16, top, wide, line), Qt.AlignmentFlag.AlignLeft, tr("not measured"))
    return box


def _paint_bar(painter: QPainter, bar: QRectF, scale: HeatScale) -> None:
    shade = QLinearGradient(bar.topLeft(), bar.topRight())
    share = np.linspace(0.0, 1.0, STOPS)
    if not scale.signed and scale.limit is not None and scale.low < scale.limit < scale.high:
        jump = (scale.limit - scale.low) / (scale.high - scale.low)
        share = np.sort(np.concatenate([share, np.clip([jump - 1e-4, jump + 1e-4], 0.0, 1.0)]))
    colors = scale.colors(scale.low + share * (scale.high - scale.low))
    for at, color in zip(share.tolist(), colors.tolist(), strict=True):
        shade.setColorAt(at, QColor(*color))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawRoundedRect(bar, 3, 3)


def _paint_mark(painter: QPainter, bar: QRectF, legend: Legend, metrics: QFontMetricsF) -> None:
    """Point at the limit, or at zero on a scale with two sides."""
    scale = legend.scale
    if scale.signed:
        value, words = 0.0, "0"
    elif scale.limit is not None:
        value = min(max(scale.limit, scale.low), scale.high)
        words = tr("limit {value}", value=end(scale.limit, legend.unit, signed=False))
    else:
        return
    x = bar.x() + bar.width() * (value - scale.low) / (scale.high - scale.low)
    painter.setPen(QPen(WORDS, 1.5))
    painter.drawLine(QPointF(x, bar.top() - 2), QPointF(x, bar.bottom() + 2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(WORDS)
    tip = QPointF(x, bar.top() - 1)
    painter.drawPolygon(QPolygonF([tip, tip + QPointF(-4, -5), tip + QPointF(4, -5)]))
    wide = metrics.horizontalAdvance(words)
    start = min(max(x - wide / 2, bar.left()), bar.right() - wide)
    painter.setPen(WORDS)
    painter.drawText(QPointF(start, bar.top() - 9), words)
