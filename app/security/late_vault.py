"""The vault of a key that is looked for when it is first needed: the window must not wait for the system's key store."""

import threading
from collections.abc import Callable
from typing import Any

from app.security.vault import Vault


class LateVault(Vault):
    """A vault whose key is asked for at its first use, on the thread that uses it; what asking raises is raised there."""

    def __init__(self, master: Callable[[], bytes]) -> None:
        self._ask = master
        self._asking = threading.RLock()

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet, that is before the key is."""
        if name.startswith("__") or name in {"_ask", "_asking"}:  # while it is being made, copied or pickled
            raise AttributeError(name)
        with self._asking:
            if name not in vars(self):
                super().__init__(self._ask())
        return vars(self)[name]

    @property
    def is_open(self) -> bool:
        """Whether the key is here already."""
        return "mesh_key" in vars(self)

    def forget(self) -> None:
        """Ask for the key again at the next use."""
        with self._asking:
            kept = {"_ask": self._ask, "_asking": self._asking}
            vars(self).clear()
            vars(self).update(kept)
