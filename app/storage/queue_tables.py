"""The tables behind the order queue: one row per item with all that a list shows and sorts by, and a search index.

On SQLite also the last changes, for whoever watches (``app.storage.watching``).

They hold nothing that the records do not say, so they are made anew, not migrated, when their form changes. Moments
are milliseconds since 1970 here, on both databases.
"""

from sqlalchemy import Connection
from sqlalchemy import text as sql

FORM = 5
"""Number of this layout, of what ``queue_row`` writes into it and of the pieces that ``app.orders.searching`` makes.

Another number in the database: rebuild.
"""

SORT_COLUMNS = {
    "due": "due_key",
    "received": "received_ms",
    "number": "number",
    "title": "title_key",
    "stage": "stage_key",
    "priority": "priority_key",
}
COLUMNS = (
    "item", "order_id", "version", "number", "title", "product", "finish", "height_mm", "width_mm", "quantity", "stage",
    "hold_reason", "due_ms", "received_ms", "priority", "assignee", "cover", "buyer", "channel", "remake", "is_open",
    "due_key", "title_key", "stage_key", "priority_key", "words",
)  # fmt: skip

_TYPES = {
    "item": "BIGINT NOT NULL",
    "order_id": "BIGINT NOT NULL",
    "version": "INTEGER NOT NULL",
    "height_mm": "DOUBLE PRECISION",
    "width_mm": "DOUBLE PRECISION",
    "quantity": "INTEGER NOT NULL",
    "due_ms": "BIGINT",
    "received_ms": "BIGINT NOT NULL",
    "priority": "INTEGER NOT NULL",
    "assignee": "BIGINT NOT NULL",
    "remake": "INTEGER NOT NULL",
    "is_open": "INTEGER NOT NULL",
    "due_key": "BIGINT NOT NULL",
    "stage_key": "BIGINT NOT NULL",
    "priority_key": "BIGINT NOT NULL",
}
_INDEXES = {
    **{f"queue_open_{sort}": f"is_open, {column}, item" for sort, column in SORT_COLUMNS.items()},
    "queue_by_stage": "stage, due_key, item",
    "queue_by_assignee": "assignee, is_open, stage",
    "queue_by_order": "order_id",
}
_POSTGRESQL, _SQLITE = "postgresql", "sqlite"


def is_current(connection: Connection) -> bool:
    """Whether the tables are there in this form."""
    there = (
        "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'queue_form'"
    )
    if connection.dialect.name == _SQLITE:
        there = "SELECT 1 FROM sqlite_master WHERE name = 'queue_form'"
    if connection.execute(sql(there)).first() is None:
        return False
    return connection.execute(sql("SELECT form FROM queue_form")).scalar() == FORM


def create(connection: Connection) -> None:
    """Make the tables anew, empty; ``index`` makes them ready to be asked."""
    postgresql = connection.dialect.name == _POSTGRESQL
    for table in ("queue_rows", "queue_search", "queue_news", "queue_form"):
        connection.execute(sql(f"DROP TABLE IF EXISTS {table}"))
    # "C": by code point, as the program and SQLite compare
    words = 'TEXT COLLATE "C" NOT NULL' if postgresql else "TEXT NOT NULL"
    columns = [f"{name} {_TYPES.get(name, words)}" for name in COLUMNS]
    if postgresql:
        columns.append("PRIMARY KEY (item)")
    else:  # small numbers of their own keep the search index a third as large
        columns = ["seq INTEGER PRIMARY KEY", *columns, "UNIQUE (item)"]
    connection.execute(sql(f"CREATE TABLE queue_rows ({', '.join(columns)})"))
    if postgresql:
        connection.execute(
            sql('CREATE TABLE queue_search (item BIGINT PRIMARY KEY, grams TEXT[] COLLATE "C" NOT NULL)')
        )
    else:  # the ascii tokenizer leaves every other character alone: what we make is what is kept
        connection.execute(
            sql(
                "CREATE VIRTUAL TABLE queue_search USING fts5("
                "grams, content='', detail='none', columnsize=0, tokenize='ascii')"
            )
        )
        # numbers are never used again: whoever watches can tell that something was missed
        connection.execute(sql("CREATE TABLE queue_news (id INTEGER PRIMARY KEY AUTOINCREMENT, told TEXT NOT NULL)"))
    connection.execute(sql("CREATE TABLE queue_form (form INTEGER NOT NULL)"))
    connection.execute(sql("INSERT INTO queue_form (form) VALUES (:form)"), {"form": FORM})


def index(connection: Connection) -> None:
    """Make the indexes, after the rows are in: one pass over all of them is many times faster than one for each row."""
    for name, on in _INDEXES.items():
        connection.execute(sql(f"CREATE INDEX {name} ON queue_rows ({on})"))
    if connection.dialect.name == _POSTGRESQL:
        # fresh entries wait in a heap that every search reads to its end: it is kept small
        connection.execute(
            sql("CREATE INDEX queue_grams ON queue_search USING gin (grams) WITH (gin_pending_list_limit = 256)")
        )
