"""What stands in the settings folder about the workshop's key: the key itself, wrapped or not, or that it lies elsewhere.

Format 1, JSON: ``{"format": 1, "kept": "file" | "passphrase" | "keyring", "mark": …}`` and

* file: ``key`` (base64)
* passphrase: ``kdf`` (argon2id: salt, passes, KiB, lanes), ``nonce``, ``sealed`` (AES-256-GCM, bound to kept and mark)
* keyring: ``entry``, its name in the key store of the system
"""

import base64
import json
import os
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import AppError
from app.i18n import text
from app.safe_write import sync_folder
from app.security.vault import KEY_BYTES

FORMAT = 1
_PASSES, _KIB, _LANES = 3, 64 * 1024, 4
_MOST_KIB = 1024 * 1024  # a file from elsewhere may not make us take more memory than this


class KeyDamagedError(AppError):
    """The file of the key cannot be read."""

    def __init__(self) -> None:
        super().__init__(text("The file of the workshop's key is damaged; bring the key in with its recovery code."))


class WrongPassphraseError(AppError):
    """Not the passphrase that the key was wrapped with."""

    def __init__(self) -> None:
        super().__init__(text("This is not the passphrase of the workshop's key."))


def mark_of(key: bytes) -> str:
    """A short name of a key that tells nothing about it."""
    return sha256(b"statuette/mark/" + key).hexdigest()[:12]


def plain(key: bytes) -> dict[str, Any]:
    """Content of a file that holds the key as it is."""
    return {"format": FORMAT, "kept": "file", "mark": mark_of(key), "key": _to_text(key)}


def in_keyring(key: bytes, entry: str) -> dict[str, Any]:
    """Content of a file that says under which entry the system keeps the key."""
    return {"format": FORMAT, "kept": "keyring", "mark": mark_of(key), "entry": entry}


def wrapped(key: bytes, passphrase: str) -> dict[str, Any]:
    """Content of a file that holds the key wrapped with a passphrase."""
    salt, nonce = os.urandom(16), os.urandom(12)
    kdf = {"name": "argon2id", "salt": _to_text(salt), "passes": _PASSES, "kib": _KIB, "lanes": _LANES}
    sealed = AESGCM(_stretched(passphrase, kdf)).encrypt(nonce, key, _bound(mark_of(key)))
    return {
        "format": FORMAT,
        "kept": "passphrase",
        "mark": mark_of(key),
        "kdf": kdf,
        "nonce": _to_text(nonce),
        "sealed": _to_text(sealed),
    }


def unwrap(content: dict[str, Any], passphrase: str) -> bytes:
    """The key. Raises WrongPassphraseError, KeyDamagedError."""
    try:
        nonce, sealed = _to_bytes(content["nonce"]), _to_bytes(content["sealed"])
        secret = _stretched(passphrase, content["kdf"])
        return _whole(AESGCM(secret).decrypt(nonce, sealed, _bound(content["mark"])), content)
    except InvalidTag:
        raise WrongPassphraseError from None
    except (KeyError, TypeError, ValueError):
        raise KeyDamagedError from None


def key_in(content: dict[str, Any]) -> bytes:
    """The key that a file of kind "file" holds. Raises KeyDamagedError."""
    try:
        return _whole(_to_bytes(content["key"]), content)
    except (KeyError, TypeError, ValueError):
        raise KeyDamagedError from None


def checked(stored: str, content: dict[str, Any]) -> bytes:
    """The key as the key store of the system gave it. Raises KeyDamagedError."""
    try:
        return _whole(_to_bytes(stored), content)
    except (KeyError, TypeError, ValueError):
        raise KeyDamagedError from None


def read(path: Path) -> dict[str, Any] | None:
    """Content of the file, None where there is none. Raises KeyDamagedError."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise KeyDamagedError from None
    if (
        not isinstance(content, dict)
        or content.get("format") != FORMAT
        or content.get("kept") not in {"file", "passphrase", "keyring"}
        or not isinstance(content.get("mark"), str)
    ):
        raise KeyDamagedError
    return content


def write(path: Path, content: dict[str, Any], *, replace: bool) -> bool:
    """Write a file for its owner alone, on the disk when this returns, whole or not at all.

    Without ``replace`` a file that is there stays, and False is given. Raises OSError.
    """
    return _write(path, json.dumps(content, indent=1).encode(), replace=replace)


def write_raw(path: Path, raw: bytes) -> None:
    """Keep a copy of a key file as it is. Raises OSError."""
    _write(path, raw, replace=True)


def _write(path: Path, raw: bytes, *, replace: bool) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".key-", dir=path.parent)  # mode 0600
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            draft.replace(path)
        elif not _named_if_free(draft, path):
            return False
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def to_text(key: bytes) -> str:
    """The key as the key store of the system takes it."""
    return _to_text(key)


def _named_if_free(draft: Path, path: Path) -> bool:
    """Of two processes that begin at the same moment one wins, and both go on with its key."""
    try:
        if os.name == "nt":
            draft.rename(path)  # refuses to overwrite
        else:
            os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return False
        with os.fdopen(handle, "wb") as file:
            file.write(draft.read_bytes())
            file.flush()
            os.fsync(file.fileno())
    return True


def _stretched(passphrase: str, kdf: dict[str, Any]) -> bytes:
    passes, kib, lanes = int(kdf["passes"]), int(kdf["kib"]), int(kdf["lanes"])
    if kdf["name"] != "argon2id" or not (1 <= passes <= 20 and 8 <= kib <= _MOST_KIB and 1 <= lanes <= 16):
        raise ValueError("unknown way to stretch a passphrase")
    return hash_secret_raw(
        passphrase.encode(), _to_bytes(kdf["salt"]), passes, kib, lanes, hash_len=KEY_BYTES, type=Type.ID
    )


def _bound(mark: str) -> bytes:
    return f"statuette/key/{FORMAT}/passphrase/{mark}".encode()


def _whole(key: bytes, content: dict[str, Any]) -> bytes:
    if len(key) != KEY_BYTES or mark_of(key) != content["mark"]:
        raise ValueError("not the key that was put there")
    return key


def _to_text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _to_bytes(words: str) -> bytes:
    return base64.b64decode(words, validate=True)
