"""A tray of files for the print dialog of the system: whatever printer this PC can use, and no protocol of ours speaks to.

The file of a job is put into a folder of this PC. Somebody prints it from there with the system's own dialog, and says what
came of it; nothing can tell that but whoever stands at the printer.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from app.dispatch.driver import Capabilities, DriverKind, Handed, PrintFile, Probe, Status
from app.drivers.printers.hot_folder import HotFolder, HotFolderSettings, checked_folder
from app.i18n import text
from app.jobs.progress import Progress

ID = "print_dialog"
SUFFIXES = (".png", ".jpg", ".jpeg", ".pdf")


class PrintTraySettings(BaseModel):
    """One folder, and how long a file may lie in it before somebody is reminded, in seconds."""

    folder: Annotated[str, AfterValidator(checked_folder)] = Field(
        title=text("Folder").message,
        description=text("Where files wait to be printed; it has to be on this PC").message,
    )
    program: str = Field("", title=text("Printer").message, description=text("Which printer is meant").message)
    patience_s: float = Field(3600.0, gt=0, title=text("Warn when a file lies longer than (seconds)").message)


class PrintTray(HotFolder):
    """Implements :class:`app.dispatch.driver.Driver`. The person says in the dialog how many copies there are to be."""

    def __init__(self, settings: PrintTraySettings) -> None:
        super().__init__(
            HotFolderSettings(
                folder=settings.folder, program=settings.program, done_folder="", error_folder="", suffixes=SUFFIXES,
                patience_s=settings.patience_s,
            )
        )  # fmt: skip

    def probe(self) -> Probe:
        there = super().probe()
        return Probe(there.model, str(text("Print dialog of the system")))

    def capabilities(self) -> Capabilities:
        return replace(super().capabilities(), tells_end=False)

    def status(self) -> Status:
        found = super().status()
        if found.activity == "attention":
            return replace(found, message=str(text("A file has waited long in the tray: print it, or cancel it.")))
        return found

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        """Copies are made by the dialog: the tray holds one file a job."""
        return super().upload(replace(file, copies=1), progress)


def make(settings: BaseModel, secrets: Mapping[str, str]) -> PrintTray:  # noqa: ARG001 - a folder has no secrets
    """A driver for one tray."""
    assert isinstance(settings, PrintTraySettings)
    return PrintTray(settings)


KIND = DriverKind(
    id=ID,
    title=text("Print dialog of the system"),
    icon="mdi6.printer-outline",
    kind="2d",
    form=PrintTraySettings,
    make=make,
    poll_s=(10.0, 5.0),
)
