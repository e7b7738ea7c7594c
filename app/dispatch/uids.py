"""The short unique name that a printer knows a try by; it is looked for before anything is sent again."""

import secrets

from app.orders.record import new_id

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LENGTH = 6


def fresh_uid(attempt: int) -> str:
    """Another name with each call: "j4k9x2p-1-7c0e". Only letters that no printer and no address changes.

    Says nothing of the order or its buyer: printers show it, and keep it in their histories.
    """
    number, letters = new_id(), ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters = _LETTERS[place] + letters
    return f"j{letters}-{attempt}-{secrets.token_hex(2)}"
