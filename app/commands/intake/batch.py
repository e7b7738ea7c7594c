"""What an import works on, whatever it came as: orders that are not looked at yet, and the files that belong to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.errors import AppError
from app.i18n import Text, text


class IntakeRefusedError(AppError):
    """A file or an answer that cannot be orders at all."""


class AssetRefusedError(AppError):
    """A file of an order that is missing, damaged or not what was announced. ``what``: the rest of a sentence."""

    def __init__(self, what: Text) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Incoming:
    """One order as it came, with its lines where that is a table. ``raw`` holds personal data: never print it."""

    where: Text
    raw: Mapping[str, Any]
    lines: tuple[int, ...] = ()

    def __repr__(self) -> str:
        return f"Incoming({self.where.message!r})"


class Files(Protocol):
    """The files that came along."""

    def digest(self, name: str) -> str:
        """sha256 that was announced. Raises AssetRefusedError for a name that was not."""
        ...

    def content(self, name: str) -> bytes:
        """The content, whose digest was checked. Raises AssetRefusedError."""
        ...


@dataclass
class Batch:
    """Orders of one source.

    key       what it is known by: it comes in once
    count     how many orders there are, for the progress
    problems  of orders that could not even be read
    dropped   names of fields outside the orders that are not kept
    announced sha256 of each file that belongs to it
    """

    source: str
    key: str
    orders: Iterator[Incoming]
    count: int
    files: Files
    problems: tuple[Any, ...] = ()
    dropped: tuple[str, ...] = ()
    announced: Mapping[str, str] = field(default_factory=dict)


class NoFiles:
    """Where no files can come along."""

    def digest(self, name: str) -> str:  # noqa: ARG002 - there is none
        """There is none."""
        raise AssetRefusedError(
            text("names a file that did not come along; leave it out, or send a bundle with its files")
        )

    def content(self, name: str) -> bytes:
        """There is none."""
        self.digest(name)
        raise AssertionError
