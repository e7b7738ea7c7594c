"""Passwords: argon2id with its own parameters in the hash, a policy that can be explained, locks that grow."""

import re
import unicodedata
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from app.i18n import Text, text

SHORTEST = 10
LONGEST = 256
_LONGEST_LOCK = timedelta(hours=24)

_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_COMMON = frozenset(
    {
        "password", "passw", "passwort", "admin", "administrator", "root", "user", "test", "guest", "login", "welcome",
        "letmein", "iloveyou", "monkey", "dragon", "master", "hello", "secret", "changeme", "default", "system", "qwerty",
        "asdf", "zxcv", "abc", "abcd", "woaini", "nihao", "mima", "zhongguo", "beijing", "shanghai", "shenzhen", "shouban",
        "statuette", "workshop", "figurine", "studio", "company", "computer", "windows", "internet", "summer", "winter",
        "spring", "autumn", "football", "princess", "sunshine", "superman", "batman", "shadow", "michael", "charlie",
    }
)  # fmt: skip
_LEET = str.maketrans("013457@$!", "oieastasi")


@cache
def hasher() -> PasswordHasher:
    """argon2id, 64 MiB, three passes, four lanes: 0.15 s on the slowest PC of a workshop."""
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return hasher().hash("nobody has this password")


def prepare() -> None:
    """Make what an unknown login is compared with, so that the first such answer is no slower than the others."""
    _nobodys_hash()


def normal(password: str) -> str:
    """One form for one password, however the keyboard composed it."""
    return unicodedata.normalize("NFC", password)


def hash_password(password: str) -> str:
    """For the book. Takes about 0.2 s."""
    return hasher().hash(normal(password))


def fits(stored: str | None, password: str) -> bool:
    """Whether this is the password. Takes as long where there is no such account (None) or the stored hash is damaged."""
    known = True
    if len(password) > LONGEST:
        known, password = False, ""
    if not stored:
        known, stored = False, _nobodys_hash()
    try:
        return hasher().verify(stored, normal(password)) and known
    except InvalidHashError:
        fits(None, password)
        return False
    except Argon2Error:
        return False


def is_old(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than those of now."""
    return hasher().check_needs_rehash(stored)


def refusal(password: str, *, login: str, name: str = "", former: str | None = None) -> Text | None:
    """Why this password is not taken, or None. ``former``: the stored hash of the one before."""
    if len(password) < SHORTEST:
        return text("Take at least {n} characters; a short sentence is easy to remember.", n=SHORTEST)
    if len(password) > LONGEST:
        return text("Take at most {n} characters.", n=LONGEST)
    low = normal(password).casefold()
    for own in (login, name):
        if len(own) >= 3 and own.casefold() in low:
            return text("The password must not hold your login or your name.")
    if len(set(low)) < 5 or _is_common(low):
        return text("This password is easy to guess; take a short sentence that only you know.")
    if former is not None and fits(former, password):
        return text("Take another password than the one before.")
    return None


def _is_common(low: str) -> bool:
    """A common word with digits and signs around it, a walk on the keyboard, or something repeated."""
    if any(low in row * 3 or low in row[::-1] * 3 for row in _ROWS):
        return True
    for size in range(1, len(low) // 2 + 1):
        if low == (low[:size] * (len(low) // size + 1))[: len(low)]:
            return True
    stem = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", low)
    stems = {stem, stem.translate(_LEET)} - {""}
    return any(one in _COMMON or any(one in row or one in row[::-1] for row in _ROWS) for one in stems)


def lock_after(failures: int, *, allowed: int, minutes: int, at: datetime) -> datetime | None:
    """Until when an account is locked after so many wrong passwords: ``minutes``, doubled with each further one."""
    if failures < allowed:
        return None
    doubled = min(failures - allowed, 10)
    return at + min(timedelta(minutes=minutes) * (1 << doubled), _LONGEST_LOCK)
