"""What the queue has to hold on every database: its answers are those of a plain filter and sort of the records."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

from app.orders.book import Book
from app.orders.queue import NOBODY, Cursor, QueueQuery, QueueRow
from app.orders.record import Record, now
from app.orders.records import Contact, Creation, Item, Order
from app.orders.searching import searchable, typed_words
from app.orders.stages import CLOSED, LEFT, OPEN, TO_MODEL
from app.security.actor import OWNER
from app.shipping.records import Parcel
from app.storage.queue_row import NO_DUE, milliseconds, title_key

TITLES = ("彩铃 · 流光鱼", "流光鱼", "小熊 Bear", "BÄR", "月亮", "", "ringtone 0172", "ＡＢＣ全角", "𠮷野家", "a-b c")
WORDS = (
    "彩铃",
    "彩",
    "流光",
    "0172",
    "172",
    "mg-2026",
    "MG",
    "bear",
    "bär",
    "小熊 0172",
    "sn",
    "q",
    "𠮷",
    "abc",
    "AB",
    "zzz",
    "-",
    "铃 mg",
    "spring",
    "b c",
)
STAGES = (*OPEN, *CLOSED)


def fill(book: Book, seed: int, orders: int) -> None:
    """Orders of every kind; some of their items in parcels."""
    chance = random.Random(seed)
    start = now()
    for number in range(orders):
        records: list[Record] = []
        order = Order(
            number=f"MG-20261{chance.randrange(10, 29)}-{seed:02}{number:04}",
            key=chance.choice(("", f"ext{seed}{number}")),
            channel=chance.choice(("app", "h5", "")),
            campaign=chance.choice(("spring", "双十一", "")),
            priority=chance.choice((0, 0, 1, 2)),
            received_at=start - timedelta(minutes=chance.randrange(5)),
            due_at=chance.choice((None, start + timedelta(hours=chance.randrange(-5, 5)))),
        )
        contact = Contact(
            order=order.id,
            name_masked="测*",
            name_index=bytes([chance.randrange(4)]) * 16,
            phone_index=bytes([10 + chance.randrange(4)]) * 16,
            phone_end_index=bytes([20 + chance.randrange(4)]) * 16,
        )
        creation = Creation(
            order=order.id, key=f"c{chance.randrange(1000)}", title=chance.choice(TITLES), cover="ab" * 32
        )
        parcel = Parcel(
            number=f"P-{seed}-{number}", order=order.id, waybill=chance.choice(("", f"SF{chance.randrange(10**6):06}"))
        )
        records += [order, creation, parcel]
        records += [] if chance.random() < 0.1 else [contact]
        records += [
            Item(
                order=order.id,
                position=position,
                serial=f"SN-{seed:02}{number:04}{position}",
                title=chance.choice(("", "", chance.choice(TITLES))),
                product=chance.choice(("figurine", "photo", "magnet")),
                creation=chance.choice((None, creation.id)),
                parcel=chance.choice((None, parcel.id)),
                stage=(stage := chance.choice(STAGES)),
                state="on_hold" if stage == "on_hold" else "new",
                hold_reason=chance.choice(("client", "customer", "rights", "material")) if stage == "on_hold" else "",
                assignee=chance.choice((None, 1, 2, 0)),
                due_at=chance.choice((None, start + timedelta(hours=chance.randrange(-5, 5)))),
                quantity=chance.randrange(1, 4),
            )
            for position in range(1, chance.randrange(2, 5))
        ]
        with book.writing(OWNER) as writing:
            writing.add_all(records)


def change_some(book: Book, seed: int) -> None:
    """Change records of each kind, one transaction each, and take a few away."""
    chance = random.Random(seed)
    with book.reading() as reading:
        orders, items = reading.find(Order), reading.find(Item)
        contacts, creations, parcels = reading.find(Contact), reading.find(Creation), reading.find(Parcel)
    changes: list[Record] = [
        *(replace(o, priority=2, campaign="换了") for o in chance.sample(orders, 4)),
        *(replace(c, title="改了 new") for c in chance.sample(creations, 4)),
        *(replace(c, name_masked="新*", name_index=b"\3" * 16) for c in chance.sample(contacts, 4)),
        *(replace(p, waybill="YT7788") for p in chance.sample(parcels, 4)),
        *(replace(i, stage="qc", assignee=2, title="修好") for i in chance.sample(items, 10)),
    ]
    chance.shuffle(changes)
    for record in changes:
        with book.writing(OWNER) as writing:
            writing.save(record)
    with book.writing(OWNER) as writing:
        for item in chance.sample(items, 5):
            writing.remove(writing.get(Item, item.id))


def fits(words: tuple[str, ...], haystack: str) -> bool:
    """Whether each word is part of the haystack (texts made by ``searchable``)."""
    return all(word in haystack for word in words)


def expected(book: Book, query: QueueQuery) -> list[tuple[object, int]]:
    """(sort key, item) of what fits, in order: worked out in plain Python from all records."""
    with book.reading() as reading:
        orders = {o.id: o for o in reading.find(Order)}
        contacts = {c.order: c for c in reading.find(Contact)}
        creations = {c.id: c for c in reading.find(Creation)}
        parcels = {p.id: p for p in reading.find(Parcel)}
        items = reading.find(Item)
    words, at, found = typed_words(query.text), now(), []
    for item in items:
        order, contact = orders[item.order], contacts.get(item.order)
        creation, parcel = creations.get(item.creation or 0), parcels.get(item.parcel or 0)
        title = item.title or (creation.title if creation else "")
        due = due_of(item, order)
        wanted = query.stages or {*OPEN, *(CLOSED if query.closed else ())}
        texts = [order.number, order.key, order.channel, order.campaign, item.serial, title]
        texts += [creation.title, creation.key] if creation else []
        texts += [parcel.waybill] if parcel else []
        by_text = fits(words, " ".join(searchable(t) for t in texts))
        if query.contact:
            indexes = (contact.name_index, contact.phone_index, contact.phone_end_index) if contact else ()
            by_text = (bool(words) and by_text) or any(index in query.contact for index in indexes)
        assignee = NOBODY if item.assignee is None else item.assignee
        if not (
            item.stage in wanted
            and by_text
            and (not query.products or item.product in query.products)
            and query.assignee in {None, assignee}
            and (query.only_for is None or assignee in {NOBODY, query.only_for})
            and (not query.late or (due is not None and due < at and item.stage in OPEN))
            and (not query.urgent or order.priority >= 2)
            and query.order in {None, order.id}
        ):
            continue
        due_key = milliseconds(due) if due else NO_DUE
        key = {
            "due": due_key,
            "received": milliseconds(order.received_at),
            "number": order.number,
            "title": title_key(title),
            "stage": (STAGES.index(item.stage), due_key),
            "priority": (-order.priority, due_key),
        }[query.sort]
        found.append((key, item.id))
    return sorted(found, reverse=query.descending)


def random_query(chance: random.Random, orders: list[int]) -> QueueQuery:
    """Anything that may be asked."""

    def sometimes(share: float, value: object, otherwise: object) -> object:
        return value if chance.random() < share else otherwise

    return QueueQuery(
        text=str(sometimes(0.5, chance.choice(WORDS), "")),
        contact=tuple(sometimes(0.2, [bytes([chance.choice((0, 1, 10, 20, 99))]) * 16], ())),  # type: ignore[call-overload]
        stages=frozenset(
            sometimes(0.5, chance.choice((TO_MODEL, CLOSED, ("qc",), ("cancelled", "new"), STAGES)), ())  # type: ignore[call-overload]
        ),
        products=frozenset(sometimes(0.2, ("photo", "magnet"), ())),  # type: ignore[call-overload]
        assignee=sometimes(0.2, chance.choice((NOBODY, 0, 1, 7)), None),  # type: ignore[arg-type]
        late=chance.random() < 0.15,
        urgent=chance.random() < 0.15,
        closed=chance.random() < 0.4,
        order=sometimes(0.1, chance.choice(orders), None),  # type: ignore[arg-type]
        only_for=sometimes(0.2, chance.choice((0, 1, 5)), None),  # type: ignore[arg-type]
        sort=chance.choice(("due", "received", "number", "title", "stage", "priority")),
        descending=chance.random() < 0.4,
    )


def all_rows(book: Book, query: QueueQuery, limit: int) -> list[QueueRow]:
    """Every page, one after the other."""
    rows: list[QueueRow] = []
    after: Cursor | None = None
    while True:
        with book.reading() as reading:
            page = reading.page(query, after, limit)
        assert len(page.rows) <= limit
        rows += page.rows
        if page.next is None:
            return rows
        assert len(page.rows) == limit
        after = page.next


def due_of(item: Item, order: Order) -> datetime | None:
    """What has left the house is not due any more, and what waits for the client, the buyer or rights is not due yet."""
    waits = item.state == "on_hold" and item.hold_reason in {"client", "customer", "rights"}
    return None if item.stage in LEFT or waits else item.due_at or order.due_at


def check_random_queries(book: Book, seed: int, rounds: int) -> None:
    """Ask at random and compare."""
    chance = random.Random(seed)
    with book.reading() as reading:
        orders = [order.id for order in reading.find(Order, limit=5)]
    for _ in range(rounds):
        query = random_query(chance, orders)
        wanted = [item for _, item in expected(book, query)]
        assert [row.item for row in all_rows(book, query, chance.choice((1, 3, 50)))] == wanted, query
        with book.reading() as reading:
            most = chance.choice((2, 1000))
            assert reading.count(query, most) == min(most, len(wanted)), query


def check_rows_say_what_the_records_say(book: Book) -> None:
    with book.reading() as reading:
        orders = {o.id: o for o in reading.find(Order)}
        contacts = {c.order: c for c in reading.find(Contact)}
        creations = {c.id: c for c in reading.find(Creation)}
        items = {i.id: i for i in reading.find(Item)}
    rows = all_rows(book, QueueQuery(closed=True), 50)
    assert {row.item for row in rows} == items.keys()
    for row in rows:
        item, order = items[row.item], orders[row.order]
        creation = creations.get(item.creation or 0)
        assert row == QueueRow(
            item=item.id, order=item.order, version=item.version, number=order.number,
            title=item.title or (creation.title if creation else ""), product=item.product, finish=item.finish,
            height_mm=item.height_mm, width_mm=item.width_mm, quantity=item.quantity, stage=item.stage,
            hold_reason=item.hold_reason, due_at=due_of(item, order), received_at=order.received_at,
            priority=order.priority, assignee=item.assignee, cover=creation.cover if creation else "",
            buyer=contacts[order.id].name_masked if order.id in contacts else "", channel=order.channel,
            remake=item.remake_of is not None,
        )  # fmt: skip
