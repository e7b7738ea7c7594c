"""Sealed fields: AES-256-GCM, bound to their row; blind indexes for an exact search.

One master key for the workshop; every use has a key of its own, derived with HKDF-SHA256.
"""

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import AppError
from app.i18n import text

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"
_INDEX_BYTES = 16


class SealBrokenError(AppError):
    """A sealed field that does not open: another key, another row, or changed by hand."""

    def __init__(self) -> None:
        super().__init__(
            text("This entry cannot be opened with the key of this PC; check the workshop's key in the settings.")
        )


@dataclass(frozen=True)
class Place:
    """Where a sealed field lives: moved to another row, it does not open."""

    table: str
    column: str
    row: int

    def bound(self) -> bytes:
        """The associated data of the cipher."""
        return f"{self.table}.{self.column}.{self.row}".encode()


class Vault:
    """Seals and opens with the workshop's key. Safe to use from several threads."""

    def __init__(self, master: bytes) -> None:
        if len(master) != KEY_BYTES:
            raise ValueError("a master key has 32 bytes")
        self._fields = AESGCM(self._derive(master, b"fields"))
        self._indexes = self._derive(master, b"indexes")
        self.audit_key = self._derive(master, b"audit")
        self.asset_key = self._derive(master, b"assets")
        self.mesh_key = self._derive(master, b"meshes")

    @staticmethod
    def _derive(master: bytes, use: bytes) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, None, b"statuette/1/" + use).derive(master)

    def seal(self, place: Place, words: str) -> bytes:
        """Version, nonce and cipher text; empty words stay empty."""
        if not words:
            return b""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + self._fields.encrypt(nonce, words.encode(), place.bound())

    def open(self, place: Place, sealed: bytes) -> str:
        """Raises SealBrokenError."""
        if not sealed:
            return ""
        if sealed[:1] != _VERSION:
            raise SealBrokenError
        nonce, cipher = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._fields.decrypt(nonce, cipher, place.bound()).decode()
        except (InvalidTag, ValueError):
            raise SealBrokenError from None

    def index(self, kind: str, words: str) -> bytes:
        """Blind index of normalised words: equal words of one kind have equal indexes, nothing else is told."""
        return hmac.digest(self._indexes, f"{kind}\0{words}".encode(), sha256)[:_INDEX_BYTES] if words else b""
