"""What is asked of a printer, whatever it speaks. ``app.drivers.printers`` has one file for each protocol.

Each call has a deadline of its own, the driver's business; an upload's follows the size of the file. Two phases: the file
is uploaded under our own name (``uid``), then started; ``find`` looks for that name before anything is sent again.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

from pydantic import BaseModel

from app.errors import AppError
from app.i18n import Text
from app.jobs.progress import Progress

Found = Literal["running", "finished_ok", "finished_bad", "cancelled", "stored", "absent", "cannot_know"]
"""What a look for a uid finds: being printed (or waiting in the printer's own queue for its turn); printed; printed badly or
broken off; cancelled; the file is there but nobody started it; the printer has never had it; the protocol cannot tell."""

Activity = Literal["offline", "starting", "idle", "busy", "printing", "paused", "attention", "error"]


class PrinterError(AppError):
    """The base of what goes wrong between us and a printer; the sentence says what to do."""


class RefusedError(PrinterError):
    """The printer said no before it took anything: busy, wrong file, wrong key, does not exist. Nothing was sent."""


class OfflineError(PrinterError):
    """The printer could not be reached: nothing was sent."""


class CutError(PrinterError):
    """The line broke while something was on its way: only ``find`` can tell what became of it.

    ``whole``: all of the body had left before it broke.
    """

    def __init__(self, sentence: Text | str, *, whole: bool) -> None:
        super().__init__(sentence)
        self.whole = whole


@dataclass(frozen=True)
class PrintFile:
    """What is printed. ``options``: what a 2D printer is always told (media, borderless, copies, quality, colour)."""

    path: Path
    sha256: str
    size: int
    suffix: str
    uid: str
    copies: int = 1
    title: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Probe:
    """Who answers: model and software of the printer, in its own words."""

    model: str
    software: str = ""
    serial: str = ""


@dataclass(frozen=True)
class Capabilities:
    """What a printer takes, as far as it says so itself. Empty: it does not say.

    tells_end     whether it says by itself that a job is done; where not (hot folders), the operator does
    starts_itself whether an uploaded file is printed without being started (hot folders, IPP)
    pauses        whether it is a PausingDriver
    blind         takes files, and nobody but a person sees whether anything comes out (a folder of a program)
    """

    suffixes: tuple[str, ...]
    volume_mm: tuple[float, float, float] | None = None
    media: tuple[str, ...] = ()
    colors: bool | None = None
    tells_end: bool = True
    starts_itself: bool = False
    snapshot: bool = False
    cancels: bool = True
    pauses: bool = False
    blind: bool = False


@dataclass(frozen=True)
class Status:
    """How a printer is now. ``uid``: our name of what it prints, as far as it tells; progress 0-1; seconds, degrees Celsius.

    levels  ink, resin, paper … by name, as shares 0-1; ``facts``: what else it says, for people
    """

    activity: Activity
    uid: str = ""
    native: str = ""
    file: str = ""
    progress: float | None = None
    left_s: float | None = None
    message: str = ""
    temperatures: Mapping[str, tuple[float, float | None]] = field(default_factory=dict)
    levels: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Handed:
    """What an upload or start gave: the printer's own id for it, and what it said. ``running``: it prints already."""

    native: str = ""
    running: bool = False
    told: str = ""


@dataclass(frozen=True)
class Trace:
    """What a look found, in the printer's own words too. ``seconds``: how long it printed, where it says so.

    cut     the copies were handed over in part, and no more; only a CopyingDriver says so
    made    of a job that has ended badly: which of its copies came out all the same, counted from 1. With what cannot be
            known: those of which nothing bad was seen; only a person can tell
    status  how the printer is, where the same answer of it says that too: it is not asked twice while it prints
    """

    found: Found
    native: str = ""
    told: str = ""
    progress: float | None = None
    seconds: float | None = None
    cut: bool = False
    made: tuple[int, ...] = ()
    status: Status | None = None


class Driver(Protocol):
    """One printer. Made for one use or many; calls come from one thread at a time. Every method may raise PrinterError."""

    def probe(self) -> Probe: ...

    def capabilities(self) -> Capabilities: ...

    def status(self) -> Status: ...

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        """Bring the file to the printer under ``file.uid``; never starts it unless ``starts_itself``.

        Raises RefusedError, OfflineError (nothing was sent), CutError.
        """
        ...

    def start(self, file: PrintFile, handed: Handed) -> Handed:
        """Start what was uploaded, and see that it really began. Raises RefusedError, CutError."""
        ...

    def find(self, uid: str, native: str = "") -> Trace:
        """Look for what has our name: live job, queue, history, files; in this order of trust."""
        ...

    def cancel(self, uid: str, native: str = "") -> None:
        """Stop it if it is ours; another job is never touched. Raises RefusedError."""
        ...

    def snapshot(self) -> bytes | None:
        """A picture (JPEG or PNG) of the plate, or None."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class PausingDriver(Protocol):
    """What a driver also has where its printer can be paused. Another job is never touched."""

    def pause(self, uid: str, native: str = "") -> None:
        """Pause it if it is ours. Raises RefusedError, OfflineError, CutError."""
        ...

    def resume(self, uid: str, native: str = "") -> None:
        """Go on with it if it is ours. Raises RefusedError, OfflineError, CutError."""
        ...


@runtime_checkable
class CopyingDriver(Protocol):
    """What a driver also has that hands the copies of a job over one by one: it may end between two of them."""

    def hand_over_rest(self, uid: str, native: str = "") -> None:
        """Go on where ``find`` has said that it was cut; no copy twice, whoever does it how often. Raises OfflineError."""
        ...


@runtime_checkable
class TidyingDriver(Protocol):
    """What a driver also has where files of ours can lie at the printer that nobody wants any more."""

    def left_behind(self) -> frozenset[str]:
        """Uids of which something lies there, unfinished or untaken; somebody may be at it. Raises OfflineError."""
        ...

    def take_away(self, ended: Collection[str], unwanted: Collection[str]) -> None:
        """Take away what is unfinished of those that have ended, and of the unwanted also what was not taken yet."""
        ...


@dataclass(frozen=True)
class DriverKind:
    """A protocol in the table. ``form``: settings of one printer; fields named in ``secrets`` go to the key store.

    make      (settings as the form has them, secrets by name) → a driver
    poll_s    how often its state is asked when idle, and while it prints: the natural rate of the protocol
    discover  finds printers of this kind in the local network: (seconds to wait) → [(name, settings)], or None
    pauses    whether its drivers are PausingDrivers
    stand_in  True where the tests only had a stand-in of our own, no real printer and no real server
    """

    id: str
    title: Text
    icon: str
    kind: Literal["3d", "2d", "label"]
    form: type[BaseModel]
    make: Callable[[BaseModel, Mapping[str, str]], Driver]
    secrets: tuple[str, ...] = ()
    poll_s: tuple[float, float] = (10.0, 3.0)
    discover: Callable[[float], list[tuple[str, dict[str, Any]]]] | None = None
    stand_in: bool = False
    pauses: bool = False
