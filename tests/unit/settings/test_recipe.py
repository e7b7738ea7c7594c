"""Recipes on disk: written whole, read with care, shipped ones that may be replaced by the workshop's own."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from app import i18n
from app.errors import FileRefusedError
from app.mesh.forms.recipe import check_steps
from app.settings.process import load_processes
from app.settings.recipe import (
    Recipe,
    RecipeStep,
    delete_recipe,
    load_recipes,
    new_id,
    read_recipe,
    save_recipe,
)  # fmt: skip


def test_every_shipped_recipe_can_run_and_speaks_both_languages():
    recipes = load_recipes(None)
    assert recipes
    for recipe in recipes.values():
        check_steps(recipe.steps)
        assert {"en", "zh_CN"} <= recipe.name.keys()
        assert recipe.product in {"figurine-color", "figurine-white", "keychain", "magnet", ""}
        assert recipe.process is None or recipe.process in load_processes()


def test_a_recipe_comes_back_as_it_was_saved(tmp_path: Path):
    steps = (RecipeStep(tool="repair"), RecipeStep(tool="height", values={"height_mm": 120.0}))
    mine = Recipe(id="mine", name={"en": "Mine 我的"}, product="figurine-color", steps=steps)
    save_recipe(mine, tmp_path / "own")
    assert load_recipes(tmp_path / "own")["mine"] == mine
    assert not list((tmp_path / "own").glob("*.new"))
    delete_recipe("mine", tmp_path / "own")
    assert "mine" not in load_recipes(tmp_path / "own")


def test_an_own_recipe_takes_the_place_of_a_shipped_one(tmp_path: Path):
    shipped = next(iter(load_recipes(None).values()))
    save_recipe(shipped.model_copy(update={"name": {"en": "Ours"}}), tmp_path)
    assert load_recipes(tmp_path)[shipped.id].title() == "Ours"


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"id": "../../etc", "name": {"en": "x"}, "steps": []}', "[" * 50_000,
     json.dumps({"id": "a", "name": {"en": "x"}, "steps": [{"tool": "repair"}] * 65}),
     json.dumps({"id": "a", "name": {"en": "x"}, "steps": [{"tool": "repair", "run": "rm"}]})],
)  # fmt: skip
def test_a_file_that_is_no_recipe_is_refused_and_harms_no_other(tmp_path: Path, content: str):
    bad = tmp_path / "bad.json"
    bad.write_text(content, "utf-8")
    with pytest.raises(FileRefusedError, match=r"bad\.json"):
        read_recipe(bad)
    assert load_recipes(tmp_path).keys() == load_recipes(None).keys()


def test_ids_are_plain_and_new():
    assert new_id("Full colour, 120 mm!", {}) == "full-colour-120-mm"
    assert new_id("白膜", {}) == "recipe"
    assert new_id("白膜", {"recipe": 1, "recipe-2": 1}) == "recipe-3"
    with pytest.raises(ValidationError):
        Recipe(id="Ä b", name={"en": "x"}, steps=())


def test_a_name_without_the_language_of_the_screen_falls_back():
    i18n.activate("zh_CN")
    try:
        assert Recipe(id="a", name={"en": "Only this"}, steps=()).title() == "Only this"
    finally:
        i18n.activate("en")
