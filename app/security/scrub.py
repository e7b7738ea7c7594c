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
