"""The records of customer service."""

from dataclasses import dataclass, field
from datetime import datetime

from app.orders.record import Record, now


@dataclass(frozen=True, kw_only=True)
class Proof(Record):
    """One version that the buyer is shown. ``digest``: content hash of the model or sheet; decision locks it.

    decided_by  buyer, or on_behalf (customer service entered it, with evidence)
    remarks     sealed: what the buyer said
    """

    order: int
    item: int
    round: int = 1
    digest: str
    state: str = "draft"
    state_since: datetime = field(default_factory=now)
    sent_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    evidence: str = ""  # digest of a screenshot
    file: str = ""  # digest of the proof sheet
    remarks: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Claim(Record):
    """What a buyer complains about, until it is closed."""

    order: int
    item: int | None = None
    parcel: int | None = None
    number: str
    state: str = "open"
    state_since: datetime = field(default_factory=now)
    opened_at: datetime = field(default_factory=now)
    cause: str = ""
    decision: str = ""  # remake, repair, replace, refund, reject
    amount: float = 0.0  # CNY
    replacement: int | None = None  # the new item
    evidence: tuple[str, ...] = ()  # digests
    words: bytes = b""  # sealed
