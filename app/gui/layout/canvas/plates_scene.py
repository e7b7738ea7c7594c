"""A page of the print file as its plates print it, with the places of what the check found."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsScene, QGraphicsSceneMouseEvent

from app.gui.base.look import Look
from app.gui.layout.canvas.overlay import draw_board, draw_note, hair
from app.i18n import tr

if TYPE_CHECKING:
    from app.layouts.preflight.report import Finding

SHORT = {"Cyan": "C", "Magenta": "M", "Yellow": "Y", "Black": "K"}


class PlatesScene(QGraphicsScene):
    """Emits ``chosen`` with the number of a finding that is clicked."""

    chosen = Signal(int)
    around = (226, 64, 28, 62)  # pixels left free: the list of the plates lies on the left

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._size = (0.0, 0.0)
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self.addItem(self._item)
        self._findings: Sequence[Finding] = ()
        self._inks: Callable[[float, float], Mapping[str, float]] | None = None
        self.scale_px = 2.0
        self.current = -1
        look.changed.connect(self.update)

    def board(self) -> QRectF:
        """The page, mm."""
        width, height = self._size
        return QRectF(0, 0, width, height) if width else QRectF(0, 0, 420, 297)

    def set_scale(self, scale_px: float) -> None:
        """The view shows so many pixels a millimetre now."""
        self.scale_px = scale_px

    @property
    def empty(self) -> bool:
        """Whether there is no page yet."""
        return self._item.pixmap().isNull()

    def show_page(
        self, image: QImage, size_mm: tuple[float, float], inks: Callable[[float, float], Mapping[str, float]] | None
    ) -> None:
        """Show a page. ``inks``: how much of each ink lies at a place."""
        self._size, self._inks = size_mm, inks
        self._item.setPixmap(QPixmap.fromImage(image))
        self._item.setScale(size_mm[0] / image.width())
        self.update()

    def show_findings(self, findings: "Sequence[Finding]", current: int = -1) -> None:
        """Findings of this page; those with a place are marked."""
        self._findings, self.current = findings, current
        self.update()

    def place_of(self, number: int) -> QRectF | None:
        """Where a finding lies, mm."""
        where = self._findings[number].where if 0 <= number < len(self._findings) else None
        return None if where is None else QRectF(QPointF(where[0], where[1]), QPointF(where[2], where[3])).normalized()

    def words_at(self, at: QPointF) -> str:
        """Ink values under the pointer."""
        inks = {} if self._inks is None else self._inks(at.x(), at.y())
        if not inks:
            return ""
        total = sum(value for name, value in inks.items() if name in SHORT)
        words = " ".join(f"{SHORT.get(name, name)} {100 * value:.0f}" for name, value in inks.items())
        return tr("{inks} · together {n} %", inks=words, n=f"{100 * total:.0f}")

    def draw_table(self, painter: QPainter) -> None:
        """What lies below the page."""
        if self._size[0]:
            draw_board(painter, self.board(), self.scale_px, QColor("#ffffff"))

    def drawForeground(self, painter: QPainter, _rect: object) -> None:  # noqa: N802 - Qt's name
        tokens = self._look.tokens
        colors = {"blocks": tokens.bad, "warns": tokens.warn, "informs": tokens.accent}
        for number, finding in enumerate(self._findings):
            box = self.place_of(number)
            if box is None:
                continue
            least = 8 / self.scale_px
            box = box.adjusted(-least / 2, -least / 2, least / 2, least / 2)
            color = colors[finding.severity]
            wash = QColor(color)
            wash.setAlpha(70 if number == self.current else 30)
            painter.setBrush(wash)
            painter.setPen(hair(color, 3.0 if number == self.current else 1.6))
            painter.drawRect(box)
            draw_note(painter, box.topLeft(), str(number + 1), self._look, color)

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802 - Qt's name
        for number in range(len(self._findings)):
            box = self.place_of(number)
            slack = 8 / self.scale_px
            if box is not None and box.adjusted(-slack, -slack, slack, slack).contains(event.scenePos()):
                self.chosen.emit(number)
                return
        super().mousePressEvent(event)
