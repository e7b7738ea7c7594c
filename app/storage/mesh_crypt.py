"""How a revision lies in the mesh store of a PC: sealed, because it may be somebody's face.

    STATMESH 1 | mark of the key (4) | salt (32) | content in chunks

As in ``app.storage.asset_crypt``: AES-256-GCM in chunks of 1 MiB, a key of its own for every file; number and "last" are
bound to every chunk, and so is the name, so that a chunk that was changed, swapped, moved or cut off shows.
"""

import hmac
import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.mesh import archive
from app.security.vault import KEY_BYTES, SealBrokenError

CHUNK = 1 << 20
MAGIC = b"STATMESH\x01"
_TAG, _MARK, _SALT, _NONCE = 16, 4, 32, 12
_HEADER = len(MAGIC) + _MARK + _SALT


class MeshCipher:
    """Turns content into what is stored and back. Safe to use from several threads."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("the key of a mesh store has 32 bytes")
        self._key = key
        self._mark = hmac.digest(key, b"mark of the key", sha256)[:_MARK]

    def encode(self, pieces: Iterable[bytes | memoryview], name: str) -> Iterator[bytes]:
        """What is stored for this content under this name, piece by piece."""
        salt = os.urandom(_SALT)
        header = MAGIC + self._mark + salt
        yield header
        cipher, number, waiting = self._cipher(salt), 0, None
        for chunk in _chunks(pieces):
            if waiting is not None:
                yield cipher.encrypt(_nonce(number), waiting, _bound(header, name, number, last=False))
                number += 1
            waiting = chunk
        yield cipher.encrypt(_nonce(number), waiting or b"", _bound(header, name, number, last=True))

    def decode(self, file: BinaryIO, size: int, name: str) -> memoryview:
        """The content of a file of this size (bytes), read-only; every chunk is opened where it is needed, none is copied.

        Raises FileRefusedError where it is damaged, SealBrokenError (another key), OSError.
        """
        header = file.read(_HEADER)
        if len(header) < _HEADER or not is_sealed(header):
            raise archive.damaged()
        if not hmac.compare_digest(header[len(MAGIC) : len(MAGIC) + _MARK], self._mark):
            raise SealBrokenError
        count = max(1, -(-(size - _HEADER) // (CHUNK + _TAG)))
        left = size - _HEADER - count * _TAG
        if left < 0:
            raise archive.damaged()
        cipher, plain, place = self._cipher(header[-_SALT:]), memoryview(bytearray(left)), 0
        chunk = memoryview(bytearray(CHUNK + _TAG))
        try:
            for number in range(count):
                into = plain[place : place + CHUNK]
                sealed = chunk[: len(into) + _TAG]
                if file.readinto(sealed) != len(sealed):  # type: ignore[attr-defined]  # every file on a disk has it
                    raise archive.damaged()
                cipher.decrypt_into(
                    _nonce(number), sealed, _bound(header, name, number, last=number == count - 1), into
                )
                place += len(into)
        except InvalidTag:
            raise archive.damaged() from None
        return plain.toreadonly()

    def beginning(self, file: BinaryIO, size: int, name: str) -> bytes:
        """The first chunk of the content, which holds the header of a mesh. Raises as ``decode`` does."""
        left = min(size, _HEADER + CHUNK + _TAG)
        header, sealed = file.read(_HEADER), file.read(left - _HEADER)
        if not hmac.compare_digest(header[len(MAGIC) : len(MAGIC) + _MARK], self._mark):
            raise SealBrokenError
        try:
            return self._cipher(header[-_SALT:]).decrypt(_nonce(0), sealed, _bound(header, name, 0, last=left == size))
        except (InvalidTag, ValueError):
            raise archive.damaged() from None

    def _cipher(self, salt: bytes) -> AESGCM:
        return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, b"statuette/mesh/1").derive(self._key))


def is_sealed(beginning: bytes) -> bool:
    """Whether a file that begins like this is sealed; those of earlier versions are not."""
    return beginning.startswith(MAGIC)


def _chunks(pieces: Iterable[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """The same bytes in chunks of one size, the last one shorter; large pieces are not copied."""
    rest = bytearray()
    for piece in pieces:
        view = memoryview(piece)
        if rest:
            taken = min(CHUNK - len(rest), len(view))
            rest += view[:taken]
            view = view[taken:]
            if len(rest) == CHUNK:
                yield bytes(rest)
                rest.clear()
        while len(view) >= CHUNK:
            yield view[:CHUNK]
            view = view[CHUNK:]
        rest += view
    if rest:
        yield bytes(rest)


def _nonce(number: int) -> bytes:
    return number.to_bytes(_NONCE, "big")


def _bound(header: bytes, name: str, number: int, *, last: bool) -> bytes:
    return header + name.encode() + number.to_bytes(8, "big") + (b"\x01" if last else b"\x00")
