"""Lasso, box and brush: what the left mouse button does while one of them is in hand."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.gui.selecting.options import SelectOptions
from app.gui.selecting.outline import box_of, mask_of, path_of
from app.gui.selecting.selector import Selector
from app.gui.selecting.view_cache import ViewCache
from app.gui.viewport.grip import Touch
from app.gui.viewport.section import Section
from app.gui.viewport.sheet import Sheet
from app.mesh.arrays import BoolArray
from app.mesh.selecting.seen import along_stroke, inside_outline
from app.mesh.selecting.state import How, Selected
from app.mesh.selecting.surface import SelectSurface

SHORTEST = 2.0  # pixels between two points of a lasso
A_NOTCH = 1.15  # by which the wheel changes the brush


def how_of(modifiers: Qt.KeyboardModifier) -> How:
    """Shift adds to what is selected, Ctrl takes away; neither begins anew."""
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return "remove"
    return "add" if modifiers & Qt.KeyboardModifier.ShiftModifier else "replace"


class SelectGrip:
    """A grip of the viewport. ``how`` and ``place``: what the last press meant, and where (as ``Viewport.pick`` takes it).

    sheet    gives the camera of now
    face_at  gives the face at (x, y), as ``Viewport.pick`` takes them, or None
    section  gives the plane behind which the model is cut away, or None: what is not there is not selected
    repaint  the line has changed
    dropped  the pointer has left, perhaps because another tool took the mouse
    """

    def __init__(  # noqa: PLR0917 - what it connects
        self,
        selector: Selector,
        options: SelectOptions,
        sheet: Callable[[], Sheet],
        face_at: Callable[[float, float], int | None],
        section: Callable[[], Section | None],
        repaint: Callable[[], None],
        dropped: Callable[[], None],
    ) -> None:
        self._selector, self._options = selector, options
        self._sheet, self._face_at, self._section = sheet, face_at, section
        self._repaint, self._dropped = repaint, dropped
        self._cache = ViewCache()
        self._line: list[QPointF] = []
        self.how: How = "replace"
        self.place = (0.0, 0.0)
        self._at: QPointF | None = None
        self._fresh = False  # the first step of a stroke decides what becomes of the old selection
        self._pending: list[QPointF] = []
        self._under: list[int] = []
        self._stroking = False
        selector.busy.connect(self._worked)

    # ---- the mouse ----------------------------------------------------------

    def press(self, touch: Touch) -> bool:
        """Begin a line."""
        self.how, self.place = how_of(touch.modifiers), (touch.x, touch.y)
        if self._options.now.tool not in {"lasso", "box", "brush"}:
            return False  # a click or a turn of the camera: the viewport tells which
        self._line, self._fresh = [touch.pixel], True
        self._at = touch.pixel
        if self._options.now.tool == "brush":
            self._stroke(touch)
        return True

    def move(self, touch: Touch) -> None:
        """Go on with it."""
        if not self._line:
            return
        self._at = touch.pixel
        if self._options.now.tool == "brush":
            self._stroke(touch)
        elif self._options.now.tool == "box":
            self._line = [self._line[0], touch.pixel]
        elif (touch.pixel - self._line[-1]).manhattanLength() >= SHORTEST:
            self._line.append(touch.pixel)
        self._repaint()

    def release(self, touch: Touch) -> None:
        """Select what the line encloses."""
        line, self._line = self._line, []
        tool = self._options.now.tool
        if tool == "box" and len(line) == 2:
            line = box_of(line[0], line[1])
        if tool in {"lasso", "box"} and len(line) > 2:
            self._enclose(line)
        elif tool in {"lasso", "box"}:
            self._click(touch)
        self._repaint()

    def cancel(self) -> None:
        """Forget the line."""
        self._line, self._pending = [], []
        self._repaint()

    def hover(self, touch: Touch | None) -> None:
        """The brush's ring follows."""
        self._at = None if touch is None else touch.pixel
        if touch is None:
            self._dropped()
        if self._options.now.tool == "brush":
            self._repaint()

    def wheel(self, touch: Touch, notches: float) -> bool:
        """With Alt, the brush grows and shrinks."""
        options = self._options.now
        if options.tool != "brush" or not touch.modifiers & Qt.KeyboardModifier.AltModifier:
            return False
        change = max(0.1, options.brush * abs(A_NOTCH**notches - 1)) * (1 if notches > 0 else -1)
        self._options.set(options.with_brush(options.brush + change))
        self._at = touch.pixel
        self._repaint()
        return True

    def cursor(self) -> Qt.CursorShape:
        """A cross, where the mouse draws."""
        click = self._options.now.tool in {"", "click"}
        return Qt.CursorShape.ArrowCursor if click else Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter, sheet: Sheet) -> None:
        """The line, or the brush's ring: dark and light, so that it is seen on any model."""
        tool = self._options.now.tool
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        dark, light = QPen(QColor(0, 0, 0, 200), 3.0), QPen(QColor(255, 255, 255, 240), 1.4)
        light.setStyle(Qt.PenStyle.DashLine)
        if tool == "brush" and self._at is not None:
            radius = self._options.now.brush_pixels(sheet.pixel_mm)
            light.setStyle(Qt.PenStyle.SolidLine)
            for pen in (dark, light):
                painter.setPen(pen)
                painter.drawEllipse(self._at, radius, radius)
        elif tool in {"lasso", "box"} and len(self._line) > 1:
            path = path_of(box_of(*self._line) if tool == "box" else self._line)
            painter.fillPath(path, QColor(79, 140, 255, 40))
            for pen in (dark, light):
                painter.setPen(pen)
                painter.drawPath(path)
        painter.restore()

    # ---- what it selects ----------------------------------------------------

    def _enclose(self, line: list[QPointF]) -> None:
        sheet, through, how = self._sheet(), self._options.now.through, self.how
        section = self._section()
        mask = mask_of(line, sheet.width, sheet.height)

        def change(surface: SelectSurface, state: Selected) -> Selected:
            view, can = self._cache.of(surface, sheet, _out_of_sight(surface, state, section), through=through)
            return state.with_(inside_outline(view, mask) & can, how)

        self._selector.change(change)

    def _click(self, touch: Touch) -> None:
        """A line without length: the face under the pointer, or nothing."""
        face, how = self._face_at(touch.x, touch.y), self.how

        def change(_surface: SelectSurface, state: Selected) -> Selected:
            mask = np.zeros_like(state.faces)
            if face is not None:
                mask[face] = True
            return state.with_(mask, how)

        self._selector.change(change)

    def _stroke(self, touch: Touch) -> None:
        self._pending.append(touch.pixel)
        face = self._face_at(touch.x, touch.y)
        if face is not None:
            self._under.append(face)
        if not self._stroking:
            self._stroking = True
            self._brush()

    def _brush(self) -> None:
        """Take what the brush has passed over since the last step; the thread works on one step at a time."""
        sheet, through, how = self._sheet(), self._options.now.through, self.how
        section = self._section()
        radius, pending = self._options.now.brush_pixels(sheet.pixel_mm), self._pending
        if how == "replace" and not self._fresh:
            how = "add"
        self._fresh = False
        line = np.array([(p.x(), p.y()) for p in pending])
        self._pending = pending[-1:]
        under, self._under = self._under, []

        def change(surface: SelectSurface, state: Selected) -> Selected:
            view, can = self._cache.of(surface, sheet, _out_of_sight(surface, state, section), through=through)
            mask = np.zeros_like(can)
            mask[along_stroke(view.middles, line, radius)] = True
            mask &= can
            mask[under] = True  # faces larger than the brush
            return state.with_(mask, how)

        self._selector.change(change)

    def _worked(self, busy: bool) -> None:
        if busy or not self._stroking:
            return
        if len(self._pending) > 1:
            self._brush()
        else:
            self._stroking, self._pending = False, []


def _out_of_sight(surface: SelectSurface, state: Selected, section: Section | None) -> BoolArray:
    """(F,): the faces that are hidden, or whose middle is cut away."""
    if section is None:
        return state.hidden
    return state.hidden | (section.heights(surface.middles) < 0)
