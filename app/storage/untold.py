"""Documents of items that the order book was not told yet: each in a file of its own, whatever lies on the bench by now."""

import json
import logging
import secrets
from collections.abc import Iterator
from pathlib import Path

from app.safe_write import write_chunks
from app.security.vault import Place, SealBrokenError, Vault
from app.session.bench import Document
from app.session.document_seal import hashes_in, opened, sealed
from app.storage.pc_disk import not_written

log = logging.getLogger(__name__)

_MARK = "kept"  # names one writing of a file: two windows of this PC may keep the same item


class FolderUntold:
    """Implements :class:`app.gui.base.services.Untold`: ``<item>.json`` in a folder, sealed and replaced as a whole."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder, self._vault = folder, vault
        self._marks: dict[int, str] = {}  # by item: of the writing that this window knows

    def keep(self, document: Document) -> None:
        """Write it down in place of what was kept for its item. Raises WriteRefusedError; AppErrors of the key."""
        item, mark = document.item, secrets.token_hex(8)
        told = {_MARK: mark, **sealed(self._vault, _place(item), document)}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_chunks(self._path(item), [json.dumps(told, ensure_ascii=False).encode()])
        except OSError as error:
            raise not_written(error) from None
        self._marks[item] = mark

    def drop(self, item: int) -> None:
        """It is told: forget what :meth:`keep` wrote or :meth:`read` gave, unless another window has kept more since."""
        mark = self._marks.pop(item, None)
        try:
            if mark is not None and self._parsed(self._path(item)).get(_MARK) == mark:
                self._path(item).unlink(missing_ok=True)
        except FileNotFoundError:
            return
        except (OSError, ValueError) as problem:  # it is told once more at the next start, which changes nothing
            log.warning("what was told stays: %s", type(problem).__name__)

    def items(self) -> frozenset[int]:
        """Of which items something is kept; needs no key."""
        return frozenset(int(path.stem) for path in self._files())

    def read(self, item: int) -> Document | None:
        """What is kept of this item; None where it cannot be read (with this key)."""
        try:
            told = self._parsed(self._path(item))
            document = opened(self._vault, _place(item), told)
        except FileNotFoundError:
            return None
        except (SealBrokenError, OSError, ValueError, KeyError, TypeError) as problem:
            log.warning("what was not told cannot be read: %s", type(problem).__name__)
            return None
        self._marks[item] = str(told.get(_MARK))
        return document

    def revisions(self) -> set[str]:
        """What the documents name that are kept here; needs no key.

        Raises OSError, ValueError where that cannot be said: nothing may be taken for not needed then.
        """
        found: set[str] = set()
        for path in self._files():
            try:
                found |= hashes_in(self._parsed(path))
            except FileNotFoundError:  # told meanwhile
                continue
        return found

    def _files(self) -> Iterator[Path]:
        return (path for path in self._folder.glob("*.json") if path.stem.isascii() and path.stem.isdigit())

    def _path(self, item: int) -> Path:
        return self._folder / f"{item}.json"

    @staticmethod
    def _parsed(path: Path) -> dict[str, object]:
        stored = json.loads(path.read_text("utf-8"))
        if not isinstance(stored, dict):
            raise ValueError("it holds no document")  # noqa: TRY004 - as any other content that is none
        return stored


def _place(item: int) -> Place:
    return Place("untold", "document", item)
