"""The actions of dispatch that have a place in menu and palette."""

from collections.abc import Callable
from typing import Protocol

from app.gui.base.actions import Spec
from app.i18n import text

SPECS: tuple[Spec, ...] = (
    Spec(
        "print.send",
        text("Send to print…"),
        text("Queue a print file of the item that is chosen, or on the bench"),
        "mdi6.printer-3d-nozzle",
        ("Ctrl+Alt+P",),
    ),
    Spec(
        "print.printers", text("Printers"), text("Show all printers and what they do now"), "mdi6.printer-3d-nozzle-outline",
        ("F7",),
    ),
    Spec(
        "print.queue", text("Print queue"), text("Show what is printed, what waits and what failed"),
        "mdi6.format-list-numbered", ("Shift+F7",),
    ),
    Spec(
        "print.give_out", text("Give out what waits"),
        text("Every job without a printer goes to a fitting one that can begin it first"), "mdi6.share-outline",
    ),
    Spec(
        "print.plates", text("Plates"), text("Show what is printed together"), "mdi6.view-grid-outline", ("Ctrl+F7",),
    ),
    Spec(
        "print.statistics", text("Print statistics"), text("Show how well printing goes, and what it costs"),
        "mdi6.chart-bar", ("Ctrl+Shift+F7",),
    ),
    Spec(
        "print.judge", text("Quality check…"), text("Of the item that is chosen, or of the print: passed, or what is wrong"),
        "mdi6.clipboard-check-outline", ("Ctrl+Alt+Q",),
    ),
    Spec(
        "print.decide", text("Decide what is unclear…"), text("Say what became of a print that nobody can tell about"),
        "mdi6.help-rhombus-outline", ("Ctrl+Alt+U",),
    ),
    Spec(
        "print.halt", text("Pause the print"), text("Of the print that is chosen: its printer rests until it may go on"),
        "mdi6.pause-circle-outline",
    ),
    Spec(
        "print.go_on", text("Go on with the print"), text("Of the print that is chosen, after it was paused"),
        "mdi6.play-outline",
    ),
    Spec(
        "print.clear", text("The plate is clear…"), text("Of the printer that is chosen: look at the plate first"),
        "mdi6.broom",
    ),
    Spec(
        "print.pause", text("Give a printer no more jobs…"), text("What it prints goes on; nothing further is sent to it"),
        "mdi6.pause-octagon-outline",
    ),
    Spec("print.resume", text("Give a printer jobs again"), text("The next job may be sent to it"), "mdi6.play-circle-outline"),
    Spec(
        "print.service", text("Maintenance was done…"), text("Write down what was done; the hours to the next begin anew"),
        "mdi6.wrench-outline",
    ),
    Spec("print.find", text("Find printers…"), text("Search the local network for printers"), "mdi6.radar"),
    Spec("print.add", text("Add a printer…"), text("Enter how a printer is reached"), "mdi6.plus"),
    Spec("print.change", text("Change the printer…"), text("Name, address, key, material, size"), "mdi6.cog-outline"),
)  # fmt: skip

MENU = (
    "print.send", "print.judge", "", "print.printers", "print.queue", "print.plates", "print.statistics", "",
    "print.give_out", "print.decide", "",
    "print.halt", "print.go_on", "",
    "print.clear", "print.pause", "print.resume", "print.service", "", "print.find", "print.add", "print.change",
)  # fmt: skip


class Doer(Protocol):
    """What does the actions: ``do("add")`` for "print.add"."""

    def do(self, name: str) -> None: ...


def handlers(doer: Callable[[], Doer]) -> dict[str, Callable[[], object]]:
    """What each action starts; ``doer`` is asked when it is started: it is made after the actions."""

    def start(name: str) -> Callable[[], object]:
        return lambda: doer().do(name.removeprefix("print."))

    return {spec.id: start(spec.id) for spec in SPECS}
