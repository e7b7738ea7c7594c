"""Passwords that this PC keeps for servers: sealed with the workshop's key, which lies in the key store of the system."""

import base64
import json
import logging
from pathlib import Path

from app.security import key_file
from app.security.vault import Place, SealBrokenError, Vault

FILE = "passwords.json"

log = logging.getLogger(__name__)


class KeptPasswords:
    """One password for each address; the addresses can be read, the passwords cannot."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._path, self._vault = folder / FILE, vault

    def get(self, address: str) -> str:
        """The password for this address; "" where none is kept, or it was kept with another key."""
        sealed = self._stored().get(address)
        if sealed is None:
            return ""
        try:
            return self._vault.open(_place(address), base64.b64decode(sealed))
        except (SealBrokenError, ValueError):
            log.warning("a kept password cannot be opened with the key of this PC")
            return ""

    def keep(self, address: str, password: str) -> None:
        """Keep it; an empty one is forgotten. Raises OSError."""
        stored = self._stored()
        stored.pop(address, None)
        if password:
            stored[address] = base64.b64encode(self._vault.seal(_place(address), password)).decode()
        key_file.write(self._path, stored, replace=True)

    def _stored(self) -> dict[str, str]:
        try:
            stored = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as problem:
            log.warning("the kept passwords cannot be read: %s", type(problem).__name__)
            return {}
        return {str(a): str(p) for a, p in stored.items()} if isinstance(stored, dict) else {}


def _place(address: str) -> Place:
    return Place("password", address, 0)
