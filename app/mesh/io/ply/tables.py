"""The elements of a PLY file as columns, whichever of the three encodings they are in."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.errors import FileRefusedError
from app.i18n import text

TYPES = {
    "char": "i1",
    "uchar": "u1",
    "short": "i2",
    "ushort": "u2",
    "int": "i4",
    "uint": "u4",
    "float": "f4",
    "double": "f8",
    "int8": "i1",
    "uint8": "u1",
    "int16": "i2",
    "uint16": "u2",
    "int32": "i4",
    "uint32": "u4",
    "float32": "f4",
    "float64": "f8",
}
ORDERS = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}
MAX_HEADER = 1_000_000


@dataclass(frozen=True)
class Property:
    """One property: ``count`` is the type of the length of a list, or None."""

    name: str
    kind: str
    count: str | None = None


@dataclass(frozen=True)
class Element:
    """One element of the header."""

    name: str
    size: int
    properties: tuple[Property, ...]


@dataclass(frozen=True)
class Header:
    """What the header says; the body starts at ``body``."""

    order: str
    elements: tuple[Element, ...]
    pictures: tuple[str, ...]
    body: int


@dataclass
class Table:
    """Columns of an element: (N,) arrays, and lists as (lengths (N,), all values in a row)."""

    size: int = 0
    columns: dict[str, NDArray[np.generic]] = field(default_factory=dict)
    lists: dict[str, tuple[NDArray[np.int64], NDArray[np.generic]]] = field(default_factory=dict)


def damaged() -> FileRefusedError:
    """What to say of a file that breaks the rules."""
    return FileRefusedError(text("The PLY file is cut short or damaged; export it again."))


def parse_header(content: bytes) -> Header:
    """The header of the file. Raises FileRefusedError."""
    end = content.find(b"end_header", 0, MAX_HEADER)
    if end < 0:
        raise damaged()
    body = end + len(b"end_header")
    while content[body : body + 1] in (b" ", b"\t"):
        body += 1
    body += 2 if content[body : body + 2] == b"\r\n" else 1
    order, pictures = None, []
    elements: list[tuple[str, int, list[Property]]] = []
    for line in content[:end].decode("utf-8", "replace").replace("\r", "\n").split("\n"):
        words = line.split()
        match words:
            case ["format", kind, *_]:
                order = ORDERS.get(kind)
            case ["comment", "TextureFile", *name]:
                pictures.append(" ".join(name))
            case ["element", name, size]:
                elements.append((name, int(size) if size.isdigit() else -1, []))
            case ["property", "list", count, kind, name] if elements and count in TYPES and kind in TYPES:
                elements[-1][2].append(Property(name, TYPES[kind], TYPES[count]))
            case ["property", kind, name] if elements and kind in TYPES:
                elements[-1][2].append(Property(name, TYPES[kind]))
            case ["property", *_]:
                raise damaged()
    if order is None or any(size < 0 for _, size, _ in elements):
        raise damaged()
    return Header(order, tuple(Element(n, s, tuple(p)) for n, s, p in elements), tuple(pictures), body)


def read_tables(content: bytes, header: Header) -> dict[str, Table]:
    """All elements by name. Raises FileRefusedError where the body is shorter than the header announces."""
    tables: dict[str, Table] = {}
    try:
        if header.order:
            at = header.body
            for element in header.elements:
                tables[element.name], at = _binary(content, at, element, header.order)
        else:
            words = content[header.body :].split()
            at = 0
            for element in header.elements:
                tables[element.name], at = _ascii(words, at, element)
    except (ValueError, IndexError, OverflowError) as error:
        raise damaged() from error
    return tables


def _binary(content: bytes, at: int, element: Element, order: str) -> tuple[Table, int]:
    """Rows are all alike in most files (every list has three entries): then they are one structured array."""
    if not element.size or not element.properties:
        return _empty(element), at
    fields, probe = [], at
    for number, prop in enumerate(element.properties):
        if prop.count is not None:
            length = int(np.frombuffer(content, order + prop.count, 1, probe)[0])
            if not 0 <= length <= len(content):
                raise ValueError("a list longer than the file")
            fields += [(f"n{number}", order + prop.count, ()), (f"v{number}", order + prop.kind, (length,))]
            probe += np.dtype(prop.count).itemsize + length * np.dtype(prop.kind).itemsize
        else:
            fields.append((f"v{number}", order + prop.kind, ()))
            probe += np.dtype(prop.kind).itemsize
    row = np.dtype(fields)
    fits = at + row.itemsize * element.size <= len(content)
    lists = [i for i, p in enumerate(element.properties) if p.count is not None]
    if not fits and not lists:
        raise ValueError("fewer rows than announced")
    if fits:
        rows = np.frombuffer(content, row, element.size, at)
        if all((rows[f"n{i}"] == rows[f"n{i}"][0]).all() for i in lists):
            table = Table(element.size)
            for i, prop in enumerate(element.properties):
                values = rows[f"v{i}"]
                if prop.count is None:
                    table.columns[prop.name] = values
                else:
                    table.lists[prop.name] = (rows[f"n{i}"].astype(np.int64), values.reshape(-1))
            return table, at + row.itemsize * element.size
    return _binary_uneven(content, at, element, order)


def _binary_uneven(content: bytes, at: int, element: Element, order: str) -> tuple[Table, int]:
    """Walk the rows to find where each list begins, then gather all values of a property at once."""
    little = "little" if order == "<" else "big"
    plan = [
        (
            0 if p.count is None else np.dtype(p.count).itemsize,
            p.count is not None and p.count.startswith("i"),
            np.dtype(p.kind).itemsize,
        )
        for p in element.properties
    ]
    if element.size > len(content) - at:
        raise ValueError("fewer rows than announced")
    begins: list[list[int]] = [[] for _ in plan]
    lengths: list[list[int]] = [[] for _ in plan]
    total = len(content)
    for _ in range(element.size):
        for i, (head, signed, item) in enumerate(plan):
            length = 1
            if head:
                length = int.from_bytes(content[at : at + head], little, signed=signed)  # type: ignore[arg-type]
                at += head
            begins[i].append(at)
            lengths[i].append(length)
            at += length * item
            if length < 0 or at > total:
                raise ValueError("a row beyond the end")
    table = Table(element.size)
    raw = np.frombuffer(content, np.uint8)
    for i, prop in enumerate(element.properties):
        count, start = np.array(lengths[i], np.int64), np.array(begins[i], np.int64)
        item = np.dtype(prop.kind).itemsize
        where = np.repeat(start - np.cumsum(count * item) + count * item, count * item) + np.arange(count.sum() * item)
        values = raw[where].view(order + prop.kind)
        if prop.count is None:
            table.columns[prop.name] = values
        else:
            table.lists[prop.name] = (count, values)
    return table, at


def _ascii(words: list[bytes], at: int, element: Element) -> tuple[Table, int]:
    if not element.size or not element.properties:
        return _empty(element), at
    if element.size > len(words) - at:
        raise ValueError("fewer rows than announced")
    table = Table(element.size)
    if all(p.count is None for p in element.properties):
        width = len(element.properties)
        chosen = words[at : at + width * element.size]
        if len(chosen) < width * element.size:
            raise ValueError("fewer rows than announced")
        for i, prop in enumerate(element.properties):
            table.columns[prop.name] = _typed(chosen[i::width], prop.kind)
        return table, at + width * element.size
    values: list[list[bytes]] = [[] for _ in element.properties]
    lengths: list[list[int]] = [[] for _ in element.properties]
    for _ in range(element.size):
        for i, prop in enumerate(element.properties):
            length = 1
            if prop.count is not None:
                length = int(float(words[at]))
                at += 1
            if length < 0 or at + length > len(words):
                raise ValueError("a row beyond the end")
            values[i] += words[at : at + length]
            lengths[i].append(length)
            at += length
    for i, prop in enumerate(element.properties):
        column = _typed(values[i], prop.kind)
        if prop.count is None:
            table.columns[prop.name] = column
        else:
            table.lists[prop.name] = (np.array(lengths[i], np.int64), column)
    return table, at


def _typed(words: list[bytes], kind: str) -> NDArray[np.generic]:
    """(N,) of the declared integer type where all numbers fit it, else float64: what a float says, with all digits."""
    numbers = np.array([float(w) for w in words])
    if kind[0] in "iu":
        limits = np.iinfo(kind)
        if ((numbers >= limits.min) & (numbers <= limits.max) & (np.rint(numbers) == numbers)).all():
            return numbers.astype(kind)
    return numbers


def _empty(element: Element) -> Table:
    table = Table(element.size)
    for prop in element.properties:
        if prop.count is None:
            table.columns[prop.name] = np.empty(0)
        else:
            table.lists[prop.name] = (np.empty(0, np.int64), np.empty(0))
    return table
