"""The action of the first job: in the menu "Help" and in the palette."""

from collections.abc import Callable
from typing import Protocol

from app.gui.base.actions import Spec
from app.i18n import text

RUN = "help.first_job"

SPECS: tuple[Spec, ...] = (
    Spec(
        RUN,
        text("Your first figurine"),
        text("Put the sample figurine on the bench, and be led to its print file step by step"),
        "mdi6.flag-outline",
    ),
)


class Guide(Protocol):
    """Who does what the action says."""

    def start(self) -> object: ...


def handlers(guide: Callable[[], Guide]) -> dict[str, Callable[[], object]]:
    """What the action does; ``guide`` is asked when it is triggered."""
    return {RUN: lambda: guide().start()}
