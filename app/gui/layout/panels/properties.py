"""What is chosen, in figures and choices: place and size for all, and the fields of its kind."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.fields.entering import Choice, Number, Switch, Words, caption
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.panels.color_button import DesignColorButton
from app.gui.widgets.basics import button, label
from app.i18n import Text, text
from app.layouts.design.document import AnyLayer
from app.layouts.editing.boxes import around, bounds
from app.layouts.editing.changes import moved, set_values

ALIGN = (("left", text("To the left")), ("center", text("Centred")), ("right", text("To the right")))
VALIGN = (("top", text("At the top")), ("middle", text("In the middle")), ("bottom", text("At the bottom")))
WEIGHT = (("regular", text("Regular")), ("bold", text("Bold")))
FIT = (("cover", text("Fill the box")), ("contain", text("Show all of it")))
MASK = (("none", text("Rectangle")), ("ellipse", text("Ellipse")), ("rounded", text("Rounded corners")))
LEVEL = (("L", "L 7 %"), ("M", "M 15 %"), ("Q", "Q 25 %"), ("H", "H 30 %"))
STYLE = (
    ("mirror", text("Mirrored bars")), ("bars", text("Bars")), ("line", text("Line")), ("circle", text("Circle")),
)  # fmt: skip
SHAPE = (
    ("rectangle", text("Rectangle")), ("rounded", text("Rounded corners")), ("ellipse", text("Ellipse")), ("line", text("Line")),
    ("postcodes", text("Postcode boxes")),
)  # fmt: skip


class Properties(QWidget):
    """Shows and changes the chosen layers of the desk.

    picture_wanted  another picture or sound for the chosen layer
    open_wanted     crop it, or write in it
    """

    picture_wanted = Signal()
    open_wanted = Signal()

    def __init__(self, look: Look, desk: LayoutDesk) -> None:
        super().__init__()
        self._look, self._desk = look, desk
        self.fields: dict[str, Any] = {}
        self._kinds: dict[str, QWidget] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._none = label(text("Choose something on the canvas to see its place, size and colours."), "dim", wrap=True)
        column.addWidget(self._none)
        self._place = self._make_place()
        column.addWidget(self._place)
        self._column = column
        desk.chosen.connect(self.refresh)
        desk.changed.connect(self.refresh)
        self.refresh()

    # ---- what is shown ------------------------------------------------------

    def refresh(self) -> None:
        """Show what is chosen now."""
        chosen = self._desk.selected
        self._none.setVisible(not chosen)
        self._place.setVisible(bool(chosen))
        kinds = {layer.kind for layer in chosen}
        kind = kinds.pop() if len(kinds) == 1 else ""
        self._make_kind(kind)
        for name, widget in self._kinds.items():
            widget.setVisible(name == kind)
        if not chosen:
            return
        single = self._desk.single
        box = around(bounds(layer) for layer in chosen)
        for name, value in (
            ("x", box.left if single is None else single.x_mm), ("y", box.top if single is None else single.y_mm),
            ("w", box.width if single is None else single.width_mm),
            ("h", box.height if single is None else single.height_mm),
            ("turn", 0.0 if single is None else single.turn_deg), ("opacity", chosen[0].opacity * 100),
        ):  # fmt: skip
            self.fields[name].show_value(value)
        for name in ("w", "h", "turn"):
            self.fields[name].setEnabled(single is not None)
        self._place.setEnabled(any(not layer.locked for layer in chosen))
        self._show_kind(kind, chosen[0])

    def _show_kind(self, kind: str, layer: AnyLayer) -> None:
        prefix = f"{kind}."
        for name, field in self.fields.items():
            if name.startswith(prefix):
                field.show_value(getattr(layer, name.removeprefix(prefix)))

    # ---- what is entered ----------------------------------------------------

    def _set(self, name: str, value: object) -> None:
        desk, design = self._desk, self._desk.design
        if design is None:
            return
        ids = "".join(sorted(desk.selection))
        after = set_values(design, desk.page, desk.selection, **{name: value})
        desk.change(text("Change"), after, f"{name} {ids}")

    def _set_place(self, name: str, value: float) -> None:
        desk, design, single = self._desk, self._desk.design, self._desk.single
        if design is None or not desk.selected:
            return
        if name in {"x", "y"}:
            box = around(bounds(layer) for layer in desk.selected)
            at = (box.left, box.top) if single is None else (single.x_mm, single.y_mm)
            dx, dy = (value - at[0], 0.0) if name == "x" else (0.0, value - at[1])
            ids = "".join(sorted(desk.selection))
            desk.change(text("Move"), moved(design, desk.page, desk.selection, dx, dy), f"place {name} {ids}")
        else:
            names = {"w": "width_mm", "h": "height_mm", "turn": "turn_deg", "opacity": "opacity"}
            self._set(names[name], value / 100 if name == "opacity" else value)

    # ---- forms --------------------------------------------------------------

    def _make_kind(self, kind: str) -> None:
        """Make the fields of a kind of layer when one is chosen first: all of them at once hold the window up."""
        makers = {
            "text": self._make_text, "picture": self._make_picture, "code": self._make_code, "wave": self._make_wave,
            "shape": self._make_shape,
        }  # fmt: skip
        if kind in makers and kind not in self._kinds:
            made = makers[kind](self._look)
            self._kinds[kind] = made
            self._column.addWidget(made)

    def _make_place(self) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        fields: tuple[tuple[str, Text, Number], ...] = (
            ("x", text("From left"), Number(-5000, 5000)), ("y", text("From top"), Number(-5000, 5000)),
            ("w", text("Width"), Number(0.5, 5000)), ("h", text("Height"), Number(0.5, 5000)),
            ("turn", text("Turned"), Number(-360, 360, 1, "°", 1)), ("opacity", text("Opacity"), Number(0, 100, 5, " %", 0)),
        )  # fmt: skip
        for number, (name, title, field) in enumerate(fields):
            self.fields[name] = field
            say(field, setAccessibleName=title)
            field.entered.connect(lambda value, name=name: self._set_place(name, value))
            grid.addWidget(caption(title, 50), number // 2, number % 2 * 2)
            grid.addWidget(field, number // 2, number % 2 * 2 + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        return made

    def _make_text(self, look: Look) -> QWidget:
        made, column = _box()
        words = self._field("text.text", Words(3))
        say(words, setAccessibleName=text("Text"), setPlaceholderText=text("What is written here"))
        column.addWidget(words)
        self._row(
            column, (text("Letters"), "text.size_mm", Number(0.3, 500, 0.2)), (None, "text.weight", Choice(WEIGHT))
        )
        self._row(column, (text("Colour"), "text.color", DesignColorButton(look)), (None, "text.align", Choice(ALIGN)))
        self._row(
            column,
            (text("Line distance"), "text.line", Number(0.5, 4, 0.1, " ×")),
            (None, "text.valign", Choice(VALIGN)),
        )
        self._row(
            column, (text("Spacing"), "text.spacing", Number(-0.5, 2, 0.02, "")),
            (None, "text.upright", Switch(text("Upright"), text("From top to bottom, columns from right to left"))),
        )  # fmt: skip
        self._row(
            column, (text("Edge of letters"), "text.outline_color", DesignColorButton(look, none=True)),
            (None, "text.outline_mm", Number(0, 20, 0.1)),
        )  # fmt: skip
        self._row(
            column, (text("In its box"), "text.wrap", Switch(text("Wrap"), text("Go on in the next line at its edge"))),
            (None, "text.shrink", Switch(text("Shrink"), text("Smaller letters where it would not fit"))),
        )  # fmt: skip
        return made

    def _make_picture(self, look: Look) -> QWidget:
        made, column = _box()
        self._row(column, (text("Fitting"), "picture.fit", Choice(FIT)))
        self._row(
            column, (text("Shape"), "picture.mask", Choice(MASK)), (None, "picture.radius_mm", Number(0, 500, 0.5))
        )  # fmt: skip
        row = QHBoxLayout()
        row.addWidget(button(text("Crop…"), self.open_wanted.emit, "small", look.icon("mdi6.crop")))
        row.addWidget(
            button(text("Another picture…"), self.picture_wanted.emit, "small", look.icon("mdi6.image-edit-outline"))
        )
        row.addStretch()
        column.addLayout(row)
        return made

    def _make_code(self, look: Look) -> QWidget:
        made, column = _box()
        words = self._field("code.text", Words(2))
        say(words, setAccessibleName=text("Link of the code"), setPlaceholderText=text("Link that the code opens"))
        column.addWidget(words)
        level = Choice(tuple((name, text("{level} may be damaged", level=share)) for name, share in LEVEL))
        self._row(column, (text("Error correction"), "code.level", level))
        self._row(
            column, (text("Colours"), "code.color", DesignColorButton(look)),
            (None, "code.background", DesignColorButton(look, none=True)),
        )  # fmt: skip
        return made

    def _make_wave(self, look: Look) -> QWidget:
        made, column = _box()
        self._row(column, (text("Wave"), "wave.style", Choice(STYLE)), (None, "wave.color", DesignColorButton(look)))
        self._row(column, (text("Bars"), "wave.bars", Number(8, 400, 4, "", 0)))
        row = QHBoxLayout()
        row.addWidget(button(text("Another sound…"), self.picture_wanted.emit, "small", look.icon("mdi6.music")))
        row.addStretch()
        column.addLayout(row)
        return made

    def _make_shape(self, look: Look) -> QWidget:
        made, column = _box()
        self._row(column, (text("Shape"), "shape.shape", Choice(SHAPE)), (None, "shape.radius_mm", Number(0, 500, 0.5)))
        self._row(column, (text("Filled"), "shape.fill", DesignColorButton(look, none=True)))
        self._row(
            column, (text("Line"), "shape.stroke", DesignColorButton(look, none=True)),
            (None, "shape.stroke_mm", Number(0, 50, 0.1)),
        )  # fmt: skip
        return made

    def _row(self, column: QVBoxLayout, *entries: tuple[Text | None, str, Any]) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for title, name, field in entries:
            if title is not None:
                row.addWidget(caption(title, 60))
                if not isinstance(field, Switch):
                    say(field, setAccessibleName=title)
            row.addWidget(self._field(name, field), 1)
        column.addLayout(row)

    def _field(self, name: str, field: Any) -> Any:
        self.fields[name] = field
        value = name.split(".")[1]
        entered: Callable[[object], None] = lambda entry: self._set(value, entry)  # noqa: E731 - one for both
        if value == "bars":
            entered = lambda entry: self._set(value, round(float(entry)))  # type: ignore[arg-type]  # noqa: E731
        field.entered.connect(entered)
        return field


def _box() -> tuple[QWidget, QVBoxLayout]:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    return made, column
