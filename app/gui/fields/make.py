"""From the description of a value to the field that shows it."""

from app.gui.base.look import Look
from app.gui.fields.field import Field
from app.gui.fields.picked import FacesField, PlacesField
from app.gui.fields.simple import ChoiceField, ColorField, FileField, NumberField, SwitchField, WordsField
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.parameter import Parameter
from app.session.selection import Selection


def make_field(parameter: Parameter, facts: MeshFacts, look: Look, selection: Selection) -> Field:
    """The field of a parameter, at its default."""
    if parameter.kind == "number":
        assert parameter.limits is not None
        return NumberField(parameter, parameter.limits(facts))
    if parameter.kind == "choice":
        return SwitchField(parameter) if parameter.switch else ChoiceField(parameter)
    if parameter.kind == "words":
        return WordsField(parameter)
    if parameter.kind == "color":
        return ColorField(parameter, look)
    if parameter.kind == "file":
        return FileField(parameter)
    if parameter.kind == "faces":
        return FacesField(parameter, selection)
    return PlacesField(parameter, look)
