"""Saved views as the window shows them: built-in ones have names that follow the language, own ones are kept as typed."""

from dataclasses import dataclass

from app.commands import queue
from app.commands.office import Office
from app.i18n import Text
from app.orders.queue import QueueQuery
from app.orders.records import SavedView


@dataclass(frozen=True)
class View:
    """``saved``: the record behind it; None for a built-in one."""

    key: str
    title: Text | str
    query: QueueQuery
    saved: SavedView | None = None


def read_views(office: Office) -> tuple[View, ...]:
    """All views of this person, built-in ones first. Nobody is asked for "mine" where nobody has an account."""
    views = (
        View(str(saved.id), queue.title_of(saved), queue.query_of(office, saved), saved if saved.id > 0 else None)
        for saved in queue.views(office)
    )
    return tuple(view for view in views if view.query.assignee != 0)
