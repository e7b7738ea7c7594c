"""The workshop's key on paper: 14 groups that a person can copy and type on another PC.

``7KQ2M-…``: four characters of the key and a check character each; the last group checks all of them. The letters I, L,
O and U are not used; typed by mistake they are read as 1, 1, 0 and V.
"""

from hashlib import sha256

from app.errors import AppError
from app.i18n import text
from app.security.vault import KEY_BYTES

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "-": "", " ": "", "\n": "", "\t": "", "\r": ""})
_DATA_GROUPS = 13  # 52 characters of 5 bits: 256 bits of the key and 4 of its hash
_GROUP = 4
_HASHED = b"statuette/recovery/1/"


class RecoveryCodeError(AppError):
    """A code that was not copied as it was printed."""


def _characters(number: int, count: int) -> str:
    return "".join(_LETTERS[number >> (5 * place) & 31] for place in reversed(range(count)))


def _check(group: str, place: int) -> str:
    """A character that changes with any one character, most swaps, and the place of the group."""
    weighted = sum((2 * index + 1) * _LETTERS.index(letter) for index, letter in enumerate(group))
    return _LETTERS[(weighted + 5 * place + 7) % 32]


def to_code(key: bytes) -> str:
    """The code of a key of 32 bytes."""
    if len(key) != KEY_BYTES:
        raise ValueError("a master key has 32 bytes")
    digest = int.from_bytes(sha256(_HASHED + key).digest(), "big")
    body = _characters(int.from_bytes(key, "big") << 4 | digest & 15, _DATA_GROUPS * _GROUP)
    body += _characters(digest >> 4 & 0xFFFFF, _GROUP)
    groups = [body[start : start + _GROUP] for start in range(0, len(body), _GROUP)]
    return "-".join(group + _check(group, place) for place, group in enumerate(groups))


def from_code(code: str) -> bytes:
    """The key of a code. Raises RecoveryCodeError, which says where the mistake is, never what was typed."""
    letters = code.upper().translate(_READ_AS)
    size = _GROUP + 1
    if len(letters) != (_DATA_GROUPS + 1) * size:
        raise RecoveryCodeError(
            text(
                "A recovery code has {groups} groups of {size} characters; compare it with the printed sheet.",
                groups=_DATA_GROUPS + 1,
                size=size,
            )
        )
    groups = [letters[start : start + size] for start in range(0, len(letters), size)]
    for place, group in enumerate(groups):
        if not set(group) <= set(_LETTERS) or _check(group[:_GROUP], place) != group[_GROUP]:
            raise RecoveryCodeError(
                text(
                    "Group {n} of the recovery code is not right; compare it with the printed sheet.",
                    n=place + 1,
                )
            )
    number = 0
    for letter in "".join(group[:_GROUP] for group in groups[:_DATA_GROUPS]):
        number = number << 5 | _LETTERS.index(letter)
    key = (number >> 4).to_bytes(KEY_BYTES, "big")
    if to_code(key).replace("-", "") != letters:
        raise RecoveryCodeError(text("The recovery code does not add up; compare it with the printed sheet."))
    return key
