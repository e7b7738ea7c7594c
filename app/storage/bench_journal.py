"""Writes down what is open on the bench; the file is replaced as a whole, so it is never half written."""

import json
import logging
import os
from pathlib import Path
from typing import Any

from app.security.vault import Place, SealBrokenError, Vault
from app.session.bench import Document
from app.session.document_json import from_json, to_json
from app.session.document_seal import is_sealed, opened, sealed

log = logging.getLogger(__name__)

_PLACE = Place("bench", "document", 0)


class FolderJournal:
    """Keeps the open document in ``bench.json`` of a folder.

    What belongs to an order is sealed. Where the key is not at hand it waits: it is put aside as soon as something else is
    opened, so that it is not lost.
    """

    def __init__(self, folder: Path, vault: Vault | None = None) -> None:
        self._path, self._aside = folder / "bench.json", folder / "bench-order.json"
        self._vault = vault
        self._unread = False

    def write(self, document: Document | None) -> None:
        """See app.session.bench.Journal. Raises OSError where the folder cannot be written; AppErrors of the key."""
        if self._unread:
            self._path.replace(self._aside)
            self._unread = False
        told: dict[str, Any] | None = None
        if document is not None:
            secret = document.item and self._vault is not None
            told = sealed(self._vault, _PLACE, document) if secret and self._vault is not None else to_json(document)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".new")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(told, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)

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

    def taken(self) -> None:
        """What waited is on the bench, or is not wanted any more."""
        self._unread = False
        self._aside.unlink(missing_ok=True)


def _stored(path: Path) -> dict[str, Any] | None:
    try:
        stored = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as problem:
        log.warning("the bench journal cannot be read: %s", type(problem).__name__)
        return None
    if stored is not None and not isinstance(stored, dict):
        log.warning("the bench journal cannot be read: it holds no document")
        return None
    return stored


def _document(stored: dict[str, Any]) -> Document | None:
    try:
        return from_json(stored)
    except (ValueError, KeyError, TypeError) as problem:
        log.warning("the bench journal cannot be read: %s", type(problem).__name__)
        return None
