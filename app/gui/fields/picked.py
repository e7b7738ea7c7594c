"""Fields whose value comes from the model itself: places that are clicked, faces that are selected."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.fields.field import Field
from app.gui.fields.picking import PickingField
from app.gui.widgets.basics import button, label
from app.i18n import plural, text
from app.mesh.forms.parameter import OF_A_PLACE, Parameter, Value
from app.session.selection import Selection


class PlacesField(PickingField):
    """One place on the surface, or several: a button that waits for clicks on the model."""

    def __init__(self, parameter: Parameter, look: Look) -> None:
        super().__init__(parameter, look, text("Pick on the model"), "mdi6.crosshairs-gps")
        self._many = parameter.kind == "points"
        self._places: tuple[float, ...] = ()
        self.away = button(text("Clear"), self._clear, "small")
        say(self.pick, setToolTip=parameter.description, setAccessibleName=parameter.title)
        say(self.away, setToolTip=text("Forget the places that were picked"))
        self.state = label("", "dim", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.pick, 1)
        row.addWidget(self.away)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self.state)
        self.setFocusProxy(self.pick)
        self._show()

    def value(self) -> Value:
        return self._places

    def set_value(self, value: Value) -> None:
        assert isinstance(value, tuple)
        self._places = value
        self._show()

    def take(self, place: tuple[float, ...]) -> None:
        """A place was clicked: position and normal."""
        self._places = (*self._places, *place) if self._many else place
        if not self._many:
            self.stop()
        self._show()
        self.changed.emit()

    def _clear(self) -> None:
        self.stop()
        self._places = ()
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        count = len(self._places) // OF_A_PLACE
        self.away.setVisible(bool(count))
        if not count:
            say(self.state, setText=text("Nothing picked yet") if self._many else text("No place picked yet"))
        elif self._many:
            say(self.state, setText=plural("{n} place picked", "{n} places picked", count))
        else:
            x, y, z = (f"{v:.1f}" for v in self._places[:3])
            say(self.state, setText=text("At {x}, {y}, {z} mm", x=x, y=y, z=z))


class FacesField(Field):
    """The selection on the model."""

    def __init__(self, parameter: Parameter, selection: Selection) -> None:
        super().__init__(parameter)
        self._selection = selection
        self.state = label("", "dim", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.addWidget(self.state)
        selection.changed.connect(self._changed)
        self.destroyed.connect(lambda: selection.changed.disconnect(self._changed, missing_ok=True))
        self._show()

    def value(self) -> Value:
        return self._selection.faces

    def set_value(self, value: Value) -> None:
        """The selection is what it is: a form cannot change it."""

    def _changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        count = len(self._selection.faces)
        if count:
            say(self.state, setText=plural("{n:,} face selected", "{n:,} faces selected", count))
        else:
            say(self.state, setText=text("No face selected"))
