"""Asks the queue's rows: a page goes on where the last one ended, and no question reads the whole table for one page.

Two ways to answer: walk the rows in the order that is wanted and pass over what does not fit (good where much fits), or
fetch all that the narrowest condition leaves and sort it (good where little fits). A short walk shows which it is; how
much each condition leaves is counted after that, up to a limit.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam
from sqlalchemy import text as sql
from sqlalchemy.sql.elements import TextClause

from app.orders.queue import NOBODY, Cursor, Page, QueueQuery
from app.orders.record import now
from app.orders.searching import grams_of_word, typed_words
from app.orders.stages import CLOSED
from app.service.claim_states import OPEN
from app.storage.queue_row import as_row, milliseconds
from app.storage.queue_tables import COLUMNS, SORT_COLUMNS

FEW = 4_000
"""So many rows are fetched and sorted within some ten milliseconds."""
STRIDE = 2_000
"""So many rows are walked to see how many of them fit."""
SOON = 24_000
"""If a page is likely to be full after so many, they are walked before anything else is counted."""
MANY = 60_000
"""So many rows are fetched and sorted at most, before all of them are walked."""
MOST_GRAMS = 12
MOST_ORDERS_OF_A_CONTACT = 2_000

_SHOWN = ", ".join(f"r.{name}" for name in COLUMNS if name != "words")
_LISTS = ("stages", "products", "assignees", "orders", "contacts", "claims")


@dataclass(frozen=True)
class _Source:
    """One condition that an index answers. ``rows``: FROM and WHERE that give the rows it leaves as ``r``.

    weight   what a row costs, beside one that is read along an index; the dear ones are tried last
    fetched  the same for whoever reads them all; "": ``rows``
    whole    it leaves every row there is
    """

    rows: str
    counted: str
    weight: int = 1
    fetched: str = ""
    whole: bool = False


@dataclass
class _Question:
    """A query as SQL: conditions that all have to hold, the groups whose union it is, and what can be asked first."""

    group_column: str
    groups: tuple[str | int, ...]
    conditions: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    sources: list[_Source] = field(default_factory=list)

    def where(self, *more: str) -> str:
        return " AND ".join((*self.conditions, *more)) or "1 = 1"


def page(
    connection: Connection, query: QueueQuery, after: Cursor | None = None, limit: int = 100, at: datetime | None = None
) -> Page:
    """The rows after the cursor, at most ``limit``. ``at``: what is due before is late (now)."""
    _by_index(connection)
    rows = _rows(connection, query, after, limit + 1, at or now())
    key = SORT_COLUMNS[query.sort]
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(tuple(as_row(row) for row in rows), Cursor(rows[-1][key], rows[-1]["item"]) if more else None)


def count(connection: Connection, query: QueueQuery, most: int = 1000, at: datetime | None = None) -> int:
    """How many rows fit, counted up to ``most``."""
    _by_index(connection)
    at = at or now()
    if query.contact:
        return len(_rows(connection, query, None, most, at))
    question = _question(connection, query, at)
    source = question.sources[0]
    if len(question.sources) > 1:
        source, _ = _narrowest(connection, question, question.sources, FEW)
    statement = f"SELECT count(*) FROM (SELECT 1 {source.rows} AND {question.where()} LIMIT :most) AS fitting"  # noqa: S608
    return int(connection.execute(_prepared(statement), {**question.values, "most": most}).scalar_one())


def _by_index(connection: Connection) -> None:
    """PostgreSQL guesses how much a condition leaves, and reads the whole table where it guesses much: never good here."""
    if connection.dialect.name == "postgresql":
        connection.execute(sql("SET LOCAL enable_seqscan = off"))


def _rows(
    connection: Connection, query: QueueQuery, after: Cursor | None, limit: int, at: datetime
) -> list[RowMapping]:
    if not query.contact:
        return _best(connection, _question(connection, query, at), query, after, limit)
    orders = _orders_of(connection, query.contact)
    of_contact = _question(connection, query, at, with_text=False, orders=orders)
    found = _best(connection, of_contact, query, after, limit) if orders else []
    if typed_words(query.text):
        found = [*found, *_best(connection, _question(connection, query, at), query, after, limit)]
    key = SORT_COLUMNS[query.sort]
    unique = {row["item"]: row for row in found}
    return sorted(unique.values(), key=lambda row: (row[key], row["item"]), reverse=query.descending)[:limit]


def _question(
    connection: Connection,
    query: QueueQuery,
    at: datetime,
    *,
    with_text: bool = True,
    orders: tuple[int, ...] | None = None,
) -> _Question:
    """What is asked, as SQL. ``orders``: only these orders."""
    sqlite = connection.dialect.name == "sqlite"
    if query.stages:
        question = _Question("stage", tuple(sorted(query.stages)))
        question.values["stages"] = list(question.groups)
        question.conditions.append("r.stage IN :stages")
        _add_source(question, sqlite, "queue_by_stage", "r.stage IN :stages")
    else:
        every = query.closed or query.claimed
        question = _Question("is_open", (1, 0) if every else (1,))
        question.conditions.append("r.is_open IN (0, 1)" if every else "r.is_open = 1")
        _add_source(question, sqlite, "queue_open_due", question.conditions[0], whole=every)
    if query.products:
        question.values["products"] = sorted(query.products)
        question.conditions.append("r.product IN :products")
    _narrow_to_people(question, query, sqlite=sqlite)
    if query.late:
        question.values["at"] = milliseconds(at)
        question.conditions += ["r.due_key < :at", "r.is_open = 1"]
        _add_source(question, sqlite, "queue_open_due", "r.is_open = 1 AND r.due_key < :at")
    if query.urgent:
        question.conditions.append("r.priority >= 2")
    if query.claimed:
        _narrow_to_claims(question, sqlite=sqlite)
    if query.order is not None:
        orders = (query.order,) if orders is None else tuple(o for o in orders if o == query.order)
    if orders is not None:
        question.values["orders"] = list(orders)
        question.conditions.append("r.order_id IN :orders")
        _add_source(question, sqlite, "queue_by_order", "r.order_id IN :orders")
    if with_text:
        _narrow_to_words(question, typed_words(query.text), sqlite=sqlite)
    return question


def _add_source(question: _Question, sqlite: bool, index: str, condition: str, *, whole: bool = False) -> None:
    rows = f"FROM queue_rows AS r {f'INDEXED BY {index}' if sqlite else ''} WHERE {condition}"
    question.sources.append(_Source(rows, rows, whole=whole))


def _narrow_to_people(question: _Question, query: QueueQuery, *, sqlite: bool) -> None:
    wanted = None if query.assignee is None else {query.assignee}
    if query.only_for is not None:
        allowed = {query.only_for, NOBODY}
        wanted = allowed if wanted is None else wanted & allowed
    if wanted is None:
        return
    question.values["assignees"] = sorted(wanted)
    question.conditions.append("r.assignee IN :assignees")
    openness = ", ".join(map(str, _openness(question)))
    found_by = f"r.assignee IN :assignees AND r.is_open IN ({openness}) AND {question.conditions[0]}"
    _add_source(question, sqlite, "queue_by_assignee", found_by)


def _narrow_to_claims(question: _Question, *, sqlite: bool) -> None:
    """Open claims are few: they lead to their orders. One that names no item is about all of its order."""
    question.values["claims"] = list(OPEN)
    found = 'SELECT c."order" FROM claims AS c WHERE c.state IN :claims'
    question.conditions.append(f'EXISTS ({found} AND c."order" = r.order_id AND (c.item IS NULL OR c.item = r.item))')
    _add_source(question, sqlite, "queue_by_order", f"r.order_id IN ({found})")


def _narrow_to_words(question: _Question, words: tuple[str, ...], *, sqlite: bool) -> None:
    if not words:
        return
    pieces = sorted({piece for word in words for piece in grams_of_word(word)}, key=lambda p: (-len(p), p))[:MOST_GRAMS]
    for n, word in enumerate(words):
        question.values[f"word{n}"] = word
        question.conditions.append(f"instr(r.words, :word{n}) > 0" if sqlite else f"strpos(r.words, :word{n}) > 0")
    fetched = ""
    if sqlite:
        question.values["pieces"] = " ".join(f'"{piece}"' for piece in pieces)
        hits = "FROM queue_search AS s WHERE s.queue_search MATCH :pieces"
        joined = f"{hits.replace(' WHERE', ' CROSS JOIN queue_rows AS r WHERE')} AND r.seq = s.rowid"
    else:
        question.values["pieces"] = pieces
        hits = "FROM queue_search AS s WHERE s.grams @> CAST(:pieces AS text[])"
        # OFFSET 0 keeps the planner from turning this into a join of whole tables
        rows = "SELECT * FROM queue_rows AS q WHERE q.item = s.item OFFSET 0"
        joined = f"FROM (SELECT s.item {hits} OFFSET 0) AS s CROSS JOIN LATERAL ({rows}) AS r WHERE 1 = 1"
        # one pass along the index with all ids in order: a third less than a look for each
        fetched = f"FROM queue_rows AS r WHERE r.item = ANY(ARRAY(SELECT s.item {hits}))"
    question.sources.append(_Source(joined, hits, 1 if sqlite else 3, fetched))


def _best(
    connection: Connection, question: _Question, query: QueueQuery, after: Cursor | None, limit: int
) -> list[RowMapping]:
    if len(question.conditions) == 1:  # the groups themselves: nothing to pass over
        return _walk(connection, question, query, after, limit)
    rows = _walk(connection, question, query, after, limit, stride=STRIDE)
    if len(rows) == limit:
        return rows
    # as often as it fitted so far, and half as much again: what fits lies in heaps
    needed = STRIDE * limit * 3 // 2 // max(len(rows), 1)
    if needed <= SOON:
        rows = _walk(connection, question, query, after, limit, stride=needed)
        if len(rows) == limit:
            return rows
    source, size = _narrowest(connection, question, question.sources, FEW)
    narrow = [source for source in question.sources if not source.whole] or question.sources
    for weight in sorted({source.weight for source in narrow}) if size > FEW else ():
        alike = [one for one in narrow if one.weight == weight]
        source, size = _narrowest(connection, question, alike, MANY)
        if size <= MANY:
            break
    if size <= MANY:
        return _fetch(connection, question, source, query, after, limit=limit)
    return _walk(connection, question, query, after, limit)


def _sizes(connection: Connection, question: _Question, sources: list[_Source], most: int) -> list[int]:
    """How many rows each leaves, counted to one more than ``most``."""
    counts = ", ".join(f"(SELECT count(*) FROM (SELECT 1 {s.counted} LIMIT :most) AS c)" for s in sources)  # noqa: S608
    row = connection.execute(_prepared(f"SELECT {counts}"), {**question.values, "most": most + 1}).one()
    return [int(n) for n in row]


def _narrowest(connection: Connection, question: _Question, sources: list[_Source], most: int) -> tuple[_Source, int]:
    """The condition that leaves fewest rows, and how many (counted to one more than ``most``)."""
    sizes = _sizes(connection, question, sources, most)
    best = min(range(len(sizes)), key=sizes.__getitem__)
    return sources[best], sizes[best]


def _after(question: _Question, key: str, after: Cursor | None, *, descending: bool) -> tuple[str, ...]:
    if after is None:
        return ()
    question.values.update(after_key=after.key, after_item=after.item)
    return (f"(r.{key}, r.item) {'<' if descending else '>'} (:after_key, :after_item)",)


def _fetch(
    connection: Connection,
    question: _Question,
    source: _Source,
    query: QueueQuery,
    after: Cursor | None,
    *,
    limit: int,
) -> list[RowMapping]:
    """All that one condition leaves, the rest sieved and sorted."""
    key, way = SORT_COLUMNS[query.sort], "DESC" if query.descending else "ASC"
    where = question.where(*_after(question, key, after, descending=query.descending))
    # only keys are sorted, whole rows are fetched for the page
    chosen = f"SELECT r.item, r.{key} AS k {source.fetched or source.rows} AND {where} ORDER BY k {way}, r.item {way} LIMIT :page"
    statement = (
        f"SELECT {_SHOWN} FROM ({chosen}) AS h JOIN queue_rows AS r ON r.item = h.item ORDER BY h.k {way}, h.item {way}"  # noqa: S608
    )
    return list(connection.execute(_prepared(statement), {**question.values, "page": limit}).mappings())


def _walk(
    connection: Connection,
    question: _Question,
    query: QueueQuery,
    after: Cursor | None,
    limit: int,
    *,
    stride: int | None = None,
) -> list[RowMapping]:
    """In the wanted order, passing over what does not fit; at most ``stride`` rows of each group are looked at."""
    sqlite = connection.dialect.name == "sqlite"
    key, way = SORT_COLUMNS[query.sort], "DESC" if query.descending else "ASC"
    order = f"ORDER BY k {way}, item {way}"
    past = _after(question, key, after, descending=query.descending)
    passing = question.where()
    groups: tuple[str | int, ...]
    column, index, groups = "is_open", f"queue_open_{query.sort}", _openness(question)
    if len(question.conditions) == 1 and question.group_column == "stage" and query.sort == "due":
        column, index, groups = "stage", "queue_by_stage", question.groups
    # SQLite would carry whole rows through the merge: there only their places go, which the index has
    taken = f"r.seq, r.item, r.{key} AS k" if sqlite else f"r.*, r.{key} AS k"
    arms = []
    for n, group in enumerate(groups):
        question.values[f"group{n}"] = group
        conditions = " AND ".join((f"r.{column} = :group{n}", *past, *(() if stride else (passing,))))
        arms.append(
            f"SELECT {taken} FROM queue_rows AS r {f'INDEXED BY {index}' if sqlite else ''} "  # noqa: S608
            f"WHERE {conditions} {order} LIMIT :looked"
        )
    # each group is read in order from its index; no more than a page of each is merged
    merged = arms[0]
    if len(arms) > 1:
        merged = " UNION ALL ".join(f"SELECT * FROM ({arm}) AS a" for arm in arms)  # noqa: S608
        merged += f" {order} LIMIT :looked"  # beyond that a group may have been cut off
    if sqlite:
        found = f"SELECT h.seq, h.item, h.k FROM ({merged}) AS h CROSS JOIN queue_rows AS r ON r.seq = h.seq WHERE {passing}"  # noqa: S608
        page = f"{found} ORDER BY h.k {way}, h.item {way} LIMIT :page"
        whole = f"({page}) AS p CROSS JOIN queue_rows AS r ON r.seq = p.seq ORDER BY p.k {way}, p.item {way}"
        statement = f"SELECT {_SHOWN} FROM {whole}"  # noqa: S608
    else:
        statement = f"SELECT * FROM ({merged}) AS r WHERE {passing} {order} LIMIT :page"  # noqa: S608
    values = {**question.values, "looked": stride or limit, "page": limit}
    return list(connection.execute(_prepared(statement), values).mappings())


def _openness(question: _Question) -> tuple[int, ...]:
    """Groups of ``is_open`` that hold all of the question's groups."""
    if question.group_column == "is_open":
        return tuple(int(group) for group in question.groups)
    closed = [group in CLOSED for group in question.groups]
    return (0,) if all(closed) else (1, 0) if any(closed) else (1,)


def _orders_of(connection: Connection, indexes: tuple[bytes, ...]) -> tuple[int, ...]:
    """Orders of the buyers that one of these blind indexes belongs to."""
    arms = " UNION ".join(
        f'SELECT "order" FROM contacts WHERE {column} IN :contacts'  # noqa: S608
        for column in ("name_index", "phone_index", "phone_end_index")
    )
    statement = _prepared(f"SELECT * FROM ({arms}) AS found LIMIT :most")  # noqa: S608
    rows = connection.execute(statement, {"contacts": list(indexes), "most": MOST_ORDERS_OF_A_CONTACT})
    return tuple(int(row[0]) for row in rows)


def _prepared(statement: str) -> TextClause:
    clause = sql(statement)
    return clause.bindparams(*(bindparam(n, expanding=True) for n in _LISTS if f":{n}" in statement))
