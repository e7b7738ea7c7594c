"""A real book on SQLite, a real asset folder, a key, and a clock that tests may set."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.commands.office import Office
from app.commands.orders import move, new_order
from app.orders.book import Book
from app.orders.draft import Buyer, ConsentDraft, CreationDraft, ItemDraft, OrderDraft
from app.orders.people import Account
from app.orders.records import Item, Order
from app.security.actor import OWNER, Actor
from app.security.roles import Role
from app.security.vault import Vault
from app.shipping.records import Parcel, Scan
from app.storage.asset_store import open_assets
from app.storage.opening import open_book
from tests.new_content import revise

START = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in the workshop


def digest(words: str) -> str:
    return sha256(words.encode()).hexdigest()


@dataclass
class World:
    """The workshop of a test. ``people``: actors with an account, by what they are called here."""

    office: Office
    at: datetime = START
    people: dict[str, Actor] = field(default_factory=dict)

    def as_(self, who: str) -> Office:
        return self.office.acting(OWNER if who == "owner" else self.people[who])

    def later(self, **span: float) -> None:
        self.at += timedelta(**span)

    def account(self, name: str, *roles: Role, **fields: Any) -> Actor:
        with self.office.book.writing(OWNER) as book:
            made = book.add(Account(login=name, name=name.title(), roles=tuple(r.value for r in roles), **fields))
        self.people[name] = Actor(made.id, made.name, frozenset(roles))
        return self.people[name]

    def order(self, *items: ItemDraft, consent: bool = True, **fields: Any) -> Order:
        draft = OrderDraft(
            items=items
            or (ItemDraft(product="figurine", finish="color", height_mm=120, title="彩铃少女", creation="c1"),),
            buyer=Buyer("测试甲", "13800000000", "测试省测试市测试路1号"),
            creations=(CreationDraft(key="c1", title="彩铃少女", cover=digest("cover")),),
            consent=ConsentDraft(text_version="v1") if consent else None,
            **{"due_at": START + timedelta(days=14), **fields},
        )
        return new_order(self.office, draft)

    def items(self, order: Order | int) -> list[Item]:
        with self.office.book.reading() as book:
            return book.find(Item, order=order if isinstance(order, int) else order.id, order_by="position")

    def item(self, item: Item | int) -> Item:
        return self.get(Item, item if isinstance(item, int) else item.id)

    def get(self, kind: type, record_id: int) -> Any:
        with self.office.book.reading() as book:
            return book.get(kind, record_id)

    def find(self, kind: type, **equals: Any) -> list[Any]:
        with self.office.book.reading() as book:
            return book.find(kind, **equals)

    def kinds(self, order: int) -> list[str]:
        with self.office.book.reading() as book:
            return [event.kind for event in book.events(order=order)]

    def events(self, **which: Any) -> list[Any]:
        with self.office.book.reading() as book:
            return book.events(limit=10_000, **which)

    def step(self, item: Item | int, event: str, *, who: str = "owner", reason: str = "", **facts: Any) -> Item:
        item_id = item if isinstance(item, int) else item.id
        return move(self.as_(who), Item, item_id, event, version=None, reason=reason, facts=facts)

    def walk(self, item: Item | int, *events: str, who: str = "owner") -> Item:
        """Take these steps one after another; "save" gives the item a new model."""
        item_id = item if isinstance(item, int) else item.id
        for event in events:
            if event == "save":
                revise(self.as_(who), item_id, digest(f"{item_id} {len(self.events(subject=f'item:{item_id}'))}"))
            else:
                self.step(item_id, event, who=who, reason="so", hold="material")
        return self.item(item_id)

    def ready(self, item: Item | int, *, who: str = "owner") -> Item:
        """Through everything up to the packing bench."""
        return self.walk(item, *TO_PACK, who=who)

    def shipped(self, order: Order, *, to: str = "accepted") -> Any:
        """All items of an order in one parcel that has come as far as this state."""
        items = self.items(order)
        with self.office.book.writing(OWNER) as book:
            parcel = book.add(Parcel(number=f"P-{order.id}", order=order.id, photo=digest("photo"), weight_g=500))
            for item in items:
                assert item.state == "ready_to_pack"
                book.save(replace(item, parcel=parcel.id))
                for unit in range(1, item.quantity + 1):
                    book.add(Scan(parcel=parcel.id, item=item.id, unit=unit, code=item.serial))
        way = {"new": (), "verified": ("verify",), "labelled": ("verify", "label")}
        way["handed_over"] = (*way["labelled"], "hand_over")
        way["signed"] = (*way["handed_over"], "sign")
        way["accepted"] = (*way["signed"], "unbox", "accept")
        way["lost"] = (*way["handed_over"], "lose")
        for event in way[to]:
            if event == "hand_over":
                with self.office.book.writing(OWNER) as book:
                    book.save(replace(book.get(Parcel, parcel.id), waybill="SF1234567890"))
            move(self.office, Parcel, parcel.id, event, version=None, reason="so", facts={"signed_by": "self"})
        return self.get(Parcel, parcel.id)


TO_APPROVED = ("start", "save", "submit", "to_review", "send_proof", "approve")
TO_PACK = (*TO_APPROVED, "preflight", "queue", "produce", "produced", "finish", "pass")


@contextmanager
def opened(book: Callable[[Path, bytes], Book], folder: Path) -> Iterator[World]:
    """A world over this book. ``book`` opens it, given the folder of the test and the key of the chain."""
    vault = Vault(b"k" * 32)
    there = book(folder, vault.audit_key)
    made = World(Office(there, open_assets(str(folder / "assets"), vault.asset_key), vault))
    made.office.clock = lambda: made.at
    yield made
    there.close()


def on_sqlite(folder: Path, key: bytes) -> Book:
    return open_book(str(folder / "book.db"), key, anchors=folder / "anchors")
