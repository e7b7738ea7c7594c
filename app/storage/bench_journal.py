"""Writes down what is open on the bench; the file is replaced as a whole, so it is never half written."""

import json
import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from app.safe_write import write_chunks
from app.security.vault import Place, SealBrokenError, Vault
from app.session.bench import Document
from app.session.document_json import from_json, to_json
from app.session.document_seal import hashes_in, is_sealed, opened, revisions_of, sealed
from app.storage.pc_disk import not_written
from app.storage.scratch_list import ScratchList

log = logging.getLogger(__name__)

_PLACE = Place("bench", "document", 0)


class FolderJournal:
    """Keeps the open document in ``bench.json`` of a folder.

    What belongs to an order, or was made of what does, is sealed. Where the key is not at hand it waits: it is put aside as
    soon as something else is opened, so that it is not lost.
    """

    def __init__(self, folder: Path, vault: Vault | None = None, scratch: ScratchList | None = None) -> None:
        """scratch: told what is open without an order."""
        self._path, self._aside = folder / "bench.json", folder / "bench-order.json"
        self._vault, self._scratch = vault, scratch
        self._unread = False
        self._one = Lock()  # whoever takes away what waits does so beside the window

    def write(self, document: Document | None) -> None:
        """See app.session.bench.Journal. Raises WriteRefusedError; AppErrors of the key."""
        try:
            with self._one:
                self._write(document)
        except OSError as error:
            raise not_written(error) from None

    def _write(self, document: Document | None) -> None:
        if self._unread:
            self._path.replace(self._aside)
            self._unread = False
        told: dict[str, Any] | None = None
        if document is not None:
            secret = (document.item or document.book) and self._vault is not None
            told = sealed(self._vault, _PLACE, document) if secret and self._vault is not None else to_json(document)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_chunks(self._path, [json.dumps(told, ensure_ascii=False).encode()])
        if self._scratch is not None and document is not None and not document.item:
            self._scratch.seen(revisions_of(document))

    def revisions(self) -> set[str]:
        """What the documents name that are kept here, those that wait for the key too.

        Raises OSError, ValueError where that cannot be said: nothing may be taken for not needed then.
        """
        return set[str]().union(*(hashes_in(_parsed(path)) for path in (self._path, self._aside)))

    def read(self) -> Document | None:
        """See app.session.bench.Journal; None as well where the document is sealed: then :attr:`waits` is true.

        A journal that cannot be read counts as an empty bench.
        """
        stored = _stored(self._path)
        if stored is not None and is_sealed(stored):
            self._unread = True
            return None
        return None if stored is None else _document(stored)

    @property
    def waits(self) -> bool:
        """Whether a document of an order waits for the key."""
        return self._unread or self._aside.exists()

    def read_sealed(self) -> Document | None:
        """The document that waits; asks for the key, which may take a while. Raises AppErrors of the key."""
        if self._vault is None:
            return None
        path = self._path if self._unread else self._aside
        stored = _stored(path)
        if stored is None:
            return None
        try:
            return opened(self._vault, _PLACE, stored)
        except SealBrokenError:
            raise
        except (ValueError, KeyError, TypeError) as problem:
            log.warning("the bench journal cannot be read: %s", type(problem).__name__)
            return None

    def waiting(self, *, closed: bool) -> Iterator[tuple[Document, Callable[[], bool]]]:
        """The documents that lie on no bench, each with what takes it away for good and says whether it has.

        ``closed``: no bench is open that writes here. Asks for the key, in any thread. Raises AppErrors of the key.
        """
        for path in (self._path, self._aside):
            try:
                content = path.read_bytes() if path == self._aside or closed or self._unread else b""
                stored = json.loads(content) if content else None
                if stored is None or (self._vault is None and is_sealed(stored)):
                    continue
                document = from_json(stored) if self._vault is None else opened(self._vault, _PLACE, stored)
            except FileNotFoundError:
                continue
            except (SealBrokenError, OSError, ValueError, KeyError, TypeError) as problem:
                log.warning("the bench journal cannot be read: %s", type(problem).__name__)
                continue
            yield document, partial(self._take_away, path, content)

    def _take_away(self, path: Path, content: bytes) -> bool:
        """Unless something else lies there by now."""
        with self._one:
            try:
                if path.read_bytes() != content:
                    return False
                path.unlink()
            except OSError as problem:  # the next look comes by again
                log.warning("what was on the bench stays: %s", type(problem).__name__)
                return False
            if path == self._path:
                self._unread = False
            return True

    def taken(self) -> None:
        """What waited is on the bench, or is not wanted any more."""
        self._unread = False
        self._aside.unlink(missing_ok=True)


def _stored(path: Path) -> dict[str, Any] | None:
    try:
        return _parsed(path)
    except (OSError, ValueError) as problem:
        log.warning("the bench journal cannot be read: %s", type(problem).__name__)
        return None


def _parsed(path: Path) -> dict[str, Any] | None:
    """What is written there; None where nothing is. Raises OSError, ValueError."""
    try:
        stored = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    if stored is not None and not isinstance(stored, dict):
        raise ValueError("it holds no document")
    return stored


def _document(stored: dict[str, Any]) -> Document | None:
    try:
        return from_json(stored)
    except (ValueError, KeyError, TypeError) as problem:
        log.warning("the bench journal cannot be read: %s", type(problem).__name__)
        return None
