"""Takes what looks like personal data out of words that are kept in plain: reasons in the audit chain, logs."""

import re

HIDDEN = "***"

_SEALED = re.compile(r"\\x01(?:\\x[0-9a-f]{2}|[ -~]){24,}")
_PHONE = re.compile(
    r"(?<![\d.])(?:(?:\+|00)?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)"  # mobile
    r"|(?<![\d.])0\d{2,3}[-\s]\d{7,8}(?!\d)"  # with an area code
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])")


def scrubbed(words: str) -> str:
    """The words without phone numbers, mail addresses, identity numbers and sealed values."""
    for pattern in (_IDENTITY, _PHONE, _MAIL, _SEALED):
        words = pattern.sub(HIDDEN, words)
    return words


_QUOTED = re.compile(r"(?<![\w])([bu]?)(['\"])((?:\\.|(?!\2).)*)\2(?![\w])")
_NAME_OF_A_THING = re.compile(
    r"[a-z0-9_.:/<>%=+-]{0,80}|NoneType|(?:Q|vtk)[A-Z]\w{1,60}|\w{1,60}(?:Error|Exception|Warning)"
)
# Our own words in code are English: what is written in another script is data.
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u2e80-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+")


def scrubbed_message(words: str) -> str:
    """The words of an exception or a log: also without quoted values and what is written in another script."""

    def quoted(found: re.Match[str]) -> str:
        inside = found.group(3)
        return found.group() if _NAME_OF_A_THING.fullmatch(inside) else f"{found.group(2)}{HIDDEN}{found.group(2)}"

    return _OTHER_SCRIPT.sub(HIDDEN, scrubbed(_QUOTED.sub(quoted, words)))
