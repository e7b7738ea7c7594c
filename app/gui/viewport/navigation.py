"""Mouse on the viewport: drags move the camera as the chosen habit says, unless a grip has the left button."""

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.gui.viewport.grip import Grip, Touch
from app.gui.viewport.habits import HABITS, LEFT, Habit, Move

DEGREES_A_PIXEL = 0.45
STILL_PIXELS = 4.0  # a press that moved less than this is a click
GRIP_PIXELS = 9.0
ZOOM_A_NOTCH = 1.18
ZOOM_A_PIXEL = 1.006


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
    def grips(self) -> tuple[Grip, ...]: ...


class Navigation(QObject):
    """Watches a widget and drives a stage. Positions are given from the middle, in shares of the height, right and up.

    VTK's interactor styles are not used: they know no turntable, and pyvista binds keys that end the program.
    """

    def __init__(self, canvas: QWidget, stage: Stage) -> None:
        super().__init__(canvas)
        self.habit: Habit = HABITS[0]
        self._canvas = canvas
        self._stage = stage
        self._last: QPointF | None = None
        self._first = QPointF()
        self._button = Qt.MouseButton.NoButton
        self._move: Move = "none"
        self._travelled = 0.0
        self._on_split = False
        self._held: Grip | None = None
        canvas.installEventFilter(self)

    def let_go(self) -> None:
        """Take a press away from the grip that has it."""
        held, self._held = self._held, None
        if held is not None:
            self._last = None
            held.cancel()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take mouse events; leave keys to the window."""
        if watched is not self._canvas:
            return False
        kind = event.type()
        if isinstance(event, QMouseEvent):
            handler = {
                QEvent.Type.MouseButtonPress: self._press,
                QEvent.Type.MouseMove: self._moved,
                QEvent.Type.MouseButtonRelease: self._release,
                QEvent.Type.MouseButtonDblClick: self._double,
            }.get(kind)
            if handler is not None:
                handler(event)
                event.accept()
                return True
        if kind == QEvent.Type.Leave:
            self._stage.leave()
            for grip in self._stage.grips():
                grip.hover(None)
        if isinstance(event, QWheelEvent):
            notches = (event.angleDelta().y() or event.angleDelta().x()) / 120.0  # Alt turns a wheel sideways
            touch = self._touch(event.position(), event.modifiers())
            if not any(grip.wheel(touch, notches) for grip in self._stage.grips()):
                self._stage.zoom(ZOOM_A_NOTCH**notches, touch.x, touch.y)
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
        if self._held is not None or self._last is not None:
            return  # a second button while one is held
        self._last = self._first = event.position()
        self._button = event.button()
        self._travelled = 0.0
        self._on_split = event.button() == LEFT and self._near_split(event.position())
        self._move = self.habit.move(event.button(), event.modifiers())
        if event.button() == LEFT and not self._on_split:
            touch = self._touch(event.position(), event.modifiers())
            self._held = next((grip for grip in self._stage.grips() if grip.press(touch)), None)

    def _moved(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._last is None or not event.buttons():
            self._last = None
            self._hover(event)
            return
        if self._held is not None:
            self._held.move(self._touch(at, event.modifiers()))
            return
        self._stage.leave()
        way = at - self._last
        self._last = at
        self._travelled += abs(way.x()) + abs(way.y())
        if self._on_split:
            self._stage.move_split(at.x() / max(1, self._canvas.width()))
        elif self._travelled >= STILL_PIXELS:
            self._drag(way)

    def _drag(self, way: QPointF) -> None:
        height = max(1, self._canvas.height())
        if self._move == "turn":
            self._stage.turn(-way.x() * DEGREES_A_PIXEL, way.y() * DEGREES_A_PIXEL)
        elif self._move == "shift":
            self._stage.shift(way.x() / height, -way.y() / height)
        elif self._move == "zoom":
            self._stage.zoom(ZOOM_A_PIXEL ** (way.x() - way.y()), *self._place(self._first))

    def _hover(self, event: QMouseEvent) -> None:
        at = event.position()
        self._stage.hover(*self._place(at))
        touch = self._touch(at, event.modifiers())
        shape = Qt.CursorShape.ArrowCursor
        for grip in reversed(self._stage.grips()):
            grip.hover(touch)
            wanted = grip.cursor()
            shape = wanted if wanted != Qt.CursorShape.ArrowCursor else shape
        self._canvas.setCursor(Qt.CursorShape.SplitHCursor if self._near_split(at) else shape)

    def _release(self, event: QMouseEvent) -> None:
        if event.button() != self._button:
            return
        held, self._held = self._held, None
        clicked = self._last is not None and self._travelled < STILL_PIXELS and not self._on_split and held is None
        self._last = None
        self._on_split = False
        if held is not None:
            held.release(self._touch(event.position(), event.modifiers()))
        elif clicked and event.button() == LEFT:
            self._stage.click(*self._place(event.position()))

    def _double(self, event: QMouseEvent) -> None:
        touch = self._touch(event.position(), event.modifiers())
        self._last = None
        if event.button() != LEFT:
            self._press(event)
            return
        for grip in self._stage.grips():
            if grip.press(touch):  # quick strokes of a brush arrive as double clicks
                self._held, self._button, self._last = grip, LEFT, event.position()
                return
        self._stage.double_click(touch.x, touch.y)

    def _near_split(self, at: QPointF) -> bool:
        share = self._stage.split_at()
        return share is not None and abs(at.x() - share * self._canvas.width()) <= GRIP_PIXELS

    def _touch(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> Touch:
        return Touch(at, *self._place(at), modifiers)

    def _place(self, at: QPointF) -> tuple[float, float]:
        width, height = self._canvas.width(), max(1, self._canvas.height())
        return (at.x() - width / 2) / height, (height / 2 - at.y()) / height
