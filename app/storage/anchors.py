"""The head of the audit chain, written down outside the database: what is cut off there shows here.

Every PC keeps a file of its own for each book; a line for each head that it saw, signed, newest last.
"""

import contextlib
import hmac
import json
import os
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

_KEPT_BYTES = 1_000_000
_KEPT_LINES = 2_000
_SYNC_SECONDS = 10.0
_CLOCKS_DIFFER = timedelta(minutes=10)  # of two PCs, at most


def _moment(at: str) -> datetime:
    """When a line was written, as it says itself: its signature was compared before this is asked."""
    return datetime.fromisoformat(at)


class Anchors:
    """The heads that this PC saw of one book. Several processes may share the file. A failing disk stops no order."""

    def __init__(self, folder: Path, book: str, key: bytes) -> None:
        self.path = folder / f"audit-{book}.jsonl"
        self._key = key
        self._synced = 0.0
        self._last = (0, b"")

    def saw(self, seq: int, mac: bytes, *, for_sure: bool = False) -> None:
        """Write a head down; it is on the disk within seconds, or when this returns (``for_sure``). Raises OSError."""
        due = time.monotonic() - self._synced > _SYNC_SECONDS
        if (seq, mac) == self._last and not for_sure:
            return
        self._append(seq, mac, "seen", sync=due or for_sure)
        self._last = (seq, mac)

    def restored(self, seq: int, mac: bytes) -> None:
        """The book was restored from a backup that ends here: later heads are of another history. Raises OSError."""
        self._append(seq, mac, "restored", sync=True)

    def known(self, restores: Iterable[tuple[int, datetime]] = ()) -> tuple[dict[int, bytes], bool]:
        """Macs by seq since the last restore, and whether all lines are as they were written. Raises OSError.

        restores  what other PCs restored: (seq where the backup ended, when); heads behind it that were seen before are
                  of another history
        """
        restores = tuple(restores)
        found: dict[int, bytes] = {}
        whole = True
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return found, whole
        for line in lines:
            try:
                entry = json.loads(line)
            except ValueError:  # torn by a power failure: as if it had not been written
                continue
            try:
                seq, mac, what, at = (
                    int(entry["seq"]),
                    bytes.fromhex(entry["mac"]),
                    str(entry["what"]),
                    str(entry["at"]),
                )
                good = hmac.compare_digest(bytes.fromhex(entry["sign"]), self._sign(seq, mac, what, at))
            except (ValueError, KeyError, TypeError):
                good = False
            if not good:
                whole = False
                continue
            if any(seq > end and _moment(at) <= when + _CLOCKS_DIFFER for end, when in restores):
                continue
            if what == "restored":
                found = {s: m for s, m in found.items() if s <= seq}
            found[seq] = mac
        return found, whole

    def _append(self, seq: int, mac: bytes, what: str, *, sync: bool) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        entry = {"seq": seq, "mac": mac.hex(), "what": what, "at": at, "sign": self._sign(seq, mac, what, at).hex()}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            # One write for one line: processes that append at the same time do not mix their lines.
            # It begins with the end of the line before it, which a power failure may have torn.
            line = b"\n" + json.dumps(entry, separators=(",", ":")).encode()
            size = file.write(line) + file.tell()
            if sync:
                file.flush()
                os.fsync(file.fileno())
                self._synced = time.monotonic()
        if size > _KEPT_BYTES:
            self._shorten()

    def _shorten(self) -> None:
        """Keep the newest lines; a restore among the older ones is kept, because it decides what counts."""
        lines = self.path.read_bytes().split(b"\n")
        old, new = lines[:-_KEPT_LINES], lines[-_KEPT_LINES:]
        kept = [line for line in old if b'"restored"' in line]
        draft = self.path.with_suffix(f".{os.getpid()}.new")
        with draft.open("wb") as file:
            file.write(b"\n".join([*kept, *new]))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(PermissionError):  # Windows: another process has it open; the next one shortens it
            draft.replace(self.path)
        draft.unlink(missing_ok=True)

    def _sign(self, seq: int, mac: bytes, what: str, at: str) -> bytes:
        return hmac.digest(self._key, f"anchor {seq} {mac.hex()} {what} {at}".encode(), sha256)[:16]
