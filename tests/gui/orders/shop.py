"""What the tests of orders in the window look up and wait for."""

import struct
import zlib
from collections.abc import Callable

from app.commands.office import Office
from app.orders.records import Item, Order

WAIT = 60_000
Enter = Callable[..., Order]


def items_of(office: Office, order: Order) -> list[Item]:
    with office.book.reading() as book:
        return book.find(Item, order=order.id, order_by="position")


def item_of(office: Office, order: Order) -> Item:
    return items_of(office, order)[0]


def png(red: int = 200, side: int = 8) -> bytes:
    """A small picture."""
    rows = b"".join(b"\0" + bytes((red, 90, 120)) * side for _ in range(side))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
