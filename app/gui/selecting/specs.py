"""The actions of selecting: each is in the menu, in the palette, and has its keys."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QAction, QKeySequence

from app.gui.base.actions import Spec
from app.gui.selecting.options import TOOLS
from app.i18n import text
from app.mesh.selecting.state import Step

if TYPE_CHECKING:
    from app.gui.selecting.tools import SelectTools

SPECS: tuple[Spec, ...] = (
    Spec(
        "select.click", text("Select by clicks"),
        text("A click selects; Shift adds to the selection, Ctrl takes away from it"),
        "mdi6.cursor-default-click-outline", ("Q",), needs_model=True, checkable=True,
    ),
    Spec(
        "select.lasso", text("Lasso"),
        text("Draw a line around faces; Shift adds to the selection, Ctrl takes away from it"),
        "mdi6.lasso", ("L",), needs_model=True, checkable=True,
    ),
    Spec(
        "select.box", text("Box selection"),
        text("Draw a rectangle around faces; Shift adds to the selection, Ctrl takes away from it"),
        "mdi6.selection-drag", ("K",), needs_model=True, checkable=True,
    ),
    Spec(
        "select.brush", text("Selection brush"),
        text("Brush over faces; Shift adds, Ctrl takes away, Alt with the wheel changes the size"),
        "mdi6.brush-outline", ("J",), needs_model=True, checkable=True,
    ),
    Spec(
        "select.through", text("Select through"),
        text("Lasso, box and brush also take faces that something else hides"),
        "mdi6.layers-outline", ("Shift+Q",), needs_model=True, checkable=True,
    ),
    Spec(
        "select.all", text("Select all"), text("Select every face that is not hidden"),
        "mdi6.select-all", ("Ctrl+A",), needs_model=True,
    ),
    Spec(
        "select.none", text("Select nothing"), text("Drop the selection"),
        "mdi6.select-off", ("Ctrl+Shift+A",), needs_model=True,
    ),
    Spec(
        "select.invert", text("Invert the selection"), text("Select what is not selected, and the other way round"),
        "mdi6.select-inverse", ("Ctrl+I",), needs_model=True,
    ),
    Spec(
        "select.grow", text("Grow the selection"), text("Add the faces beside the selection"),
        "mdi6.arrow-expand-all", ("Ctrl++", "Ctrl+="), needs_model=True,
    ),
    Spec(
        "select.shrink", text("Shrink the selection"), text("Leave out the faces at the rim of the selection"),
        "mdi6.arrow-collapse-all", ("Ctrl+-",), needs_model=True,
    ),
    Spec(
        "select.even", text("Even out the outline"),
        text("Take the teeth out of the rim of the selection, so that what is mended there meets it cleanly"),
        "mdi6.vector-curve", ("Ctrl+Shift+E",), needs_model=True,
    ),
    Spec(
        "select.gaps", text("Close gaps in the selection"),
        text("Add small islands that the selection has left out"),
        "mdi6.select-remove", ("Ctrl+Shift+I",), needs_model=True,
    ),
    Spec(
        "select.region", text("Whole smooth region"),
        text("Go on from the selection over the surface until it bends by more than the angle"),
        "mdi6.gradient-horizontal", ("Ctrl+Shift+M",), needs_model=True,
    ),
    Spec(
        "select.color", text("Same colour"),
        text("Go on from the selection to faces of its colour"),
        "mdi6.eyedropper-variant", ("Ctrl+Shift+C",), needs_model=True,
    ),
    Spec(
        "select.shell", text("Whole shells"),
        text("Select everything that hangs together with the selection"),
        "mdi6.link-variant", ("Ctrl+L",), needs_model=True,
    ),
    Spec(
        "select.openings", text("Openings"),
        text("Select the faces along every opening of the model"),
        "mdi6.border-outside", ("Ctrl+Shift+O",), needs_model=True,
    ),
    Spec(
        "select.hide", text("Hide selected"),
        text("Do not draw the selected faces; they cannot be selected until they are shown again"),
        "mdi6.eye-off-outline", ("Ctrl+H",), needs_model=True,
    ),
    Spec(
        "select.isolate", text("Isolate"), text("Hide everything that is not selected"),
        "mdi6.eye-circle-outline", ("Ctrl+Shift+H",), needs_model=True,
    ),
    Spec(
        "select.show", text("Show hidden"), text("Draw the hidden faces again"),
        "mdi6.eye-outline", ("Alt+H",), needs_model=True,
    ),
    Spec(
        "select.fly", text("Fly to selected"), text("Look at the selection closely"),
        "mdi6.image-filter-center-focus", ("Shift+F",), needs_model=True,
    ),
)  # fmt: skip

MENU: tuple[str, ...] = (
    "select.click", "select.lasso", "select.box", "select.brush", "select.through", "",
    "select.all", "select.none", "select.invert", "select.grow", "select.shrink", "select.even", "select.gaps", "",
    "select.region", "select.color", "select.shell", "select.openings", "",
    "select.hide", "select.isolate", "select.show", "select.fly",
)  # fmt: skip

TOOL_KEYS: dict[str, str] = {"tool.delete_faces": "Del", "tool.delete_and_fill": "Shift+Del", "tool.fill_hole": "Alt+F"}
"""Keys of tools that work on the selection."""


def handlers(tools: "Callable[[], SelectTools]") -> dict[str, Callable[[], object]]:
    """What each action does; ``tools`` is asked when one is started."""

    def step(name: Step) -> None:
        tools().step(name)

    return {
        **{f"select.{tool}": partial(lambda tool: tools().take(tool), tool) for tool in TOOLS},
        "select.through": lambda: tools().set_through(on=not tools().options.now.through),
        "select.fly": lambda: tools().fly(),
        **{
            spec.id: partial(step, cast("Step", spec.id.removeprefix("select.")))
            for spec in SPECS
            if spec.id.removeprefix("select.") not in {*TOOLS, "through", "fly"}
        },
    }


def give_keys(actions: Mapping[str, QAction]) -> None:
    """Give the tools that work on the selection their keys."""
    for name, keys in TOOL_KEYS.items():
        if name in actions:
            actions[name].setShortcuts([QKeySequence(keys)])
