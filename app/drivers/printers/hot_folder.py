"""A folder that a program of the printer's maker watches: RIPs of 2D printers, and all full-colour 3D printers.

A file appears in it whole or not at all: it is written beside under a name that no program takes, synced, and renamed. A note
of ours, in a folder of our own inside, says that it was handed over; so that "gone" can be told from "was never there".
"""

import contextlib
import errno
import json
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from app.dispatch.driver import (
    Capabilities,
    CutError,
    DriverKind,
    Handed,
    OfflineError,
    PrintFile,
    Probe,
    RefusedError,
    Status,
    Trace,
)
from app.drivers.printers.sending import Outgoing, checked
from app.errors import AppError, Cancelled
from app.i18n import text
from app.jobs.progress import Progress
from app.safe_write import sync_folder

NOTES = ".statuette"
SUFFIXES = (
    ".3mf", ".obj", ".wrl", ".zip", ".ply", ".stl", ".gltf", ".glb",
    ".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".ps", ".eps",
)  # fmt: skip


class FolderError(AppError, ValueError):
    """What somebody entered is no folder."""


def checked_folder(folder: str) -> str:
    """A whole path. Raises FolderError."""
    if not Path(folder.strip()).is_absolute():
        raise FolderError(text("Give the whole path of the folder."))
    return folder.strip()


def checked_name(name: str) -> str:
    """The name of a folder inside the hot folder, or a whole path; "" for none. Raises FolderError."""
    if ".." in Path(name.strip()).parts:
        raise FolderError(text("Give the whole path of the folder."))
    return name.strip()


class HotFolderSettings(BaseModel):
    """One folder, and what its program does with files."""

    folder: Annotated[str, AfterValidator(checked_folder)] = Field(title=text("Folder").message)
    program: str = Field("", title=text("Program").message, description=text("What watches the folder").message)
    done_folder: Annotated[str, AfterValidator(checked_name)] = Field(
        "",
        title=text("Folder of printed files").message,
        description=text("Where the program puts what it printed; leave empty where it does not").message,
    )
    error_folder: Annotated[str, AfterValidator(checked_name)] = Field(
        "",
        title=text("Folder of refused files").message,
        description=text("Where the program puts what it cannot print").message,
    )
    suffixes: tuple[str, ...] = Field(
        (), title=text("File types").message, description=text("Empty: all that it may take").message
    )
    patience_s: float = Field(600.0, gt=0, title=text("Warn when a file lies longer than (seconds)").message)


class HotFolder:
    """Implements :class:`app.dispatch.driver.Driver`."""

    def __init__(self, settings: HotFolderSettings) -> None:
        self._settings = settings
        self._folder = Path(settings.folder)
        self._notes = self._folder / NOTES
        self._suffixes = (
            tuple(suffix.lower() if suffix.startswith(".") else f".{suffix.lower()}" for suffix in settings.suffixes)
            or SUFFIXES
        )

    def close(self) -> None:
        """Nothing is held open."""

    def probe(self) -> Probe:
        self._see()
        return Probe(self._settings.program or self._folder.name)

    def capabilities(self) -> Capabilities:
        tells = bool(self._settings.done_folder)
        return Capabilities(self._suffixes, colors=True, tells_end=tells, starts_itself=True, blind=True)

    def status(self) -> Status:
        self._see()
        waiting = []
        with _reached():
            for path in self._folder.iterdir():
                if self._note(path.stem).exists() and not path.name.startswith("."):
                    with contextlib.suppress(FileNotFoundError):  # just taken
                        waiting.append((path.stat().st_mtime, path))
        if not waiting:
            return Status("idle")
        oldest, path = min(waiting)
        if time.time() - oldest > self._settings.patience_s:
            return Status(
                "attention",
                path.stem,
                message=str(text("The program does not take the file: is it running, and is the right media loaded?")),
            )
        return Status("busy", path.stem, file=path.name)

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        checked(file, self._suffixes)
        if file.copies != 1:
            raise RefusedError(text("A folder takes one copy a job: put the copies on one sheet or plate."))
        self._see()
        name = f"{file.uid}{file.suffix.lower()}"
        target, part, note = self._folder / name, self._folder / f".{name}.part", self._note(file.uid)
        if note.exists() and not part.exists():
            raise RefusedError(text("This job was handed to the program before; queue it again as a new one."))
        try:
            self._write(file, part, progress)
            self._notes.mkdir(exist_ok=True)
            _write_synced(note, json.dumps({"file": name, "sha256": file.sha256}).encode())
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise RefusedError(text("There is no room for the file in the folder of the printer.")) from None
            raise _unreachable() from None
        except (Cancelled, CutError):
            part.unlink(missing_ok=True)
            raise
        try:
            part.replace(target)
            sync_folder(self._folder)
        except OSError:
            raise CutError(
                text("The line to the printer broke; it is looked for before anything is sent again."), whole=True
            ) from None
        return Handed(name, running=False)

    def start(self, file: PrintFile, handed: Handed) -> Handed:  # noqa: ARG002 - the program starts by itself
        return Handed(handed.native, running=True)

    def find(self, uid: str, native: str = "") -> Trace:
        self._see()
        with _reached():
            note = self._note(uid)
            if not note.exists():
                return Trace("absent")
            name = native or str(json.loads(note.read_bytes())["file"])
            if (self._folder / f".{name}.part").exists():
                return Trace("absent", name)  # we ended before it was given its name
            if (self._folder / name).exists():
                return Trace("running", name, str(text("The file still lies in the folder.")))
            if _lies_in(self._at(self._settings.error_folder), uid):
                return Trace("finished_bad", name, str(text("The program refused the file.")))
            if _lies_in(self._at(self._settings.done_folder), uid):
                return Trace("finished_ok", name)
            return Trace("running", name, str(text("The program has taken the file.")))

    def cancel(self, uid: str, native: str = "") -> None:
        found = self.find(uid, native)
        if found.found == "absent":
            raise RefusedError(text("The printer is at another job, which is left alone."))
        away = self._notes / f"{found.native}.cancelled"
        try:
            (self._folder / found.native).replace(away)
        except FileNotFoundError:
            raise RefusedError(text("The program has taken the file already: cancel it there.")) from None
        except OSError:
            raise _unreachable() from None
        away.unlink(missing_ok=True)
        self._note(uid).unlink(missing_ok=True)

    def snapshot(self) -> bytes | None:
        return None

    # ---- inside -------------------------------------------------------------

    def _see(self) -> None:
        try:
            found = self._folder.is_dir()
        except OSError:
            found = False
        if not found:
            raise OfflineError(text("The folder of the printer cannot be reached."))

    def _note(self, uid: str) -> Path:
        return self._notes / f"{uid}.json"

    def _at(self, folder: str) -> Path | None:
        return self._folder / folder if folder else None

    def _write(self, file: PrintFile, part: Path, progress: Progress) -> None:
        with Outgoing.of(file, progress) as body, part.open("wb") as target:
            while piece := body.read():
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        if part.stat().st_size != file.size:
            raise OSError("short")


def _lies_in(folder: Path | None, uid: str) -> bool:
    """Whether a file of this job lies there: programs add words of their own to its name."""
    if folder is None or not folder.is_dir():
        return False
    return any(uid in path.name for path in folder.iterdir())


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())


def _unreachable() -> OfflineError:
    return OfflineError(text("The folder of the printer cannot be reached."))


@contextlib.contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError):
        raise _unreachable() from None


def make(settings: BaseModel, secrets: Mapping[str, str]) -> HotFolder:  # noqa: ARG001 - a folder has no secrets
    """A driver for one folder."""
    assert isinstance(settings, HotFolderSettings)
    return HotFolder(settings)


KINDS = (
    DriverKind(
        id="hot_folder",
        title=text("Folder of a 3D print program"),
        icon="mdi6.folder-arrow-down-outline",
        kind="3d",
        form=HotFolderSettings,
        make=make,
        poll_s=(10.0, 5.0),
    ),
    DriverKind(
        id="hot_folder_2d",
        title=text("Folder of a photo or sheet print program (RIP)"),
        icon="mdi6.folder-arrow-down-outline",
        kind="2d",
        form=HotFolderSettings,
        make=make,
        poll_s=(10.0, 5.0),
    ),
)
