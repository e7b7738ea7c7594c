"""Content that is nothing but numbers, names and operators, read fast: outlines, as most of a file of ours is.

Whatever else there is (strings, dictionaries, inline pictures, comments, damage) is left to the reader of pikepdf, which takes
ten times as long: 2,000 pages of postcards have 3.6 million operators.
"""

import re

from pikepdf import Array, Name

Operator = tuple[str, list[object], list[float]]
"""An operator, what it is given, and the numbers among that."""

_TOKEN = re.compile(r"\[[^\]]*\]|/[^\s/\[\]]*|[^\s/\[\]]+")
_ARRAY, _BRACKETS = re.compile(r"\[[^\[\]]*\]"), frozenset("[]")
_PLAIN = bytes(set(b"\t\n\f\r" + bytes(range(32, 127))) - set(b"()<>{}%#"))
"""No strings, dictionaries, comments or #xx in names; NUL is white in a PDF, but nowhere else."""
_SHAPES = bytes.maketrans(b"123456789+-", b"000000000..")
_OTHER = (b"BI", b"true", b"false", b"null")
_OTHER_SHAPES = (b"0" * 10, *(before + after for before in (b"0", b".") for after in (b"_", b"e", b"E", b"i", b"n")))
"""Numbers beyond all paper; "1e5", "1_0" and "+inf" are numbers for Python and none in a PDF."""
_DIGITS = frozenset("+-.0123456789")


def plain_operators(data: bytes) -> list[Operator] | None:
    """All operators of a stream; None where it is not as plain as that."""
    shapes = data.translate(_SHAPES)
    if data.translate(None, _PLAIN) or any(o in data for o in _OTHER) or any(o in shapes for o in _OTHER_SHAPES):
        return None
    content = data.decode("ascii")
    if not _BRACKETS.isdisjoint(_ARRAY.sub("", content)):
        return None
    read: list[Operator] = []
    given: list[object] = []
    plain: list[float] = []
    mixed = False
    try:
        for token in _TOKEN.findall(content):
            first = token[0]
            if first in _DIGITS:
                plain.append(float(token))
                if mixed:
                    given.append(plain[-1])
                continue
            if first not in "/[":
                read.append((token, given if mixed else list(plain), plain))
                given, plain, mixed = [], [], False
                continue
            if not mixed:
                mixed = True
                given = list(plain)
            given.append(Name(token) if first == "/" else Array([float(each) for each in token[1:-1].split()]))
    except ValueError:  # "1-2", "]", a name without letters
        return None
    return None if given or plain else read
