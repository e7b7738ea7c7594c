"""Requests and answers of the Internet Printing Protocol (RFC 8010), with collections; nothing but bytes."""

import itertools
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Tag(IntEnum):
    """What kind of value follows."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    RESOLUTION = 0x32
    RANGE = 0x33
    COLLECTION = 0x34
    TEXT_LANGUAGE = 0x35
    NAME_LANGUAGE = 0x36
    COLLECTION_END = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49
    MEMBER = 0x4A


class Operation(IntEnum):
    """What is asked."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    CUPS_GET_PRINTERS = 0x4002


Value = int | bool | str | tuple[int, int] | Mapping[str, "Attribute"]


@dataclass(frozen=True)
class Attribute:
    """One or more values of one kind."""

    tag: Tag
    values: tuple[Value, ...]


def of(tag: Tag, *values: Value) -> Attribute:
    """An attribute."""
    return Attribute(tag, values)


class CodecError(ValueError):
    """Bytes that are no answer of a printer."""


@dataclass(frozen=True)
class Answer:
    """status: below 0x100 is good; ``groups``: (kind of group, attributes as lists of plain values)."""

    status: int
    groups: tuple[tuple[int, dict[str, list[Any]]], ...]

    @property
    def good(self) -> bool:
        return self.status < 0x100

    def all(self, kind: Tag) -> list[dict[str, list[Any]]]:
        """All groups of a kind: one for each job."""
        return [attributes for group, attributes in self.groups if group == kind]

    def one(self, kind: Tag) -> dict[str, list[Any]]:
        """The first group of a kind, {} where there is none."""
        return next(iter(self.all(kind)), {})


_numbers = itertools.count(1)


def request(
    operation: Operation,
    uri: str,
    attributes: Mapping[str, Attribute],
    job: Mapping[str, Attribute] | None = None,
) -> bytes:
    """A request up to where the document begins."""
    head = {
        "attributes-charset": of(Tag.CHARSET, "utf-8"),
        "attributes-natural-language": of(Tag.LANGUAGE, "en"),
        "printer-uri": of(Tag.URI, uri),
    }
    parts = [struct.pack(">BBHI", 2, 0, operation, next(_numbers) & 0x7FFFFFFF), bytes([Tag.OPERATION])]
    parts += _attributes({**head, **attributes})
    if job:
        parts += [bytes([Tag.JOB]), *_attributes(job)]
    return b"".join([*parts, bytes([Tag.END])])


def _attributes(attributes: Mapping[str, Attribute]) -> Iterable[bytes]:
    for name, attribute in attributes.items():
        for place, value in enumerate(attribute.values):
            yield _value(attribute.tag, name if place == 0 else "", value)


def _value(tag: Tag, name: str, value: Value) -> bytes:
    label = name.encode()
    head = struct.pack(">BH", tag, len(label)) + label
    if isinstance(value, Mapping):
        parts = [head, struct.pack(">H", 0)]
        for member, attribute in value.items():
            key = member.encode()
            parts.append(struct.pack(">BHH", Tag.MEMBER, 0, len(key)) + key)
            parts += [_value(attribute.tag, "", one) for one in attribute.values]
        return b"".join([*parts, struct.pack(">BHH", Tag.COLLECTION_END, 0, 0)])
    content = _plain(tag, value)
    return head + struct.pack(">H", len(content)) + content


def _plain(tag: Tag, value: int | bool | str | tuple[int, int]) -> bytes:
    if tag == Tag.BOOLEAN:
        return bytes([bool(value)])
    if tag in {Tag.INTEGER, Tag.ENUM}:
        return struct.pack(">i", value)
    if isinstance(value, tuple):
        return struct.pack(">ii", *value)
    return str(value).encode()[:1023]


def parse(content: bytes) -> Answer:
    """An answer. Raises CodecError."""
    try:
        return _Reader(content).answer()
    except (struct.error, IndexError, RecursionError):
        raise CodecError from None


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 8

    def answer(self) -> Answer:
        (status,) = struct.unpack(">H", self._content[2:4])
        groups: list[tuple[int, dict[str, list[Any]]]] = []
        last = ""
        while self._at < len(self._content):
            tag = self._content[self._at]
            self._at += 1
            if tag == Tag.END:
                break
            if tag < 0x10:
                groups.append((tag, {}))
                continue
            name, value = self._field(tag)
            if not groups:
                raise CodecError
            last = name or last
            groups[-1][1].setdefault(last, []).append(value)
        return Answer(status, tuple(groups))

    def _take(self) -> bytes:
        (length,) = struct.unpack(">H", self._content[self._at : self._at + 2])
        content = self._content[self._at + 2 : self._at + 2 + length]
        if len(content) < length:
            raise IndexError
        self._at += 2 + length
        return content

    def _field(self, tag: int) -> tuple[str, Any]:
        name, content = self._take().decode("utf-8", "replace"), self._take()
        return name, self._collection() if tag == Tag.COLLECTION else _decoded(tag, content)

    def _collection(self) -> dict[str, list[Any]]:
        members: dict[str, list[Any]] = {}
        key = ""
        while True:
            tag = self._content[self._at]
            self._at += 1
            if tag == Tag.COLLECTION_END:
                self._field(tag)
                return members
            _, value = self._field(tag)
            if tag == Tag.MEMBER:
                key = str(value)
                members.setdefault(key, [])
            else:
                members.setdefault(key, []).append(value)


def _decoded(tag: int, content: bytes) -> Any:
    if tag in {Tag.INTEGER, Tag.ENUM}:
        return struct.unpack(">i", content)[0]
    if tag == Tag.BOOLEAN:
        return content != b"\0"
    if tag == Tag.RANGE:
        return struct.unpack(">ii", content)
    if tag == Tag.RESOLUTION:
        return struct.unpack(">iib", content)[:2]
    if tag in {Tag.TEXT_LANGUAGE, Tag.NAME_LANGUAGE}:
        (skip,) = struct.unpack(">H", content[:2])
        return content[4 + skip :].decode("utf-8", "replace")
    if tag < 0x20:  # it says that it does not know
        return None
    return content.decode("utf-8", "replace")
