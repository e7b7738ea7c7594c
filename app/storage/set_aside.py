"""Documents of items that the book will never take, for somebody has gone on elsewhere: kept until a person decides."""

import json
import logging
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from app.safe_write import write_chunks
from app.security.vault import Place, SealBrokenError, Vault
from app.session.bench import Document
from app.session.document_seal import hashes_in, opened, revisions_of, sealed
from app.storage.pc_disk import not_written
from app.storage.untold import parsed

log = logging.getLogger(__name__)

_PLACE = Place("set_aside", "document", 0)
_NAME = re.compile(r"(?:([0-9A-Za-z]+)-)?[0-9a-f]{16}\.json")


class FolderSetAside:
    """Implements :class:`app.gui.base.services.SetAside`: ``<book>-<random>.json`` in a folder, sealed."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder, self._vault = folder, vault

    def keep(self, document: Document) -> str:
        """Write it down; gives the name that it has here. An older state of the same work gives way to it.

        Raises WriteRefusedError; AppErrors of the key.
        """
        older = [name for name, other in self.of_book(document.book) if _is_later(document, other)]
        mark = secrets.token_hex(8)
        name = f"{document.book}-{mark}" if document.book else mark
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            told = json.dumps(sealed(self._vault, _PLACE, document), ensure_ascii=False)
            write_chunks(self._path(name), [told.encode()])
        except OSError as error:
            raise not_written(error) from None
        for gone in older:
            self.drop(gone)
        return name

    def drop(self, name: str) -> None:
        """It was taken, or is not wanted."""
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as problem:  # it is offered once more at the next start
            log.warning("what was set aside stays: %s", type(problem).__name__)

    def has(self, name: str) -> bool:
        """Whether it is still kept."""
        return self._path(name).exists()

    @property
    def empty(self) -> bool:
        """Whether nothing is kept here; needs no key."""
        return not any(self._files())

    def of_book(self, book: str) -> list[tuple[str, Document]]:
        """What is kept here of this book, and what is of nobody knows which, with the names; oldest first."""
        found: list[tuple[float, str, Document]] = []
        for of_book, path in self._files():
            if of_book not in {"", book}:
                continue
            try:
                document = opened(self._vault, _PLACE, parsed(path))
                found.append((path.stat().st_mtime, path.stem, document))
            except FileNotFoundError:  # another window of this PC was faster
                continue
            except (SealBrokenError, OSError, ValueError, KeyError, TypeError) as problem:
                log.warning("what was set aside cannot be read: %s", type(problem).__name__)
        return [(name, document) for _at, name, document in sorted(found, key=lambda one: one[:2])]

    def revisions(self) -> set[str]:
        """What the documents name that are kept here; needs no key. Raises OSError, ValueError."""
        found: set[str] = set()
        for _book, path in self._files():
            try:
                found |= hashes_in(parsed(path))
            except FileNotFoundError:
                continue
        return found

    def _files(self) -> Iterator[tuple[str, Path]]:
        for path in self._folder.glob("*.json"):
            name = _NAME.fullmatch(path.name)
            if name is not None:
                yield name[1] or "", path

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"


def _is_later(document: Document, other: Document) -> bool:
    """Whether nothing of the other one is lost where this one is there: its model is among those of the same item."""
    same = (document.book, document.item) == (other.book, other.item)
    return same and other.revision in revisions_of(document)
