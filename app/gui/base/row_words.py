"""What rows and cards say in few words: when something is due or happened, a count, a number, a name."""

import re
from datetime import datetime, timedelta

from app.i18n import Text, plural, text
from app.moments import clock, day, minute, short_day, short_minute

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_SOON_DAYS = 7


def due_words(due: datetime | None, at: datetime) -> tuple[Text | str, bool]:
    """When something is due, seen from ``at``, in the time zone of this PC; and whether it is late."""
    if due is None:
        return text("no date"), False
    seconds = (at - due).total_seconds()
    if seconds > 0:
        return _late(seconds), True
    here, today = due.astimezone(), at.astimezone().date()
    days = (here.date() - today).days
    if days == 0:
        return text("today {time}", time=clock(here)), False
    if days == 1:
        return text("tomorrow"), False
    if days == 2:
        return text("in two days"), False
    if days < _SOON_DAYS:
        return plural("in {n} day", "in {n} days", days), False
    return day(here) if here.year != today.year else short_day(here), False


def _late(seconds: float) -> Text:
    if seconds < _HOUR:
        return plural("{n} min late", "{n} min late", max(1, int(seconds // _MINUTE)))
    if seconds < 2 * _DAY:
        return plural("{n} h late", "{n} h late", int(seconds // _HOUR))
    return plural("{n} day late", "{n} days late", int(seconds // _DAY))


def moment_words(moment: datetime, at: datetime) -> Text | str:
    """When something happened, short: the time of today, yesterday with its time, else the day."""
    here, today = moment.astimezone(), at.astimezone().date()
    if here.date() == today:
        return clock(here)
    if here.date() == today - timedelta(days=1):
        return text("yesterday {time}", time=clock(here))
    return minute(here) if here.year != today.year else short_minute(here)


def initials(name: str) -> str:
    """Two letters that stand for a name: the last two signs of a Chinese one, else the first letters of its words."""
    words = name.split()
    if not words:
        return ""
    if any("\u4e00" <= sign <= "\u9fff" for sign in name):
        return "".join(words)[-2:]
    return "".join(word[0] for word in words[:2]).upper()


_DAY_AND_NUMBER = re.compile(r"(?:.*-)?\d{4}(\d{4}-(\d+))")


def short_numbers(number: str) -> tuple[str, ...]:
    """An order number, ever shorter where there is little room: MG-20261125-0007, 1125-0007, 0007."""
    found = _DAY_AND_NUMBER.fullmatch(number)
    return (number,) if found is None else (number, found[1], found[2])


def capped(count: int, most: int) -> str:
    """A count that was counted up to ``most``."""
    return f"{most}+" if count >= most else str(count)
