"""A document of the bench that belongs to an order, sealed: its file names, notes and engravings name the buyer."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from app.security.vault import Place, SealBrokenError, Vault
from app.session.bench import Document
from app.session.document_json import from_json, to_json


def sealed(vault: Vault, place: Place, document: Document) -> dict[str, Any]:
    """What ``opened`` makes the same document from again. The hashes of its revisions can be read without a key."""
    words = json.dumps(to_json(document), ensure_ascii=False, separators=(",", ":"))
    return {
        "sealed": base64.b64encode(vault.seal(place, words)).decode(),
        "revisions": sorted(revisions_of(document)),
    }


def is_sealed(stored: Mapping[str, Any]) -> bool:
    """Whether a key is needed to read this; earlier versions wrote documents as they are."""
    return "sealed" in stored


def opened(vault: Vault, place: Place, stored: Mapping[str, Any]) -> Document:
    """The document, sealed or not. Raises SealBrokenError; KeyError, TypeError or ValueError for what is no document."""
    if not is_sealed(stored):
        return from_json(stored)
    try:
        words = vault.open(place, base64.b64decode(stored["sealed"], validate=True))
    except ValueError:
        raise SealBrokenError from None
    return from_json(json.loads(words))


def revisions_of(document: Document) -> set[str]:
    """Every revision that the document, or its undo, needs."""
    found = {document.original, document.revision, document.saved_revision or ""}
    for edit in document.edits:
        found |= {edit.before, edit.after}
    return found - {""}


def hashes_in(told: Any) -> set[str]:
    """Every hash that stands somewhere in the JSON of a document, sealed or not."""
    if isinstance(told, str):
        return {told} if len(told) == 64 and set(told) <= set("0123456789abcdef") else set()
    if isinstance(told, Mapping):
        return set().union(*map(hashes_in, told.values()))
    if isinstance(told, list | tuple):
        return set().union(*map(hashes_in, told))
    return set()
