"""The ICC profile of sRGB that goes into every photo: the same bytes on every machine and day.

Made here as what LittleCMS makes carries the time at which it was made. Version 2, with three colorants and one curve
(ICC.1:2001-04, IEC 61966-2-1): what the oldest machine of a lab reads.
"""

import struct
from functools import cache

import numpy as np

from app.mesh.srgb import linear_of

NAME = "sRGB IEC61966-2.1"
_COPYRIGHT = "No copyright, use freely"
_STEPS = 1024
_WHITE = (0.9642, 1.0, 0.8249)  # D50, the white of the connection space
# columns of the matrix to XYZ, adapted from D65 to D50 (Bradford)
_RED, _GREEN, _BLUE = (0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410)


@cache
def srgb_profile() -> bytes:
    """The profile, about 2.5 kB."""
    curve = _curve()
    data = {
        b"desc": _description(NAME),
        b"cprt": b"text\0\0\0\0" + _COPYRIGHT.encode() + b"\0",
        b"wtpt": _xyz(_WHITE),
        b"rXYZ": _xyz(_RED),
        b"gXYZ": _xyz(_GREEN),
        b"bXYZ": _xyz(_BLUE),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    offset, places, body = 128 + 4 + 12 * len(data), {}, b""
    table = struct.pack(">I", len(data))
    for signature, content in data.items():
        if content not in places:
            places[content] = offset + len(body)
            body += content + b"\0" * (-len(content) % 4)
        table += struct.pack(">4sII", signature, places[content], len(content))
    return _header(offset + len(body)) + table + body


def _header(size: int) -> bytes:
    made = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    start = struct.pack(">I4sI4s4s4s", size, b"\0" * 4, 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    white = struct.pack(">3i", *(_fixed(value) for value in _WHITE))
    return (start + made + b"acsp" + b"\0" * 28 + white).ljust(128, b"\0")


def _curve() -> bytes:
    values = np.rint(linear_of(np.arange(_STEPS) / (_STEPS - 1)) * 65535).astype(int)
    return struct.pack(f">4s4xI{_STEPS}H", b"curv", _STEPS, *values.tolist())


def _xyz(values: tuple[float, float, float]) -> bytes:
    return struct.pack(">4s4x3i", b"XYZ ", *(_fixed(value) for value in values))


def _description(words: str) -> bytes:
    ascii_words = words.encode() + b"\0"
    return struct.pack(">4s4xI", b"desc", len(ascii_words)) + ascii_words + b"\0" * (4 + 4 + 2 + 1 + 67)


def _fixed(value: float) -> int:
    """To s15Fixed16Number."""
    return round(value * 65536)
