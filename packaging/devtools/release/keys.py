"""Signing keys: Ed25519, one encrypted PEM file each, outside of the project."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner

from devtools.console import ROOT, Stop

PASSPHRASE = "STATUETTE_RELEASE_PASSPHRASE"
ONLINE = ("targets", "snapshot", "timestamp")
SHORTEST = 12


def passphrase(*, new: bool) -> bytes:
    """From the environment, or asked for: never from the command line, which others can read."""
    given = os.environ.get(PASSPHRASE)
    if given is None:
        given = getpass.getpass("Passphrase of the signing keys: ")
        if new and getpass.getpass("Once more: ") != given:
            raise Stop("The two passphrases differ; nothing was made.")
    if new and len(given) < SHORTEST:
        raise Stop(f"A passphrase of the signing keys has at least {SHORTEST} characters.")
    return given.encode()


def make(folder: Path, name: str, secret: bytes) -> CryptoSigner:
    """A new key in a file of its own; an old one is never overwritten."""
    if folder.resolve().is_relative_to(ROOT):
        raise Stop("Keys are not kept inside of the project; name a folder outside of it, best on a stick of its own.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(secret)
    )
    try:
        handle = os.open(folder / f"{name}.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Stop(f"There is a key {name}.pem already; it is not overwritten.") from None
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    return CryptoSigner(key)


def load(folder: Path, name: str, secret: bytes) -> CryptoSigner:
    """Open a key."""
    path = folder / f"{name}.pem"
    if not path.is_file():
        raise Stop(f"There is no key {name}.pem in {folder}.")
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), secret)
    except (ValueError, TypeError):
        raise Stop(f"The passphrase does not open {name}.pem.") from None
    return CryptoSigner(key)


def names(folder: Path, role: str) -> list[str]:
    """Names of the keys of a role that lie in the folder: "timestamp", "root-1", "root-2"."""
    return sorted(path.stem for path in folder.glob(f"{role}*.pem") if path.stem.split("-")[0] == role)
