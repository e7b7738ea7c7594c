"""What may stand in a recipe, checked before anything runs: light, so that a window can show recipes at once."""

from collections.abc import Iterable, Mapping

from app.errors import AppError
from app.i18n import Text, text
from app.mesh.forms import FORMS
from app.mesh.forms.facts import MeshFacts
from app.settings.recipe import RecipeStep, Value

REPAIR, ONE_REPAIR, HEIGHT, TURN_UP = "repair", "repair.", "height", "turn_up"
MODES = ("auto", "conservative", "rebuild")
AXES = ("x", "y", "z", "-x", "-y", "-z")
FLAT = text("A height is a number of millimetres, and the model must not be flat.")


def moves(tool: str) -> bool:
    """Whether a step only scales or turns: what was before cannot be laid over what is after."""
    form = FORMS.get(tool)
    return tool in {HEIGHT, TURN_UP} or (form is not None and form.placement)


def step_title(step: RecipeStep, repairs: Mapping[str, Text] | None = None) -> Text:
    """What a step is called. ``repairs``: names of single repairs by id, where they are known."""
    if step.tool == REPAIR:
        return text("Repair and prove")
    if step.tool == HEIGHT:
        return text("Height {mm} mm", mm=step.values.get("height_mm", ""))
    if step.tool == TURN_UP:
        return text("Turn {axis} up", axis=str(step.values.get("axis", "")).upper())
    if step.tool.startswith(ONE_REPAIR):
        repair_id = step.tool.removeprefix(ONE_REPAIR)
        return (repairs or {}).get(repair_id, text("Repair “{id}”", id=repair_id))
    form = FORMS.get(step.tool)
    return text("Unknown step “{id}”", id=step.tool) if form is None else form.verb


def step_values(step: RecipeStep) -> str:
    """What a step is given, in words: "Wall 2 mm, Drain holes Yes"."""
    form = FORMS.get(step.tool)
    if form is None:
        return ""
    told = []
    for parameter in form.parameters:
        value = step.values.get(parameter.id)
        if value is None:
            continue
        if isinstance(value, float):
            unit = f" {parameter.unit}" if parameter.unit else ""
            told.append(f"{parameter.title} {value:g}{unit}")
        else:
            names = dict(zip(parameter.keys, map(str, parameter.names), strict=True))
            told.append(f"{parameter.title} {names.get(str(value), value)}")
    return ", ".join(told)


def check_steps(steps: Iterable[RecipeStep], facts: MeshFacts | None = None) -> None:
    """Raise AppError for the first step that cannot run: an unknown tool, or a value that it does not take.

    Limits that depend on the model are only checked where ``facts`` are given.
    """
    for number, step in enumerate(steps, 1):
        try:
            _check(step, facts)
        except AppError as error:
            raise AppError(text("Step {n} of the recipe: {problem}", n=number, problem=error.sentence)) from error


def _check(step: RecipeStep, facts: MeshFacts | None) -> None:
    if step.tool == REPAIR:
        mode, step_mm = step.values.get("mode", "auto"), step.values.get("resolution_mm", 0.0)
        if mode not in MODES or not isinstance(step_mm, float | int) or not 0 <= step_mm < 100:
            raise AppError(text("A repair takes a mode ({modes}) and a resolution in mm.", modes=", ".join(MODES)))
    elif step.tool == HEIGHT:
        height = step.values.get("height_mm")
        if not isinstance(height, float | int) or not 0 < height <= 2000:
            raise AppError(text("A height is a number of millimetres from 1 to 2000."))
    elif step.tool == TURN_UP:
        if step.values.get("axis") not in AXES:
            raise AppError(text("Only these can point up: {axes}.", axes=", ".join(AXES)))
    elif not step.tool.startswith(ONE_REPAIR):
        _check_tool(step, facts)


def _check_tool(step: RecipeStep, facts: MeshFacts | None) -> None:
    form = FORMS.get(step.tool)
    if form is None:
        raise AppError(text("There is no tool “{name}”; take the step out.", name=step.tool))
    if facts is not None:
        form.complete(step.values, facts)
        return
    for name in step.values:
        form.parameter(name)


def repeatable(tool: str, values: Mapping[str, Value]) -> dict[str, Value] | None:
    """The values of a step with which it can be done to another figure; None where it cannot.

    Places that were picked belong to one figure: without them the tool chooses by itself.
    """
    form = FORMS.get(tool)
    if form is None:
        return dict(values) if tool in {REPAIR, HEIGHT, TURN_UP} or tool.startswith(ONE_REPAIR) else None
    kinds = {parameter.id: parameter.kind for parameter in form.parameters}
    return {name: value for name, value in values.items() if kinds.get(name) not in {"point", "points", "faces"}}
