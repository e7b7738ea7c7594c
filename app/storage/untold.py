"""Documents of items that the order book was not told yet: each in a file of its own, whatever lies on the bench by now."""

import json
import logging
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from app.orders.book import ItemKey
from app.safe_write import write_chunks
from app.security.vault import Place, SealBrokenError, Vault
from app.session.bench import Document
from app.session.document_seal import hashes_in, opened, sealed
from app.storage.pc_disk import not_written

log = logging.getLogger(__name__)

_MARK = "kept"  # names one writing of a file: two windows of this PC may keep the same item
_NAME = re.compile(r"(?:([0-9A-Za-z]+)-)?([0-9]+)\.json")


class FolderUntold:
    """Implements :class:`app.gui.base.services.Untold`: ``<book>-<item>.json`` in a folder, sealed and replaced as a whole."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder, self._vault = folder, vault
        self._marks: dict[ItemKey, str] = {}  # of the writing that this window knows

    @property
    def told_last(self) -> Path:
        """Beside the folder: the file for what the book was told last."""
        return self._folder.parent / "told.json"

    def keep(self, document: Document) -> None:
        """Write it down in place of what was kept for its item. Raises WriteRefusedError; AppErrors of the key."""
        key, mark = (document.book, document.item), secrets.token_hex(8)
        told = {_MARK: mark, **sealed(self._vault, _place(document.item), document)}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_chunks(self._path(key), [json.dumps(told, ensure_ascii=False).encode()])
        except OSError as error:
            raise not_written(error) from None
        self._marks[key] = mark

    def drop(self, key: ItemKey) -> None:
        """It is told: forget what :meth:`keep` wrote or :meth:`read` gave, unless another window has kept more since."""
        mark = self._marks.pop(key, None)
        try:
            if mark is not None and parsed(self._path(key)).get(_MARK) == mark:
                self._path(key).unlink(missing_ok=True)
        except FileNotFoundError:
            return
        except (OSError, ValueError) as problem:  # it is told once more at the next start, which changes nothing
            log.warning("what was told stays: %s", type(problem).__name__)

    def forget(self, key: ItemKey) -> None:
        """Whoever kept it: its order was erased."""
        self._marks.pop(key, None)
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as problem:  # the next start comes by again
            log.warning("what was not told stays: %s", type(problem).__name__)

    def items(self) -> frozenset[ItemKey]:
        """Of which items of which books something is kept; needs no key."""
        return frozenset(key for key, _path in self._files())

    def read(self, key: ItemKey) -> Document | None:
        """What is kept of this item; None where it cannot be read (with this key)."""
        try:
            told = parsed(self._path(key))
            document = opened(self._vault, _place(key[1]), told)
        except FileNotFoundError:
            return None
        except (SealBrokenError, OSError, ValueError, KeyError, TypeError) as problem:
            log.warning("what was not told cannot be read: %s", type(problem).__name__)
            return None
        if (document.book, document.item) != key:
            log.warning("what was not told is of another item than its file says")
            return None
        self._marks[key] = str(told.get(_MARK))
        return document

    def revisions_of(self, key: ItemKey) -> frozenset[str]:
        """What the document of this item names; needs no key. Nothing where it cannot be read."""
        try:
            return frozenset(hashes_in(parsed(self._path(key))))
        except (OSError, ValueError):
            return frozenset()

    def revisions(self) -> set[str]:
        """What the documents name that are kept here; needs no key.

        Raises OSError, ValueError where that cannot be said: nothing may be taken for not needed then.
        """
        found: set[str] = set()
        for _key, path in self._files():
            try:
                found |= hashes_in(parsed(path))
            except FileNotFoundError:  # told meanwhile
                continue
        return found

    def _files(self) -> Iterator[tuple[ItemKey, Path]]:
        for path in self._folder.glob("*.json"):
            name = _NAME.fullmatch(path.name)
            if name is not None:
                yield (name[1] or "", int(name[2])), path

    def _path(self, key: ItemKey) -> Path:
        book, item = key
        return self._folder / (f"{book}-{item}.json" if book else f"{item}.json")


def parsed(path: Path) -> dict[str, object]:
    """The object that a file holds. Raises OSError, ValueError."""
    stored = json.loads(path.read_text("utf-8"))
    if not isinstance(stored, dict):
        raise ValueError("it holds no document")  # noqa: TRY004 - as any other content that is none
    return stored


def _place(item: int) -> Place:
    return Place("untold", "document", item)
