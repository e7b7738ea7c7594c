"""A row of the order queue, worked out from the records that it is about."""

from datetime import UTC, datetime, timedelta
from sys import intern
from typing import Any

from sqlalchemy import RowMapping

from app.orders.due import stands_still
from app.orders.queue import NOBODY, QueueRow
from app.orders.records import Contact, Creation, Item, Order
from app.orders.searching import searchable
from app.orders.stages import CLOSED, LEFT, OPEN
from app.shipping.records import Parcel

NO_DUE = 99_999_999_999_999
"""As a sort key in milliseconds: no due time, after all that have one."""
_STEP = NO_DUE + 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RANK = {stage: rank for rank, stage in enumerate((*OPEN, *CLOSED))}
_MOST_PRIORITY = 9
_TITLE_KEY_LENGTH = 32


def milliseconds(moment: datetime) -> int:
    """Since 1970, UTC."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment_of(ms: int | None) -> datetime | None:
    """The moment of so many milliseconds since 1970."""
    return None if ms is None else _EPOCH + timedelta(milliseconds=ms)


def title_key(title: str) -> str:
    """Sorts titles as a Chinese reader expects: in GB 18030 the common characters stand in the order of their sound."""
    return searchable(title)[:_TITLE_KEY_LENGTH].encode("gb18030", "replace").hex()


def row_values(
    item: Item, order: Order, contact: Contact | None, creation: Creation | None, parcel: Parcel | None
) -> dict[str, Any]:
    """What is stored of an item, by column."""
    title = item.title or (creation.title if creation else "")
    # What has left the house is not late any more: the chase list looks after it. What waits for somebody outside is not
    # late either: what is due moves on with it.
    due = None if item.stage in LEFT or stands_still(item) else item.due_at or order.due_at
    due_ms = milliseconds(due) if due else None
    due_key = min(NO_DUE, max(0, due_ms)) if due_ms is not None else NO_DUE
    found_by = (
        order.number, order.key, order.channel, order.campaign, item.serial, title,
        creation.title if creation else "", creation.key if creation else "", parcel.waybill if parcel else "",
    )  # fmt: skip
    return {
        "item": item.id,
        "order_id": order.id,
        "version": item.version,
        "number": order.number,
        "title": title,
        "product": item.product,
        "finish": item.finish,
        "height_mm": item.height_mm,
        "width_mm": item.width_mm,
        "quantity": item.quantity,
        "stage": item.stage,
        "hold_reason": item.hold_reason,
        "due_ms": due_ms,
        "received_ms": milliseconds(order.received_at),
        "priority": order.priority,
        "assignee": NOBODY if item.assignee is None else item.assignee,
        "cover": creation.cover if creation else "",
        "buyer": contact.name_masked if contact else "",
        "channel": order.channel,
        "remake": int(item.remake_of is not None),
        "is_open": int(item.stage not in CLOSED),
        "due_key": due_key,
        "title_key": title_key(title),
        "stage_key": _RANK.get(item.stage, len(_RANK)) * _STEP + due_key,
        "priority_key": (_MOST_PRIORITY - min(_MOST_PRIORITY, max(0, order.priority))) * _STEP + due_key,
        "words": " ".join(dict.fromkeys(word for words in found_by for word in searchable(words).split())),
    }


def as_row(values: RowMapping) -> QueueRow:
    """A stored row as the queue shows it; words that thousands of rows share are in memory once."""
    received = moment_of(values["received_ms"])
    assert received is not None
    return QueueRow(
        item=values["item"],
        order=values["order_id"],
        version=values["version"],
        number=values["number"],
        title=values["title"],
        product=intern(values["product"]),
        finish=intern(values["finish"]),
        height_mm=values["height_mm"],
        width_mm=values["width_mm"],
        quantity=values["quantity"],
        stage=intern(values["stage"]),
        hold_reason=intern(values["hold_reason"]),
        due_at=moment_of(values["due_ms"]),
        received_at=received,
        priority=values["priority"],
        assignee=None if values["assignee"] == NOBODY else values["assignee"],
        cover=values["cover"],
        buyer=values["buyer"],
        channel=intern(values["channel"]),
        remake=bool(values["remake"]),
    )
