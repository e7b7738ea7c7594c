"""A print file on its way: checked before its first byte leaves, counted while it leaves; its deadline follows its size."""

import hashlib
import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Self

from app.dispatch.driver import CutError, PrintFile, RefusedError
from app.i18n import text
from app.jobs.progress import Progress

PIECE = 64 * 1024
SLOWEST_BYTES_A_SECOND = 40_000
"""What a poor wireless network still carries: 96 MB take twenty minutes at 80 kB/s."""
LEAST_S = 60.0


def deadline_s(size: int) -> float:
    """How long the transfer of so many bytes may take, in seconds."""
    return LEAST_S + size / SLOWEST_BYTES_A_SECOND


@dataclass(frozen=True)
class Hashes:
    """Hashes of a file, as printers give them back."""

    sha256: str
    sha1: str
    md5: str


def checked(file: PrintFile, suffixes: tuple[str, ...] = ()) -> Hashes:
    """See that the file is the one that was queued, and of a kind that the printer takes. Raises RefusedError."""
    if suffixes and file.suffix.lower() not in suffixes:
        raise RefusedError(
            text(
                "This printer takes no “{suffix}” files; it takes {list}.", suffix=file.suffix, list=", ".join(suffixes)
            )
        )
    hashers = [hashlib.sha256(), hashlib.sha1(usedforsecurity=False), hashlib.md5(usedforsecurity=False)]
    size = 0
    try:
        with file.path.open("rb") as source:
            while piece := source.read(1 << 20):
                size += len(piece)
                for hasher in hashers:
                    hasher.update(piece)
    except OSError:
        raise RefusedError(text("The print file cannot be read any more; queue it again.")) from None
    sha256, sha1, md5 = (hasher.hexdigest() for hasher in hashers)
    if sha256 != file.sha256 or size != file.size:
        raise RefusedError(text("The print file was changed after it had been queued; queue it again."))
    return Hashes(sha256, sha1, md5)


@dataclass
class Outgoing:
    """A file as a body that is sent piece by piece; can be sent again from its start where a printer asks who we are.

    ``sent``: bytes handed to the network so far; ``whole``: all of them. Reading raises Cancelled, and CutError when late.
    """

    path: Path | None
    size: int
    progress: Progress
    end: float
    sent: int = 0
    content: bytes = field(default=b"", repr=False)
    _source: BinaryIO | None = field(default=None, repr=False)

    @classmethod
    def of(cls, file: PrintFile, progress: Progress) -> "Outgoing":
        """The body of this file, with its deadline."""
        return cls(file.path, file.size, progress, time.monotonic() + deadline_s(file.size))

    @classmethod
    def of_bytes(cls, content: bytes, progress: Progress) -> "Outgoing":
        """A body that was made of the file, in the printer's own language."""
        return cls(None, len(content), progress, time.monotonic() + deadline_s(len(content)), content=content)

    @property
    def whole(self) -> bool:
        """Whether all of it has left."""
        return self.sent >= self.size

    def __enter__(self) -> Self:
        self._source = io.BytesIO(self.content) if self.path is None else self.path.open("rb")
        return self

    def __exit__(self, *_: object) -> None:
        if self._source is not None:
            self._source.close()

    # What httpx and ftplib want of a file.

    def fileno(self) -> int:
        return self._open().fileno()

    def seek(self, where: int, whence: int = 0) -> int:
        self.sent = self._open().seek(where, whence)
        return self.sent

    def tell(self) -> int:
        return self._open().tell()

    def read(self, most: int = PIECE) -> bytes:
        self.progress(self.sent / self.size if self.size else 1.0)
        if time.monotonic() > self.end:
            raise CutError(text("The transfer to the printer took too long."), whole=False)
        piece = self._open().read(PIECE if most < 0 else most)
        self.sent += len(piece)
        return piece

    def __iter__(self) -> "Pieces":
        self.seek(0)
        return Pieces(self.read)

    def _open(self) -> BinaryIO:
        assert self._source is not None
        return self._source


@dataclass
class Pieces:
    """Goes through what a read gives until nothing comes."""

    read: Callable[[int], bytes]

    def __iter__(self) -> "Pieces":
        return self

    def __next__(self) -> bytes:
        if piece := self.read(PIECE):
            return piece
        raise StopIteration
