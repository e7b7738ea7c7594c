"""The tables of the book, made from the records: what is unique, what points to what, what is searched.

Foreign keys say what belongs to what inside the book. Accounts are pointed to without one: 0 is "nobody", and a person's
account may go while their work stays.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, LargeBinary, MetaData, Table, Text
from sqlalchemy import text as sql

from app.dispatch.records import Attempt, Holder, Lease, Piece, Plate, Printer, PrintJob, Service, Verdict
from app.orders.people import Account, Certificate, Recipient
from app.orders.record import Record
from app.orders.records import (
    Consent,
    Contact,
    Creation,
    FileLink,
    IntakeRun,
    Item,
    ItemWork,
    Note,
    Order,
    Presence,
    SavedView,
    Setting,
)
from app.service.records import Claim, Proof
from app.shipping.records import Parcel, Scan
from app.storage.columns import Moment, Whole, columns_of

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(
    kind: type[Record],
    name: str,
    *,
    unique: tuple[tuple[str, ...], ...] = (),
    index: tuple[tuple[str, ...], ...] = (),
    points_to: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    return Table(
        name,
        metadata,
        *columns_of(kind),
        *(ForeignKeyConstraint([field], [f"{target}.id"]) for field, target in points_to.items()),
        *(Index(f"uq_{name}_{'_'.join(names)}", *names, unique=True) for names in unique),
        *(Index(f"ix_{name}_{'_'.join(names)}", *names) for names in index),
    )


TABLES: dict[type[Record], Table] = {
    Order: _table(Order, "orders", unique=(("number",),), index=(("received_at",), ("status", "warranty_until"))),
    Contact: _table(
        Contact,
        "contacts",
        index=(("order",), ("name_index",), ("phone_index",), ("phone_end_index",)),
        points_to={"order": "orders"},
    ),
    Creation: _table(Creation, "creations", index=(("order",), ("key",)), points_to={"order": "orders"}),
    Consent: _table(Consent, "consents", index=(("order",),), points_to={"order": "orders"}),
    Parcel: _table(
        Parcel,
        "parcels",
        unique=(("number",),),
        index=(("order",), ("waybill",), ("state", "state_since")),
        points_to={"order": "orders"},
    ),
    Item: _table(
        Item,
        "items",
        unique=(("serial",),),
        index=(("order", "position"), ("creation",), ("parcel",), ("remake_of",), ("assignee", "state"), ("state",)),
        points_to={"order": "orders", "creation": "creations", "parcel": "parcels", "remake_of": "items"},
    ),
    Note: _table(Note, "notes", index=(("order", "at"),), points_to={"order": "orders", "item": "items"}),
    FileLink: _table(
        FileLink, "files", index=(("order",), ("digest",)), points_to={"order": "orders", "item": "items"}
    ),
    ItemWork: _table(
        ItemWork, "item_works", index=(("item", "at"), ("order",)), points_to={"order": "orders", "item": "items"}
    ),
    SavedView: _table(SavedView, "saved_views", index=(("owner", "position"),)),
    Presence: _table(Presence, "presences", index=(("station",), ("item",), ("seen_at",))),
    IntakeRun: _table(IntakeRun, "intake_runs", unique=(("source", "key"),), index=(("at",),)),
    Setting: _table(Setting, "settings", unique=(("name",),)),
    Scan: _table(
        Scan,
        "scans",
        unique=(("parcel", "item", "unit"),),
        index=(("item",),),
        points_to={"parcel": "parcels", "item": "items"},
    ),
    Proof: _table(
        Proof,
        "proofs",
        index=(("order",), ("item", "round"), ("digest",)),
        points_to={"order": "orders", "item": "items"},
    ),
    Claim: _table(
        Claim,
        "claims",
        unique=(("number",),),
        index=(("order",), ("item",), ("parcel",), ("state",)),
        points_to={"order": "orders", "item": "items", "parcel": "parcels"},
    ),
    Account: _table(Account, "accounts", unique=(("login",),)),
    Recipient: _table(Recipient, "recipients"),
    Certificate: _table(Certificate, "certificates", index=(("kind", "at"),)),
    # Printers, jobs and plates are never removed, and each is written before what points to it: they need no foreign keys.
    Printer: _table(Printer, "printers", index=(("position",),)),
    PrintJob: _table(
        PrintJob,
        "print_jobs",
        unique=(("uid",),),
        index=(("state", "printer"), ("item",), ("plate",), ("created_at",)),
        points_to={"item": "items"},
    ),
    Attempt: _table(
        Attempt, "print_attempts", unique=(("uid",),), index=(("job", "number"), ("holder", "quiet_at"), ("ended_at",))
    ),
    Plate: _table(Plate, "plates", index=(("state",),)),
    Piece: _table(
        Piece,
        "pieces",
        index=(("item",), ("job",), ("plate",), ("state",)),
        points_to={"item": "items", "order": "orders"},
    ),
    Verdict: _table(
        Verdict, "verdicts", index=(("item",), ("order",), ("at",)), points_to={"item": "items", "order": "orders"}
    ),
    Service: _table(Service, "services", index=(("printer", "at"),)),
    Holder: _table(Holder, "print_holders", index=(("machine",), ("ended_at",))),
    Lease: _table(Lease, "print_leases", unique=(("printer",),), index=(("holder",),)),
}

# Nothing comes in twice; what has no key (entered by hand) may come as often as it likes.
_orders = TABLES[Order]
Index(
    "uq_orders_source_key",
    _orders.c.source,
    _orders.c.key,
    unique=True,
    sqlite_where=sql("\"key\" <> ''"),
    postgresql_where=sql("\"key\" <> ''"),
)

events = Table(
    "events",
    metadata,
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("at", Moment(), nullable=False),
    Column("actor", Whole, nullable=False),
    Column("role", Text(), nullable=False),
    Column("kind", Text(), nullable=False),
    Column("subject", Text(), nullable=False),
    Column("order", Whole, nullable=False),
    Column("reason", Text(), nullable=False),
    Column("facts", Text(), nullable=False),  # JSON, kept letter by letter because it is signed
    Column("previous", LargeBinary(), nullable=False),
    Column("mac", LargeBinary(), nullable=False),
    Index("ix_events_order_seq", "order", "seq"),
    Index("ix_events_subject_seq", "subject", "seq"),
    Index("ix_events_kind_seq", "kind", "seq"),
)
"""The audit chain. Triggers refuse to change or delete its rows."""

chain_head = Table(
    "chain_head",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=False),  # always 1
    Column("book", Text(), nullable=False),
    Column("key_mark", LargeBinary(), nullable=False),
    Column("seq", Whole, nullable=False),
    Column("mac", LargeBinary(), nullable=False),
)
"""Where the chain ends, and which key it was made with. Whoever writes locks this row: writers follow each other."""

numbers = Table(
    "numbers",
    metadata,
    Column("series", Text(), primary_key=True),
    Column("last", BigInteger(), nullable=False),
)

_NAMES: dict[type[Record], str] = {
    FileLink: "file",
    IntakeRun: "intake_run",
    ItemWork: "item_work",
    PrintJob: "job",
    SavedView: "saved_view",
}


def table_of(kind: type[Record]) -> Table:
    """The table of a kind of record; raises KeyError where it has none."""
    return TABLES[kind]


def name_of(kind: type[Record]) -> str:
    """What a kind of record is called in events and messages: "item", "intake_run"."""
    return _NAMES.get(kind, kind.__name__.lower())


def subject_of(record: Record) -> str:
    """The record in events and messages: "item:123"."""
    return f"{name_of(type(record))}:{record.id}"
