"""How long the book takes to answer: the first page of every view, a keystroke in the filter, the next page, an order opened.

``python -m tests.bench.orders_figures.queries FOLDER [--small]``. Asked as the window asks, through the commands, by people
of every role, on books of growing size on both databases; beside them a plain ``LIKE`` over the same records.
"""

import json
import random
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import text

from app.commands import queue
from app.commands.office import Office
from app.commands.orders import open_order
from app.orders.queue import QueueQuery
from app.orders.records import Item, Order
from app.security.actor import OWNER, Actor
from app.security.roles import PEOPLE
from app.storage.book import DatabaseBook
from tests.bench.orders_figures.books import SIZES, SMALL_SIZES, postgres, postgres_book, sqlite_book
from tests.bench.orders_figures.place import office_at
from tests.bench.orders_figures.table import Times, show

PAGE = 200  # rows, as the window asks for
RUNS = 3
WHOLE = frozenset({"owner", "engineer"})
"""Whoever asks everything; the others see what the owner sees, and ask a part of it."""
WORDS = (
    *(
        "流",
        "流光",
        "流光鱼",
        "彩铃",
        "视频彩铃 机",
        "0172",
        "MG-",
        "MG-2",
        "MG-20",
        "ext0000",
        "SF1",
        "SF12",
        "sf123",
        "spring",
    ),
    *("双十一 猫", "h5", "zzzz", "S", "SN", "138", "1380013", "1234"),
)
GOALS = {"page": 100.0, "keystroke": 100.0, "next page": 100.0, "order opened": 50.0}
KEYS = {"page": "page_ms", "keystroke": "filter_ms", "next page": "next_ms", "order opened": "open_ms"}
_LIKE = (
    'SELECT i.id FROM items AS i JOIN orders AS o ON o.id = i."order" LEFT JOIN creations AS c ON c.id = i.creation'
    " LEFT JOIN parcels AS p ON p.id = i.parcel WHERE o.number LIKE :w OR o.key LIKE :w OR o.channel LIKE :w"
    " OR o.campaign LIKE :w OR i.serial LIKE :w OR i.title LIKE :w OR c.title LIKE :w OR p.waybill LIKE :w"
    " ORDER BY i.due_at, i.id LIMIT 200"
)


def measure(office: Office, orders: int) -> dict[str, Times]:
    """Everything that is asked for, on one book."""
    chance = random.Random(orders)
    times = {name: Times() for name in (*GOALS, "all counts", "plain LIKE")}
    sample = _some_orders(office, chance)
    for who, actor in actors():
        here = office.acting(actor)
        views = queue.views(here)
        asked = {view.name: queue.query_of(here, view) for view in views}
        for name, query in asked.items():
            times["page"].measure(f"{name} as {who}", partial(queue.page, here, query, None, PAGE), RUNS)
        times["all counts"].measure(who, partial(queue.counts, here, asked))
        every = list(filters(chance))
        for query in every if who in WHOLE else chance.sample(every, 10):
            times["keystroke"].measure(_words_of(query, who), partial(queue.page, here, query, None, PAGE), RUNS)
        for name, query in asked.items():
            _go_on(here, query, f"{name} as {who}", times["next page"])
        for order in sample if who != "engineer" else _orders_of_engineer(here):
            times["order opened"].measure(who, partial(open_order, here, order))
    for word in WORDS:
        times["plain LIKE"].measure(word, partial(_like, office, word))
    return times


def actors() -> Iterator[tuple[str, Actor]]:
    """One person of each role, and the one of a PC without accounts."""
    yield "owner", OWNER
    for number, role in enumerate(PEOPLE, start=3):
        yield role.value, Actor(number, "", frozenset({role}))


def filters(chance: random.Random) -> Iterator[QueueQuery]:
    """What is typed, and what is chosen beside it."""
    for word in WORDS:
        yield QueueQuery(text=word)
        yield QueueQuery(text=word, closed=True)
    for word in chance.sample(WORDS, 8):
        yield QueueQuery(text=word, late=True)
        yield QueueQuery(text=word, closed=True, sort="title")
        yield QueueQuery(text=word, closed=True, sort="received", descending=True)
    for product in ("figurine", "magnet"):
        yield QueueQuery(products=frozenset({product}))
        yield QueueQuery(products=frozenset({product}), closed=True, sort="number", descending=True)
    yield QueueQuery(urgent=True)
    yield QueueQuery(urgent=True, closed=True, sort="priority")
    yield QueueQuery(assignee=5, closed=True)
    yield QueueQuery(assignee=queue.NOBODY, late=True)


def _words_of(query: QueueQuery, who: str) -> str:
    empty = QueueQuery()
    told = [f"{name}={value}" for name, value in vars(query).items() if value != getattr(empty, name)]
    return f"{', '.join(told)} as {who}"


def _go_on(office: Office, query: QueueQuery, what: str, times: Times) -> None:
    """Five pages on."""
    page = queue.page(office, query, None, PAGE)
    for _ in range(5):
        if page.next is None:
            return
        page = times.measure(what, partial(queue.page, office, query, page.next, PAGE))


def _some_orders(office: Office, chance: random.Random) -> list[int]:
    with office.book.reading() as book:
        every = [order.id for order in book.find(Order, order_by="-id", limit=2000)]
        every += [order.id for order in book.find(Order, order_by="id", limit=2000)]
    return chance.sample(every, 20)


def _orders_of_engineer(office: Office) -> list[int]:
    with office.book.reading() as book:
        return [item.order for item in book.find(Item, assignee=office.actor.account, limit=20)]


def _like(office: Office, word: str) -> object:
    assert isinstance(office.book, DatabaseBook)
    with office.book.engine.connect() as connection:
        return connection.execute(text(_LIKE), {"w": f"%{word}%"}).all()


def _report(database: str, measured: dict[str, dict[str, Times]]) -> None:
    for name in next(iter(measured.values())):
        goal = GOALS.get(name)
        rows = []
        for size, times in measured.items():
            worst, _ = times[name].worst
            slowest, what = times[name].worst_of_medians
            rows.append(
                (
                    size,
                    len(times[name].taken),
                    times[name].median,
                    slowest,
                    worst,
                    "" if goal is None else f"< {goal:g}",
                    what,
                )
            )
        print(f"{database}: {name}")
        show(
            ("orders", "asked", "median ms", "slowest ms", "worst ms", "goal", "  the slowest"),
            rows,
            (8, 6, 10, 11, 9, 7, 1),
        )


def main() -> int:
    """Measure, print, and return 0."""
    folder, small = Path(sys.argv[1]), "--small" in sys.argv
    sizes = SMALL_SIZES if small else SIZES
    figures: dict[str, dict[str, dict[str, float]]] = {key: {} for key in KEYS.values()}
    figures |= {"page_worst_ms": {}, "filter_worst_ms": {}, "open_worst_ms": {}, "like_ms": {}}
    with postgres(folder) as server:
        for database in ("sqlite", *(("postgresql",) if server else ())):
            measured: dict[str, dict[str, Times]] = {}
            for size, orders in sizes.items():
                address = (
                    sqlite_book(folder, orders)
                    if server is None or database == "sqlite"
                    else postgres_book(server, folder, orders)
                )
                office = office_at(address, folder)
                try:
                    measured[size] = measure(office, orders)
                finally:
                    office.book.close()
            _report(database, measured)
            for name, key in KEYS.items():
                figures[key][database] = {size: times[name].median for size, times in measured.items()}
            figures["like_ms"][database] = {size: times["plain LIKE"].median for size, times in measured.items()}
            for name, key in (
                ("page", "page_worst_ms"),
                ("keystroke", "filter_worst_ms"),
                ("order opened", "open_worst_ms"),
            ):
                figures[key][database] = {size: times[name].worst_of_medians[0] for size, times in measured.items()}
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
