"""Asks for the values of a shaping tool, and says what they will make of the model."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QComboBox, QDialog, QDoubleSpinBox, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.gui.widgets.basics import Card, button, label, rule
from app.gui.words import say
from app.i18n import Text, plural, text
from app.mesh.shaping_forms import FACE_OF_EDGE, MeshFacts, Parameter, ShapingForm


class ShapingDialog(QDialog):
    """``chosen`` is called with the values when the user starts the tool."""

    def __init__(
        self, form: ShapingForm, facts: MeshFacts, chosen: Callable[[dict[str, float]], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._form, self._facts = form, facts
        say(self, setWindowTitle=form.verb)
        self.setMinimumWidth(460)
        self.fields: dict[str, QDoubleSpinBox | QComboBox] = {}
        rows = QFormLayout()
        rows.setHorizontalSpacing(18)
        rows.setVerticalSpacing(4)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for parameter in form.parameters:
            field = self._field(parameter)
            say(field, setToolTip=parameter.description, setAccessibleName=parameter.title)
            self.fields[parameter.id] = field
            rows.addRow(label(parameter.title, "strong"), field)
            hint = label(parameter.description, "dim", wrap=True)
            hint.setContentsMargins(0, 0, 0, 8)
            rows.addRow("", hint)
        self.estimate = label("", "title", wrap=True)
        card = Card()
        inner = QVBoxLayout(card)
        inner.setContentsMargins(12, 9, 12, 9)
        inner.addWidget(self.estimate)
        cancel = button(text("Cancel"), self.reject, "second")
        say(cancel, setToolTip=text("Close without changing the model"))
        self.start = button(form.verb, self.accept, "primary")
        say(self.start, setToolTip=form.description)
        self.start.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(cancel)
        foot.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(14)
        column.addWidget(label(form.verb, "title"))
        column.addWidget(label(form.description, "dim", wrap=True))
        column.addLayout(rows)
        column.addWidget(card)
        column.addWidget(rule())
        column.addLayout(foot)
        self.accepted.connect(lambda: chosen(self.values()))
        self._say()

    def values(self) -> dict[str, float]:
        """The values as they are now, by the id of their parameter."""
        return {
            name: float(field.currentIndex()) if isinstance(field, QComboBox) else field.value()
            for name, field in self.fields.items()
        }

    def _field(self, parameter: Parameter) -> QDoubleSpinBox | QComboBox:
        limits = parameter.limits(self._facts)
        if parameter.choices:
            box = QComboBox()
            box.addItems([str(words) for words in parameter.choices])
            box.setCurrentIndex(round(limits.default))
            box.currentIndexChanged.connect(lambda _index: self._say())
            return box
        field = QDoubleSpinBox()
        field.setDecimals(0 if parameter.whole else 3)
        field.setRange(limits.low, limits.high)
        field.setGroupSeparatorShown(True)
        field.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        if parameter.unit:
            field.setSuffix(f" {parameter.unit}")
        field.lineEdit().setTextMargins(8, 0, 8, 0)  # the style sheet's padding does not reach the line inside
        field.setValue(limits.default)
        field.valueChanged.connect(lambda _value: self._say())
        return field

    def _say(self) -> None:
        values = self.values()
        self.estimate.setText(str(estimate(self._form.id, values, self._facts)))
        self.start.setEnabled(self._form.id != "reduce" or bool(values["faces"] or values["tolerance_mm"]))


def estimate(form_id: str, values: Mapping[str, float], facts: MeshFacts) -> Text:
    """How many triangles there will be."""
    after: float | None = None
    if form_id == "reduce":
        if not values["faces"] and not values["tolerance_mm"]:
            return text("Choose a number of triangles or a tolerance")
        if not values["faces"]:
            return text("{before} triangles → as few as the tolerance allows", before=f"{facts.faces:,}")
        if values["tolerance_mm"]:
            return text(
                "{before} → {after} triangles, or as many more as the tolerance asks for",
                before=f"{facts.faces:,}", after=f"{round(values['faces']):,}",
            )  # fmt: skip
        after = values["faces"]
    elif form_id == "remesh" and values["edge_mm"] > 0:
        after = _two_digits(facts.area_mm2 / (FACE_OF_EDGE * values["edge_mm"] ** 2))
        return text("{before} → about {after} triangles", before=f"{facts.faces:,}", after=f"{after:,}")
    elif form_id == "subdivide":
        after = facts.faces * 4 ** round(values["rounds"])
    if after is None:
        return plural("{n:,} triangle, as many as before", "{n:,} triangles, as many as before", facts.faces)
    return text("{before} → {after} triangles", before=f"{facts.faces:,}", after=f"{round(after):,}")


def _two_digits(number: float) -> int:
    return round(float(f"{number:.2g}"))
