"""The forms of all tools: defaults that their own limits allow, names that agree, values that are refused with a sentence."""

import numpy as np
import pytest

from app.errors import AppError
from app.i18n import text
from app.mesh.forms import FORMS
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.form import ToolForm, Values
from app.mesh.forms.parameter import choice, color, number, point, points, switch, words
from app.mesh.tools import TOOLS

FACTS = (
    MeshFacts(12, 30.0, 2_400.0, (20.0, 20.0, 20.0), "none"),
    MeshFacts(2_000_000, 260.0, 90_000.0, (100.0, 80.0, 220.0), "texture"),
    MeshFacts(50_000, 2.0, 6.0, (1.0, 1.0, 1.0), "vertex"),
)


def test_every_form_has_its_tool_and_every_tool_its_form():
    assert {form.id: form for form in FORMS.values()} == {tool.id: tool.form for tool in TOOLS.values()}


@pytest.mark.parametrize("name", sorted(FORMS))
@pytest.mark.parametrize("facts", FACTS)
def test_defaults_fit(name: str, facts: MeshFacts):
    form = FORMS[name]
    complete = form.complete({}, facts)
    assert list(complete) == [parameter.id for parameter in form.parameters]
    for parameter in form.parameters:
        assert len(parameter.keys) == len(parameter.names)
        assert parameter.kind != "choice" or parameter.default in parameter.keys
        if parameter.when is not None:
            other, keys = parameter.when
            assert set(keys) <= set(form.parameter(other).keys)


FORM = ToolForm(
    "demo", "fix", text("Demo…"), text("Demo"), text("Shows fields."), "mdi6.wrench",
    (
        choice("shape", text("Shape"), text("Which."), ("round", "flat"), (text("Round"), text("Flat")), "round"),
        number("radius", text("Radius"), text("How round."), "mm", 1, 9, 3, when=("shape", ("round",))),
        switch("drains", text("Drains"), text("Whether."), default=True),
        color("ink", text("Ink"), text("Which ink."), default="#102030"),
        words("name", text("Name"), text("Which name."), most=5),
        point("at", text("Place"), text("Where.")),
        points("all", text("Places"), text("Where.")),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"shape": "square"}, "Shape"),
        ({"radius": 10}, "Radius"),
        ({"radius": "wide"}, "Radius"),
        ({"radius": float("nan")}, "Radius"),
        ({"drains": "perhaps"}, "Drains"),
        ({"ink": "red"}, "Ink"),
        ({"name": "too long"}, "Name"),
        ({"at": (1.0, 2.0)}, "Place"),
        ({"at": (0.0,) * 12}, "Place"),
        ({"at": (float("inf"),) * 6}, "Place"),
        ({"all": "xyz"}, "Places"),
        ({"speed": 1}, "speed"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(given: dict[str, object], named: str):
    with pytest.raises(AppError, match=named) as refused:
        FORM.complete(given, FACTS[0])
    assert str(refused.value).endswith((".", "…"))


def test_values_are_read_as_what_they_are():
    read = Values(FORM.complete({"at": [1, 2, 3, 0, 0, 1], "ink": "#ff8000"}, FACTS[0]))
    place = read.point("at")
    assert place is not None
    assert place[0].tolist() == [1, 2, 3]
    assert place[1].tolist() == [0, 0, 1]
    assert read.points("all").shape == (0, 6)
    assert read.color("ink") == (255, 128, 0)
    assert read.on("drains")
    assert read.key("shape") == "round"
    assert read.number("radius") == 3.0
    assert read.words("name") == ""


def test_a_value_matters_while_the_choice_it_belongs_to_is_made():
    radius = FORM.parameter("radius")
    assert FORM.matters(radius, {"shape": "round"})
    assert not FORM.matters(radius, {"shape": "flat"})


def test_facts_of_arrays_measure_the_surface():
    vertices = np.array([[0, 0, 0], [3, 0, 0], [0, 4, 0]], float)
    facts = MeshFacts.of_arrays(vertices, np.array([[0, 1, 2]], np.int32), np.array([3.0, 4.0, 0.0]), "none")
    assert facts.area_mm2 == 6.0
    assert facts.diagonal_mm == 5.0
