"""Small pictures that were made already, in memory; the one that was looked at longest ago goes first."""

import threading
from collections import OrderedDict

MOST_BYTES = 48 << 20


class PictureShelf:
    """By digest of the picture and size in pixels. Safe to use from several threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._bytes, self._lock = most_bytes, 0, threading.Lock()
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    def get(self, digest: str, size: int) -> bytes | None:
        """The picture, if it is still there."""
        with self._lock:
            found = self._kept.get((digest, size))
            if found is not None:
                self._kept.move_to_end((digest, size))
            return found

    def put(self, digest: str, size: int, content: bytes) -> None:
        """Keep it for the next time."""
        with self._lock:
            self._bytes += len(content) - len(self._kept.pop((digest, size), b""))
            self._kept[digest, size] = content
            while self._bytes > self._most and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1])

    def clear(self) -> None:
        """Forget all of them: somebody else sits down, or data was erased."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0
