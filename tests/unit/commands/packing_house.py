"""A small workshop on a real SQLite book, with things that lie ready to be packed."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from app.commands import orders, workshop_settings
from app.commands.office import Office
from app.orders.book import Book, Writing
from app.orders.draft import Buyer, ConsentDraft, ItemDraft, OrderDraft
from app.orders.records import Item, Order
from app.security.actor import OWNER
from app.security.vault import Vault
from app.storage.asset_store import open_assets
from app.storage.opening import open_book

BUYER = Buyer("测试甲", "13800000000", "四川省成都市武侯区测试路88号样例花园3栋2单元1501室")
NEIGHBOUR = Buyer("测试乙", "13900000000", "四川省成都市武侯区测试路88号样例花园3栋2单元1502室")
START = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


def picture(color: tuple[int, int, int] = (200, 80, 40)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), color).save(buffer, "PNG")
    return buffer.getvalue()


@dataclass
class House:
    """An office whose clock is turned by hand."""

    office: Office
    now: datetime = field(default=START)

    def order(self, *items: ItemDraft, buyer: Buyer = BUYER, ready: bool = True, **fields: Any) -> Order:
        """A new order; ``ready``: all its items have passed the quality check."""
        wanted = items or (ItemDraft(product="figurine", title="星夜主播", finish="color", height_mm=100.0),)
        draft = OrderDraft(items=wanted, buyer=buyer, consent=ConsentDraft(given_at=self.now), **fields)
        made = orders.new_order(self.office, draft)
        if ready:
            self.make_ready(*self.items(made))
        return made

    def items(self, order: Order) -> list[Item]:
        with self.office.book.reading() as book:
            return book.find(Item, order=order.id, order_by="position")

    def item(self, order: Order, position: int = 1) -> Item:
        return self.items(order)[position - 1]

    def make_ready(self, *items: Item) -> None:
        self.change(lambda book: [book.save(replace(i, state="ready_to_pack", stage="ready_to_pack")) for i in items])

    def change(self, work: Callable[[Writing], object]) -> None:
        with self.writing() as book:
            work(book)

    def writing(self) -> AbstractContextManager[Writing]:
        return self.office.book.writing(self.office.actor)

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


def make_house(folder: Path, book: Book | None = None) -> House:
    """Close ``house.office.book`` when it is done with. ``book``: an empty one of the same key; None: a file in the folder."""
    vault = Vault(bytes(range(32)))
    if book is None:
        book = open_book(str(folder / "orders.sqlite"), vault.audit_key, anchors=folder / "audit")
    office = Office(book, open_assets(str(folder / "assets"), vault.asset_key), vault, "PC-01", OWNER)
    house = House(office)
    office.clock = lambda: house.now
    workshop_settings.change(
        office,
        sender_name="样例手办工坊",
        sender_phone="400-000-0000",
        sender_address="四川省成都市样例区测试大道一百号",
    )
    return house
