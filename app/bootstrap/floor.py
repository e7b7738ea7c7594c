"""The printers of this PC."""

from typing import TYPE_CHECKING

from app.settings.folders import standard_folders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.commands.office import Office
    from app.commands.print_floor import PrintFloor
    from app.dispatch.driver import DriverKind


def make_floor(office: "Office", *, idle: bool = False) -> "PrintFloor":
    """The printers that this program drives; it drives none before its ``open``, and ``idle`` none at all."""
    from app.commands.print_floor import PrintFloor  # noqa: PLC0415
    from app.security.printer_keys import PrinterKeys  # noqa: PLC0415
    from app.storage.dispatch_presence import FolderPresence  # noqa: PLC0415

    folders = standard_folders()

    def kinds() -> "Mapping[str, DriverKind]":
        from app.drivers.printers.table import by_id  # noqa: PLC0415 - HTTP, MQTT and mDNS take half a second

        return by_id()

    return PrintFloor(
        office,
        kinds,
        PrinterKeys(folders.settings, office.vault),
        lambda: FolderPresence(folders.data / "running"),
        folders.data / "spool",
        idle=idle,
    )
