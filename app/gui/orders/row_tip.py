"""All that a row of the queue stands for, as its tooltip."""

from collections.abc import Iterable, Mapping

from app.gui.base.thing_words import row_title
from app.gui.orders.stage import stage_state
from app.i18n import tr
from app.moments import minute
from app.orders.item_states import HOLD_REASONS
from app.orders.queue import QueueRow


def told(row: QueueRow, who: Iterable[tuple[int, str, str]], names: Mapping[int, str]) -> str:
    """One fact a line. ``who``: account, name and station of those who have it open."""
    state = str(stage_state(row.stage).title)
    if row.hold_reason:
        state += f" – {HOLD_REASONS.get(row.hold_reason, row.hold_reason)}"
    lines = [row_title(row), f"{row.number} · {state}"]
    if row.due_at is not None:
        lines.append(tr("due {when}", when=minute(row.due_at)))
    lines.append(" · ".join(part for part in (row.buyer, row.channel) if part))
    if row.assignee:
        lines.append(tr("Assigned to {name}", name=names.get(row.assignee, tr("somebody"))))
    lines += [tr("{who} works on it now ({station})", who=name, station=station) for _account, name, station in who]
    return "\n".join(line for line in lines if line)
