"""Updates from a folder: a mirror on a share of the workshop, or a stick."""

import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from app.drivers.updates.fetching import CHUNK, NotThereError, Source
from app.i18n import text
from app.settings.releases import UpdateRefusedError


class FolderSource(Source):
    """A repository that lies in a folder. A share that went to sleep is a source that cannot be reached."""

    def __init__(self, folder: str, kept: Path) -> None:
        super().__init__(folder.strip(), kept)
        if sys.platform != "win32" and self.where.startswith("\\\\"):
            raise UpdateRefusedError(
                text("“{where}” is a share as Windows writes it; mount it, and write the folder.", where=self.where)
            )
        self._folder = Path(self.where).expanduser()

    def read_from(self, path: str, offset: int) -> tuple[int, Iterator[bytes]]:
        """From any place on."""
        parts = PurePosixPath(path).parts
        if not parts or ".." in parts or PurePosixPath(path).is_absolute() or "\\" in path or ":" in path:
            raise NotThereError(path)
        file = self._folder.joinpath(*parts)
        if not file.is_file():
            if not self._folder.is_dir():
                raise FileNotFoundError(path)
            raise NotThereError(path)
        return offset, self._chunks(file, offset)

    def _chunks(self, path: Path, offset: int) -> Iterator[bytes]:
        with self._for_people(), path.open("rb") as file:
            file.seek(offset)
            while chunk := file.read(CHUNK):
                yield chunk
