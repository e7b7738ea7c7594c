"""The steps of the migrations lead to the tables that the program works with."""

from collections.abc import Callable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from app.storage.book import DatabaseBook
from app.storage.migrating import known_versions, version_of
from app.storage.tables import metadata

Opener = Callable[..., DatabaseBook]
OURS = set(metadata.tables)


@pytest.fixture
def books_begin_as_copies() -> None:
    """They do not: here each is made by the steps of the migrations."""


def of_the_book(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """The queue's tables are made by the queue itself, and made anew when their form changes."""
    return not (kind == "table" and name is not None and (name.startswith("queue_") or name == "alembic_version"))


def test_the_migrated_tables_are_those_of_the_program(book: DatabaseBook) -> None:
    with book.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "include_object": of_the_book}
        )
        assert compare_metadata(context, metadata) == []


def test_every_constraint_and_index_is_there(book: DatabaseBook) -> None:
    with book.engine.connect() as connection:
        found = inspect(connection)
        for table in metadata.tables.values():
            indexes = {(i["name"], tuple(i["column_names"]), bool(i["unique"])) for i in found.get_indexes(table.name)}
            assert indexes == {(i.name, tuple(c.name for c in i.columns), bool(i.unique)) for i in table.indexes}
            keys = {(k["constrained_columns"][0], k["referred_table"]) for k in found.get_foreign_keys(table.name)}
            assert keys == {(k.parent.name, k.column.table.name) for k in table.foreign_keys}
            absent = {c["name"] for c in found.get_columns(table.name) if c["nullable"]}
            assert absent == {c.name for c in table.columns if c.nullable}


def test_a_book_is_at_the_newest_step_and_opens_again_without_a_step(book: DatabaseBook, opener: Opener) -> None:
    with book.engine.connect() as connection:
        assert version_of(connection) == known_versions()[-1]
    again = opener()
    with again.engine.connect() as connection:
        assert version_of(connection) == known_versions()[-1]


def test_the_steps_follow_each_other() -> None:
    from importlib import import_module

    before = None
    for name in known_versions():
        step = import_module(f"app.storage.migrations.versions.{name}")
        assert (step.revision, step.down_revision) == (name, before)
        before = name


def test_only_orders_with_a_key_have_to_differ(book: DatabaseBook) -> None:
    with book.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            question = "SELECT indexdef FROM pg_indexes WHERE indexname = 'uq_orders_source_key'"
        else:
            question = "SELECT sql FROM sqlite_master WHERE name = 'uq_orders_source_key'"
        made = str(connection.execute(text(question)).scalar())
    assert "UNIQUE" in made
    assert "WHERE" in made
