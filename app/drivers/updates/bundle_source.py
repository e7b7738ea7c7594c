"""Updates from one file that somebody brought: a repository in a zip, for PCs without any network."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from app.drivers.updates.fetching import CHUNK, NotThereError, Source
from app.i18n import text
from app.settings.releases import UpdateRefusedError

MOST_ENTRIES = 20_000


class BundleSource(Source):
    """Only reads entries by the names that signed metadata asks for; nothing of it is unpacked by its own names."""

    def __init__(self, path: str, kept: Path) -> None:
        super().__init__(Path(path).name, kept)
        if not Path(path).is_file():
            raise UpdateRefusedError(text("There is no update file “{file}”; choose another one.", file=self.where))
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError):
            raise _damaged(self.where) from None
        if len(self._zip.infolist()) > MOST_ENTRIES:
            self._zip.close()
            raise _damaged(self.where)

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def read_from(self, path: str, offset: int) -> tuple[int, Iterator[bytes]]:
        """Always from the beginning: it is at hand."""
        del offset
        try:
            entry = self._zip.getinfo(path)
        except KeyError:
            raise NotThereError(path) from None
        return 0, self._chunks(entry)

    def _chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with self._zip.open(entry) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            raise _damaged(self.where) from None


def _damaged(name: str) -> UpdateRefusedError:
    return UpdateRefusedError(
        text("“{file}” is no whole update file; copy it again, or fetch it anew. Nothing was changed.", file=name)
    )
