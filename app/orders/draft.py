"""An order as it comes in, before it is in the book: from a person, a bundle or a table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.orders.record import Json
from app.orders.records import CLIENT, Consent

LIKENESS = "likeness"


@dataclass(frozen=True)
class Buyer:
    """Who gets the parcel, in the clear: says nothing about itself in a log or a traceback."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class ConsentDraft:
    """What the buyer agreed to (``app.orders.records.Consent``)."""

    text_version: str = ""
    channel: str = ""
    given_at: datetime | None = None
    scopes: tuple[str, ...] = (LIKENESS,)
    territory: str = ""
    until: datetime | None = None
    guardian: bool = False


@dataclass(frozen=True, kw_only=True)
class CreationDraft:
    """An AI creation. cover, mesh: digests of what is in the asset store already."""

    key: str = ""
    title: str = ""
    cover: str = ""
    mesh: str = ""
    media_url: str = ""
    licence: str = ""


@dataclass(frozen=True, kw_only=True)
class FileDraft:
    """A file that is in the asset store already; ``kind`` as in ``app.orders.records.FileLink``."""

    kind: str
    name: str
    digest: str
    size: int
    sensitive: bool = True


@dataclass(frozen=True, kw_only=True)
class ItemDraft:
    """One thing to be made. product, finish, base: ids of ``app.products.table``; creation: key of its creation."""

    product: str
    title: str = ""
    finish: str = ""
    height_mm: float | None = None
    width_mm: float | None = None
    base: str = ""
    quantity: int = 1
    options: Json = field(default_factory=dict)
    creation: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderDraft:
    """source and key say where it came from: together they come in once. ``received_at`` None: now."""

    items: tuple[ItemDraft, ...]
    buyer: Buyer = field(default_factory=Buyer)
    source: str = "manual"
    key: str = ""
    channel: str = ""
    campaign: str = ""
    client: str = CLIENT
    language: str = "zh_CN"
    priority: int = 0
    received_at: datetime | None = None
    due_at: datetime | None = None
    consent: ConsentDraft | None = None
    creations: tuple[CreationDraft, ...] = ()
    files: tuple[FileDraft, ...] = ()


def covers_likeness(consents: Iterable[Consent], now: datetime) -> bool:
    """Whether one of the consents lets the buyer's likeness be used at this moment."""
    return any(
        LIKENESS in consent.scopes and consent.withdrawn_at is None and (consent.until is None or now < consent.until)
        for consent in consents
    )
