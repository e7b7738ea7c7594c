"""Proves what a source offers: The Update Framework's client, below the root of trust that came with the installer."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    EqualVersionNumberError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.updater import Updater

from app.drivers.updates.fetching import METADATA, TARGETS, Source
from app.drivers.updates.index import Index
from app.i18n import text
from app.jobs.progress import Progress
from app.settings.releases import UpdateRefusedError

log = logging.getLogger(__name__)
INDEX_BYTES = 4_000_000


class Trusted:
    """A source whose metadata was proven: current, and signed by the keys below the root."""

    def __init__(self, source: Source, root: Path, known: Path, progress: Progress) -> None:
        """``known``: where this PC remembers what it has seen, so that nobody can hand it something older.

        Raises UpdateRefusedError, UpdateOfflineError, Cancelled, OSError.
        """
        self._source = source
        self._progress = source.progress = progress
        known.mkdir(parents=True, exist_ok=True)
        with explained(source.where):
            self._updater = _Updater(
                str(known),
                METADATA,
                target_base_url=TARGETS,
                fetcher=source,
                config=UpdaterConfig(max_root_rotations=64),
                bootstrap=root.read_bytes(),
            )
            self._updater.refresh()

    def index(self, platform: str, folder: Path) -> Index:
        """What there is for this platform; nothing where the source does not know it. Raises as above."""
        path = f"{platform}/releases.json"
        with explained(self._source.where):
            info = self._updater.get_targetinfo(path)
            if info is None:
                return Index()
            if info.length > INDEX_BYTES:
                raise DownloadLengthMismatchError("the list of releases")
            file = self.fetch(path, folder / "releases.json", self._progress)
            try:
                return Index.model_validate(json.loads(file.read_text("utf-8")))
            except (ValueError, ValidationError):
                raise RepositoryError("the list of releases") from None

    def fetch(self, path: str, to: Path, progress: Progress) -> Path:
        """Fetch a target into a file, proven by its length and hash. Raises as above."""
        self._source.progress = progress
        with explained(self._source.where):
            info = self._updater.get_targetinfo(path)
            if info is None:
                raise RepositoryError(f"no target {path}")
            if self._updater.find_cached_target(info, str(to)) is None:
                self._updater.download_target(info, str(to))
        return to


class _Updater(Updater):
    """Without a link to the current root, which a stick or an old file system cannot hold and nobody here reads."""

    def _update_root_symlink(self) -> None:
        return


@contextmanager
def explained(where: str) -> Iterator[None]:
    """What the client refuses becomes a sentence."""
    try:
        yield
    except (RepositoryError, DownloadError) as error:
        log.warning("an update was refused: %s", type(error).__name__)
        raise _explained(error, where) from None


def _explained(error: RepositoryError | DownloadError, where: str) -> UpdateRefusedError:
    if isinstance(error, DownloadHTTPError):
        return UpdateRefusedError(
            text("“{where}” holds no complete updates of this program; check the source.", where=where)
        )
    if isinstance(error, ExpiredMetadataError):
        return UpdateRefusedError(
            text(
                "What “{where}” offers has expired: newer versions may be held back. Take another source, or see"
                " whether date and time of this PC are right.",
                where=where,
            )
        )
    if isinstance(error, BadVersionNumberError | EqualVersionNumberError):
        return UpdateRefusedError(
            text("What “{where}” offers is older than what this PC has seen already; it was refused.", where=where)
        )
    if isinstance(error, UnsignedMetadataError):
        return UpdateRefusedError(
            text("What “{where}” offers is not signed by whoever publishes this program; it was refused.", where=where)
        )
    if isinstance(error, LengthOrHashMismatchError | DownloadLengthMismatchError):
        return UpdateRefusedError(
            text("What “{where}” gave is damaged or was altered; nothing was changed. Try again later.", where=where)
        )
    return UpdateRefusedError(
        text("What “{where}” offers cannot be read; nothing was changed. Try another source.", where=where)
    )
