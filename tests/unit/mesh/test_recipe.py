"""Recipes at work: the steps in their order, and a sentence for each step that cannot be done."""

import numpy as np
import pytest

from app.errors import AppError
from app.jobs.progress import silent
from app.mesh.forms.recipe import check_steps, repeatable, step_title
from app.mesh.recipe import do_recipe
from app.settings.process import find_process
from app.settings.recipe import RecipeStep
from tests.unit.mesh.shapes import box

PROCESS = find_process(None)


def step(tool: str, **values: float | str) -> RecipeStep:
    return RecipeStep(tool=tool, values=values)


def test_steps_are_done_one_after_the_other():
    steps = (step("turn_up", axis="x"), step("height", height_mm=80.0), step("subdivide", rounds=1), step("repair"))
    done = do_recipe(box(), steps, PROCESS, None, silent())
    assert [len(result.mesh.faces) for result in done] == [12, 12, 48, 48]
    assert done[-1].mesh.size_mm[2] == pytest.approx(80.0)
    assert [result.height_mm for result in done] == [None, 80.0, 80.0, 80.0]
    assert str(done[1].title) == "Height 80.0 mm"
    assert "Printable" in str(done[3].summary)


@pytest.mark.parametrize("ordered", [True, False])
def test_what_is_turned_upright_has_the_height_that_was_asked_for_and_else_its_own_size(ordered: bool):
    lying = box().with_(vertices=box().vertices * (1.0, 4.0, 2.0))
    own = float(lying.size_mm[2])
    height = (step("height", height_mm=80.0),) if ordered else ()
    done = do_recipe(lying, (*height, step("turn_up", axis="y")), PROCESS, own, silent())[-1]
    assert done.height_mm == pytest.approx(80.0 if ordered else 2 * own)
    assert done.mesh.size_mm[2] == pytest.approx(done.height_mm)


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        (step("melt"), "melt"),
        (step("repair", mode="magic"), "mode"),
        (step("height"), "height"),
        (step("height", height_mm="tall"), "height"),
        (step("turn_up", axis="w"), "axes|point up"),
        (step("smooth", speed=3.0), "speed"),
    ],
)
def test_what_cannot_run_is_found_before_anything_runs(bad: RecipeStep, named: str):
    with pytest.raises(AppError, match="Step 2 of the recipe") as refused:
        check_steps((step("repair"), bad))
    assert any(part in str(refused.value).lower() for part in named.split("|"))


def test_a_step_that_fails_says_which_one_it_was():
    flat = box().with_(vertices=box().vertices * np.array([1.0, 1.0, 0.0]))
    with pytest.raises(AppError, match="Height 50"):
        do_recipe(flat, (step("height", height_mm=50.0),), PROCESS, None, silent())
    with pytest.raises(AppError, match=r"Smooth.*Strength"):
        do_recipe(box(), (step("smooth", strength=10_000.0),), PROCESS, None, silent())


def test_what_belongs_to_one_figure_only_is_not_repeated():
    assert repeatable("smooth", {"strength": 3.0}) == {"strength": 3.0}
    assert repeatable("repair.weld", {}) == {}
    assert repeatable("melt", {}) is None
    assert repeatable("", {}) is None


def test_every_step_has_a_name_even_one_of_another_version():
    assert str(step_title(step("melt"))) == "Unknown step “melt”"
    assert "weld" in str(step_title(step("repair.weld")))
