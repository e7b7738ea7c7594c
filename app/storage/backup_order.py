"""Which backups of a book are newer than others: told by the chain, because a clock may have been wrong for a while."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, func, select

from app.orders.backup import RESTORED
from app.storage.tables import events

Head = tuple[int, bytes]
"""Number and code of the last link of the chain that a backup holds."""


def newest_first(connection: Connection, heads: Mapping[Path, Head]) -> tuple[list[Path], bool]:
    """Those of the history of this book, the newest first, and whether there are others, which nobody can place.

    What a restore left behind is older than all that was made since.
    """
    asked = [seq for seq, _ in heads.values()]
    rows = connection.execute(select(events.c.seq, events.c.mac).where(events.c.seq.in_(asked)))
    chain = {seq: bytes(mac) for seq, mac in rows}
    restored = connection.execute(select(func.max(events.c.seq)).where(events.c.kind == RESTORED)).scalar() or 0
    placed: list[tuple[int, int, int, str, Path]] = []
    for path, (seq, mac) in heads.items():
        if seq == 0 or chain.get(seq) == mac:
            placed.append((seq, 1, seq, path.name, path))
        elif restored:
            placed.append((restored, 0, seq, path.name, path))
    return [path for *_, path in sorted(placed, reverse=True)], len(placed) < len(heads)
