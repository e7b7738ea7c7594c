"""The actions for when something goes wrong: in the menu Help and the command palette."""

from collections.abc import Callable
from typing import Protocol

from app.gui.base.actions import Spec
from app.i18n import text


class Desk(Protocol):
    """Who does what the actions say."""

    def show_diagnosis(self) -> object: ...
    def show_report(self) -> object: ...
    def show_reports_folder(self) -> object: ...
    def restart(self, *, safe: bool) -> object: ...


SPECS: tuple[Spec, ...] = (
    Spec(
        "help.diagnosis",
        text("Diagnosis…"),
        text("See how this PC is: versions, graphics, order book, files, printers"),
        "mdi6.stethoscope",
    ),
    Spec(
        "help.report",
        text("Save report…"),
        text("Look at a report about this PC and save it, to give it to whoever helps you"),
        "mdi6.file-document-outline",
    ),
    Spec(
        "help.reports",
        text("Show the reports"),
        text("Open the folder in which the reports of this PC are kept"),
        "mdi6.folder-open-outline",
    ),
    Spec(
        "help.safe",
        text("Restart in safe mode"),
        text("Start with an empty bench, without the graphics card and without printers; nothing is lost"),
        "mdi6.lifebuoy",
    ),
)

MENU = ("help.diagnosis", "help.report", "help.reports", "help.safe")


def handlers(desk: Callable[[], Desk]) -> dict[str, Callable[[], object]]:
    """What each action does; ``desk`` is asked when it is triggered."""
    return {
        "help.diagnosis": lambda: desk().show_diagnosis(),
        "help.report": lambda: desk().show_report(),
        "help.reports": lambda: desk().show_reports_folder(),
        "help.safe": lambda: desk().restart(safe=True),
    }
