"""The records of an order. Personal data is sealed (bytes) with a masked form beside it that may be shown."""

from dataclasses import dataclass, field
from datetime import datetime

from app.orders.record import Json, Record, now

CLIENT = "client"  # whose the creations and results are, unless said otherwise (operations.md R27)


@dataclass(frozen=True, kw_only=True)
class Order(Record):
    """One order of one buyer. ``status`` is derived (``app.orders.status``) and kept for searching.

    number       unique, for people: MG-20261125-0172
    source, key  where it came from and its key there: unique together, so that nothing comes in twice
    priority     0 normal, 1 high, 2 urgent
    intake_mark  keyed hash of what came in (``Vault.index``): tells a changed order under a known key
    """

    number: str
    source: str = "manual"
    key: str = ""
    channel: str = ""
    campaign: str = ""
    client: str = CLIENT
    language: str = "zh_CN"
    status: str = "received"
    priority: int = 0
    received_at: datetime = field(default_factory=now)
    due_at: datetime | None = None
    warranty_until: datetime | None = None
    intake_mark: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Contact(Record):
    """Who gets the parcel. name, phone, address are sealed; *_index are blind indexes for an exact search."""

    order: int
    name: bytes = b""
    phone: bytes = b""
    address: bytes = b""
    name_masked: str = ""
    phone_masked: str = ""
    address_masked: str = ""
    name_index: bytes = b""
    phone_index: bytes = b""
    phone_end_index: bytes = b""  # of the last four digits
    erased_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Creation(Record):
    """The AI creation that an item comes from. Pictures and meshes are digests in the asset store."""

    order: int
    key: str = ""  # its id at the platform
    title: str = ""
    cover: str = ""
    mesh: str = ""
    media_url: str = ""
    licence: str = ""
    owner: str = CLIENT


@dataclass(frozen=True, kw_only=True)
class Consent(Record):
    """What the buyer agreed to: without likeness an item stays on hold for its rights."""

    order: int
    text_version: str = ""
    channel: str = ""
    given_at: datetime | None = None
    scopes: tuple[str, ...] = ()  # likeness, voice, shipping
    territory: str = ""
    until: datetime | None = None
    guardian: bool = False
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Item(Record):
    """One thing to be made, ``quantity`` times. ``stage`` is derived (``app.orders.stages``) and kept for searching.

    serial    unique short code on its label, what a scanner reads: SN-7F3A9C
    revision  content hash of the model or sheet that is worked on; ``approved`` that of the approved proof (frozen)
    dues      due time of each step (``app.orders.due``); due_at that of the step it is in
    held_from the state it was held in
    begun_at  when its printing first began: from then on it cannot be cancelled
    remake_of the item that this one replaces
    """

    order: int
    position: int = 1
    serial: str
    title: str = ""
    product: str
    finish: str = ""
    height_mm: float | None = None
    width_mm: float | None = None
    base: str = ""
    quantity: int = 1
    options: Json = field(default_factory=dict)
    creation: int | None = None
    state: str = "new"
    stage: str = "new"
    state_since: datetime = field(default_factory=now)
    held_from: str = ""
    hold_reason: str = ""
    round: int = 0
    revision: str = ""
    approved: str = ""
    cause: str = ""
    begun_at: datetime | None = None
    parcel: int | None = None
    remake_of: int | None = None
    assignee: int | None = None
    dues: Json = field(default_factory=dict)
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Note(Record):
    """What somebody wrote down. ``words`` is sealed: people write names and numbers into notes."""

    order: int
    item: int | None = None
    author: int = 0
    at: datetime = field(default_factory=now)
    words: bytes = b""
    pinned: bool = False


@dataclass(frozen=True, kw_only=True)
class FileLink(Record):
    """A file of an order. kind: cover, mesh, photo, video, audio, proof, pack_photo, evidence, print_file, other."""

    order: int
    item: int | None = None
    kind: str = "other"
    name: str = ""
    digest: str = ""
    size: int = 0
    sensitive: bool = True
    added_at: datetime = field(default_factory=now)
    added_by: int = 0


@dataclass(frozen=True, kw_only=True)
class ItemWork(Record):
    """What the bench did to an item: its document (``app.session.bench.Document`` as JSON), newest revision last."""

    item: int
    order: int
    document: Json = field(default_factory=dict)
    at: datetime = field(default_factory=now)
    by: int = 0


@dataclass(frozen=True, kw_only=True)
class SavedView(Record):
    """A question to the queue that has a name; ``owner`` None: everybody's."""

    name: str
    owner: int | None = None
    position: int = 0
    query: Json = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Presence(Record):
    """Who has which item open, on which workstation; gone when ``seen_at`` is a minute old."""

    station: str
    account: int = 0
    item: int | None = None
    since: datetime = field(default_factory=now)
    seen_at: datetime = field(default_factory=now)


@dataclass(frozen=True, kw_only=True)
class IntakeRun(Record):
    """One bundle, table or poll that came in. ``key``: hash or idempotency key, unique with its source."""

    source: str
    key: str
    at: datetime = field(default_factory=now)
    created: int = 0
    known: int = 0
    refused: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Setting(Record):
    """A setting of the whole workshop, every PC has the same (``app.settings.workshop``)."""

    name: str
    value: Json = field(default_factory=dict)
