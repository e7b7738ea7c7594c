"""Brings a database to the form that this program knows; refuses one that is newer."""

import logging
import pkgutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy import text as sql

from app.i18n import Text, text
from app.orders.book import BookOfflineError, MigrationFailedError
from app.storage.database import WRITES
from app.storage.faults import BookIsNewerError, BookRefusedError, translated
from app.storage.migrations import versions

log = logging.getLogger(__name__)
_LOCK = 7_305_804_402_130_157  # any number, the same on all PCs


def known_versions() -> list[str]:
    """The steps that this program knows, first one first."""
    return sorted(module.name for module in pkgutil.iter_modules(versions.__path__) if module.name.startswith("r"))


def version_of(connection: Connection) -> str | None:
    """The step that a database is at; None where it is not ours yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sql("SELECT version_num FROM alembic_version")).scalar()


def bring_up_to_date(engine: Engine, keep: Callable[[str], object], tell: Callable[[Text], None]) -> None:
    """Make the tables, or change them. PCs that start at the same moment wait for each other.

    keep  copies a book that is there before it is changed; it is given the step that the book is at
    tell  is told what is being done with a book that is there

    Raises BookRefusedError, MigrationFailedError (the book is as it was), and what ``keep`` raises.
    """
    known = known_versions()
    with engine.connect() as connection:
        there = version_of(connection)
    if there == known[-1]:
        return
    if there in known:
        tell(text("Keeping a copy of the order book…"))
        keep(there)
        tell(text("Bringing the order book up to date…"))
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sql("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        there = version_of(connection)
        if there is not None and there not in known:
            raise BookIsNewerError
        if there is None and _has_tables(connection):
            raise BookRefusedError(
                text("This database holds something else already; choose an empty one for the order book.")
            )
        if there is None:
            upgrade(connection)
        elif there != known[-1]:
            _change(connection)
            log.info("the order book was brought from form %s to %s", there, known[-1])


def _change(connection: Connection) -> None:
    """Change a book that is there; who is only busy or away does not speak against this version. Raises as above."""
    try:
        upgrade(connection)
    except Exception as error:
        told = translated(error)
        if isinstance(told, BookOfflineError):
            raise
        log.exception("the order book could not be brought up to date")
        raise MigrationFailedError from None


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the missing steps inside the transaction of this connection."""
    from alembic import command  # noqa: PLC0415 - takes a fifth of a second, and is seldom needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(versions.__path__[0]).parent).replace("%", "%%"))
    command.upgrade(config, to)


def _has_tables(connection: Connection) -> bool:
    """Whether there is a table of one of our names that is not ours."""
    return inspect(connection).has_table("orders") or inspect(connection).has_table("events")
