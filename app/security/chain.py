"""The audit chain: every link is signed together with the one before it, so that a change or a gap shows.

mac = HMAC-SHA256(key, previous mac + canonical JSON of the link). Nobody without the workshop's key can make a link; a
tail that is cut off shows where the head was written down elsewhere (``app.storage.anchors``).
"""

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_encode_sorted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


@dataclass(frozen=True, slots=True)
class Link:
    """One link as it is stored. ``at_ms``: UTC, milliseconds since 1970; ``facts``: JSON as it was signed."""

    seq: int
    at_ms: int
    actor: int
    role: str
    kind: str
    subject: str
    order: int
    reason: str
    facts: str
    previous: bytes
    mac: bytes = b""


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found. head: seq and mac of the last good link; broken_at: the first that is not."""

    links: int
    head: tuple[int, bytes]
    broken_at: int | None = None


def facts_text(facts: Mapping[str, Any] | None) -> str:
    """Facts as they are signed and stored; raises TypeError for what JSON cannot hold."""
    return _encode_sorted(dict(facts)) if facts else "{}"


def mac_of(key: bytes, link: Link) -> bytes:
    """The signature of a link, whatever ``link.mac`` says."""
    content = _encode(
        [link.seq, link.at_ms, link.actor, link.role, link.kind, link.subject, link.order, link.reason, link.facts]
    )
    return hmac.digest(key, link.previous + content.encode("utf-8", "surrogatepass"), sha256)


def genesis(key: bytes, book: str) -> bytes:
    """What the first link of a book stands on: links of one book do not fit into another."""
    return hmac.digest(key, f"statuette book {book}".encode(), sha256)


def key_mark(key: bytes, book: str) -> bytes:
    """Tells whether a key is the one that a book was begun with, without telling the key."""
    return hmac.digest(key, f"statuette key of {book}".encode(), sha256)


def same(one: bytes, other: bytes) -> bool:
    """Compare without telling by time where they differ."""
    return hmac.compare_digest(one, other)


def verify(key: bytes, first: bytes, links: Iterable[Link], known: Mapping[int, bytes] | None = None) -> Verdict:
    """Walk along all links from the first; ``first`` is the genesis, ``known`` macs that were written down elsewhere.

    Stops at the first link that does not hold: out of its place, changed, or another one than was known.
    """
    known = known or {}
    seq, mac = 0, first
    for link in links:
        if link.seq != seq + 1:  # one was taken out, or put in between
            return Verdict(seq, (seq, mac), seq + 1)
        if link.previous != mac or not hmac.compare_digest(link.mac, mac_of(key, link)):
            return Verdict(seq, (seq, mac), link.seq)
        if link.seq in known and known[link.seq] != link.mac:
            return Verdict(seq, (seq, mac), link.seq)
        seq, mac = link.seq, link.mac
    return Verdict(seq, (seq, mac))
