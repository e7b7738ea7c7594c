"""The key of the mesh store: taken from the workshop's key, which may be locked, far away, or not looked for yet."""

import logging
from pathlib import Path
from typing import Any

from app.errors import AppError
from app.security.keys import load_or_make_master
from app.security.late_vault import LateVault

log = logging.getLogger(__name__)


class MeshKey:
    """Says the key where it can be had. Goes to helper processes with its owner.

    settings  folder in which the workshop's key lies, for a helper process that was sent off before the key was known
    """

    def __init__(self, vault: LateVault, settings: Path) -> None:
        self._vault, self._settings = vault, settings
        self._sent: bytes | None = None

    @classmethod
    def of(cls, settings: Path, passphrase: str | None = None) -> "MeshKey":
        """The key of this settings folder, for a process that has no office."""
        return cls(_vault_of(settings, passphrase), settings)

    def __getstate__(self) -> dict[str, Any]:
        return {"_settings": self._settings, "_sent": self.known()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._settings, self._sent = state["_settings"], state["_sent"]
        self._vault = _vault_of(self._settings)

    def known(self) -> bytes | None:
        """The key if it is at hand; asks nobody and never waits."""
        return self._sent or (self._vault.mesh_key if self._vault.is_open else None)

    def ask(self) -> bytes:
        """The key; may wait for the key store of the system. Raises AppErrors: locked, away, damaged."""
        return self._sent or self._vault.mesh_key

    def wanted(self) -> bytes | None:
        """The key; None where it cannot be had: then there is no order book either, and what is made is of no order."""
        try:
            return self.ask()
        except (AppError, OSError) as error:
            log.info("models are kept unsealed: %s", type(error).__name__)
            return None


def _vault_of(settings: Path, passphrase: str | None = None) -> LateVault:
    return LateVault(lambda: load_or_make_master(settings, passphrase))
