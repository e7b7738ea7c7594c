"""The action of the assistant: in the menu "Help" and in the palette."""

from collections.abc import Callable
from typing import Protocol

from app.gui.base.actions import Spec
from app.i18n import text

RUN = "help.assistant"

SPECS: tuple[Spec, ...] = (
    Spec(
        RUN,
        text("Set-up assistant…"),
        text("Language, order book and files, accounts, recovery sheet, printers, scanner: page by page"),
        "mdi6.auto-fix",
    ),
)


class Desk(Protocol):
    """Who does what the action says."""

    def run_again(self) -> object: ...


def handlers(desk: Callable[[], Desk]) -> dict[str, Callable[[], object]]:
    """What the action does; ``desk`` is asked when it is triggered."""
    return {RUN: lambda: desk().run_again()}
