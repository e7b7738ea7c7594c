"""The records of people who use the program, and of those that personal data was given to."""

from dataclasses import dataclass, field
from datetime import datetime

from app.orders.record import Json, Record, now


@dataclass(frozen=True, kw_only=True)
class Account(Record):
    """A person who may log in. ``password``: argon2id, with its parameters in it. ``login`` is unique, lower case."""

    login: str
    name: str = ""
    roles: tuple[str, ...] = ()
    password: str = ""
    active: bool = True
    must_change: bool = True
    failures: int = 0
    locked_until: datetime | None = None
    duty_accepted: str = ""  # version of the confidentiality text that was accepted
    duty_accepted_at: datetime | None = None
    expires_at: datetime | None = None
    last_login_at: datetime | None = None
    created_at: datetime = field(default_factory=now)


@dataclass(frozen=True, kw_only=True)
class Recipient(Record):
    """Somebody outside who gets personal data (courier, aggregator, outside printer), with the client's approval."""

    name: str
    purpose: str = ""
    approval: str = ""
    since: datetime = field(default_factory=now)
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Certificate(Record):
    """Proof that personal data was deleted or handed back: what, how much, by which rule."""

    kind: str  # retention, erasure, end_of_contract
    at: datetime = field(default_factory=now)
    by: int = 0
    counts: Json = field(default_factory=dict)
    digest: str = ""  # of the certificate file in the asset store
