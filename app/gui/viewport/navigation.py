"""Mouse on the viewport: left drag turns, middle or Shift+drag moves, the wheel zooms to the pointer."""

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

DEGREES_A_PIXEL = 0.45
STILL_PIXELS = 4.0  # a press that moved less than this is a click
GRIP_PIXELS = 9.0
ZOOM_A_NOTCH = 1.18


class Stage(Protocol):
    """What the mouse can do."""

    def turn(self, degrees_right: float, degrees_up: float) -> None: ...
    def shift(self, right: float, up: float) -> None: ...
    def zoom(self, factor: float, x: float, y: float) -> None: ...
    def click(self, x: float, y: float) -> None: ...
    def double_click(self, x: float, y: float) -> None: ...
    def hover(self, x: float, y: float) -> None: ...
    def leave(self) -> None: ...
    def split_at(self) -> float | None: ...
    def move_split(self, share: float) -> None: ...


class Navigation(QObject):
    """Watches a widget and drives a stage. Positions are given from the middle, in shares of the height, right and up.

    VTK's interactor styles are not used: they know no turntable, and pyvista binds keys that end the program.
    """

    def __init__(self, canvas: QWidget, stage: Stage) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._stage = stage
        self._last: QPointF | None = None
        self._travelled = 0.0
        self._on_split = False
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take mouse events; leave keys to the window."""
        if watched is not self._canvas:
            return False
        kind = event.type()
        if isinstance(event, QMouseEvent):
            handler = {
                QEvent.Type.MouseButtonPress: self._press,
                QEvent.Type.MouseMove: self._move,
                QEvent.Type.MouseButtonRelease: self._release,
                QEvent.Type.MouseButtonDblClick: self._double,
            }.get(kind)
            if handler is not None:
                handler(event)
                event.accept()
                return True
        if kind == QEvent.Type.Leave:
            self._stage.leave()
        if isinstance(event, QWheelEvent):
            notches = event.angleDelta().y() / 120.0
            self._stage.zoom(ZOOM_A_NOTCH**notches, *self._place(event.position()))
            event.accept()
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._stage.zoom(1.0 + event.value(), *self._place(event.position()))
            return True
        if isinstance(event, QKeyEvent):
            event.ignore()
            return True
        return False

    def _press(self, event: QMouseEvent) -> None:
        self._canvas.setFocus()
        self._last = event.position()
        self._travelled = 0.0
        self._on_split = event.button() == Qt.MouseButton.LeftButton and self._near_split(event.position())

    def _move(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._last is None or not event.buttons():
            near = self._near_split(at)
            self._canvas.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)
            self._stage.hover(*self._place(at))
            return
        self._stage.leave()
        way = at - self._last
        self._last = at
        self._travelled += abs(way.x()) + abs(way.y())
        if self._on_split:
            self._stage.move_split(at.x() / max(1, self._canvas.width()))
        elif self._travelled < STILL_PIXELS:
            return
        elif event.buttons() & Qt.MouseButton.LeftButton and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._stage.turn(-way.x() * DEGREES_A_PIXEL, way.y() * DEGREES_A_PIXEL)
        else:
            height = max(1, self._canvas.height())
            self._stage.shift(way.x() / height, -way.y() / height)

    def _release(self, event: QMouseEvent) -> None:
        clicked = self._last is not None and self._travelled < STILL_PIXELS and not self._on_split
        self._last = None
        self._on_split = False
        if clicked and event.button() == Qt.MouseButton.LeftButton:
            self._stage.click(*self._place(event.position()))

    def _double(self, event: QMouseEvent) -> None:
        self._last = None
        if event.button() == Qt.MouseButton.LeftButton:
            self._stage.double_click(*self._place(event.position()))

    def _near_split(self, at: QPointF) -> bool:
        share = self._stage.split_at()
        return share is not None and abs(at.x() - share * self._canvas.width()) <= GRIP_PIXELS

    def _place(self, at: QPointF) -> tuple[float, float]:
        width, height = self._canvas.width(), max(1, self._canvas.height())
        return (at.x() - width / 2) / height, (height / 2 - at.y()) / height
