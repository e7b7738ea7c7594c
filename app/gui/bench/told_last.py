"""What this PC knows of the book's documents of items, for after a crash: a small file beside the journal of the bench."""

import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.safe_write import write_chunks

KEPT_ITEMS = 200  # those that were not touched for longest are forgotten: their documents go by their steps then

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Known:
    """Of one item.

    there    fingerprint of what the book had when it was taken up or last told; after it that of what it was about to be
             told, where it is not known whether it was
    unfiled  its newest revision, as long as other PCs cannot have it yet
    """

    there: tuple[str, ...] = ()
    unfiled: str = ""


class ToldLast:
    """Keeps a :class:`Known` for each item in a JSON file. May be used from several threads.

    A file that cannot be read or written is no error: documents go by their steps then.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._items = self._read() or {}

    def there(self, item: int) -> tuple[str, ...]:
        """The fingerprints that the book may have of this item; none where nobody knows."""
        return self._of(item).there

    @property
    def unfiled(self) -> dict[int, str]:
        """By item: the revisions that other PCs cannot have yet."""
        return {item: known.unfiled for item, known in self._items.items() if known.unfiled}

    def taken_up(self, item: int, there: str) -> None:
        """The book has this; "" for nothing."""
        self._set(item, replace(self._of(item), there=(there,) if there else ()))

    def about(self, item: int, known: str, coming: str) -> None:
        """The book has ``known``, and is about to have ``coming``."""
        self._set(item, replace(self._of(item), there=(*((known,) if known else ()), coming)))

    def told(self, item: int, there: str, unfiled: str = "") -> None:
        """The book has this now; ``unfiled``: a revision that is to be filed, "" for no other one than before."""
        self._set(item, Known((there,), unfiled or self._of(item).unfiled))

    def filed(self, item: int, revision: str) -> None:
        """Every PC can have this revision, or never will."""
        known = self._of(item)
        if known.unfiled == revision:
            self._set(item, replace(known, unfiled=""))

    def _of(self, item: int) -> Known:
        return self._items.get(item, Known())

    def _set(self, item: int, known: Known) -> None:
        with self._lock:
            self._items[item] = known
            kept = self._read()  # another window of this PC may have written since
            kept = dict(self._items) if kept is None else kept
            kept.pop(item, None)
            kept[item] = known
            gone = [one for one, its in kept.items() if not its.unfiled][: max(0, len(kept) - KEPT_ITEMS)]
            told = {one: {"there": its.there, "unfiled": its.unfiled} for one, its in kept.items() if one not in gone}
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                write_chunks(self._path, [json.dumps(told).encode()])
            except OSError as problem:
                log.warning("what was told last cannot be kept: %s", type(problem).__name__)

    def _read(self) -> dict[int, Known] | None:
        """None where it cannot be read."""
        try:
            return {int(item): _known(told) for item, told in json.loads(self._path.read_text("utf-8")).items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError, KeyError, TypeError) as problem:
            log.warning("what was told last cannot be read: %s", type(problem).__name__)
            return None


def _known(told: Mapping[str, Any] | str) -> Known:
    if isinstance(told, str):  # as an earlier version wrote it
        return Known((told,))
    return Known(tuple(map(str, told["there"])), str(told["unfiled"]))
