"""Where the workshop's key lies on this PC: the key store of the system, else a file, with or without a passphrase.

No key is ever overwritten: another one that is brought in takes its place, and the former stays beside it.
"""

import contextlib
import os
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from app.errors import AppError
from app.i18n import Text, text
from app.security import key_file
from app.security.key_file import KeyDamagedError, mark_of
from app.security.recovery_code import from_code
from app.security.vault import KEY_BYTES

FILE = "workshop.key"
SERVICE = "Statuette"
SHORTEST_PASSPHRASE = 10


class Where(StrEnum):
    """Where the key lies."""

    NOWHERE = "nowhere"  # nobody has begun yet
    KEYRING = "keyring"
    FILE = "file"
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a place


WHERE_NAMES: dict[Where, Text] = {
    Where.NOWHERE: text("There is no key yet."),
    Where.KEYRING: text("The key lies in the key store of this system."),
    Where.FILE: text("The key lies in a file that only this user of the PC can read."),
    Where.PASSPHRASE: text("The key lies in a file that is locked with a passphrase."),
}


class SecretStore(Protocol):
    """The key store of the system."""

    def get(self, name: str) -> str | None:
        """None where there is no such entry. Raises KeyAwayError."""
        ...

    def set(self, name: str, secret: str) -> None:
        """Raises KeyAwayError."""
        ...


class KeyAwayError(AppError):
    """The key store of the system does not answer, or has lost the key."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "The key store of this system does not give the workshop's key; unlock it and start again, or bring the "
                "key in with its recovery code."
            )
        )


class KeyDoesNotFitError(AppError):
    """Another key than the one that the book was begun with: nothing could be read, and the chain would break."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "The key of this PC is not the key of this order book; bring the workshop's key in with its"
                " recovery code."
            )
        )


class PassphraseNeededError(AppError):
    """The key is locked."""

    def __init__(self) -> None:
        super().__init__(text("The workshop's key is locked; enter its passphrase."))


class PassphraseTooShortError(AppError):
    """A passphrase that could be guessed."""

    def __init__(self) -> None:
        super().__init__(text("Take a passphrase of at least {n} characters.", n=SHORTEST_PASSPHRASE))


class _SystemKeyring:
    """The backend that python-keyring found."""

    def get(self, name: str) -> str | None:
        import keyring  # noqa: PLC0415 - looks for backends when it is imported, which costs 0.1 s
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            return keyring.get_password(SERVICE, name)
        except (KeyringError, OSError, RuntimeError) as error:
            raise KeyAwayError from error

    def set(self, name: str, secret: str) -> None:
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            keyring.set_password(SERVICE, name, secret)
        except (KeyringError, OSError, RuntimeError) as error:
            raise KeyAwayError from error


# Backends that keep secrets of the user locked; those that keep nothing, or plain text, do not count.
_REAL_BACKENDS = frozenset({"Windows", "macOS", "SecretService", "libsecret", "kwallet"})


def system_keyring() -> SecretStore | None:
    """The key store of the system; None where there is none, or where STATUETTE_HOME keeps all in one folder."""
    if os.environ.get("STATUETTE_HOME"):
        return None
    import keyring  # noqa: PLC0415
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        backend = keyring.get_keyring()
    except (KeyringError, OSError, RuntimeError):
        return None
    package, _, module = type(backend).__module__.rpartition(".")
    if package == "keyring.backends" and module == "chainer":
        real = any(type(b).__module__.rpartition(".")[2] in _REAL_BACKENDS for b in getattr(backend, "backends", ()))
    else:
        real = package == "keyring.backends" and module in _REAL_BACKENDS
    return _SystemKeyring() if real else None


def where_key_lies(folder: Path) -> Where:
    """Where the key of this settings folder lies. Raises KeyDamagedError."""
    content = key_file.read(folder / FILE)
    return Where.NOWHERE if content is None else Where(content["kept"])


def load_or_make_master(folder: Path, passphrase: str | None = None, *, ring: SecretStore | None = None) -> bytes:
    """The workshop's key of this settings folder, made at the first start. ``ring``: None takes the system's, if any.

    Raises PassphraseNeededError, WrongPassphraseError, KeyAwayError, KeyDamagedError, OSError.
    """
    content = key_file.read(folder / FILE)
    if content is None:
        return _begin(folder, os.urandom(KEY_BYTES), ring or system_keyring())
    return _open(content, passphrase, ring)


def lock_with(folder: Path, passphrase: str, now: str | None = None, *, ring: SecretStore | None = None) -> None:
    """Wrap the key with a passphrase from now on; ``now`` is the one it has. An entry in a key store stays there.

    Raises as ``load_or_make_master`` does, and PassphraseTooShortError.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise PassphraseTooShortError
    key = load_or_make_master(folder, now, ring=ring)
    content = key_file.wrapped(key, passphrase)
    if key_file.unwrap(content, passphrase) != key:  # before the only other copy goes
        raise KeyDamagedError
    key_file.write(folder / FILE, content, replace=True)


def unlock_for_good(folder: Path, passphrase: str, *, ring: SecretStore | None = None) -> None:
    """Ask for no passphrase any more: into the key store of the system, else into a file. Raises as above."""
    key = load_or_make_master(folder, passphrase, ring=ring)
    content = _kept(key, ring or system_keyring())
    key_file.write(folder / FILE, content, replace=True)


def bring_in(folder: Path, code: str, *, ring: SecretStore | None = None) -> bytes:
    """Make the key of a recovery code the key of this PC; a former one stays beside it as ``workshop-….key``.

    Raises RecoveryCodeError, KeyAwayError, OSError.
    """
    key, path = from_code(code), folder / FILE
    store = ring or system_keyring()
    if not path.exists():
        _begin(folder, key, store)
        return key
    try:
        former = key_file.read(path)
    except KeyDamagedError:
        former = None
    if former is not None and former["mark"] == mark_of(key) and former["kept"] != "keyring":
        return key  # it is this one already
    if former is None or former["mark"] != mark_of(key):
        _keep_aside(path, former)
    key_file.write(path, _kept(key, store), replace=True)
    return key


def _begin(folder: Path, key: bytes, ring: SecretStore | None) -> bytes:
    if key_file.write(folder / FILE, _kept(key, ring), replace=False):
        return key
    content = key_file.read(folder / FILE)  # another process was faster
    if content is None:
        raise KeyDamagedError
    return _open(content, None, ring)


def _open(content: dict[str, Any], passphrase: str | None, ring: SecretStore | None) -> bytes:
    if content["kept"] == Where.FILE:
        return key_file.key_in(content)
    if content["kept"] == Where.PASSPHRASE:
        if passphrase is None:
            raise PassphraseNeededError
        return key_file.unwrap(content, passphrase)
    store = ring or system_keyring()
    secret = store.get(str(content.get("entry", ""))) if store is not None else None
    if secret is None:
        raise KeyAwayError
    return key_file.checked(secret, content)


def _kept(key: bytes, ring: SecretStore | None) -> dict[str, Any]:
    """Put the key into the key store, and read it back; where that fails, the file holds it."""
    if ring is not None:
        entry = f"workshop key {mark_of(key)}"
        with contextlib.suppress(KeyAwayError):  # no store that keeps it: the file does
            ring.set(entry, key_file.to_text(key))
            if ring.get(entry) == key_file.to_text(key):
                return key_file.in_keyring(key, entry)
    return key_file.plain(key)


def _keep_aside(path: Path, former: dict[str, Any] | None) -> None:
    name = "damaged" if former is None else former["mark"]
    beside = path.with_name(f"workshop-{name}.key")
    raw, number = path.read_bytes(), 1
    while beside.exists() and beside.read_bytes() != raw:
        number += 1
        beside = path.with_name(f"workshop-{name}-{number}.key")
    key_file.write_raw(beside, raw)
