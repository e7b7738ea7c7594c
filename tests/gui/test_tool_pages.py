"""The pages of tools: every form can be opened and asked, fields follow the model, values come out as tools take them."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui.base.look import Look
from app.gui.fields.picked import FacesField, PlacesField
from app.gui.fields.simple import ChoiceField, NumberField, SwitchField
from app.gui.tool_pages.form import ToolFormView
from app.gui.tool_pages.page import ToolPage
from app.i18n import text
from app.mesh.forms import FORMS
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.form import ToolForm, Values
from app.mesh.forms.parameter import choice, faces, number, points, switch
from app.session.selection import Selection

FACTS = MeshFacts(222_000, 150.0, 20_000.0, (60.0, 60.0, 120.0), "texture")


def view(qtbot: QtBot, look: Look, form: ToolForm, selection: Selection | None = None) -> ToolFormView:
    made = ToolFormView(form, FACTS, look, selection or Selection(), {})
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_estimate_follows_what_is_typed(qtbot: QtBot, look: Look) -> None:
    form = view(qtbot, look, FORMS["reduce"])
    given, tolerance = form.fields["faces"], form.fields["tolerance_mm"]
    assert isinstance(given, NumberField)
    assert isinstance(tolerance, NumberField)
    given.box.setValue(60_000)
    assert form.estimate.text() == "222,000 → 60,000 triangles"
    given.box.setValue(0)
    assert form.estimate.text() == "Choose a number of triangles or a tolerance"
    tolerance.box.setValue(0.05)
    assert "as few as the tolerance allows" in form.estimate.text()
    with qtbot.waitSignal(form.run_wanted) as run:
        qtbot.mouseClick(form.start, Qt.MouseButton.LeftButton)
    assert run.args == [{"faces": 0.0, "tolerance_mm": 0.05}]


def test_what_is_known_follows_the_model_and_the_result_stays(qtbot: QtBot, look: Look) -> None:
    form = view(qtbot, look, FORMS["reduce"])
    given = form.fields["faces"]
    assert isinstance(given, NumberField)
    given.box.setValue(60_000)
    form.show_result("✓ 222,000 → 60,000")
    form.know(MeshFacts(80_000, 150.0, 20_000.0, (60.0, 60.0, 120.0), "texture"))
    assert form.estimate.text() == "80,000 → 60,000 triangles"
    assert form.result.text() == "✓ 222,000 → 60,000", "a form that learns of the change it made says what it did"


def test_limits_follow_the_model(qtbot: QtBot, look: Look) -> None:
    form = view(qtbot, look, FORMS["subdivide"])
    rounds = form.fields["rounds"]
    assert isinstance(rounds, NumberField)
    rounds.box.setValue(1.0)
    before = rounds.box.maximum()
    form.know(MeshFacts(80, 150.0, 20_000.0, (60.0, 60.0, 120.0), "texture"))
    assert rounds.box.maximum() > before, "a model of few triangles can be refined oftener"
    assert f"{rounds.box.maximum():g}" in rounds.box.toolTip()
    assert form.values()["rounds"] == 1.0


@pytest.mark.parametrize("name", list(FORMS))
def test_every_form_begins_with_values_that_its_tool_takes(qtbot: QtBot, look: Look, name: str) -> None:
    form = FORMS[name]
    shown = view(qtbot, look, form)
    complete = form.complete(shown.values(), FACTS)
    first = form.complete({}, FACTS)
    assert complete.keys() == first.keys()
    for parameter in form.parameters:
        if parameter.kind == "number":
            # A field shows as many digits as people need.
            assert Values(complete).number(parameter.id) == pytest.approx(Values(first).number(parameter.id), abs=6e-3)
        elif parameter.kind != "faces":
            assert complete[parameter.id] == first[parameter.id]
        assert shown.fields[parameter.id].toolTip()
    assert form.title.message.endswith("…") == form.asks


DEMO = ToolForm(
    "demo", "fix", text("Demo…"), text("Demo"), text("Shows fields."), "mdi6.wrench",
    (
        choice("shape", text("Shape"), text("Which."), ("round", "flat"), (text("Round"), text("Flat")), "round"),
        number("radius", text("Radius"), text("How round."), "mm", 1, 9, 3, when=("shape", ("round",))),
        switch("drains", text("Drains"), text("Whether."), default=True),
        points("at", text("Places"), text("Where.")),
        faces("faces", text("Faces"), text("Which faces.")),
    ),
)  # fmt: skip


def test_a_row_that_does_not_matter_is_not_shown(qtbot: QtBot, look: Look) -> None:
    form = view(qtbot, look, DEMO)
    shape, radius = form.fields["shape"], form.fields["radius"]
    assert isinstance(shape, ChoiceField)
    assert radius.isVisible()
    shape.set_value("flat")
    assert not radius.isVisible()
    drains = form.fields["drains"]
    assert isinstance(drains, SwitchField)
    drains.box.setChecked(False)
    assert form.values()["drains"] == "no"


def test_places_and_faces_come_from_the_model(qtbot: QtBot, look: Look) -> None:
    selection = Selection()
    form = view(qtbot, look, DEMO, selection)
    at = form.fields["at"]
    assert isinstance(at, PlacesField)
    form.take_place((9.0,) * 6)  # nobody has asked for it
    assert form.values()["at"] == ()
    with qtbot.waitSignal(form.pick_wanted) as asked:
        qtbot.mouseClick(at.pick, Qt.MouseButton.LeftButton)
    assert asked.args == [True]
    form.take_place((1.0, 2.0, 3.0, 0.0, 0.0, 1.0))
    form.take_place((4.0, 5.0, 6.0, 0.0, 1.0, 0.0))
    assert at.state.text() == "2 places picked"
    assert isinstance(form.fields["faces"], FacesField)
    selection.choose("r", np.arange(3, dtype=np.int32))
    assert form.fields["faces"].state.text() == "3 faces selected"
    read = Values(DEMO.complete(form.values(), FACTS))
    assert read.points("at").shape == (2, 6)
    assert read.faces("faces").tolist() == [0, 1, 2]


def test_a_page_keeps_what_was_typed(qtbot: QtBot, look: Look) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    page = ToolPage(look, [(text("Demo"), (DEMO,))], {"tool.demo": QAction("Demo", owner)}, Selection())
    qtbot.addWidget(page)
    page.show()
    field = page.open(DEMO, FACTS).fields["radius"]
    assert isinstance(field, NumberField)
    field.box.setValue(5.0)
    with qtbot.waitSignal(page.closed):
        page.close_form()
    assert page.open(DEMO, FACTS).values()["radius"] == 5.0
