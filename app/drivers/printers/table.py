"""The protocols that printers speak here: a new one is one file and one line."""

from app.dispatch.driver import DriverKind
from app.drivers.printers import bambu, hot_folder, ipp, moonraker, octoprint, print_tray, prusalink, raw_label, sdcp

KINDS: tuple[DriverKind, ...] = (
    moonraker.KIND,
    prusalink.KIND,
    bambu.KIND,
    octoprint.KIND,
    sdcp.KIND,
    *hot_folder.KINDS,
    *ipp.KINDS,
    raw_label.KIND,
    print_tray.KIND,
)


def by_id() -> dict[str, DriverKind]:
    """The kinds by their id, as printers name them."""
    return {kind.id: kind for kind in KINDS}
