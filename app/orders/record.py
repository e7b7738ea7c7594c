"""What every record of the book has: an id made here, and a version that tells a stale writer."""

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

# Ids are 63-bit integers that grow with time: milliseconds since 2020 and 22 bits that count on from a random start.
# They are made before the row is written, because sealed fields are bound to their row.
_EPOCH_MS = 1_577_836_800_000
_LOW_BITS = 22


class _Ids:
    def __init__(self) -> None:
        self._lock, self._last, self._newest = threading.Lock(), 0, 0

    def next(self) -> int:
        with self._lock:
            fresh = ((time.time_ns() // 1_000_000 - _EPOCH_MS) << _LOW_BITS) | secrets.randbits(_LOW_BITS - 1)
            if fresh <= self._newest:  # the clock was set back; another program on this book goes on from there too
                fresh = max(self._newest, self._last) + 1 + secrets.randbits(_LOW_BITS - 2)
            self._last = max(fresh, self._last + 1)
            return self._last

    def follow(self, newest: int) -> None:
        with self._lock:
            self._newest = max(self._newest, newest)


_ids = _Ids()
new_id = _ids.next
"""An id that no other record has, on this PC or another; grows within a process."""
follow_ids = _ids.follow
"""From now on ids are greater than this one, the newest of a book: the clock of this PC may have been set back."""


def made_at(record_id: int) -> datetime:
    """When an id was made, or a little later where a clock was set back before."""
    return datetime.fromtimestamp(((record_id >> _LOW_BITS) + _EPOCH_MS) / 1000, UTC)


def now() -> datetime:
    """This moment, UTC, to the millisecond (what both databases keep)."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@dataclass(frozen=True, kw_only=True)
class Record:
    """A row of the book. A change is ``dataclasses.replace`` and ``Writing.save``.

    Fields are str, int, float, bool, bytes, aware datetime (UTC), date, tuple[str, ...], Mapping (JSON), or one of
    these or None. bytes are sealed personal data (``app.security.vault``), never readable without a key.

    version  0 until it is stored; grows by one with every save
    """

    id: int = field(default_factory=new_id)
    version: int = 0


Json = Mapping[str, Any]
