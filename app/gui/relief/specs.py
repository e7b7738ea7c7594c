"""The actions that make solids of pictures."""

from collections.abc import Callable
from typing import Protocol

from app.gui.base.actions import Spec
from app.i18n import text

SPECS: tuple[Spec, ...] = (
    Spec(
        "relief.picture",
        text("Solid of a picture…"),
        text("Make a keychain, a magnet, a medallion or a lithophane of a picture"),
        "mdi6.image-filter-hdr-outline",
        ("Ctrl+Alt+R",),
    ),
    Spec(
        "relief.design",
        text("Make a solid of this…"),
        text("The design of the layout bench in 3D, with the same outline"),
        "mdi6.cube-scan",
        ("Ctrl+Alt+Shift+R",),
    ),
    Spec(
        "relief.item",
        text("Solid of the order's picture…"),
        text("Make a solid of the picture of the order that is chosen in the queue"),
        "mdi6.cube-send",
    ),
)


class Asker(Protocol):
    """What opens the dialog."""

    def ask_picture(self) -> object: ...
    def ask_design(self) -> object: ...
    def ask_chosen(self) -> object: ...


def handlers(asker: Callable[[], Asker]) -> dict[str, Callable[[], object]]:
    """What each action starts; ``asker`` is asked when it is started: it is made after the actions."""
    return {
        "relief.picture": lambda: asker().ask_picture(),
        "relief.design": lambda: asker().ask_design(),
        "relief.item": lambda: asker().ask_chosen(),
    }
