"""Updates as people see them: where they come from, what one brings, and why one is refused. Knows no network."""

import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.errors import AppError
from app.i18n import text

BUNDLE = ".statuette-update"
SourceKind = Literal["", "address", "folder", "file"]


class UpdateRefusedError(AppError):
    """An update that is not taken: not signed, altered, older, expired, too large. What is there stays as it is."""


class UpdateOfflineError(AppError):
    """The source of updates cannot be reached now."""

    def __init__(self, where: str) -> None:
        super().__init__(
            text(
                "The update source “{where}” cannot be reached now; nothing was changed. Try again later.", where=where
            )
        )


class NoUpdatesError(AppError):
    """This program cannot be updated from within: it was not installed, or came without a root of trust."""


@dataclass(frozen=True)
class Release:
    """A version that a source offers.

    notes     language code → what is new
    fetched   bytes that have to be fetched for it, as far as is known
    unpacked  bytes that it takes on the disk
    runtime   it needs Python and libraries that are not here yet
    again     it was set aside on this PC before
    """

    version: str
    notes: Mapping[str, str] = field(default_factory=dict)
    fetched: int = 0
    unpacked: int = 0
    runtime: bool = False
    made_at: str = ""
    again: bool = False

    def notes_in(self, language: str) -> str:
        """What is new, in this language or else in one that there is."""
        return self.notes.get(language) or self.notes.get("en") or next(iter(self.notes.values()), "")


@dataclass(frozen=True)
class UpdateState:
    """How this PC stands.

    why_off    why updates are off; "" where they are on
    waiting    a newer version is in place and starts next time; "" where there is none
    set_aside  versions that did not work here and that nobody has read about yet, with their reasons ("died", …)
    source     where updates come from unless somebody chose otherwise
    """

    version: str
    runtime: str = ""
    why_off: str = ""
    waiting: str = ""
    set_aside: tuple[tuple[str, str], ...] = ()
    source: str = ""


def platform_id() -> str:
    """Which layers run here: "linux-x86_64", "windows-x86_64"."""
    machine = {"amd64": "x86_64", "x64": "x86_64", "arm64": "aarch64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    return f"{'windows' if sys.platform == 'win32' else 'linux'}-{machine}"


def kind_of(source: str) -> SourceKind:
    """What a person wrote as the source of updates: an address, a folder (or a share of Windows), a file, or nothing."""
    words = source.strip()
    if not words:
        return ""
    if words.lower().startswith(("https://", "http://")):
        return "address"
    return "file" if Path(words).suffix.lower() in {BUNDLE, ".zip"} else "folder"
