"""A folder that a program of the printer's maker watches: RIPs of 2D printers, and all full-colour 3D printers.

A file appears in it whole or not at all: it is written beside under a name that no program takes, synced, and renamed. A note
of ours, in a folder of our own inside, says that it was handed over; so that "gone" can be told from "was never there".
Copies are files of their own (see ``folder_copies``): the note lies there before the first of them gets its name, and where we
end between two of them, whoever drives the folder next gives the others theirs.
"""

import contextlib
import errno
import json
import os
import time
from collections.abc import Collection, Iterator, Mapping
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
from app.drivers.printers.folder_copies import Copies, Where, handed_over, is_cut, names_of, uid_of
from app.drivers.printers.folder_leftovers import Leftovers
from app.drivers.printers.sending import Outgoing, checked
from app.errors import AppError, Cancelled
from app.i18n import Text, text
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
    """Implements Driver, CopyingDriver and TidyingDriver of :mod:`app.dispatch.driver`."""

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
            for path in self._untaken():
                with contextlib.suppress(FileNotFoundError):  # just taken
                    waiting.append((path.stat().st_mtime, path))
        if not waiting:
            return Status("idle")
        oldest, path = min(waiting)
        if time.time() - oldest > self._settings.patience_s:
            return Status(
                "attention",
                uid_of(path.name),
                message=str(text("The program does not take the file: is it running, and is the right media loaded?")),
            )
        return Status("busy", uid_of(path.name), file=path.name)

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        checked(file, self._suffixes)
        self._see()
        copies = self._copies(names_of(file.uid, file.suffix.lower(), file.copies))
        if self._note(file.uid).exists() and handed_over(copies.places()):
            raise RefusedError(text("This job was handed to the program before; queue it again as a new one."))
        try:
            self._write_all(file, copies, progress)
        except OSError as error:
            with contextlib.suppress(OSError):
                self._undo(file.uid, copies)
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise RefusedError(text("There is no room for the file in the folder of the printer.")) from None
            raise _unreachable() from None
        except (Cancelled, CutError):
            self._undo(file.uid, copies)
            raise
        try:
            copies.show()
            sync_folder(self._folder)
        except OSError:
            raise CutError(
                text("The line to the printer broke; it is looked for before anything is sent again."), whole=True
            ) from None
        return Handed(copies.names[0], running=False)

    def start(self, file: PrintFile, handed: Handed) -> Handed:  # noqa: ARG002 - the program starts by itself
        return Handed(handed.native, running=True)

    def find(self, uid: str, native: str = "") -> Trace:  # noqa: ARG002 - the note names the files
        self._see()
        with _reached():
            copies = self._noted(uid)
            if copies is None:
                return Trace("absent")
            return self._trace(copies.names, copies.places())

    def hand_over_rest(self, uid: str, native: str = "") -> None:  # noqa: ARG002 - the note names the files
        self._see()
        with _reached():
            copies = self._noted(uid)
            if copies is not None and is_cut(copies.places()):
                copies.show()
                sync_folder(self._folder)

    def cancel(self, uid: str, native: str = "") -> None:  # noqa: ARG002 - the note names the files
        self._see()
        with _reached():
            copies = self._noted(uid)
            if copies is None or not handed_over(copies.places()):
                raise RefusedError(text("The printer is at another job, which is left alone."))
            taken, count = copies.withdraw(), len(copies.names)
            if not taken:
                self._note(uid).unlink(missing_ok=True)
                copies.forget()
                return
        if count == 1:
            raise RefusedError(text("The program has taken the file already: cancel it there."))
        raise RefusedError(
            text("The program has taken {n} of {m} copies already: cancel them there.", n=taken, m=count)
        )

    def left_behind(self) -> frozenset[str]:
        self._see()
        with _reached():
            return Leftovers(self._folder, self._notes).uids() | {uid_of(path.name) for path in self._untaken()}

    def take_away(self, ended: Collection[str], unwanted: Collection[str]) -> None:
        self._see()
        with _reached():
            Leftovers(self._folder, self._notes).take_away(ended)
            for uid in unwanted:
                copies = self._noted(uid)
                if copies is not None and "lying" in copies.places().values():
                    copies.withdraw()

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

    def _untaken(self) -> Iterator[Path]:
        """What of ours lies there for the program. Raises OSError."""
        for path in self._folder.iterdir():
            if not path.name.startswith(".") and self._note(uid_of(path.name)).exists():
                yield path

    def _note(self, uid: str) -> Path:
        return self._notes / f"{uid}.json"

    def _at(self, folder: str) -> Path | None:
        return self._folder / folder if folder else None

    def _copies(self, names: tuple[str, ...]) -> Copies:
        return Copies(self._folder, self._notes, names)

    def _noted(self, uid: str) -> Copies | None:
        """The copies that the note of a job names; None where there is no note."""
        try:
            note = json.loads(self._note(uid).read_bytes())
        except FileNotFoundError:
            return None
        return self._copies(tuple(note["files"]) if "files" in note else (str(note["file"]),))  # older ones name one

    def _trace(self, names: tuple[str, ...], places: Mapping[str, Where]) -> Trace:
        """What became of the copies of a job; only when nothing more can be printed it has ended."""
        native, all_, there = names[0], len(names), handed_over(places)
        if not there:
            return Trace("absent", native)  # we ended before the first was given its name, or all were taken back
        if is_cut(places):
            told = text("{n} of {m} copies were handed over; the others follow.", n=len(there), m=all_)
            return Trace("running", native, str(told), cut=True)
        lying = [name for name in there if places[name] == "lying"]
        if lying:
            return Trace("running", native, str(_lying_words(len(lying), all_)))
        refused = _seen(self._at(self._settings.error_folder), there)
        done = _seen(self._at(self._settings.done_folder), there) - refused
        made = tuple(number for number, name in enumerate(names, 1) if name in there and name not in refused)
        if len(refused | done) < len(there):
            if self._settings.done_folder or not refused:
                return Trace("running", native, str(_taken_words(len(there), all_)))
            # What is printed is shown nowhere: the others may be refused in a moment as well.
            told = text(
                "The program refused {n} of {m} copies. Look whether the others were printed.", n=len(refused), m=all_
            )
            return Trace("cannot_know", native, str(told), made=made)
        if len(there) < all_:
            told = text("{n} of {m} copies were printed, then the job was cancelled.", n=len(made), m=all_)
            return Trace("cancelled", native, str(told), made=made)
        if refused:
            return Trace("finished_bad", native, str(_refused_words(len(refused), all_)), made=made)
        return Trace("finished_ok", native)

    def _write_all(self, file: PrintFile, copies: Copies, progress: Progress) -> None:
        """Write every copy where no program sees it, then the note. Raises OSError, Cancelled, CutError."""
        note, count = self._note(file.uid), len(copies.names)
        note.unlink(missing_ok=True)  # of a try that ended before anything was shown
        copies.forget()
        for number, name in enumerate(copies.names):
            self._write(file, copies.part(name), progress.part(number / count, (number + 1) / count))
        self._notes.mkdir(exist_ok=True)
        sync_folder(self._folder)  # after a power cut, a note without its files would say that they were taken
        aside = note.with_name(f".{note.name}.part")
        _write_synced(aside, json.dumps({"files": copies.names, "sha256": file.sha256}).encode())
        aside.replace(note)
        sync_folder(self._notes)

    def _undo(self, uid: str, copies: Copies) -> None:
        """Nothing was shown: as if nothing had been written. Raises OSError; then the note goes first, or nothing does."""
        self._note(uid).unlink(missing_ok=True)
        for name in copies.names:
            copies.part(name).unlink(missing_ok=True)

    def _write(self, file: PrintFile, part: Path, progress: Progress) -> None:
        with Outgoing.of(file, progress) as body, part.open("wb") as target:
            while piece := body.read():
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        if part.stat().st_size != file.size:
            raise OSError("short")


def _seen(folder: Path | None, names: tuple[str, ...]) -> frozenset[str]:
    """Which of these files lie there: programs add words of their own to their names."""
    if folder is None or not folder.is_dir():
        return frozenset()
    there = [path.name for path in folder.iterdir()]
    return frozenset(name for name in names if any(Path(name).stem in other for other in there))


def _lying_words(n: int, m: int) -> Text:
    return (
        text("The file still lies in the folder.")
        if m == 1
        else text("{n} of {m} copies still lie in the folder.", n=n, m=m)
    )


def _taken_words(n: int, m: int) -> Text:
    return (
        text("The program has taken the file.")
        if m == 1
        else text("The program has taken {n} of {m} copies.", n=n, m=m)
    )


def _refused_words(n: int, m: int) -> Text:
    if m == 1:
        return text("The program refused the file.")
    return text("{made} of {m} copies were printed; the program refused {n}.", made=m - n, n=n, m=m)


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
