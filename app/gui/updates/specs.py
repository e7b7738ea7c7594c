"""The action of the updates: in the menu Help, and in the palette."""

from collections.abc import Callable
from typing import Protocol

from app.gui.base.actions import Spec
from app.i18n import text


class Place(Protocol):
    """Who does what the action says."""

    def show(self) -> object: ...


SPECS: tuple[Spec, ...] = (
    Spec(
        "help.updates",
        text("Updates…"),
        text("See which version runs, look for a newer one, and put it in place"),
        "mdi6.update",
    ),
)


def handlers(place: Callable[[], Place]) -> dict[str, Callable[[], object]]:
    """What it does; ``place`` is asked when it is triggered."""
    return {"help.updates": lambda: place().show()}
