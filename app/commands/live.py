"""Who has which item open: a word from every workstation, three times a minute."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from app.commands.office import Office, command
from app.orders.people import Account
from app.orders.records import Presence
from app.security.permissions import Permission

BEAT_SECONDS = 20.0
GONE = timedelta(seconds=60)
_FORGOTTEN = timedelta(hours=1)

Someone = tuple[int, str, str]
"""Account, name, workstation."""


@command("live.here", Permission.ORDERS_SEE)
def here(office: Office, item: int | None) -> None:
    """This person has this item open on this PC, or none. To be said at every change and every ``BEAT_SECONDS``."""
    at = office.clock()
    with office.book.writing(office.actor) as book:
        mine = book.find(Presence, station=office.station, order_by="-seen_at")
        for other in mine[1:]:
            book.remove(other)
        if not mine:
            book.add(
                Presence(station=office.station, account=office.actor.account, item=item, since=at, seen_at=at),
            )
            for lost in book.find(Presence):  # of PCs that went away without a word
                if lost.seen_at < at - _FORGOTTEN:
                    book.remove(lost)
        else:
            same = (mine[0].item, mine[0].account) == (item, office.actor.account)
            since = mine[0].since if same else at
            book.save(replace(mine[0], account=office.actor.account, item=item, since=since, seen_at=at))


@command("live.gone", None)
def gone(office: Office) -> None:
    """Nobody works at this PC any more: logged out, locked, or closed."""
    with office.book.writing(office.actor) as book:
        for mine in book.find(Presence, station=office.station):
            book.remove(mine)


@command("live.who", Permission.ORDERS_SEE)
def who(office: Office, items: Iterable[int]) -> dict[int, tuple[Someone, ...]]:
    """Who has these items open now, this PC among them; items that nobody has open are left out."""
    at = office.clock()
    with office.book.reading() as book:
        open_now = [p for p in book.find(Presence, item=tuple(items), order_by="since") if p.seen_at > at - GONE]
        names = {account.id: account.name for account in book.get_all(Account, {p.account for p in open_now}).values()}
    found: dict[int, list[Someone]] = {}
    for presence in open_now:
        if presence.item is not None:
            found.setdefault(presence.item, []).append(
                (presence.account, names.get(presence.account, ""), presence.station)
            )
    return {item: tuple(people) for item, people in found.items()}
