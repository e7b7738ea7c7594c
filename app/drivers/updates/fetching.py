"""What the kinds of source share: downloads that stay within their budget, can be cancelled, and go on where they stopped."""

import contextlib
import logging
import tempfile
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from tuf.api.exceptions import DownloadHTTPError, DownloadLengthMismatchError, LengthOrHashMismatchError
from tuf.ngclient.fetcher import FetcherInterface

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.settings.releases import UpdateOfflineError

log = logging.getLogger(__name__)
METADATA, TARGETS = "metadata/", "targets/"
CHUNK = 1 << 18


class NotThereError(DownloadHTTPError):
    """The source answers and has no such file."""

    def __init__(self, path: str) -> None:
        super().__init__(path, 404)


class Source(FetcherInterface):
    """A repository of updates, asked by paths below it (``metadata/…``, ``targets/…``). Close it after use.

    where   for people
    kept    folder in which half of a download waits for its other half
    """

    def __init__(self, where: str, kept: Path) -> None:
        self.where, self.kept = where, kept
        self.progress: Progress = silent()

    @abstractmethod
    def read_from(self, path: str, offset: int) -> tuple[int, Iterator[bytes]]:
        """The content of a file from ``offset`` on, or from where the source can (given too). Raises NotThereError, OSError."""

    def close(self) -> None:
        """Give back what it holds."""

    def fetch(self, url: str) -> Iterator[bytes]:
        """All of a file. Raises NotThereError, UpdateOfflineError."""
        return self._fetch(url)

    def _fetch(self, url: str) -> Iterator[bytes]:
        with self._for_people():
            yield from self.read_from(url, 0)[1]

    @contextmanager
    def download_file(self, url: str, max_length: int) -> Iterator[IO[Any]]:
        """A file on disk with the content; of a target, what was fetched before an interruption is not fetched again.

        Raises DownloadLengthMismatchError, NotThereError, UpdateOfflineError, Cancelled.
        """
        if not url.startswith(TARGETS):
            with tempfile.SpooledTemporaryFile(CHUNK * 8) as file:
                self._fill(file, self._fetch(url), 0, max_length)
                yield file
            return
        self.kept.mkdir(parents=True, exist_ok=True)
        half = self.kept / f"{quote(url.removeprefix(TARGETS), safe='')[-120:]}.part"
        with half.open("a+b") as part:
            have = part.seek(0, 2)
            if have >= max_length:
                have = 0
            with self._for_people():
                begins, chunks = self.read_from(url, have)
                part.truncate(begins)
                self._fill(part, chunks, begins, max_length)
            try:
                yield part
            except LengthOrHashMismatchError:
                part.truncate(0)  # the next try begins anew
                raise
        with contextlib.suppress(OSError):
            half.unlink()

    def _fill(self, file: IO[Any], chunks: Iterator[bytes], done: int, most: int) -> None:
        for chunk in chunks:
            done += len(chunk)
            if done > most:
                raise DownloadLengthMismatchError(f"more than {most} bytes")
            file.write(chunk)
            self.progress(done / max(most, 1))
        file.seek(0)

    @contextmanager
    def _for_people(self) -> Iterator[None]:
        try:
            yield
        except (Cancelled, NotThereError, UpdateOfflineError):
            raise
        except OSError as error:
            log.warning("the source of updates does not answer: %s", type(error).__name__)
            raise UpdateOfflineError(self.where) from None
