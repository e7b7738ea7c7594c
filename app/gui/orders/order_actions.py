"""The actions of orders: names, signs, shortcuts, and their place in the menu "Orders"."""

from collections.abc import Callable
from typing import Protocol

from app.gui.base.actions import Spec
from app.i18n import text

SPECS: tuple[Spec, ...] = (
    Spec(
        "orders.find",
        text("Find an order"),
        text("Go to the filter of the order queue"),
        "mdi6.magnify",
        ("Ctrl+F", "/"),
    ),
    Spec(
        "orders.queue",
        text("Go to the queue"),
        text("Let the keys work in the order queue"),
        "mdi6.format-list-bulleted",
        ("F6",),
    ),
    Spec(
        "orders.show",
        text("Open the order"),
        text("Show all about the order that is chosen"),
        "mdi6.text-box-outline",
        ("Ctrl+G",),
    ),
    Spec(
        "orders.bench",
        text("Put on the bench"),
        text("Work on the item that is chosen"),
        "mdi6.cube-send",
        ("Ctrl+Shift+G",),
    ),
    Spec(
        "orders.back",
        text("Back to the workplace"),
        text("Close the order that is shown"),
        "mdi6.arrow-left",
        ("Ctrl+Alt+B",),
    ),
    Spec(
        "orders.next_step",
        text("Next step"),
        text("Do the next step with what is chosen in the queue"),
        "mdi6.arrow-right-bold-outline",
        ("Ctrl+D",),
    ),
    Spec(
        "orders.hold",
        text("Put on hold…"),
        text("Say what the chosen items wait for"),
        "mdi6.pause-circle-outline",
        ("Ctrl+Alt+H",),
    ),
    Spec(
        "orders.take",
        text("Assign to me"),
        text("Take the chosen items for yourself"),
        "mdi6.account-arrow-left-outline",
        ("Ctrl+T",),
    ),
    Spec("orders.normal", text("Normal priority"), text("Give the chosen orders normal priority"), "mdi6.minus"),
    Spec("orders.high", text("High priority"), text("Give the chosen orders high priority"), "mdi6.chevron-up"),
    Spec(
        "orders.urgent", text("Urgent"), text("Mark the chosen orders as urgent"), "mdi6.chevron-double-up", ("Ctrl+U",)
    ),
    Spec("orders.new", text("New order…"), text("Write an order down by hand"), "mdi6.plus-box-outline", ("Ctrl+N",)),
    Spec(
        "orders.import",
        text("Import orders…"),
        text("Read orders from a JSON, ZIP, CSV or XLSX file"),
        "mdi6.file-import-outline",
        ("Ctrl+Alt+I",),
    ),
    Spec(
        "orders.watch",
        text("Watch a folder…"),
        text("Orders whose files are put into a folder come in by themselves"),
        "mdi6.folder-eye-outline",
    ),
    Spec(
        "orders.server",
        text("Order server…"),
        text("Ask a server for new orders by itself"),
        "mdi6.cloud-download-outline",
    ),
    Spec(
        "orders.sample",
        text("Sample workshop…"),
        text("Fill in a few dozen made-up orders, or take them out again"),
        "mdi6.creation-outline",
    ),
    Spec(
        "orders.export",
        text("Export what is chosen…"),
        text("Write what is chosen to a file; buyers stay masked"),
        "mdi6.file-export-outline",
        ("Ctrl+Alt+E",),
    ),
    Spec(
        "orders.map",
        text("How an order goes…"),
        text("Show the states of items, parcels, proofs and claims as a drawing"),
        "mdi6.sitemap-outline",
    ),
    Spec(
        "orders.views",
        text("All views"),
        text("Choose one of the views of the queue"),
        "mdi6.view-list-outline",
        ("Ctrl+Alt+V",),
    ),
    Spec(
        "orders.next_view",
        text("Next view"),
        text("Show the next view of the queue"),
        "mdi6.chevron-right",
        ("Ctrl+PgDown",),
    ),
    Spec(
        "orders.previous_view",
        text("View before"),
        text("Show the view before this one"),
        "mdi6.chevron-left",
        ("Ctrl+PgUp",),
    ),
    Spec(
        "orders.save_view",
        text("Keep this as a view…"),
        text("Keep what is filtered now as a view of its own"),
        "mdi6.bookmark-plus-outline",
    ),
    Spec(
        "orders.manage_views", text("Put views in order…"), text("Rename, move and remove views"), "mdi6.sort-variant"
    ),
)

MENU = (
    "orders.find", "orders.queue", "", "orders.show", "orders.bench", "orders.back", "", "orders.next_step",
    "orders.hold", "orders.take", "orders.normal", "orders.high", "orders.urgent", "", "orders.new", "orders.import",
    "orders.watch", "orders.server", "orders.export", "orders.sample", "", "orders.views", "orders.next_view",
    "orders.previous_view", "orders.save_view", "orders.manage_views", "", "orders.map",
)  # fmt: skip


class Doer(Protocol):
    """What does the actions: ``do("find")`` for "orders.find"."""

    def do(self, name: str) -> None: ...


def handlers(doer: Callable[[], Doer]) -> dict[str, Callable[[], object]]:
    """What each action starts; ``doer`` is asked when it is started: it is made after the actions."""

    def start(name: str) -> Callable[[], object]:
        return lambda: doer().do(name.removeprefix("orders."))

    return {spec.id: start(spec.id) for spec in SPECS}
