"""The keys and passwords of printers, kept on this PC as those of servers are: sealed, never in the book.

A printer's settings carry a mark of the keys that belong to it, so that a PC which has none, or older ones, knows it.
"""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.security.kept_passwords import KeptPasswords
from app.security.vault import Vault

MARK = "keys_mark"
"""Name of the mark among the settings of a printer; no form has such a field."""
_MARK_BYTES = 6


class PrinterKeys:
    """Keys by printer id."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._kept = KeptPasswords(folder, vault)

    def keep(self, printer: int, keys: Mapping[str, str]) -> str:
        """Keep these in place of the former ones; gives the mark for the settings, "" without keys. Raises OSError."""
        given = {name: key for name, key in keys.items() if key}
        mark = secrets.token_hex(_MARK_BYTES) if given else ""
        self._kept.keep(_address(printer), json.dumps({"mark": mark, "keys": given}) if given else "")
        return mark

    def get(self, printer: int, settings: Mapping[str, Any]) -> dict[str, str] | None:
        """The keys that belong to these settings; None where this PC does not have them."""
        mark = settings.get(MARK) or ""
        if not mark:
            return {}
        kept = self._kept.get(_address(printer))
        try:
            stored = json.loads(kept) if kept else {}
        except ValueError:
            return None
        return dict(stored["keys"]) if stored.get("mark") == mark else None


def _address(printer: int) -> str:
    return f"printer:{printer}"
