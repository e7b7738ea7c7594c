"""The records of a parcel."""

from dataclasses import dataclass, field
from datetime import datetime

from app.orders.record import Json, Record, now


@dataclass(frozen=True, kw_only=True)
class Parcel(Record):
    """What goes to one buyer in one box. Items point to it (``Item.parcel``); ``order`` is the one it was opened for.

    number       unique, for people and scanners: P-20261125-031
    signed_by    self, other, locker: how the courier handed it over (only "self" says that the buyer has it)
    """

    number: str
    order: int
    state: str = "new"
    state_since: datetime = field(default_factory=now)
    held_from: str = ""
    carrier: str = ""
    waybill: str = ""
    label_size: str = "100x150"
    weight_g: int | None = None
    photo: str = ""  # digest
    due_at: datetime | None = None
    handed_over_at: datetime | None = None
    signed_at: datetime | None = None
    signed_by: str = ""
    unboxed_at: datetime | None = None
    accepted_at: datetime | None = None
    problem: str = ""
    chase_at: datetime | None = None
    facts: Json = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scan(Record):
    """One unit of an item that was scanned into a parcel: ``unit`` counts from 1 to the item's quantity."""

    parcel: int
    item: int
    unit: int
    code: str
    at: datetime = field(default_factory=now)
    by: int = 0
