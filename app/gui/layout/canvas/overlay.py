"""What is drawn over a design and not printed: trim, bleed, safe area, outline, guides, handles, snap lines."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from app.gui.base.look import Look
from app.gui.base.theme import Tokens
from app.gui.layout.canvas.grips import Frame, shown
from app.layouts.design.document import Design
from app.layouts.editing.snapping import SnapLine
from app.layouts.path import Line, Path

CUT = "#ff2d96"  # how cut lines are shown everywhere in the trade: magenta
GUIDE = "#22b8cf"
SNAP = "#ff5c38"
SAFE = "#9be15d"


def qt_path(path: Path) -> QPainterPath:
    """A path for Qt, filled by the even-odd rule."""
    made = QPainterPath()
    made.setFillRule(Qt.FillRule.OddEvenFill)
    for contour in path.contours:
        made.moveTo(*contour.start)
        for segment in contour.segments:
            if isinstance(segment, Line):
                made.lineTo(*segment.end)
            else:
                made.cubicTo(*segment.control1, *segment.control2, *segment.end)
        if contour.closed:
            made.closeSubpath()
    return made


def hair(color: str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen whose width is in pixels however large the view is."""
    pen = QPen(QColor(color), width, style)
    pen.setCosmetic(True)
    return pen


def draw_bounds(painter: QPainter, design: Design, outline: QPainterPath | None, tokens: Tokens) -> None:
    """Bleed, trim and safe area; where the thing is cut along an outline, that instead of the trim."""
    trim = QRectF(0, 0, design.width_mm, design.height_mm)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if design.bleed_mm > 0:
        grown = trim.adjusted(-design.bleed_mm, -design.bleed_mm, design.bleed_mm, design.bleed_mm)
        painter.setPen(hair(tokens.bad, 1.0, Qt.PenStyle.DashLine))
        painter.drawRect(grown)
    if outline is not None:
        painter.setPen(hair(tokens.dim, 1.0, Qt.PenStyle.DotLine))
        painter.drawRect(trim)
        painter.setPen(hair(CUT, 1.6))
        painter.drawPath(outline)
        return
    painter.setPen(hair(tokens.dim, 1.0))
    painter.drawRect(trim)
    if design.safe_mm > 0 and 2 * design.safe_mm < min(design.width_mm, design.height_mm):
        s = design.safe_mm
        painter.setPen(hair(SAFE, 1.0, Qt.PenStyle.DashLine))
        painter.drawRect(trim.adjusted(s, s, -s, -s))


def draw_guides(painter: QPainter, upright: Iterable[float], flat: Iterable[float], seen: QRectF) -> None:
    """Guides from edge to edge of what is seen."""
    painter.setPen(hair(GUIDE, 1.0))
    for x in upright:
        painter.drawLine(QLineF(x, seen.top(), x, seen.bottom()))
    for y in flat:
        painter.drawLine(QLineF(seen.left(), y, seen.right(), y))


def draw_frame(painter: QPainter, frame: Frame, scale_px: float, tokens: Tokens, *, handles: bool) -> None:
    """The box around what is chosen, and its handles."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(hair(tokens.accent, 1.6))
    painter.drawPolygon(QPolygonF(frame.corners()))
    if not handles:
        return
    turner = frame.turner(scale_px)
    painter.drawLine(QLineF(frame.at(0, -1), turner))
    painter.setBrush(QColor("#ffffff"))
    painter.setPen(hair(tokens.accent, 1.4))
    radius = 4.5 / scale_px
    painter.drawEllipse(turner, radius, radius)
    side = 4.0 / scale_px
    for handle in shown(frame, scale_px):
        painter.save()
        painter.translate(frame.at(handle.x, handle.y))
        painter.rotate(frame.turn_deg)
        painter.drawRect(QRectF(-side, -side, 2 * side, 2 * side))
        painter.restore()


def draw_snaps(painter: QPainter, lines: Sequence[SnapLine], scale_px: float, look: Look) -> None:
    """Why something snapped: lines at edges and middles, gaps with their length."""
    painter.setPen(hair(SNAP, 1.0))
    tick = 4 / scale_px
    for line in lines:
        if line.kind != "gap":
            if line.axis == "x":
                painter.drawLine(QLineF(line.at, line.start - 2 * tick, line.at, line.end + 2 * tick))
            else:
                painter.drawLine(QLineF(line.start - 2 * tick, line.at, line.end + 2 * tick, line.at))
            continue
        if line.axis == "x":
            painter.drawLine(QLineF(line.start, line.at, line.end, line.at))
            for end in (line.start, line.end):
                painter.drawLine(QLineF(end, line.at - tick, end, line.at + tick))
            middle = QPointF((line.start + line.end) / 2, line.at)
        else:
            painter.drawLine(QLineF(line.at, line.start, line.at, line.end))
            for end in (line.start, line.end):
                painter.drawLine(QLineF(line.at - tick, end, line.at + tick, end))
            middle = QPointF(line.at, (line.start + line.end) / 2)
        draw_note(painter, middle, f"{line.end - line.start:.1f}", look, SNAP)


def draw_note(painter: QPainter, at: QPointF, words: str, look: Look, color: str = "") -> None:
    """A word on a small plate, as large however large the view is; ``at`` in mm."""
    there = painter.transform().map(at)
    painter.save()
    painter.resetTransform()
    font = QFont(painter.font())
    font.setPixelSize(11)
    painter.setFont(font)
    box = QRectF(painter.fontMetrics().boundingRect(words)).adjusted(-6, -2, 6, 2)
    box.moveCenter(there)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color or look.tokens.fill))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()


def draw_marquee(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    """The box that is drawn to choose what lies in it."""
    wash = QColor(tokens.accent)
    wash.setAlpha(36)
    painter.setBrush(wash)
    painter.setPen(hair(tokens.accent, 1.0))
    painter.drawRect(box)


def draw_board(painter: QPainter, box: QRectF, scale_px: float, paper: QColor) -> None:
    """Paper with a soft shadow around it."""
    painter.setPen(Qt.PenStyle.NoPen)
    inset = min(2 / scale_px, box.width() / 2, box.height() / 2)
    inside = box.adjusted(inset, inset, -inset, -inset)
    for step in range(8, 0, -1):
        shade = QColor(0, 0, 0, 7)
        painter.setBrush(shade)
        grow = step * 2.2 / scale_px
        ring = QPainterPath()  # the paper covers what is inside: to blend a whole board eight times takes long
        ring.addRoundedRect(box.adjusted(-grow, -grow * 0.5, grow, grow * 1.4), grow, grow)
        ring.addRect(inside)
        painter.drawPath(ring)
    painter.setBrush(paper)
    painter.drawRect(box)
