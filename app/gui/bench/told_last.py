"""What this PC knows of the books' documents of items, for after a crash: a small file beside the journal of the bench."""

import json
import logging
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.orders.book import ItemKey, WhichBook
from app.safe_write import write_chunks

KEPT_ITEMS = 200  # those that were not touched for longest are forgotten: their documents go by their steps then

_NAME = re.compile(r"(?:(.+)-)?([0-9]+)")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Known:
    """Of one item.

    there    fingerprint of what the book had when it was taken up or last told; after it that of what it was about to be
             told, where it is not known whether it was
    unfiled  its newest revision, as long as other PCs cannot have it yet
    since    of the book's last restore when that was so: one that was restored since may have anything
    """

    there: tuple[str, ...] = ()
    unfiled: str = ""
    since: str = ""


class ToldLast:
    """Keeps a :class:`Known` for each item of each book in a JSON file. May be used from several threads.

    A file that cannot be read or written is no error: documents go by their steps then.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._items = self._read() or {}

    def there(self, book: WhichBook, item: int) -> tuple[str, ...]:
        """The fingerprints that this book may have of this item; none where nobody knows."""
        return self._of(book, item).there

    @property
    def unfiled(self) -> dict[ItemKey, str]:
        """By book and item: the revisions that other PCs cannot have yet."""
        return {key: known.unfiled for key, known in self._items.items() if known.unfiled}

    def taken_up(self, book: WhichBook, item: int, there: str) -> None:
        """The book has this; "" for nothing."""
        self._set((book.id, item), replace(self._of(book, item), there=(there,) if there else ()))

    def about(self, book: WhichBook, item: int, known: str, coming: str) -> None:
        """The book has ``known``, and is about to have ``coming``."""
        self._set((book.id, item), replace(self._of(book, item), there=(*((known,) if known else ()), coming)))

    def told(self, book: WhichBook, item: int, there: str, unfiled: str = "") -> None:
        """The book has this now; ``unfiled``: a revision that is to be filed, "" for no other one than before."""
        self._set((book.id, item), Known((there,), unfiled or self._of(book, item).unfiled, book.since))

    def filed(self, key: ItemKey, revision: str) -> None:
        """Every PC can have this revision, or never will."""
        known = self._items.get(key, Known())
        if known.unfiled == revision:
            self._set(key, replace(known, unfiled=""))

    def forget(self, key: ItemKey) -> None:
        """Nothing is known of this item any more: it was erased in the book."""
        if key in self._items:
            self._set(key, None)

    def _of(self, book: WhichBook, item: int) -> Known:
        known = self._items.get((book.id, item))
        if known is None:  # an earlier version knew of one book alone; a book that was told something else refuses
            return replace(self._items.get(("", item), Known()), since=book.since)
        return known if known.since == book.since else Known((), known.unfiled, book.since)

    def _set(self, key: ItemKey, known: Known | None) -> None:
        with self._lock:
            kept = self._read()  # another window of this PC may have written since
            kept = dict(self._items) if kept is None else kept
            for items in (self._items, kept):
                items.pop(("", key[1]), None)  # as an earlier version wrote it: it is known better now
                items.pop(key, None)
                if known is not None:
                    items[key] = known
            gone = [one for one, its in kept.items() if not its.unfiled][: max(0, len(kept) - KEPT_ITEMS)]
            told = {
                f"{book}-{item}" if book else str(item): {
                    "there": its.there, "unfiled": its.unfiled, **({"since": its.since} if its.since else {}),
                }
                for (book, item), its in kept.items() if (book, item) not in gone
            }  # fmt: skip
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                write_chunks(self._path, [json.dumps(told).encode()])
            except OSError as problem:
                log.warning("what was told last cannot be kept: %s", type(problem).__name__)

    def _read(self) -> dict[ItemKey, Known] | None:
        """None where it cannot be read."""
        try:
            return {_key(name): _known(told) for name, told in json.loads(self._path.read_text("utf-8")).items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError, KeyError, TypeError) as problem:
            log.warning("what was told last cannot be read: %s", type(problem).__name__)
            return None


def _key(name: str) -> ItemKey:
    parts = _NAME.fullmatch(name)
    if parts is None:
        raise ValueError("it names no item")
    return parts[1] or "", int(parts[2])


def _known(told: Mapping[str, Any] | str) -> Known:
    if isinstance(told, str):  # as an earlier version wrote it
        return Known((told,))
    return Known(tuple(map(str, told["there"])), str(told["unfiled"]), str(told.get("since", "")))
