"""Batches and recipes in the window: a folder of models done with a recipe, a recipe made from what was done."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app.gui.base.look import Look
from app.gui.dialogs.batch_table import COLUMNS
from app.gui.dialogs.recipe_step import RecipeStepDialog
from app.gui.dialogs.recipes import RecipesDialog
from app.jobs.progress import silent
from app.mesh.forms import FORMS
from app.mesh.loading import load, save
from app.settings.process import load_processes
from app.settings.recipe import Recipe, RecipeStep, load_recipes, save_recipe
from tests.gui.conftest import Open, cube

TALL = Recipe(id="tall", name={"en": "Tall"}, steps=(RecipeStep(tool="height", values={"height_mm": 60.0}),))


def test_a_batch_from_the_window(open_workstation: Open, qtbot: QtBot, tmp_path: Path, home: Path) -> None:
    save_recipe(TALL, home / "settings" / "recipes")
    models = []
    for name in ("a", "b"):
        save(cube(), tmp_path / f"{name}.stl", silent())
        models.append(tmp_path / f"{name}.stl")
    (tmp_path / "c.stl").write_bytes(b"nothing")
    window = open_workstation().window
    dialog = window.many.batch()
    assert not dialog.start.isEnabled()
    dialog.choose_models((*models, tmp_path / "c.stl"))
    dialog.recipe.setCurrentIndex(dialog.recipe.findData("tall"))
    dialog.process.setCurrentIndex(dialog.process.findData("white-resin"))
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.job is not None and not dialog.job.open, timeout=120_000)
    assert [row.state for row in dialog.table.rows] == ["printable", "printable", "failed"]
    assert "2 printable" in dialog.state.text()
    assert load(tmp_path / "print" / "a.3mf", silent()).mesh.size_mm[2] == pytest.approx(60.0, abs=1e-3)
    words = [dialog.table.index(2, column).data() for column in range(len(COLUMNS))]
    assert words[0] == "c.stl"
    assert words[1] == "✕ failed"
    assert "STL" in words[5]
    dialog.close()


def test_a_recipe_is_done_step_by_step_and_each_step_can_be_undone(
    open_workstation: Open, qtbot: QtBot, open_box: Path, home: Path
) -> None:
    steps = (
        RecipeStep(tool="height", values={"height_mm": 50.0}),
        RecipeStep(tool="repair"),
        RecipeStep(tool="subdivide", values={"rounds": 1.0}),
    )
    save_recipe(Recipe(id="mine", name={"en": "Mine"}, steps=steps), home / "settings" / "recipes")
    window = open_workstation(open_box).window
    bench = window.workshop.bench
    qtbot.waitUntil(lambda: bench.report is not None, timeout=60_000)
    dialog = window.many.recipes()
    row = next(n for n in range(dialog.list.count()) if dialog.list.item(n).text() == "Mine")
    dialog.list.setCurrentRow(row)
    assert "Height 50" in dialog.steps.item(0).text()
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bench.document is not None and len(bench.document.edits) == 3, timeout=120_000)
    assert bench.document is not None
    assert bench.document.height_mm == pytest.approx(50.0)
    assert [edit.tool for edit in bench.document.edits] == ["height", "repair", "subdivide"]
    window.wiring.undo.stack.undo()
    assert bench.document.position == 2

    again = window.many.recipes()
    assert again.from_history.isEnabled()
    qtbot.mouseClick(again.from_history, Qt.MouseButton.LeftButton)
    again.name.setText("What I did")
    qtbot.mouseClick(again.save, Qt.MouseButton.LeftButton)
    kept = next(r for r in load_recipes(home / "settings" / "recipes").values() if r.title() == "What I did")
    assert [step.tool for step in kept.steps] == ["height", "repair"]
    again.close()


@pytest.fixture
def recipes(qtbot: QtBot, look: Look, tmp_path: Path) -> RecipesDialog:
    parent = QWidget()
    qtbot.addWidget(parent)
    save_recipe(TALL, tmp_path)
    dialog = RecipesDialog(look, tmp_path, load_processes(), {}, (), None, parent)
    dialog.kept = parent  # type: ignore[attr-defined] - the parent must outlive this function
    dialog.show()
    dialog.list.setCurrentRow(dialog.list.count() - 1)
    return dialog


def test_a_recipe_is_changed_and_saved(recipes: RecipesDialog, qtbot: QtBot, tmp_path: Path) -> None:
    assert not recipes.start.isEnabled()  # there is no model
    adding: QComboBox = recipes.adding
    adding.setCurrentIndex(adding.findData("repair"))
    adding.activated.emit(adding.currentIndex())
    assert recipes.steps.count() == 2
    recipes._move(-1)
    recipes.name.setText("Repaired and tall")
    qtbot.mouseClick(recipes.save, Qt.MouseButton.LeftButton)
    saved = load_recipes(tmp_path)["tall"]
    assert [step.tool for step in saved.steps] == ["repair", "height"]
    assert saved.title() == "Repaired and tall"
    qtbot.mouseClick(recipes.delete, Qt.MouseButton.LeftButton)
    assert "tall" not in load_recipes(tmp_path)


def test_the_values_of_a_step_are_those_that_differ(qtbot: QtBot, look: Look) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = RecipeStepDialog(FORMS["smooth"], {"strength": 25.0}, look, parent)
    assert dialog.values() == {"strength": 25.0}
    dialog.fields["strength"].set_value(10.0)
    assert dialog.values() == {}
