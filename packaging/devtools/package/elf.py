"""ELF files of 64 bits as tables: what is loaded from where, so that they can be written more closely."""

from __future__ import annotations

import struct
from dataclasses import dataclass, fields
from typing import ClassVar

LOAD, NOBITS, ALLOCATED = 1, 8, 2
FILE_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")


@dataclass
class Segment:
    """An entry of the program header; its fields as the format has them."""

    kind: int
    flags: int
    offset: int
    address: int
    physical: int
    in_file: int
    in_memory: int
    align: int
    form: ClassVar[struct.Struct] = struct.Struct("<IIQQQQQQ")


@dataclass
class Section:
    """An entry of the section header."""

    name: int
    kind: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    info: int
    align: int
    entry: int
    form: ClassVar[struct.Struct] = struct.Struct("<IIQQQQIIQQ")


class Elf:
    """A program or shared library. Raises ValueError where it is not one of 64 bits and little-endian."""

    def __init__(self, content: bytes) -> None:
        if content[:6] != b"\x7fELF\x02\x01":
            raise ValueError("not an ELF file of 64 bits")
        self.content = content
        head = FILE_HEADER.unpack_from(content)
        self.segments_at, self.sections_at = head[5], head[6]
        self.segments = [Segment(*row) for row in _rows(content, head[5], head[9], head[10], Segment.form)]
        self.sections = [Section(*row) for row in _rows(content, head[6], head[11], head[12], Section.form)]

    def header(self, segments_at: int, sections_at: int) -> bytes:
        """The file header with the tables at other places."""
        head = list(FILE_HEADER.unpack_from(self.content))
        head[5], head[6] = segments_at, sections_at
        return FILE_HEADER.pack(*head)


def packed(row: Segment | Section) -> bytes:
    """The bytes of an entry."""
    return row.form.pack(*(getattr(row, field.name) for field in fields(row)))


def _rows(content: bytes, start: int, size: int, count: int, form: struct.Struct) -> list[tuple[int, ...]]:
    if count and size != form.size:
        raise ValueError("a table of unknown form")
    return [form.unpack_from(content, start + number * size) for number in range(count)]
