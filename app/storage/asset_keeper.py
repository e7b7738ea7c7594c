"""Where the asset store keeps its bytes: a folder or S3. Knows names and bytes, nothing of what is in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Kept:
    """digest: from the name; size in bytes as stored; at: when it was written."""

    digest: str
    size: int
    at: datetime


class Keeper(Protocol):
    """A file is there whole or not at all. Every method may raise AssetsOfflineError."""

    def read(self, digest: str, *, fresh: bool = False) -> bytes:
        """Raises KeyError. ``fresh``: from where it is kept, not from a cache."""
        ...

    def head(self, digest: str, size: int) -> bytes:
        """The first bytes. Raises KeyError."""
        ...

    def write(self, digest: str, pieces: Iterable[bytes | memoryview]) -> None:
        """Durable when this returns; replaces what is there."""
        ...

    def remove(self, digest: str) -> None: ...

    def has(self, digest: str) -> bool: ...

    def files(self) -> Iterator[Kept]: ...

    def clear_half_written(self) -> int:
        """Take away what writers that were killed left behind; says how many files that were."""
        ...

    def where(self) -> str: ...


def checked(digest: str) -> str:
    """The digest, if it is one: nothing else ever becomes a path. Raises KeyError."""
    if len(digest) != 64 or not set(digest) <= HEX:
        raise KeyError(digest)
    return digest


def name_of(digest: str) -> str:
    """sha256/ab/cdef…: two digits as a folder keep folders small on SMB."""
    checked(digest)
    return f"sha256/{digest[:2]}/{digest[2:]}"


def digest_in(name: str) -> str | None:
    """The digest that a name stands for; None where it is another file."""
    folder, _, rest = name.rpartition("/")
    digest = folder[-2:] + rest
    return digest if len(digest) == 64 and set(digest) <= HEX else None
