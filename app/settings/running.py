"""Marks of the windows that run on this PC: one that is left without its window tells that the window ended unexpectedly.

Each window holds a lock on a file of its own, which the system takes away with it, however it ended. Beside it lie how far it
came and, where the program itself stepped on something, what Python wrote down in its last moment (``faulthandler``).
"""

import faulthandler
import json
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from app.safe_write import write_chunks
from app.settings.file_lock import is_held, lock_now, locked

Phase = Literal["starting", "up", "ending"]
_PATIENCE_S = 5.0
_LOCK, _TOLD, _FAULT, _COUNT = ".window", ".json", ".fault", "starts.json"
MANY = 2
"""So many unexpected ends in a row, each during the start, ask for the safe mode before anything else."""


@dataclass(frozen=True)
class Ended:
    """A window that ended unexpectedly.

    phase    how far it had come; "ending": it crashed while it was taken down
    version  of the program
    safe     it was in safe mode
    at       when it began (seconds since 1970)
    fault    what Python wrote down when it crashed; "" where it was killed or the power went
    """

    phase: Phase
    version: str
    safe: bool
    at: float
    fault: str = ""


class RunningMark:
    """The mark of this window, from now until :meth:`end`."""

    def __init__(self, folder: Path, version: str, *, safe: bool) -> None:
        """Raises OSError where the folder cannot be written."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._base = folder, folder / secrets.token_hex(8)
        self._told: dict[str, Any] = {"phase": "starting", "version": version, "safe": safe, "at": time.time()}
        with locked(folder / "marks.lock", _PATIENCE_S):  # nobody looks between making and locking it
            self._handle: int | None = os.open(_beside(self._base, _LOCK), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            lock_now(self._handle)
        self._tell()
        self._fault: IO[bytes] | None = None

    def catch_faults(self) -> None:
        """Let Python write down where it was when the program crashes (a segmentation fault in a library)."""
        self._fault = _beside(self._base, _FAULT).open("wb", buffering=0)
        faulthandler.enable(self._fault, all_threads=True)

    def is_up(self) -> None:
        """The window is there and works: whatever happens from now on is no crash of the start."""
        if self._told["phase"] != "up":
            self._told["phase"] = "up"
            self._tell()
            _write(self._folder / _COUNT, 0)

    def is_leaving(self) -> None:
        """The window is about to end as it should: where the system kills it now, at a shutdown, that is no crash."""
        self._told["phase"] = "ending"
        self._tell()

    def end(self) -> None:
        """The window ends as it should."""
        if self._fault is not None:
            faulthandler.disable()
            self._fault.close()
            self._fault = None
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
            _remove(self._base)
            _write(self._folder / _COUNT, 0)

    def abandon(self) -> None:
        """The window ends although it never came up: the mark stays, so that the next start counts it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _tell(self) -> None:
        _write(_beside(self._base, _TOLD), self._told)


@dataclass(frozen=True)
class Before:
    """What is known of the windows before this one.

    ended   those that ended unexpectedly since the last start, the latest last
    starts  how many of them in a row ended during their start
    """

    ended: tuple[Ended, ...] = ()
    starts: int = 0


def look_back(folder: Path) -> Before:
    """Take away the marks of windows that do not run any more, and tell of them. Another window that runs is no crash."""
    if not folder.is_dir():
        return Before()
    with locked(folder / "marks.lock", _PATIENCE_S) as mine:
        if not mine:
            return Before()
        found = []
        for lock in folder.glob(f"*{_LOCK}"):
            if not is_held(lock):
                base = lock.with_suffix("")
                found.append(_read(base))
                _remove(base)
        ended = tuple(sorted((one for one in found if one.phase != "ending" or one.fault), key=lambda one: one.at))
        starts = _starts(folder / _COUNT)
        for one in ended:
            starts = starts + 1 if one.phase == "starting" else 0
        if ended:
            _write(folder / _COUNT, starts)
    return Before(ended, starts)


def _read(base: Path) -> Ended:
    try:
        told = json.loads(_beside(base, _TOLD).read_text("utf-8"))
        phase: Phase = told["phase"] if told["phase"] in {"up", "ending"} else "starting"
        fault = _beside(base, _FAULT)
        words = fault.read_bytes()[:200_000].decode("utf-8", "replace") if fault.exists() else ""
        return Ended(phase, str(told["version"]), bool(told["safe"]), float(told["at"]), words)
    except (OSError, ValueError, KeyError, TypeError):  # it ended before it had written anything down
        return Ended("starting", "", safe=False, at=0.0)


def _remove(base: Path) -> None:
    for suffix in (_FAULT, _TOLD, _LOCK):
        _beside(base, suffix).unlink(missing_ok=True)


def _beside(base: Path, suffix: str) -> Path:
    return base.with_name(base.name + suffix)


def _starts(path: Path) -> int:
    try:
        return max(0, int(json.loads(path.read_text("utf-8"))))
    except (OSError, ValueError, TypeError):
        return 0


def _write(path: Path, value: object) -> None:
    write_chunks(path, [json.dumps(value).encode()])
