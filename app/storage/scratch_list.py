"""Models that were on the bench without an order, and on which day last: some weeks later they may leave this PC."""

import json
import logging
import threading
from collections.abc import Callable, Collection
from datetime import date, timedelta
from pathlib import Path

from app.safe_write import write_chunks

KEPT_DAYS = 30

log = logging.getLogger(__name__)


class ScratchList:
    """Keeps ``{revision: day}`` in a JSON file.

    A list that cannot be read or written is no error: models that are not on it stay where they are.
    """

    def __init__(self, path: Path, today: Callable[[], date] = date.today) -> None:
        self._path, self._today = path, today
        self._days: dict[str, str] | None = None
        self._lock = threading.Lock()  # the window writes, a batch takes away

    def seen(self, revisions: Collection[str]) -> None:
        """These are on the bench today, without an order."""
        day = self._today().isoformat()
        with self._lock:
            days = self._read()
            new = {revision: day for revision in revisions if days.get(revision) != day}
            if new:
                self._write({**days, **new})

    def outlived(self) -> frozenset[str]:
        """What was last seen more than ``KEPT_DAYS`` days ago."""
        last = (self._today() - timedelta(days=KEPT_DAYS)).isoformat()
        with self._lock:
            return frozenset(revision for revision, day in self._read().items() if day < last)

    def drop(self, revisions: Collection[str]) -> None:
        """Take these off the list."""
        with self._lock:
            days = self._read()
            if not days.keys().isdisjoint(revisions):
                self._write({revision: day for revision, day in days.items() if revision not in revisions})

    def _read(self) -> dict[str, str]:
        if self._days is None:
            try:
                found = json.loads(self._path.read_text("utf-8"))
            except FileNotFoundError:
                found = {}
            except (OSError, ValueError) as problem:
                log.warning("the list of models without an order cannot be read: %s", type(problem).__name__)
                found = {}
            self._days = {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
        return self._days

    def _write(self, days: dict[str, str]) -> None:
        self._days = days
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_chunks(self._path, [json.dumps(days).encode()])
        except OSError as problem:
            log.warning("the list of models without an order cannot be written: %s", type(problem).__name__)
