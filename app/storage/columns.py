"""Columns made from the fields of a record: one mapping for all kinds, the same values back on both databases.

A moment is a number of milliseconds on SQLite (sorts, needs no parsing) and a timestamp with time zone on PostgreSQL.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, Text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.orders.record import Record

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)

# 64 bits on both; on SQLite a primary key of this name is the row's own number, without a second index.
Whole = BigInteger().with_variant(Integer(), "sqlite")


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970, UTC; raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return (moment - _EPOCH) // _MS


def from_ms(number: int) -> datetime:
    """The moment, UTC."""
    return _EPOCH + number * _MS


class Moment(TypeDecorator[datetime]):
    """An aware datetime, UTC, to the millisecond."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What the database keeps it as."""
        return dialect.type_descriptor(DateTime(timezone=True) if dialect.name == "postgresql" else Integer())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the database."""
        if value is None:
            return None
        number = to_ms(value)
        return from_ms(number) if dialect.name == "postgresql" else number

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.astimezone(UTC) if dialect.name == "postgresql" else from_ms(value)


class Words(TypeDecorator[tuple[str, ...]]):
    """A tuple of words, as a JSON list."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> Any:
        """To the database."""
        del dialect
        return None if value is None else list(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...] | None:
        """From the database."""
        del dialect
        return None if value is None else tuple(value)


def _type_of(hint: Any) -> TypeEngine[Any]:
    origin = get_origin(hint)
    if origin is tuple:
        return Words()
    if origin is Mapping or hint is Mapping:
        return JSON(none_as_null=True)
    # bool before int, datetime before date: the narrower first
    for python, column in (
        (bool, Boolean()),
        (int, Whole),
        (float, Float(53)),
        (str, Text()),
        (bytes, LargeBinary()),
        (datetime, Moment()),
        (date, Date()),
    ):
        if hint is python:
            return column
    raise TypeError(f"no column holds {hint!r}")


def columns_of(kind: type[Record]) -> list[Column[Any]]:
    """A column for each field, in the order of the fields; ``id`` is the primary key."""
    hints = get_type_hints(kind)
    columns: list[Column[Any]] = []
    for field in fields(kind):
        hint, nullable = hints[field.name], False
        if get_origin(hint) in (Union, UnionType):
            inner = [part for part in get_args(hint) if part is not NoneType]
            if len(inner) != 1:
                raise TypeError(f"{kind.__name__}.{field.name} may be several things")
            hint, nullable = inner[0], True
        key = field.name == "id"
        columns.append(
            Column(
                field.name, _type_of(hint), primary_key=key, nullable=nullable, autoincrement=False if key else "auto"
            )
        )
    return columns


def clean(value: Any) -> Any:
    """The value as both databases can keep it: PostgreSQL knows no zero characters, neither knows half characters."""
    if isinstance(value, str) and not value.isascii():
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, str) and "\0" in value:
        return value.replace("\0", "")
    return value


def row_of(record: Record) -> dict[str, Any]:
    """The record as a row."""
    return {name: clean(value) for name, value in vars(record).items()}
