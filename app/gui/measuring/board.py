"""What is measured and noted, between the viewport, the session and the page that lists it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainter

from app.commands.workshop import Workshop
from app.gui.measuring.grip import MeasureGrip, NoteGrip
from app.gui.measuring.paint import paint_measure, paint_note
from app.gui.viewport.pick import Pick, pick_on_ray
from app.gui.viewport.sheet import Sheet
from app.gui.viewport.widget import Viewport
from app.i18n import text
from app.session.bench import Document
from app.session.measures import Kind, Measure, Measures

SKIN = 1e-4  # of the diagonal: where the way through the model begins behind the surface

AskNote = Callable[[Callable[[str], object]], object]


class MeasureBoard(QObject):
    """Takes up one tool at a time, and paints what there is.

    taken  which tool is in hand: a kind, "note", or "" for none
    """

    taken = Signal(str)
    chosen_changed = Signal()

    def __init__(self, workshop: Workshop, viewport: Viewport, ask_note: AskNote, parent: QObject) -> None:
        super().__init__(parent)
        self._workshop, self._viewport, self._ask_note = workshop, viewport, ask_note
        self.measures = Measures()
        self.chosen: Measure | int | None = None
        self._grip: MeasureGrip | None = None
        self.tool = ""
        bench = workshop.bench
        bench.mesh_changed.connect(self._mesh_changed)
        bench.closed.connect(self._mesh_changed_to_none)
        bench.document_changed.connect(self._document_changed)
        self.measures.changed.connect(viewport.repaint_layers)
        viewport.grip_changed.connect(self._grip_changed)
        viewport.add_layer(self)

    def take(self, tool: str) -> None:
        """Take up a tool; the same one again puts it down."""
        if tool in ("", self.tool):
            self.put_down()
            return
        self._grip = NoteGrip(self, self._note) if tool == "note" else MeasureGrip(_kind(tool), self, self._add)
        self.tool = tool
        self._viewport.set_grip(self._grip)
        self.taken.emit(tool)

    def put_down(self) -> None:
        """Give the mouse back to the camera."""
        if self._grip is not None and self._viewport.grip is self._grip:
            self._viewport.set_grip(None)
        self._grip, self.tool = None, ""
        self.taken.emit("")

    def choose(self, what: Measure | int | None) -> None:
        """Show this measurement, or the pin with this number, as the one that is looked at."""
        self.chosen = what
        self._viewport.repaint_layers()
        self.chosen_changed.emit()

    def fly_to(self, what: Measure | int) -> None:
        """Choose it and fly there."""
        self.choose(what)
        document = self._workshop.bench.document
        if isinstance(what, Measure):
            points = what.points
        else:
            pin = next((pin for pin in document.pins if pin.number == what), None) if document is not None else None
            if pin is None:
                return
            points = np.array([pin.at])
        drawable = self._viewport.drawable()
        reach = 0.02 * (drawable.mesh.diagonal if drawable is not None else 50.0)
        self._viewport.fly_to(np.array([points.min(axis=0) - reach, points.max(axis=0) + reach]))

    # ---- grip.Surface -------------------------------------------------------

    def pick(self, x: float, y: float) -> Pick | None:
        """The place under the pointer."""
        return self._viewport.pick(x, y)

    def through(self, pick: Pick) -> NDArray[np.float64] | None:
        """Where a straight way into the model from a place comes out again, (3,) mm; None where it does not."""
        drawable = self._viewport.drawable()
        if drawable is None:
            return None
        start = pick.point - pick.normal * SKIN * drawable.mesh.diagonal
        other = pick_on_ray(drawable.rays, start, -pick.normal)
        return None if other is None else other.point

    def repaint_layers(self) -> None:
        """Paint again."""
        self._viewport.repaint_layers()

    # ---- sheet.Layer --------------------------------------------------------

    def paint(self, painter: QPainter, sheet: Sheet) -> None:
        """All measurements, and the pins that belong to what is shown."""
        for measure in self.measures.all:
            paint_measure(painter, sheet, measure, chosen=measure is self.chosen)
        document = self._workshop.bench.document
        for pin in () if document is None else document.pins_here():
            paint_note(painter, sheet, np.array(pin.at), pin.number, pin.words, chosen=pin.number == self.chosen)

    # ---- inside -------------------------------------------------------------

    def _add(self, kind: Kind, points: NDArray[np.float64]) -> None:
        self.choose(self.measures.add(kind, points))

    def _note(self, pick: Pick) -> None:
        revision = self._workshop.bench.document.revision if self._workshop.bench.document is not None else ""

        def take(words: str) -> None:
            document = self._workshop.bench.document
            if words.strip() and document is not None and document.revision == revision:
                pin = self._workshop.bench.pin(pick.point.tolist(), pick.normal.tolist(), words.strip())
                self.choose(pin.number)

        self._ask_note(take)

    def _grip_changed(self) -> None:
        """Another tool has taken the mouse over."""
        if self._grip is not None and self._viewport.grip is not self._grip:
            self._grip, self.tool = None, ""
            self.taken.emit("")

    def _mesh_changed(self, _revision: str) -> None:
        self.measures.clear()
        self.chosen = None

    def _mesh_changed_to_none(self) -> None:
        self._mesh_changed("")
        self.put_down()

    def _document_changed(self, _document: Document) -> None:
        self._viewport.repaint_layers()


def _kind(tool: str) -> Kind:
    kinds: dict[str, Kind] = {"distance": "distance", "angle": "angle", "radius": "radius", "thickness": "thickness"}
    return kinds[tool]


NOTE = (
    "note",
    text("Note"),
    text("Click on a place and write what is to be seen or done there"),
    "mdi6.map-marker-plus-outline",
)
