"""A server that is asked for orders, whatever it speaks (``app.drivers`` has those that we know)."""

from dataclasses import dataclass
from typing import Protocol

from app.errors import AppError
from app.jobs.progress import Progress


class SourceOfflineError(AppError):
    """The server does not answer, or not now; it is asked again later."""


class SourceRefusedError(AppError):
    """The server refuses us, or answers what cannot be orders; somebody has to look at it."""


@dataclass(frozen=True)
class SourcePage:
    """bundle: as JSON; next: cursor of what follows; more: there is something behind it already."""

    bundle: bytes
    next: str
    more: bool


@dataclass(frozen=True)
class Acknowledgement:
    """What became of a page: keys that are in the book now or were there, and those that were refused with the reasons."""

    cursor: str
    taken: tuple[str, ...]
    refused: tuple[str, ...]
    problems: tuple[str, ...]


class OrderSource(Protocol):
    """Every call is tried again for a while where that can help. Raises SourceOfflineError, SourceRefusedError."""

    @property
    def name(self) -> str:
        """Of the source, as orders of it keep it."""
        ...

    def page(self, cursor: str, progress: Progress) -> SourcePage:
        """What follows a cursor; "" from the beginning."""
        ...

    def file(self, digest: str, size: int, progress: Progress) -> bytes:
        """A file by its sha256; never more than ``size`` bytes."""
        ...

    def close(self) -> None:
        """Give the connections back."""
        ...

    def acknowledge(self, told: Acknowledgement, idempotency_key: str, progress: Progress) -> None:
        """Say what became of a page. The same key again changes nothing there."""
        ...
