"""Files of orders by the hash of their content: pictures, meshes, proofs. ``app.storage`` keeps them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.errors import AppError
from app.i18n import text


class AssetDamagedError(AppError):
    """What is stored is not what was put there."""

    def __init__(self) -> None:
        super().__init__(text("A stored file is damaged; take it from the last backup, or import it again."))


class AssetsOfflineError(AppError):
    """The asset store does not answer, or is full."""


@dataclass(frozen=True)
class AssetFile:
    """What lies in the store. size: bytes as they are stored; at: when they were written (UTC)."""

    digest: str
    size: int
    at: datetime


@dataclass(frozen=True)
class AssetInfo:
    """digest: sha256 (hex) of the content as it was put."""

    digest: str
    size: int
    sensitive: bool


class AssetStore(Protocol):
    """Content never changes; what is put twice is kept once; a file is there whole or not at all.

    Sensitive content (faces, voices, meshes of them) is encrypted at rest; the digest is that of the plain content.
    """

    def put(self, content: bytes, *, sensitive: bool) -> AssetInfo:
        """Keep it, on the disk when this returns. Raises AssetsOfflineError."""
        ...

    def get(self, digest: str) -> bytes:
        """Raises KeyError, AssetDamagedError, AssetsOfflineError."""
        ...

    def has(self, digest: str) -> bool: ...

    def info(self, digest: str) -> AssetInfo:
        """Size of the plain content, and whether it is kept encrypted. Raises KeyError, AssetsOfflineError."""
        ...

    def stored(self, digest: str) -> bytes:
        """The file as it lies there, encrypted where it is sensitive: for backups. Raises KeyError, AssetsOfflineError."""
        ...

    def put_stored(self, digest: str, stored: bytes) -> None:
        """Keep again what ``stored`` gave. Raises AssetDamagedError where it is not what its digest says, AssetsOfflineError."""
        ...

    def check(self, digest: str) -> None:
        """Read it from where it is kept, no cache between, and compare it with its digest.

        Raises KeyError, AssetDamagedError, AssetsOfflineError, SealBrokenError (the key of another workshop).
        """
        ...

    def remove(self, digest: str) -> None:
        """Take it away for good (retention, erasure); nothing happens where it is gone already."""
        ...

    def digests(self) -> Iterator[str]: ...

    def files(self) -> Iterator[AssetFile]:
        """All that lies there, with its age: for collecting what no record points to any more."""
        ...

    def clear_half_written(self) -> int:
        """Take away what writers that were killed left behind; says how many files that were. Raises AssetsOfflineError."""
        ...

    def where(self) -> str:
        """The store for people: a folder, or bucket and server."""
        ...
