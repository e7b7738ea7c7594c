"""The actions of measuring and of looking at revisions, for menus, palette and keys."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.gui.base.actions import Spec
from app.gui.measuring.board import NOTE
from app.gui.measuring.words import HOW, ICONS, NAMES
from app.i18n import text
from app.session.measures import Kind

if TYPE_CHECKING:
    from app.gui.bench.measure_tools import MeasureTools

KEYS: dict[Kind, tuple[str, ...]] = {
    "distance": ("M",),
    "angle": ("Shift+M",),
    "radius": ("Alt+M",),
    "thickness": ("Ctrl+M",),
}

SPECS: tuple[Spec, ...] = (
    *(
        Spec(f"measure.{kind}", NAMES[kind], HOW[kind], ICONS[kind], KEYS[kind], needs_model=True, checkable=True)
        for kind in NAMES
    ),
    Spec(f"measure.{NOTE[0]}", NOTE[1], NOTE[2], NOTE[3], ("Ctrl+Shift+N",), needs_model=True, checkable=True),
    Spec(
        "measure.clear", text("Clear the measurements"), text("Take all measurements off the model; notes stay"),
        "mdi6.eraser", needs_model=True,
    ),
    Spec(
        "view.beside", text("Side by side"),
        text("Show the model before its changes beside it; both are seen from the same side"),
        "mdi6.view-split-vertical", ("Shift+B",), needs_model=True, checkable=True,
    ),
    Spec(
        "view.revision", text("Revision…"), text("Compare, restore or save a revision of the history"),
        "mdi6.history", ("Ctrl+J",), needs_model=True,
    ),
)  # fmt: skip

MENU: tuple[str, ...] = (
    *(f"measure.{kind}" for kind in NAMES), "measure.note", "", "measure.clear", "", "view.beside", "view.revision",
)  # fmt: skip


def handlers(tools: "Callable[[], MeasureTools]") -> dict[str, Callable[[], object]]:
    """What the actions do; ``tools`` are made later than the actions."""

    def take(name: str) -> Callable[[], object]:
        return lambda: tools().board.take(name)

    return {
        **{f"measure.{name}": take(name) for name in (*NAMES, "note")},
        "measure.clear": lambda: tools().clear(),
        "view.beside": lambda: tools().toggle_beside(),
        "view.revision": lambda: tools().open_revision_menu(),
    }
