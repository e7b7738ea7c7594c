"""The actions of the packing bench that have a place in the palette. F4, F5 and F6 work on its page."""

from collections.abc import Callable
from typing import Protocol

from app.gui.base.actions import Spec
from app.i18n import text

SPECS: tuple[Spec, ...] = (
    Spec(
        "pack.scan",
        text("Scan and pack"),
        text("Go to the packing bench; the scanner is ready"),
        "mdi6.barcode-scan",
        ("F2",),
    ),
    Spec(
        "pack.camera",
        text("Scan with a camera"),
        text("A camera of this PC reads the labels that are held before it"),
        "mdi6.camera-outline",
    ),
    Spec(
        "pack.close",
        text("Photo and weight"),
        text("Photo and weight of the open parcel, then close it (F4 at the packing bench)"),
        "mdi6.camera-outline",
    ),
    Spec(
        "pack.label",
        text("Label of the parcel"),
        text("Preview and print the label of the open parcel (F5 at the packing bench)"),
        "mdi6.label-outline",
    ),
    Spec(
        "pack.hand_over",
        text("Hand the parcel over"),
        text("Waybill and hand-over of the open parcel (F6 at the packing bench)"),
        "mdi6.truck-outline",
    ),
    Spec(
        "pack.hand_over_all",
        text("Hand over all that are ready…"),
        text("Every parcel that is labelled and has its waybill goes to the courier"),
        "mdi6.truck-check-outline",
    ),
    Spec(
        "pack.undo",
        text("Take back the last scan"),
        text("The thing that was scanned last is taken out of the box again"),
        "mdi6.undo-variant",
    ),
    Spec(
        "pack.list",
        text("Print the packing list"),
        text("The list with pictures that lies in the parcel"),
        "mdi6.clipboard-list-outline",
    ),
    Spec("pack.card", text("Print the unboxing card"), text("The card that the buyer scans"), "mdi6.qrcode"),
    Spec(
        "pack.chase",
        text("Chase list"),
        text("Parcels that are late, silent, or signed for but not unboxed"),
        "mdi6.run-fast",
    ),
    Spec(
        "pack.units",
        text("Print item labels…"),
        text("A label with a code for each unit of what is chosen in the queue; without one it cannot be scanned"),
        "mdi6.barcode",
    ),
    Spec(
        "pack.reopen",
        text("Open the parcel again…"),
        text("Open a closed parcel to change what is in it"),
        "mdi6.package-variant",
    ),
    Spec(
        "pack.dissolve",
        text("Dissolve the parcel…"),
        text("Give a parcel up; its things lie ready again"),
        "mdi6.package-variant-remove",
    ),
)

MENU = (
    "pack.scan", "pack.camera", "", "pack.close", "pack.label", "pack.hand_over", "pack.hand_over_all", "",
    "pack.undo", "pack.list", "pack.card", "", "pack.units", "pack.chase", "", "pack.reopen", "pack.dissolve",
)  # fmt: skip


class Doer(Protocol):
    """What does the actions: ``do("close")`` for "pack.close"."""

    def do(self, name: str) -> None: ...


def handlers(doer: Callable[[], Doer]) -> dict[str, Callable[[], object]]:
    """What each action starts; ``doer`` is asked when it is started: it is made after the actions."""

    def start(name: str) -> Callable[[], object]:
        return lambda: doer().do(name.removeprefix("pack."))

    return {spec.id: start(spec.id) for spec in SPECS}
