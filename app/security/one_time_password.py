"""First passwords that an administrator hands to somebody: easy to read out, impossible to guess, used once."""

import secrets

_LETTERS = "abcdefghjkmnpqrstuvwxyz"  # none that is taken for a digit
_DIGITS = "23456789"
_GROUPS, _SIZE = 3, 4


def one_time_password() -> str:
    """Three groups of four letters and digits, such as "kmt7-p4xw-e9qh": 54 bits."""
    rows = _LETTERS + _DIGITS
    while True:
        word = "-".join("".join(secrets.choice(rows) for _ in range(_SIZE)) for _ in range(_GROUPS))
        if any(c in _DIGITS for c in word) and any(c in _LETTERS for c in word):
            return word
