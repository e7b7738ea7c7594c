"""The outline, its hole and the white ink below; and what stands against cutting it so."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.fields.entering import Choice, Number, Slide, Switch, caption
from app.gui.layout.canvas.cut_mode import with_cut
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.panels.fault_card import FaultCard
from app.gui.widgets.basics import button, clear, label, rule
from app.i18n import Text, text
from app.layouts.design.faults import Fault

SHAPES = (
    ("rectangle", text("Rectangle")), ("rounded", text("Rounded corners")), ("ellipse", text("Round or oval")),
    ("picture", text("Around the picture")),
)  # fmt: skip
WHITE = (
    ("none", text("None: the material is white")), ("under", text("Below all of it")),
    ("below_picture", text("Below the picture alone")),
)  # fmt: skip


class CutPanel(QWidget):
    """Shows and changes the cut of the thing.

    nodes_wanted  points of the outline are to be dragged by hand, or no longer
    fault_wanted  a Fault is to be seen
    """

    nodes_wanted = Signal(bool)
    fault_wanted = Signal(object)

    def __init__(self, look: Look, desk: LayoutDesk) -> None:
        super().__init__()
        self._look, self._desk = look, desk
        self._faults: tuple[Fault, ...] = ()
        self.fields: dict[str, Any] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 12)
        column.setSpacing(8)
        column.addWidget(label(text("Outline"), "heading"))
        self._row(column, text("Shape"), "shape", Choice(SHAPES))
        self._row(column, text("Corners"), "radius_mm", Number(0, 500, 0.5))
        self._row(column, text("Offset"), "offset_mm", Number(0, 50, 0.25))
        self._row(column, text("Smoothing"), "smooth_mm", Number(0, 20, 0.2))
        hand = QHBoxLayout()
        self.nodes = button(text("Edit by hand"), self._edit, "small", look.icon("mdi6.vector-polyline-edit"))
        self.nodes.setCheckable(True)
        say(
            self.nodes,
            setToolTip=text("Drag points of the outline; double-click adds one or takes one away"),
        )
        self.automatic = button(
            text("Automatic again"),
            lambda: self._set("by_hand", ()),
            "small",
            look.icon("mdi6.auto-fix"),
            tip=text("Follow the picture again; what was drawn by hand is given up"),
        )
        hand.addWidget(self.nodes)
        hand.addWidget(self.automatic)
        hand.addStretch()
        column.addLayout(hand)
        column.addWidget(rule())
        column.addWidget(label(text("Hole for the ring"), "heading"))
        self._row(column, text("Diameter"), "hole_mm", Number(0, 50, 0.5))
        turn = Slide(text("Place"), -180, 180, 1, "°")
        self.fields["hole_at"] = turn
        turn.entered.connect(lambda value: self._set("hole_at", value))
        column.addWidget(turn)
        self._switch(
            column,
            "tab",
            Switch(
                text("Add a tab where it has no room"),
                text("A tab is put onto the outline where the hole would be too near to its edge"),
            ),
        )
        column.addWidget(label(text("Drag the hole on the canvas to move it around."), "dim", wrap=True))
        column.addWidget(rule())
        column.addWidget(label(text("White ink"), "heading"))
        self._row(column, text("White ink"), "white", Choice(WHITE))
        self._row(column, text("Pulled in"), "choke_mm", Number(0, 2, 0.05))
        column.addWidget(rule())
        column.addWidget(label(text("Page"), "heading"))
        self._size = {name: Number(1, 5000, 1) for name in ("width_mm", "height_mm")}
        self._edges = {name: Number(0, 50, 0.5) for name in ("bleed_mm", "safe_mm")}
        for names, titles in (
            (("width_mm", "height_mm"), (text("Width"), text("Height"))),
            (("bleed_mm", "safe_mm"), (text("Bleed"), text("Safe area"))),
        ):
            row = QHBoxLayout()
            row.setSpacing(6)
            for name, title in zip(names, titles, strict=True):
                field = (self._size | self._edges)[name]
                say(field, setAccessibleName=title, setToolTip=title)
                field.entered.connect(lambda value, name=name: self._set_page(name, value))
                row.addWidget(caption(title, 60))
                row.addWidget(field, 1)
            column.addLayout(row)
        column.addWidget(rule())
        column.addWidget(label(text("Check"), "heading"))
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        column.addLayout(self._list)
        column.addStretch()
        desk.changed.connect(self.refresh)
        self.refresh()

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """What stands against cutting it so: of all faults those of the outline."""
        own = tuple(fault for fault in faults if fault.id.startswith(("cut", "hole", "wall")))
        if own == self._faults and self._list.count():
            return
        self._faults = own
        clear(self._list)
        if not own:
            self._list.addWidget(FaultCard(self._look, "good", text("It can be cut like this.")))
        for fault in own:
            go = None if fault.at is None else lambda fault=fault: self.fault_wanted.emit(fault)
            self._list.addWidget(FaultCard(self._look, "blocks" if fault.blocks else "warns", fault.words, "", go))

    def refresh(self) -> None:
        """Show the cut as it is now."""
        design = self._desk.design
        self.setEnabled(design is not None)
        if design is None:
            return
        cut = design.cut
        for name, field in self.fields.items():
            field.show_value(getattr(cut, name))
        around, hand = cut.shape == "picture", bool(cut.by_hand)
        self.fields["radius_mm"].setEnabled(cut.shape == "rounded" and not hand)
        for name in ("offset_mm", "smooth_mm"):
            self.fields[name].setEnabled(around and not hand)
        for name in ("hole_at", "tab"):
            self.fields[name].setEnabled(cut.hole_mm > 0)
        self.fields["choke_mm"].setEnabled(cut.white != "none")
        self.automatic.setEnabled(hand)
        for name, field in (self._size | self._edges).items():
            field.show_value(getattr(design, name))

    def _edit(self) -> None:
        self.nodes_wanted.emit(self.nodes.isChecked())

    def _set(self, name: str, value: object) -> None:
        design = self._desk.design
        if design is not None:
            values: dict[str, object] = {name: value}
            if name == "shape":
                values["by_hand"] = ()
            self._desk.change(text("Change the cut"), with_cut(design, **values), f"cut {name}")

    def _set_page(self, name: str, value: float) -> None:
        design = self._desk.design
        if design is not None:
            self._desk.change(text("Change the page"), design.model_copy(update={name: value}), f"page {name}")

    def _row(self, column: QVBoxLayout, title: Text, name: str, field: Any) -> None:
        row = QHBoxLayout()
        row.addWidget(caption(title))
        row.addWidget(field, 1)
        say(field, setAccessibleName=title, setToolTip=title)
        self.fields[name] = field
        field.entered.connect(lambda value: self._set(name, value))
        column.addLayout(row)

    def _switch(self, column: QVBoxLayout, name: str, field: Switch) -> None:
        self.fields[name] = field
        field.entered.connect(lambda value: self._set(name, value))
        column.addWidget(field)
