"""A backup as a file: a zip with one list of rows for each table, and a manifest that says what has to be in it.

Rows are JSON and know nothing of the database that they come from. The manifest is signed with a key of the workshop.
"""

import base64
import hashlib
import hmac
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Float, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

from app.errors import FileRefusedError
from app.i18n import text
from app.orders.backup import BackupDamagedError, BackupRefusedError
from app.storage.columns import Moment, Whole, Words, from_ms, to_ms

FORMAT, VERSION = "statuette-backup", 1
MANIFEST, SEAL, ASSETS = "manifest.json", "manifest.seal", "assets.txt"
KEYS = "No key is in this backup. Whoever restores it needs the workshop's key or its recovery code."

UNREADABLE = (
    KeyError, ValueError, EOFError, OSError, RuntimeError, NotImplementedError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What reading a damaged zip may raise: a single byte can turn into another kind of packing, or a password."""

_KINDS: tuple[tuple[str, type[TypeEngine[Any]]], ...] = (  # the narrower first
    ("moment", Moment),
    ("words", Words),
    ("json", JSON),
    ("bytes", LargeBinary),
    ("bool", Boolean),
    ("date", Date),
    ("float", Float),
    ("int", BigInteger),
    ("text", Text),
)
_TYPES: dict[str, Callable[[], TypeEngine[Any]]] = {
    "moment": Moment,
    "words": Words,
    "json": lambda: JSON(none_as_null=True),
    "bytes": LargeBinary,
    "bool": Boolean,
    "date": Date,
    "float": lambda: Float(53),
    "int": lambda: Whole,
    "text": Text,
}
_OUT: dict[str, Callable[[Any], Any]] = {
    "moment": to_ms,
    "words": list,
    "bytes": lambda v: base64.b64encode(v).decode(),
    "date": date.isoformat,
}
_IN: dict[str, Callable[[Any], Any]] = {
    "moment": from_ms,
    "words": tuple,
    "bytes": base64.b64decode,
    "date": date.fromisoformat,
}


def kind_of(column: Column[Any]) -> str:
    """What the values of a column are; raises TypeError for a type that backups do not know."""
    for kind, python in _KINDS:
        if isinstance(column.type, python):
            return kind
    if isinstance(column.type, type(Whole)):
        return "int"
    raise TypeError(column.type)


def columns_of(table: Table) -> list[tuple[str, str]]:
    """Names and kinds of the columns."""
    return [(column.name, kind_of(column)) for column in table.columns]


def table_as_it_was(name: str, columns: Iterable[tuple[str, str]]) -> Table:
    """A table to insert into, as the manifest says: the program may know it otherwise by now."""
    return Table(name, MetaData(), *(Column(column, _TYPES[kind]()) for column, kind in columns))


def line_of(row: Iterable[Any], kinds: list[str]) -> bytes:
    """A row as a line."""
    values = [v if v is None or k not in _OUT else _OUT[k](v) for v, k in zip(row, kinds, strict=True)]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=dict).encode() + b"\n"


def row_of_line(line: bytes, columns: list[tuple[str, str]]) -> dict[str, Any]:
    """The row of a line. Raises BackupDamagedError."""
    try:
        values = json.loads(line)
        return {
            name: v if v is None or kind not in _IN else _IN[kind](v)
            for (name, kind), v in zip(columns, values, strict=True)
        }
    except (ValueError, TypeError, OverflowError):
        raise BackupDamagedError from None


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself, and the bytes that were signed."""

    entries: dict[str, Any]
    raw: bytes

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """By name: rows, sha256, columns."""
        found: dict[str, dict[str, Any]] = self.entries["tables"]
        return found

    def columns(self, table: str) -> list[tuple[str, str]]:
        """Names and kinds of the columns of a table."""
        return [(str(name), str(kind)) for name, kind in self.tables[table]["columns"]]


def member_of(table: str) -> str:
    """Where the rows of a table lie in the zip."""
    return f"tables/{table}.jsonl"


class Hashed:
    """A file that is written and hashed at once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sum = file, hashlib.sha256()

    def write(self, content: bytes) -> None:
        """Append."""
        self._sum.update(content)
        self._file.write(content)

    @property
    def sha256(self) -> str:
        """Of all that was written."""
        return self._sum.hexdigest()


def seal_of(key: bytes, manifest: bytes) -> str:
    """Signature of a manifest."""
    return hmac.digest(key, b"statuette backup\0" + manifest, hashlib.sha256).hex()


def open_backup(path: Path) -> zipfile.ZipFile:
    """Raises FileRefusedError, BackupRefusedError."""
    try:
        opened = zipfile.ZipFile(path)
    except OSError:
        raise FileRefusedError(text("“{name}” cannot be read.", name=path.name)) from None
    except UNREADABLE:
        raise BackupDamagedError from None
    if MANIFEST not in opened.namelist():
        opened.close()
        raise BackupRefusedError(text("“{name}” is no backup of an order book.", name=path.name))
    return opened


def manifest_of(opened: zipfile.ZipFile, key: bytes) -> Manifest:
    """Raises BackupRefusedError, BackupDamagedError."""
    try:
        raw = opened.read(MANIFEST)
        seal = opened.read(SEAL).decode("ascii")
        entries = json.loads(raw)
    except UNREADABLE:
        raise BackupDamagedError from None
    if not isinstance(entries, dict) or entries.get("format") != FORMAT:
        raise BackupDamagedError
    if int(entries["version"]) > VERSION:
        raise BackupRefusedError(
            text("This backup was made by a newer version of this program; install that version on this PC too.")
        )
    if not hmac.compare_digest(seal.strip(), seal_of(key, raw)):
        raise BackupRefusedError(
            text(
                "This backup was made with another key, or was changed; bring the workshop's key in with its recovery"
                " code, or take another backup."
            )
        )
    return Manifest(entries, raw)


def lines(opened: zipfile.ZipFile, member: str, sha256: str) -> Iterator[bytes]:
    """The lines of a member; its hash is compared when the last one was read. Raises BackupDamagedError."""
    total = hashlib.sha256()
    try:
        with opened.open(member) as file:
            for line in file:
                total.update(line)
                yield line
    except UNREADABLE:
        raise BackupDamagedError from None
    if total.hexdigest() != sha256:
        raise BackupDamagedError
