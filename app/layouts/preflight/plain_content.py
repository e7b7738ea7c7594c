"""Content that is nothing but numbers, names and operators, read fast: outlines, as most of a file of ours is.

Whatever else there is (strings, dictionaries, inline pictures, comments, damage) is left to the reader of pikepdf, which takes
ten times as long: 2,000 pages of postcards have 3.6 million operators.
"""

import re

from pikepdf import Array, Name

Operator = tuple[str, list[object], list[float]]
"""An operator, what it is given, and the numbers among that."""

_PART = re.compile(r"([-+.\d\s]*)(\[[^\]]*\]|/[^\s/\[\]]*|[^\s/\[\]]+)")
"""Numbers, and what follows them: an operator, a name, an array."""
_ARRAY, _BRACKETS = re.compile(r"\[[^\[\]]*\]"), frozenset("[]")
_WHITE, _DIGITS, _SIGNS = b"\t\n\f\r ", b"0123456789", b"+-."
_PLAIN = bytes(set(_WHITE + bytes(range(33, 127))) - set(b"()<>{}%#"))
"""No strings, dictionaries, comments or #xx in names; NUL is white in a PDF, but nowhere else."""
_SHAPES = bytes(
    ord("0") if c in _DIGITS else ord(".") if c in _SIGNS else c if c in _WHITE + b"/[]" else ord("a")
    for c in range(256)
)
_OTHER = (b"BI", b"true", b"false", b"null")
_OTHER_SHAPES = (b"0" * 10, b"0a", b".a")
"""Numbers beyond all paper; "1m" is two words for us, "1e5", "1_0" and "+inf" are numbers for Python, none is one in a PDF."""
_NUMBERS = frozenset("0123456789+-.")


def plain_operators(data: bytes) -> list[Operator] | None:
    """All operators of a stream; None where it is not as plain as that."""
    shapes = data.translate(_SHAPES)
    if data.translate(None, _PLAIN) or any(o in data for o in _OTHER) or any(o in shapes for o in _OTHER_SHAPES):
        return None
    content = data.decode("ascii")
    if not _BRACKETS.isdisjoint(_ARRAY.sub("", content)):
        return None
    if content.rstrip()[-1:] in _NUMBERS:
        return None
    read: list[Operator] = []
    given: list[object] = []
    plain: list[float] = []
    try:
        for numbers, word in _PART.findall(content):
            found = [*map(float, numbers.split())]
            if word[0] in "/[":
                given += found
                given.append(Name(word) if word[0] == "/" else Array([float(each) for each in word[1:-1].split()]))
                plain += found
            elif given:
                read.append((word, given + found, plain + found))
                given, plain = [], []
            else:
                read.append((word, found, found))  # type: ignore[arg-type] # numbers are objects, and nobody adds others
    except ValueError:  # "1-2", a name without letters
        return None
    return None if given else read
