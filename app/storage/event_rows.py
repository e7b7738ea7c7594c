"""Rows of the audit chain as links that are signed, and as events that are shown."""

import json
from typing import Any

from sqlalchemy import Row

from app.orders.book import AuditEvent
from app.security.chain import Link
from app.storage.columns import from_ms, to_ms


def event_of(row: Row[*tuple[Any, ...]]) -> AuditEvent:
    """What is shown."""
    seq, at, actor, role, kind, subject, order, reason, facts, previous, mac = row
    return AuditEvent(
        seq, at, actor, role, kind, subject, order, reason, json.loads(facts), bytes(previous), bytes(mac)
    )


def link_of(row: Row[*tuple[Any, ...]]) -> Link:
    """What is signed."""
    seq, at, actor, role, kind, subject, order, reason, facts, previous, mac = row
    return Link(seq, to_ms(at), actor, role, kind, subject, order, reason, facts, bytes(previous), bytes(mac))


def row_of_link(link: Link) -> dict[str, Any]:
    """A link as a row."""
    return {
        "seq": link.seq,
        "at": from_ms(link.at_ms),
        "actor": link.actor,
        "role": link.role,
        "kind": link.kind,
        "subject": link.subject,
        "order": link.order,
        "reason": link.reason,
        "facts": link.facts,
        "previous": link.previous,
        "mac": link.mac,
    }
