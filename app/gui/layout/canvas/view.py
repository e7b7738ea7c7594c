"""The view: millimetres on the screen, zoomed to the pointer, dragged with space or the middle button."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QGridLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.layout.canvas.rulers import THICK, Ruler
from app.i18n import text

LEAST, MOST = 0.05, 400.0  # pixels a millimetre
NOTCH = 1.2  # zoom of one notch of the wheel
AROUND = (76, 64, 28, 62)  # pixels left free around what is fitted: left, top, right, bottom, where bars lie
FAR_MM = 4000.0


class CanvasView(QGraphicsView):
    """One scene at a time, with its own place and zoom.

    A scene may have ``draw_table(painter)``, drawn below its items, ``takes_key(event)`` for keys that it wants before the
    shortcuts of the window, ``takes_wheel(event, at)``, and ``stir()``, told of each step of a zoom or a pan.

    pointed  where the pointer is, in mm; None: outside
    placed   the view was moved, zoomed or resized
    """

    pointed = Signal(object)
    placed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("layoutCanvas")
        say(self, setAccessibleName=text("Canvas of the layout"))
        self._look = look
        self._places: dict[QGraphicsScene, tuple[QTransform, QPointF]] = {}
        self._fit_to: Callable[[], QRectF] = QRectF
        self._pan_from: QPoint | None = None
        self._space = False
        self._fitted = True
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
            | QPainter.RenderHint.TextAntialiasing
        )
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSceneRect(-FAR_MM, -FAR_MM, 2 * FAR_MM, 2 * FAR_MM)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing below it is seen
        self.setAcceptDrops(False)  # the page takes what is dropped
        look.changed.connect(self.viewport().update)

    # ---- place and zoom -----------------------------------------------------

    @property
    def scale_px(self) -> float:
        """Pixels (of the window, not of the screen) a millimetre."""
        return float(self.transform().m11())

    def show_scene(self, scene: QGraphicsScene, fit_to: Callable[[], QRectF]) -> None:
        """Show a scene where it was left; the first time all of ``fit_to``."""
        before = self.scene()
        if before is not None:
            self._places[before] = (self.transform(), self.mapToScene(self.viewport().rect().center()))
        self._fit_to = fit_to
        self.setScene(scene)
        kept = self._places.get(scene)
        if kept is None:
            self.fit()
        else:
            self.setTransform(kept[0])
            self._center(kept[1])
            self._fitted = False
        self.placed.emit()

    def fit(self) -> None:
        """Show all of it."""
        box, (left, top, right, bottom) = self._fit_to(), getattr(self.scene(), "around", AROUND)
        width, height = self.viewport().width() - left - right, self.viewport().height() - top - bottom
        if box.isEmpty() or width < 40 or height < 40:
            self.fly_to(box, 12)
        else:
            scale = min(MOST, max(LEAST, min(width / box.width(), height / box.height())))
            self._look_at(box.center() + QPointF(right - left, bottom - top) / 2 / scale, scale)
        self._fitted = True

    def fly_to(self, box: QRectF, around: float = 120) -> None:
        """Show this place (mm) with so many pixels around it."""
        if box.isEmpty():
            return
        width = max(40.0, self.viewport().width() - 2 * around)
        height = max(40.0, self.viewport().height() - 2 * around)
        scale = min(MOST, max(LEAST, min(width / box.width(), height / box.height())))
        self._look_at(box.center(), scale)

    def _look_at(self, at: QPointF, scale: float) -> None:
        self.setTransform(QTransform.fromScale(scale, scale))
        self._center(at)
        self._fitted = False
        self.placed.emit()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Larger or smaller about a place of the view (pixels), else about its middle."""
        at = QPointF(self.viewport().rect().center()) if at is None else at
        scale = min(MOST, max(LEAST, self.scale_px * factor))
        if scale == self.scale_px:
            return
        self._stir()
        there = self._scene_at(at)
        self.setTransform(QTransform.fromScale(scale, scale))
        moved = self._scene_at(at) - there
        self._shift(moved * scale)
        self._fitted = False
        self.placed.emit()

    def real_size(self) -> None:
        """As large as it will be, on a screen that tells its pixels truly."""
        self.zoom(self.physicalDpiX() / 25.4 / self.scale_px)

    def _scene_at(self, at: QPointF) -> QPointF:
        inverse, _ok = self.viewportTransform().inverted()
        return inverse.map(at)

    def _shift(self, pixels: QPointF) -> None:
        """Move what is seen by so many pixels to the left and up."""
        self.horizontalScrollBar().setValue(round(self.horizontalScrollBar().value() - pixels.x()))
        self.verticalScrollBar().setValue(round(self.verticalScrollBar().value() - pixels.y()))

    def _center(self, at: QPointF) -> None:
        self.centerOn(at)

    # ---- events -------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """A wheel zooms to the pointer; shift or a touch pad moves."""
        scene = self.scene()
        taken = getattr(scene, "takes_wheel", None)
        if taken is not None and taken(event, self._scene_at(event.position())):
            event.accept()
            return
        pixels = event.pixelDelta()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not pixels.isNull() and event.phase() != Qt.ScrollPhase.NoScrollPhase and not control:
            self._move_by(QPointF(pixels))
        elif shift:
            self._move_by(QPointF(event.angleDelta().y() / 2, event.angleDelta().x() / 2))
        else:
            self.zoom(NOTCH ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def _stir(self) -> None:
        stir = getattr(self.scene(), "stir", None)
        if stir is not None:
            stir()

    def _move_by(self, pixels: QPointF) -> None:
        self._stir()
        self._shift(pixels)
        self._fitted = False
        self.placed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            self._pan_from = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._pan_from is not None:
            here = event.position().toPoint()
            self._move_by(QPointF(here - self._pan_from))
            self._pan_from = here
            event.accept()
            return
        self.pointed.emit(self._scene_at(event.position()))
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._pan_from is not None:
            self._pan_from = None
            self._show_hand()
            event.accept()
            return
        super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        self.pointed.emit(None)
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keys that the scene knows come to it, not to a shortcut of another bench."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            taken = getattr(self.scene(), "takes_key", None)
            if event.key() == Qt.Key.Key_Space or (taken is not None and taken(event)):
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Space and self.scene() is not None and self.scene().focusItem() is None:
            if not event.isAutoRepeat():
                self._space = True
                self._show_hand()
            event.accept()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and self._space:
            self._space = False
            self._show_hand()
            event.accept()
            return
        super().keyReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
        self.placed.emit()

    def drawBackground(self, painter: QPainter, _rect: QRectF | object) -> None:  # noqa: N802 - Qt's name
        """The table, and what of the scene lies right on it."""
        painter.save()
        painter.resetTransform()
        tokens = self._look.tokens
        wash = QLinearGradient(0, 0, 0, self.viewport().height())
        wash.setColorAt(0, QColor(tokens.viewport_top))
        wash.setColorAt(1, QColor(tokens.viewport_bottom))
        painter.fillRect(self.viewport().rect(), wash)
        painter.restore()
        draw = getattr(self.scene(), "draw_table", None)
        if draw is not None:
            draw(painter)

    def _show_hand(self) -> None:
        if self._space:
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.viewport().unsetCursor()


class Canvas(QWidget):
    """The view with its rulers.

    guide_dragged  axis, place in mm, whether it was let go: a guide is pulled out of a ruler
    """

    guide_dragged = Signal(str, float, bool)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.view = CanvasView(look)
        self.top, self.left = Ruler(look, "x"), Ruler(look, "y")
        self.corner = QWidget()
        self.corner.setFixedSize(THICK, THICK)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.corner, 0, 0)
        grid.addWidget(self.top, 0, 1)
        grid.addWidget(self.left, 1, 0)
        grid.addWidget(self.view, 1, 1)
        self.view.placed.connect(self._place)
        self.view.pointed.connect(self._point)
        self.top.dragged.connect(lambda at, done: self._drag("y", at, done=done))
        self.left.dragged.connect(lambda at, done: self._drag("x", at, done=done))

    def show_rulers(self, *, on: bool) -> None:
        """With or without rulers."""
        for widget in (self.corner, self.top, self.left):
            widget.setVisible(on)

    def set_span(self, box: QRectF | None) -> None:
        """What is chosen, shown on the rulers (mm)."""
        self.top.set_span(None if box is None else (box.left(), box.right()))
        self.left.set_span(None if box is None else (box.top(), box.bottom()))

    def _place(self) -> None:
        origin = self.view.viewportTransform().map(QPointF(0, 0))
        self.top.set_place(origin.x(), self.view.scale_px)
        self.left.set_place(origin.y(), self.view.scale_px)

    def _point(self, at: QPointF | None) -> None:
        if at is None:
            self.top.set_mark(None)
            self.left.set_mark(None)
            return
        there = self.view.viewportTransform().map(at)
        self.top.set_mark(there.x())
        self.left.set_mark(there.y())

    def _drag(self, axis: str, at: float, *, done: bool) -> None:
        inverse, _ok = self.view.viewportTransform().inverted()
        there = inverse.map(QPointF(at, at))
        self.guide_dragged.emit(axis, there.x() if axis == "x" else there.y(), done)
