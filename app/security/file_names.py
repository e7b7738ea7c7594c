"""Names of files as people gave them, sealed: photos are named after the person in them.

What the program itself names (a hash, a number) is kept as it is, so that it can be searched for.
"""

import base64

from app.security.vault import Place, SealBrokenError, Vault

_SEALED = "sealed:"


def seal_file_name(vault: Vault, file: int, name: str) -> str:
    """``FileLink.name`` for a name that a person gave; ``file``: id of the link."""
    return _SEALED + base64.urlsafe_b64encode(vault.seal(_place(file), name)).decode() if name else ""


def open_file_name(vault: Vault, file: int, kept: str) -> str:
    """The name for people. Raises SealBrokenError."""
    if not kept.startswith(_SEALED):
        return kept
    try:
        sealed = base64.urlsafe_b64decode(kept.removeprefix(_SEALED))
    except ValueError:
        raise SealBrokenError from None
    return vault.open(_place(file), sealed)


def _place(file: int) -> Place:
    return Place("file", "name", file)
