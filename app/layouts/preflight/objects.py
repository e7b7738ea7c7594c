"""Reading PDF objects that may be anything: each function gives the value, or None where it is not of that kind."""

import math
import zlib
from collections.abc import Iterator
from decimal import Decimal

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from app.errors import FileRefusedError
from app.i18n import text

MOST_BYTES = 64_000_000
"""Of one decoded stream; content of a sheet of 40 charms has 1 MB."""
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
LIMIT = 1e9
"""Numbers beyond are taken as this: nothing on paper is larger, and sums of them stay finite."""


class DamagedStreamError(FileRefusedError):
    """The bytes of a stream cannot be unpacked."""


def number(value: object) -> float | None:
    """A finite number, cut to ±``LIMIT``."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        result = float(value)
    except (OverflowError, ValueError):
        return None
    return min(max(result, -LIMIT), LIMIT) if math.isfinite(result) else None


def numbers(value: object, count: int | None = None) -> tuple[float, ...] | None:
    """An array of numbers, of that many where ``count`` is given."""
    if not isinstance(value, Array) or (count is not None and len(value) != count):
        return None
    result = [number(v) for v in items(value)]
    return None if None in result else tuple(v for v in result if v is not None)


def items(value: Array) -> Iterator[object]:
    """The members of an array."""
    for index in range(len(value)):
        yield value[index]


def name(value: object) -> str | None:
    """A name without its slash. Bytes that are not UTF-8 are kept as ``#xx``: names of old Chinese programs are in GBK."""
    if not isinstance(value, Name):
        return None
    try:
        return str(value)[1:]
    except UnicodeDecodeError:
        return value.unparse()[1:].decode("ascii", "replace")


def words(value: object) -> str | None:
    """A string."""
    if isinstance(value, pikepdf.String):
        try:
            return str(value)
        except UnicodeDecodeError:
            return bytes(value).decode("latin-1")
    return None


def dictionary(value: object) -> Dictionary | None:
    """A dictionary; of a stream, its dictionary."""
    if isinstance(value, Dictionary):
        return value
    if isinstance(value, Stream):
        return value.stream_dict
    return None


def get(value: object, *path: str) -> object:
    """``value[path[0]][path[1]]…``, None where any step is missing."""
    for step in path:
        inner = dictionary(value)
        if inner is None:
            return None
        value = inner.get(step)
    return value


def entries(value: object) -> Iterator[tuple[str, object]]:
    """Keys (without the slash) and values of a dictionary."""
    inner = dictionary(value)
    if inner is None:
        return
    for key in inner.keys():  # noqa: SIM118 - a pikepdf dictionary iterates otherwise
        if usable(key):
            yield key[1:], inner.get(key)


def usable(key: str) -> bool:
    """Whether a key can be asked for: pikepdf cannot find again what is not UTF-8 (old Chinese programs write GBK)."""
    try:
        key.encode()
    except UnicodeEncodeError:
        return False
    return True


def matrix(value: object) -> Matrix:
    """A transformation, the identity where there is none that can be used."""
    found = numbers(value, 6)
    return IDENTITY if found is None else (found[0], found[1], found[2], found[3], found[4], found[5])


def times(first: Matrix, then: Matrix) -> Matrix:
    """``first`` within the space of ``then``."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def identity(value: object) -> tuple[int, int] | None:
    """Number and generation of an indirect object."""
    if isinstance(value, Object) and value.is_indirect:
        return value.objgen
    return None


def filters(stream: object) -> tuple[str, ...]:
    """The filters of a stream, the first one to undo first."""
    given = get(stream, "/Filter")
    found = [given] if isinstance(given, Name) else list(items(given)) if isinstance(given, Array) else []
    return tuple(name(each) or "?" for each in found)


def decoded(stream: Stream) -> bytes:
    """The bytes of a stream that holds words, not a picture. Raises FileRefusedError on a bomb, DamagedStreamError."""
    try:
        if filters(stream) in {("FlateDecode",), ("Fl",)} and get(stream, "/DecodeParms") is None:
            inflate = zlib.decompressobj()
            data = inflate.decompress(stream.read_raw_bytes(), MOST_BYTES + 1)
        else:
            data = stream.read_bytes()
    except (zlib.error, pikepdf.PdfError, RuntimeError, ValueError) as error:
        raise DamagedStreamError(
            text("A part of this PDF cannot be read: it is damaged. Export it again from the program that made it.")
        ) from error
    if len(data) > MOST_BYTES:
        raise FileRefusedError(
            text("A part of this PDF unpacks to more than 64 MB: nobody can print that. Export it again, flattened.")
        )
    return data


def resources_of(value: object) -> Dictionary | None:
    """The resources of a page (its own or inherited ones) or form."""
    seen = 0
    while value is not None and seen < 64:  # page trees may run in circles
        found = get(value, "/Resources")
        if isinstance(found, Dictionary):
            return found
        value = get(value, "/Parent")
        seen += 1
    return None


def inherited(page: object, key: str) -> object:
    """An attribute of a page that a node above it may give."""
    value: object = page
    for _ in range(64):
        found = get(value, key)
        if found is not None:
            return found
        value = get(value, "/Parent")
        if value is None:
            return None
    return None
