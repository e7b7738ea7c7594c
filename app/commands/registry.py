"""The table of commands that need no further answer: menus, tool bars, palette, keys and tests are made from it."""

from collections.abc import Callable
from dataclasses import dataclass

from app.commands import model
from app.commands.results import RepairName
from app.commands.workshop import Workshop
from app.i18n import Text, text


@dataclass(frozen=True)
class Command:
    """A named action. ``icon`` is a qtawesome name, ``shortcut`` a portable key sequence or empty."""

    id: str
    title: Text
    description: Text
    icon: str
    shortcut: str
    start: Callable[[Workshop], object]
    needs_model: bool = True


def _turn(axis: str) -> Callable[[Workshop], object]:
    return lambda workshop: model.turn(workshop, axis)


ALL: tuple[Command, ...] = (
    Command(
        "model.inspect", text("Check again"), text("Run all print checks on the model"),
        "mdi6.clipboard-check-outline", "F5", model.inspect,
    ),
    Command(
        "model.repair_automatically", text("Repair and prove"),
        text("Make the model printable with the least change, then prove it with all checks"),
        "mdi6.auto-fix", "Ctrl+R", model.repair_automatically,
    ),
    *(
        Command(
            f"model.turn_{axis}", text("Turn {axis} up", axis=axis.upper()),
            text("Turn the model by a right angle so that {axis} points up", axis=axis.upper()),
            "mdi6.axis-arrow", "", _turn(axis),
        )
        for axis in ("y", "-y", "x", "-x", "-z")
    ),
)  # fmt: skip


def repair_command(name: RepairName) -> Command:
    """The command of one repair; repairs are known once the helper process has named them."""
    return Command(
        f"repair.{name.id}", name.title, name.description, "mdi6.wrench-outline", "",
        lambda workshop: model.repair(workshop, name.id),
    )  # fmt: skip
