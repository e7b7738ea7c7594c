"""The page of the layout bench: one canvas with four views, tools on it, and the side with what can be done."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.layout.canvas.design_scene import DesignScene
from app.gui.layout.canvas.rulers import THICK
from app.gui.layout.canvas.view import Canvas
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.empty import EmptyBench
from app.gui.layout.floats import VIEWS, Floating, FloatingTools, Switcher, ZoomBar
from app.gui.layout.side import LayoutSide
from app.gui.layout.specs import SHEET_STRIP, STRIP
from app.gui.layout.studio import Measured
from app.gui.widgets.message_bar import MessageBar
from app.i18n import text
from app.layouts.editing.boxes import around, bounds

BELOW = 64  # pixels that the bar of the zoom takes
NARROW = 900  # pixels of width below which the side takes less room
SIDES = (
    ("front", text("Front side"), text("The side that is seen first")),
    ("back", text("Back side"), text("The other side")),
)


class LayoutPage(QStackedWidget):
    """Shows what the desk has. ``wiring`` connects it with files, orders and the machines.

    view_wanted  one of ``VIEWS`` is to be shown
    dropped      files were dropped on it (paths)
    """

    view_wanted = Signal(str)
    dropped = Signal(object)

    def __init__(self, look: Look, desk: LayoutDesk, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("layoutPage")
        self.desk = desk
        self.setAcceptDrops(True)
        self.empty = EmptyBench(look)
        self.messages = MessageBar(look)
        self.canvas = Canvas(look)
        self.design = DesignScene(desk, look)
        self.side = LayoutSide()
        self.strip = FloatingTools(actions, STRIP)
        self.sheet_strip = FloatingTools(actions, SHEET_STRIP)
        self.switch = Switcher("layoutViews", VIEWS)
        self.sides = Switcher("layoutPages", SIDES)
        self.zoom = ZoomBar(actions)
        self.view = ""
        self.measured: Measured | None = None
        bench = QWidget()
        row = QHBoxLayout(bench)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._middle = middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.messages)
        middle.addWidget(self.canvas, 1)
        row.addLayout(middle, 1)
        row.addWidget(self.side)
        self.floating = Floating(self.canvas)
        for bar, corner in (
            (self.strip, "top left"), (self.sheet_strip, "top left"), (self.switch, "top right"),
            (self.sides, "bottom"), (self.zoom, "bottom left"),
        ):  # fmt: skip
            self.floating.add(bar, corner)
        self.addWidget(self.empty)
        self.addWidget(bench)
        self.switch.chosen.connect(self.view_wanted.emit)
        self.sides.chosen.connect(lambda name: desk.turn(0 if name == "front" else 1))
        self.canvas.view.placed.connect(self._placed)
        self.canvas.view.pointed.connect(self._pointed)
        self.canvas.guide_dragged.connect(lambda axis, at, done: self.design.guides.pull(axis, at, done=done))
        desk.opened.connect(self._opened)
        desk.turned.connect(self._turned)
        desk.chosen.connect(self._show_span)
        desk.changed.connect(self._show_span)
        self._opened()

    # ---- what is shown ------------------------------------------------------

    def show_scene(self, view: str, scene: QGraphicsScene) -> None:
        """Show this view of what is on the bench."""
        self.view = view
        self.switch.show_choice(view)
        board = getattr(scene, "board", scene.sceneRect)
        self.canvas.view.show_scene(scene, board)
        self.canvas.show_rulers(on=view != "mockup")
        self.strip.setVisible(view == "design")
        self.sheet_strip.setVisible(view == "sheet")
        drag = QGraphicsView.DragMode
        self.canvas.view.setDragMode(drag.RubberBandDrag if view == "sheet" else drag.NoDrag)
        self._show_pages()
        self._show_span()
        self.arrange_floats()

    def add_bar(self, bar: QWidget) -> None:
        """Put a bar above the canvas."""
        self._middle.insertWidget(0, bar)

    def uncover(self) -> None:
        """Show the canvas although nothing lies on the bench."""
        self.setCurrentIndex(1)

    def say_below(self, words: str) -> None:
        """What stands beside the zoom."""
        self.zoom.say(words)
        self.arrange_floats()

    def arrange_floats(self) -> None:
        """Put the bars on the canvas where they belong."""
        self.strip.fit(self.canvas.height() - THICK - 12 - BELOW)
        self.floating.arrange(*self._room())

    def _opened(self) -> None:
        there = bool(self.desk.things)
        self.measured = None
        self.setCurrentIndex(1 if there else 0)
        if there and (not self.view or self.view == "design"):
            self.show_scene("design", self.design)
            self.canvas.view.fit()
        self._show_pages()

    def _turned(self) -> None:
        self.measured = None  # what was found out about another thing or side says nothing of this one
        self._show_pages()

    def _show_pages(self) -> None:
        design = self.desk.design
        two = design is not None and len(design.pages) > 1 and self.view == "design"
        self.sides.setVisible(two)
        self.sides.show_choice("back" if self.desk.page else "front")
        self.arrange_floats()

    def _show_span(self) -> None:
        chosen = self.desk.selected if self.view == "design" else ()
        if not chosen:
            self.canvas.set_span(None)
            return
        box = around(bounds(layer) for layer in chosen)
        self.canvas.set_span(QRectF(box.left, box.top, box.width, box.height))

    def _placed(self) -> None:
        scale = self.canvas.view.scale_px
        scene = self.canvas.view.scene()
        set_scale = getattr(scene, "set_scale", None)
        if set_scale is not None:
            set_scale(scale)
        self._pointed(None)

    def _pointed(self, at: QPointF | None) -> None:
        share = 100 * self.canvas.view.scale_px * 25.4 / max(1, self.physicalDpiX())
        words = f"{share:.0f} %"
        if at is not None:
            words = f"{words}   {at.x():.1f}, {at.y():.1f} mm"
        tell = getattr(self.canvas.view.scene(), "words_at", None)
        more = tell(at) if tell is not None and at is not None else ""
        self.say_below(f"{words}   {more}" if more else words)

    def _room(self) -> tuple[int, int]:
        return (0, 0) if self.view == "mockup" else (THICK, THICK)

    # ---- events -------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.side.set_narrow(narrow=self.width() < NARROW)
        self.arrange_floats()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self.empty.show_over(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        super().dragLeaveEvent(event)
        self.empty.show_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        self.empty.show_over(over=False)
        event.acceptProposedAction()
        self.dropped.emit([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
