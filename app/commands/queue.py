"""The order queue for whoever asks: pages, counts, saved views; what a person need not know is not in them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from app.commands.office import Office, command
from app.errors import AppError
from app.i18n import Text, text
from app.orders import stages
from app.orders.book import Reading
from app.orders.queue import NOBODY, Cursor, Page, QueueQuery, Sort
from app.orders.records import Contact, SavedView
from app.security.contact import typed_indexes
from app.security.permissions import NotAllowedError, Permission, may

ME = "me"
"""As the assignee of a stored view: whoever looks."""
MOST_VIEWS = 40
LONGEST_NAME = 40


class ViewRefusedError(AppError):
    """A view that cannot be kept."""


@dataclass(frozen=True)
class BuiltInView:
    """A view that everybody has. ``mine``: of whoever looks."""

    key: str
    title: Text
    query: QueueQuery
    mine: bool = False


def _of(stages_of_view: tuple[str, ...], **more: Any) -> QueueQuery:
    return QueueQuery(stages=frozenset(stages_of_view), **more)


BUILT_IN: tuple[BuiltInView, ...] = (
    BuiltInView("open", text("Everything open"), QueueQuery()),
    BuiltInView("mine", text("Mine"), QueueQuery(), mine=True),
    BuiltInView("late", text("Late"), QueueQuery(late=True)),
    BuiltInView("to_model", text("To model"), _of(stages.TO_MODEL)),
    BuiltInView("to_confirm", text("To confirm"), _of(stages.TO_CONFIRM)),
    BuiltInView("to_print", text("To print"), _of(stages.TO_PRINT)),
    BuiltInView("in_production", text("In production"), _of(stages.IN_PRODUCTION)),
    BuiltInView("to_pack", text("To pack"), _of(stages.TO_PACK)),
    BuiltInView("to_ship", text("To ship"), _of(stages.TO_SHIP)),
    BuiltInView("on_the_way", text("On the way"), _of(stages.ON_THE_WAY)),
    BuiltInView("to_accept", text("To accept"), _of(stages.TO_ACCEPT)),
    BuiltInView("on_hold", text("On hold"), _of(stages.HELD)),
    BuiltInView("claimed", text("Complaints"), QueueQuery(claimed=True)),
    BuiltInView("closed", text("Closed"), _of(stages.CLOSED, sort="received", descending=True)),
)
_BUILT_IN = {view.key: view for view in BUILT_IN}


# ---- pages ------------------------------------------------------------------


@command("queue.page", Permission.ORDERS_SEE)
def page(office: Office, query: QueueQuery, after: Cursor | None = None, limit: int = 100) -> Page:
    """The rows after the cursor. What was typed also finds buyers by their whole name, phone, or its last four digits."""
    with office.book.reading() as book:
        return book.page(allowed(office, query), after, limit)


@command("queue.counts", Permission.ORDERS_SEE)
def counts(office: Office, queries: Mapping[str, QueueQuery], most: int = 1000) -> dict[str, int]:
    """How many rows each query has, counted up to ``most``."""
    with office.book.reading() as book:
        return {name: book.count(allowed(office, query), most) for name, query in queries.items()}


def allowed(office: Office, query: QueueQuery) -> QueueQuery:
    """The query as this person may ask it; whatever the caller said about that."""
    return replace(
        query,
        contact=typed_indexes(office.vault, query.text),
        only_for=office.only_for(Permission.ORDERS_SEE),
    )


# ---- views ------------------------------------------------------------------


@command("queue.views", Permission.ORDERS_SEE)
def views(office: Office) -> tuple[SavedView, ...]:
    """Built-in views first (negative ids), then everybody's, then one's own, each in its order."""
    built_in = tuple(
        SavedView(id=-1 - place, name=view.key, position=place, query={"built_in": view.key})
        for place, view in enumerate(BUILT_IN)
    )
    with office.book.reading() as book:
        shared = book.find(SavedView, owner=None, order_by="position")
        own = book.find(SavedView, owner=office.actor.account, order_by="position")
    return (*built_in, *shared, *own)


def title_of(view: SavedView) -> Text | str:
    """What a view is called; built-in ones in the language of the screen."""
    built_in = _BUILT_IN.get(str(view.query.get("built_in", "")))
    return built_in.title if built_in and view.id < 0 else view.name


def query_of(office: Office, view: SavedView) -> QueueQuery:
    """What a view asks, for whoever looks. Entries that this version does not know are passed over."""
    built_in = _BUILT_IN.get(str(view.query.get("built_in", "")))
    if built_in and view.id < 0:
        return replace(built_in.query, assignee=office.actor.account) if built_in.mine else built_in.query
    return _from_json(view.query, office.actor.account)


@command("queue.save_view", Permission.VIEWS)
def save_view(
    office: Office, name: str, query: QueueQuery, *, everybody: bool = False, view: SavedView | None = None
) -> SavedView:
    """Keep a query under a name, new or in place of ``view``. Only an administrator keeps one for everybody.

    Raises ViewRefusedError, NotAllowedError, StaleError.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise ViewRefusedError(text("Give the view a name."))
    _may_change(office, view, everybody=everybody)
    owner = None if everybody else office.actor.account
    stored = _to_json(query, office.actor.account)
    with office.book.writing(office.actor) as book:
        _refuse_personal_data(office, book, name, query.text)
        others = book.find(SavedView, owner=owner, order_by="position")
        if any(other.name == name and (view is None or other.id != view.id) for other in others):
            raise ViewRefusedError(text("There is a view of this name already; choose another one."))
        if view is not None:
            return book.save(replace(view, name=name, owner=owner, query=stored))
        if len(others) >= MOST_VIEWS:
            raise ViewRefusedError(text("There are too many views; remove one that is not used."))
        position = max((other.position for other in others), default=0) + 1
        return book.add(SavedView(name=name, owner=owner, position=position, query=stored))


@command("queue.remove_view", Permission.VIEWS)
def remove_view(office: Office, view: SavedView) -> None:
    """Raises NotAllowedError, StaleError, NotFoundError."""
    _may_change(office, view, everybody=False)
    with office.book.writing(office.actor) as book:
        book.remove(view)


@command("queue.order_views", Permission.VIEWS)
def order_views(office: Office, ids: tuple[int, ...]) -> None:
    """Put saved views into this order; ones of others, and built-in ones, stay where they are."""
    places = {view: place for place, view in enumerate(ids, start=1)}
    with office.book.writing(office.actor) as book:
        for view in book.get_all(SavedView, [i for i in ids if i > 0]).values():
            if view.position != places[view.id] and _is_mine(office, view):
                book.save(replace(view, position=places[view.id]))


def _is_mine(office: Office, view: SavedView) -> bool:
    return view.owner == office.actor.account or (view.owner is None and may(office.actor, Permission.SETTINGS))


def _may_change(office: Office, view: SavedView | None, *, everybody: bool) -> None:
    if view is not None and view.id < 0:
        raise ViewRefusedError(text("The views that the program brings stay as they are; save your own one."))
    if view is not None and not _is_mine(office, view):
        raise NotAllowedError
    if everybody and not may(office.actor, Permission.SETTINGS):
        raise NotAllowedError


def _refuse_personal_data(office: Office, book: Reading, *typed: str) -> None:
    """Views are kept as they are typed: a buyer's name or phone has no place in them."""
    for words in typed:
        for index in typed_indexes(office.vault, words):
            fields = ("name_index", "phone_index", "phone_end_index")
            if any(book.find(Contact, limit=1, **_equals(field, index)) for field in fields):
                raise ViewRefusedError(
                    text("This is a buyer's name or number; a view keeps none. Search for it when you need it.")
                )


def _equals(field: str, value: bytes) -> dict[str, Any]:
    return {field: value}


def _to_json(query: QueueQuery, me: int) -> dict[str, Any]:
    """Only what is not as it is by default; nothing that is worked out for the person who asks."""
    stored: dict[str, Any] = {}
    if query.text.strip():
        stored["text"] = query.text.strip()
    for name in ("stages", "products"):
        if values := getattr(query, name):
            stored[name] = sorted(values)
    for name in ("late", "urgent", "closed", "claimed", "descending"):
        if getattr(query, name):
            stored[name] = True
    if query.assignee is not None:
        stored["assignee"] = ME if query.assignee == me else query.assignee
    if query.sort != "due":
        stored["sort"] = query.sort
    return stored


def _from_json(stored: Mapping[str, Any], me: int) -> QueueQuery:
    assignee = stored.get("assignee")
    sort = stored.get("sort")
    known: dict[str, Sort] = {name: name for name in get_args(Sort)}
    return QueueQuery(
        text=str(stored.get("text", "")),
        stages=frozenset(map(str, stored.get("stages", ()))),
        products=frozenset(map(str, stored.get("products", ()))),
        assignee=me if assignee == ME else assignee if isinstance(assignee, int) else None,
        late=bool(stored.get("late")),
        urgent=bool(stored.get("urgent")),
        closed=bool(stored.get("closed")),
        claimed=bool(stored.get("claimed")),
        sort=known.get(str(sort), "due"),
        descending=bool(stored.get("descending")),
    )


__all__ = [
    "BUILT_IN", "ME", "NOBODY", "BuiltInView", "ViewRefusedError", "allowed", "counts", "order_views", "page", "query_of",
    "remove_view", "save_view", "title_of", "views",
]  # fmt: skip
