"""Triggers that keep the audit chain append-only, whoever is connected."""

from sqlalchemy import Connection

_SQLITE = (
    (
        "CREATE TRIGGER events_never_change BEFORE UPDATE ON events"
        " BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END"
    ),
    (
        "CREATE TRIGGER events_never_go BEFORE DELETE ON events"
        " BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END"
    ),
    (
        "CREATE TRIGGER chain_head_never_goes BEFORE DELETE ON chain_head"
        " BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END"
    ),
)
_POSTGRESQL = (
    (
        "CREATE FUNCTION statuette_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the audit chain is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER events_never_change BEFORE UPDATE OR DELETE ON events"
        " FOR EACH ROW EXECUTE FUNCTION statuette_append_only()"
    ),
    (
        "CREATE TRIGGER events_never_go BEFORE TRUNCATE ON events"
        " FOR EACH STATEMENT EXECUTE FUNCTION statuette_append_only()"
    ),
    (
        "CREATE TRIGGER chain_head_never_goes BEFORE DELETE OR TRUNCATE ON chain_head"
        " FOR EACH STATEMENT EXECUTE FUNCTION statuette_append_only()"
    ),
)


def create_triggers(connection: Connection) -> None:
    """Make them; once, in the first migration."""
    for statement in _POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE:
        connection.exec_driver_sql(statement)
