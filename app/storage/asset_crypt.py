"""How a file lies in the asset store: a header, then the content, sealed in chunks where it is sensitive.

    STATASSET 1 | P or S | size of the plain content (8 bytes) | S only: mark of the key (4), salt (32) | content

Sealed content is AES-256-GCM in chunks of 1 MiB (the segment construction of Tink's AES-GCM-HKDF streaming): every file
has a key of its own, derived from the store's key and the salt; the nonce of a chunk is its number; header, digest, number
and "last" are bound to every chunk, so a chunk that was changed, swapped, repeated, moved to another file or cut off shows.
"""

import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.orders.assets import AssetDamagedError
from app.security.vault import SealBrokenError

CHUNK = 1 << 20
TAG = 16
_MAGIC = b"STATASSET\x01"
_PLAIN, _SEALED = b"P", b"S"
_SALT, _MARK, _SIZE, _NONCE = 32, 4, 8, 12
_PLAIN_HEADER = len(_MAGIC) + 1 + _SIZE
_SEALED_HEADER = _PLAIN_HEADER + _MARK + _SALT


@dataclass(frozen=True)
class Header:
    """size: of the plain content."""

    sensitive: bool
    size: int


class AssetCipher:
    """Turns content into what is stored and back. Safe to use from several threads."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("the key of an asset store has 32 bytes")
        self._key = key
        self._mark = hmac.digest(key, b"mark of the key", sha256)[:_MARK]

    def encode(self, content: bytes, digest: str, *, sensitive: bool) -> Iterator[bytes | memoryview]:
        """What is stored for this content, piece by piece."""
        size = len(content).to_bytes(_SIZE, "big")
        if not sensitive:
            yield _MAGIC + _PLAIN + size
            yield content
            return
        salt = os.urandom(_SALT)
        header = _MAGIC + _SEALED + size + self._mark + salt
        yield header
        cipher, view = self._cipher(salt), memoryview(content)
        count = _chunks(len(content))
        for number in range(count):
            piece = view[number * CHUNK : (number + 1) * CHUNK]
            yield cipher.encrypt(_nonce(number), piece, _bound(header, digest, number, last=number == count - 1))

    def decode(self, stored: bytes, digest: str) -> bytes:
        """The content of a stored file, verified. Raises AssetDamagedError, SealBrokenError (another key)."""
        head = header_of(stored)
        if not head.sensitive:
            content = stored[_PLAIN_HEADER:]
            if len(content) != head.size or not matches(content, digest):
                raise AssetDamagedError
            return content
        header = stored[:_SEALED_HEADER]
        if not hmac.compare_digest(header[_PLAIN_HEADER : _PLAIN_HEADER + _MARK], self._mark):
            raise SealBrokenError
        count = _chunks(head.size)
        if len(stored) != _SEALED_HEADER + head.size + count * TAG:
            raise AssetDamagedError
        cipher, view = self._cipher(header[-_SALT:]), memoryview(stored)[_SEALED_HEADER:]
        plain = bytearray()
        try:
            for number in range(count):
                piece = view[number * (CHUNK + TAG) : (number + 1) * (CHUNK + TAG)]
                plain += cipher.decrypt(_nonce(number), piece, _bound(header, digest, number, last=number == count - 1))
        except InvalidTag:
            raise AssetDamagedError from None
        content = bytes(plain)
        if not matches(content, digest):
            raise AssetDamagedError
        return content

    def _cipher(self, salt: bytes) -> AESGCM:
        return AESGCM(HKDF(SHA256(), 32, salt, b"statuette/asset/1").derive(self._key))


HEADER_BYTES = _SEALED_HEADER
"""So much of a stored file is enough for ``header_of``."""


def header_of(stored: bytes) -> Header:
    """What the beginning of a stored file says. Raises AssetDamagedError."""
    kind = stored[len(_MAGIC) : len(_MAGIC) + 1]
    if not stored.startswith(_MAGIC) or kind not in {_PLAIN, _SEALED} or len(stored) < _PLAIN_HEADER:
        raise AssetDamagedError
    if kind == _SEALED and len(stored) < _SEALED_HEADER:
        raise AssetDamagedError
    return Header(kind == _SEALED, int.from_bytes(stored[len(_MAGIC) + 1 : _PLAIN_HEADER], "big"))


def digest_of(content: bytes) -> str:
    """sha256, hex."""
    return sha256(content).hexdigest()


def matches(content: bytes, digest: str) -> bool:
    """Whether this is the content with that digest."""
    return hmac.compare_digest(digest_of(content), digest)


def _chunks(size: int) -> int:
    return max(1, -(-size // CHUNK))  # an empty file has one empty chunk: its end is sealed as well


def _nonce(number: int) -> bytes:
    return number.to_bytes(_NONCE, "big")


def _bound(header: bytes, digest: str, number: int, *, last: bool) -> bytes:
    return header + digest.encode() + number.to_bytes(8, "big") + (b"\x01" if last else b"\x00")
