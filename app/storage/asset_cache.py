"""What was read from S3 lately, on the disk of this PC: encrypted as it is there, and never more than fits."""

import contextlib
import os
import threading
from pathlib import Path

from app.safe_write import aside
from app.storage.asset_keeper import name_of

BUDGET = 2 << 30  # bytes
_ROOM = 0.9  # so full it is after it has been cleared


class ReadCache:
    """Best effort: a cache that cannot be read or written is as good as none. Several processes may share the folder."""

    def __init__(self, root: Path, budget: int = BUDGET) -> None:
        self._root, self._budget, self._lock = root, budget, threading.Lock()
        self._size: int | None = None  # counted when it is first needed

    def get(self, digest: str) -> bytes | None:
        """What is remembered; None where there is nothing."""
        path = self._root / name_of(digest)
        try:
            content = path.read_bytes()
            os.utime(path)  # the longest unused go first
        except OSError:
            return None
        return content

    def put(self, digest: str, content: bytes) -> None:
        """Remember it, and forget what was not read for longest."""
        if len(content) > self._budget // 4:
            return
        path = self._root / name_of(digest)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = aside(path.parent)
            try:
                temporary.write_bytes(content)
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
            with self._lock:
                self._size = self._count() if self._size is None else self._size + len(content)
                if self._size > self._budget:
                    self._size = self._clear()

    def drop(self, digest: str) -> None:
        """Forget it."""
        with contextlib.suppress(OSError):
            (self._root / name_of(digest)).unlink(missing_ok=True)

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        for path in self._root.glob("sha256/*/*"):
            with contextlib.suppress(OSError):  # another process clears as well
                facts = path.stat()
                found.append((facts.st_mtime, facts.st_size, path))
        return found

    def _count(self) -> int:
        return sum(size for _, size, _ in self._files())

    def _clear(self) -> int:
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        for _, size, path in files:
            if total <= self._budget * _ROOM:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size
        return total
