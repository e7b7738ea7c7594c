"""Guides: pulled out of the rulers, dragged, and gone when they are let go outside of what is seen."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from app.gui.layout.canvas.grips import layer_at
from app.gui.layout.canvas.overlay import draw_guides
from app.gui.layout.canvas.stage import Stage

REACH_PX = 4.0


class Guides:
    """Guides of the page, mm: ``upright`` at an x, ``flat`` at a y. The desk keeps them, and its journal."""

    def __init__(self, scene: Stage) -> None:
        self._scene = scene
        self.shown = True
        self._coming: tuple[str, float] | None = None
        self._dragged: tuple[str, int] | None = None

    @property
    def upright(self) -> list[float]:
        return self._of("x")

    @property
    def flat(self) -> list[float]:
        return self._of("y")

    @property
    def places(self) -> tuple[Sequence[float], Sequence[float]]:
        """What is snapped to: upright ones, flat ones."""
        return (tuple(self.upright), tuple(self.flat)) if self.shown else ((), ())

    def pull(self, axis: str, at: float, *, done: bool) -> None:
        """A guide comes out of a ruler; let go outside of what is seen it is none."""
        self._coming = None if done else (axis, at)
        if done and self._is_seen(axis, at):
            self._of(axis).append(round(at, 1))
            self._scene.desk.guided.emit()
        self._scene.update()

    def at(self, at: QPointF) -> tuple[str, int] | None:
        """The guide under the pointer: its axis and number."""
        if not self.shown or layer_at(self._scene.desk.selected, at) is not None:
            return None
        for axis, value in (("x", at.x()), ("y", at.y())):
            for number, place in enumerate(self._of(axis)):
                if abs(place - value) * self._scene.scale_px <= REACH_PX:
                    return (axis, number)
        return None

    def press(self, at: QPointF) -> bool:
        """Take the guide that is there."""
        self._dragged = self.at(at)
        return self._dragged is not None

    def move(self, at: QPointF) -> bool:
        """Drag what was taken."""
        if self._dragged is None:
            return False
        axis, number = self._dragged
        self._of(axis)[number] = at.x() if axis == "x" else at.y()
        self._scene.update()
        return True

    def release(self) -> bool:
        """Let go."""
        dragged, self._dragged = self._dragged, None
        if dragged is None:
            return False
        axis, number = dragged
        places = self._of(axis)
        if self._is_seen(axis, places[number]):
            places[number] = round(places[number], 1)
        else:
            places.pop(number)
        self._scene.desk.guided.emit()
        self._scene.update()
        return True

    def draw(self, painter: QPainter, seen: QRectF) -> None:
        """Lines from edge to edge of what is seen."""
        if self.shown:
            draw_guides(painter, self.upright, self.flat, seen)
        if self._coming is not None:
            axis, at = self._coming
            draw_guides(painter, [at] if axis == "x" else [], [at] if axis == "y" else [], seen)

    def _of(self, axis: str) -> list[float]:
        return self._scene.desk.guides_of_page()[axis]

    def _is_seen(self, axis: str, at: float) -> bool:
        view = self._scene.views()[0]
        seen = view.mapToScene(view.viewport().rect()).boundingRect()
        return seen.left() < at < seen.right() if axis == "x" else seen.top() < at < seen.bottom()
