"""The order queue as a question and its answer: rows are items, because that is what people work on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Sort = Literal["due", "received", "number", "title", "stage", "priority"]

NOBODY = -1
"""As an assignee: items that nobody has taken."""


@dataclass(frozen=True)
class QueueQuery:
    """What is to be listed; the empty query is all that is open.

    text         words typed into the search field: order number, title, serial, channel, campaign, waybill; all of them
    contact      blind indexes of a name or phone (made by the command from ``text``): one of these, or the text fits
    stages       of these stages only (see ``app.orders.stages``); empty: all that are open
    closed       finished and cancelled ones as well
    claimed      only what a buyer complains about while that is not closed, finished ones as well
    only_for     need-to-know: only items assigned to this account or to nobody
    """

    text: str = ""
    contact: tuple[bytes, ...] = ()
    stages: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    assignee: int | None = None
    late: bool = False
    urgent: bool = False
    closed: bool = False
    claimed: bool = False
    order: int | None = None
    only_for: int | None = None
    sort: Sort = "due"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """What a row of the queue shows. ``cover``: digest of the picture of the creation, or empty."""

    item: int
    order: int
    version: int
    number: str
    title: str
    product: str
    finish: str
    height_mm: float | None
    width_mm: float | None
    quantity: int
    stage: str
    hold_reason: str
    due_at: datetime | None
    received_at: datetime
    priority: int
    assignee: int | None
    cover: str
    buyer: str  # masked
    channel: str
    remake: bool


@dataclass(frozen=True)
class Cursor:
    """Where a page ends: value of the sort key and id of the last row."""

    key: str | int | float | None
    item: int


@dataclass(frozen=True)
class Page:
    """Rows, and where to go on; ``next`` is None at the end."""

    rows: tuple[QueueRow, ...]
    next: Cursor | None
