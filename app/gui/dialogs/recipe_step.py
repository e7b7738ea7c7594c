"""The values of one step of a recipe, in the same fields as on the page of the tool."""

from collections.abc import Mapping

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.fields.field import Field
from app.gui.fields.make import make_field
from app.gui.widgets.basics import button, label, rule
from app.i18n import text
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.form import ToolForm
from app.mesh.forms.parameter import Value
from app.session.selection import Selection
from app.settings import recipe as settings

# A recipe is written without a model: limits are those of a usual figurine.
USUAL = MeshFacts(300_000, 150.0, 30_000.0, (60.0, 60.0, 120.0), "texture")
OF_ONE_MODEL = ("point", "points", "faces")


class RecipeStepDialog(QDialog):
    """Shows what can be given to every model; places and selections are chosen by the tool."""

    def __init__(
        self, form: ToolForm, values: Mapping[str, settings.Value], look: Look, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._form = form
        say(self, setWindowTitle=form.verb)
        self.setMinimumWidth(420)
        self.fields: dict[str, Field] = {}
        self._rows: dict[str, QWidget] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(10)
        column.addWidget(label(form.verb, "title"))
        column.addWidget(label(form.description, "dim", wrap=True))
        for parameter in form.parameters:
            if parameter.kind in OF_ONE_MODEL:
                continue
            field = make_field(parameter, USUAL, look, Selection())
            if parameter.id in values:
                field.set_value(values[parameter.id])
            field.changed.connect(self._changed)
            self.fields[parameter.id] = field
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            if not parameter.switch:
                line.addWidget(label(parameter.title), 1)
            line.addWidget(field, 1)
            self._rows[parameter.id] = row
            column.addWidget(row)
        column.addStretch()
        column.addWidget(rule())
        foot = QHBoxLayout()
        foot.addStretch()
        cancel = button(text("Cancel"), self.reject, "second")
        say(cancel, setToolTip=text("Leave the step as it was"))
        done = button(text("Take these values"), self.accept, "primary")
        say(done, setToolTip=text("Put these values into the step"))
        done.setDefault(True)
        foot.addWidget(cancel)
        foot.addWidget(done)
        column.addLayout(foot)
        self._changed()

    def values(self) -> dict[str, settings.Value]:
        """What differs from the defaults, and what matters: the rest follows the model."""
        now = self._all()
        return {
            name: value
            for name, value in now.items()
            if isinstance(value, float | int | str)
            and self._form.matters(self._form.parameter(name), now)
            and value != self._form.parameter(name).first(USUAL)
        }

    def _all(self) -> dict[str, Value]:
        return {name: field.value() for name, field in self.fields.items()}

    def _changed(self) -> None:
        values = self._all()
        for name, row in self._rows.items():
            row.setVisible(self._form.matters(self._form.parameter(name), values))
