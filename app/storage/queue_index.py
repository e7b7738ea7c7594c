"""Keeps the queue's rows true: whatever changes a record calls ``refresh`` in the same transaction."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, bindparam
from sqlalchemy import text as sql

from app.orders.record import Record
from app.orders.records import Contact, Creation, Item, Order
from app.orders.searching import grams
from app.shipping.records import Parcel
from app.storage import queue_tables
from app.storage.queue_row import row_values

R = TypeVar("R", bound=Record)
CHUNK = 500
_QUEUED = (Item, Order, Contact, Creation, Parcel)


class Records(Protocol):
    """What is needed to look records up: a Reading of the transaction that changed them."""

    def get_all(self, kind: type[R], ids: Iterable[int]) -> dict[int, R]: ...

    def find(self, kind: type[R], /, *, order_by: str = "id", limit: int | None = None, **equals: Any) -> list[R]: ...


def refresh(
    connection: Connection, records: Records, saved: Iterable[Record], removed: Iterable[Record] = ()
) -> set[int]:
    """Write the rows of all items that these records are about; gives the items.

    saved    as they are now, after they were written; removed: as they were
    """
    saved, removed = [r for r in saved if isinstance(r, _QUEUED)], [r for r in removed if isinstance(r, _QUEUED)]
    if not saved and not removed:
        return set()
    items = {item.id: item for item in _affected(records, [*saved, *removed])}
    gone = {r.id for r in removed if isinstance(r, Item)} - items.keys()
    if gone:
        _remove(connection, sorted(gone))
    known = _Known(records, saved)
    ids = sorted(items)
    for start in range(0, len(ids), CHUNK):
        write_rows(connection, known.rows([items[i] for i in ids[start : start + CHUNK]]))
    return items.keys() | gone


def rebuild(
    connection: Connection, records: Records, item_ids: Sequence[int], progress: Callable[[float], None]
) -> None:
    """Make the tables anew and fill them. ``item_ids``: all items of the book. ``progress`` gets 0 to 1."""
    queue_tables.create(connection)
    known = _Known(records, ())
    for start in range(0, len(item_ids), CHUNK):
        items = records.get_all(Item, item_ids[start : start + CHUNK])
        write_rows(connection, known.rows(list(items.values())), fresh=True)
        known.forget()
        progress(min(1.0, (start + CHUNK) / len(item_ids)))
    queue_tables.index(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(sql("ANALYZE queue_rows"))
        connection.execute(sql("ANALYZE queue_search"))


def _affected(records: Records, touched: Sequence[Record]) -> list[Item]:
    """Items whose rows say something of these records, as they are now."""
    orders = {r.id for r in touched if isinstance(r, Order)}
    orders |= {r.order for r in touched if isinstance(r, Contact | Creation)}
    parcels = {r.id for r in touched if isinstance(r, Parcel)}
    ids = {r.id for r in touched if isinstance(r, Item)}
    found: dict[int, Item] = {}
    for wanted, key in ((orders, "order"), (parcels, "parcel")):
        every = sorted(wanted)
        for start in range(0, len(every), CHUNK):
            found.update((i.id, i) for i in records.find(Item, **_equals(key, every[start : start + CHUNK])))
    found.update(records.get_all(Item, ids - found.keys()))
    return list(found.values())


def _equals(key: str, values: list[int]) -> dict[str, Any]:
    return {key: values}


class _Known:
    """Records by id, looked up in the book where this transaction does not hold them already."""

    def __init__(self, records: Records, saved: Iterable[Record]) -> None:
        self._records = records
        self._saved = {(type(r), r.id): r for r in saved}
        self._contacts = {r.order: r for r in saved if isinstance(r, Contact)}

    def forget(self) -> None:
        """Let go of what was looked up."""
        self._saved.clear()
        self._contacts.clear()

    def rows(self, items: Sequence[Item]) -> list[dict[str, Any]]:
        """The rows of these items."""
        orders = self._all(Order, {i.order for i in items})
        creations = self._all(Creation, {i.creation for i in items if i.creation is not None})
        parcels = self._all(Parcel, {i.parcel for i in items if i.parcel is not None})
        missing = orders.keys() - self._contacts.keys()
        if missing:
            self._contacts.update((c.order, c) for c in self._records.find(Contact, order=sorted(missing)))
        return [
            row_values(
                item,
                orders[item.order],
                self._contacts.get(item.order),
                creations.get(item.creation) if item.creation is not None else None,
                parcels.get(item.parcel) if item.parcel is not None else None,
            )
            for item in items
        ]

    def _all(self, kind: type[R], ids: set[int]) -> dict[int, R]:
        missing = [i for i in ids if (kind, i) not in self._saved]
        if missing:
            self._saved.update(((kind, i), r) for i, r in self._records.get_all(kind, missing).items())
        return {i: r for i in ids if isinstance(r := self._saved.get((kind, i)), kind)}


_UPDATES = ", ".join(f"{name} = excluded.{name}" for name in queue_tables.COLUMNS if name != "item")
_WRITE = sql(
    f"INSERT INTO queue_rows ({', '.join(queue_tables.COLUMNS)}) "  # noqa: S608 - constants
    f"VALUES ({', '.join(':' + name for name in queue_tables.COLUMNS)}) ON CONFLICT (item) DO UPDATE SET {_UPDATES}"
)
_WORDS = sql("SELECT item, words FROM queue_rows WHERE item IN :items").bindparams(bindparam("items", expanding=True))
_SEQS = sql("SELECT item, seq FROM queue_rows WHERE item IN :items").bindparams(bindparam("items", expanding=True))


def write_rows(connection: Connection, rows: Sequence[dict[str, Any]], *, fresh: bool = False) -> None:
    """Insert or replace rows, and what the search knows of them where their words changed. ``fresh``: none are there."""
    if not rows:
        return
    items = [row["item"] for row in rows]
    before: dict[int, str] = {}
    if not fresh:
        before = {row.item: row.words for row in connection.execute(_WORDS, {"items": items})}
    connection.execute(_WRITE, rows)
    changed = [(row["item"], row["words"]) for row in rows if row["words"] != before.get(row["item"])]
    if not changed:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(
            sql(
                "INSERT INTO queue_search (item, grams) VALUES (:item, :grams) "
                "ON CONFLICT (item) DO UPDATE SET grams = excluded.grams"
            ),
            [{"item": item, "grams": sorted(grams(words))} for item, words in changed],
        )
        return
    seqs = {row.item: row.seq for row in connection.execute(_SEQS, {"items": [item for item, _ in changed]})}
    _forget_words(connection, [(seqs[item], before[item]) for item, _ in changed if item in before])
    connection.execute(
        sql("INSERT INTO queue_search (rowid, grams) VALUES (:seq, :grams)"),
        [{"seq": seqs[item], "grams": _joined(words)} for item, words in changed],
    )


def _remove(connection: Connection, items: list[int]) -> None:
    for start in range(0, len(items), CHUNK):
        some = {"items": items[start : start + CHUNK]}
        if connection.dialect.name == "sqlite":
            rows = connection.execute(
                sql("SELECT seq, words FROM queue_rows WHERE item IN :items").bindparams(
                    bindparam("items", expanding=True)
                ),
                some,
            )
            _forget_words(connection, [(seq, words) for seq, words in rows])
        else:
            _delete_where(connection, "queue_search", some)
        _delete_where(connection, "queue_rows", some)


def _delete_where(connection: Connection, table: str, items: dict[str, list[int]]) -> None:
    statement = sql(f"DELETE FROM {table} WHERE item IN :items")  # noqa: S608 - a constant
    connection.execute(statement.bindparams(bindparam("items", expanding=True)), items)


def _forget_words(connection: Connection, rows: list[tuple[int, str]]) -> None:
    """An index without content is told what it has to forget."""
    if rows:
        connection.execute(
            sql("INSERT INTO queue_search (queue_search, rowid, grams) VALUES ('delete', :seq, :grams)"),
            [{"seq": seq, "grams": _joined(words)} for seq, words in rows],
        )


def _joined(words: str) -> str:
    return " ".join(sorted(grams(words)))
