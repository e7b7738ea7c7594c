"""The actions of the manual: in the menu "Help", the palette, and on F1."""

from collections.abc import Callable
from typing import Protocol

from app.gui.base.actions import Spec
from app.i18n import text

SPECS: tuple[Spec, ...] = (
    Spec(
        "help.here",
        text("Help about this place"),
        text("Open the manual at what has the keyboard now: a panel, a page, a dialog"),
        "mdi6.help-circle-outline",
        ("F1",),
    ),
    Spec(
        "help.manual",
        text("Manual"),
        text("Short and by tasks; can be searched"),
        "mdi6.book-open-page-variant-outline",
    ),
    Spec(
        "help.keys",
        text("Keyboard"),
        text("All keys of the window, as they are now"),
        "mdi6.keyboard-outline",
        ("Ctrl+F1",),
    ),
    Spec("help.about", text("About Statuette"), text("Version and licences"), "mdi6.information-outline", ()),
)

MENU = ("help.here", "help.manual", "help.keys")


class Desk(Protocol):
    """What shows the manual."""

    def here(self) -> object: ...
    def show(self, topic: str) -> object: ...
    def about(self) -> object: ...


def handlers(desk: Callable[[], Desk]) -> dict[str, Callable[[], object]]:
    """What each action does; ``desk`` is asked when it is triggered: it is made after the actions."""
    return {
        "help.here": lambda: desk().here(),
        "help.manual": lambda: desk().show("first-steps"),
        "help.keys": lambda: desk().show("keyboard"),
        "help.about": lambda: desk().about(),
    }
