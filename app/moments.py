"""Points in time as people read them: in the time zone of this PC, written as the language of the screen writes them.

The patterns are those of the CLDR; English is that of Britain, whose day comes before the month and whose clock has 24 hours,
as a workshop's does: 2026年11月30日 14:05 and 30 Nov 2026, 14:05. They stand here, and a test compares them with Babel's,
because Babel itself takes a tenth of a second to load, on the window's own thread. Numbers need nothing of the kind:
Chinese and English both write 1,234.5, which is what Python's own formats write.

What other programs read (``--json``, CSV, names of files) is ISO 8601 and does not come here.
"""

from datetime import date, datetime

from app.i18n import language

LOCALES = {"zh_CN": "zh_CN", "en": "en_GB"}
"""The locale of the CLDR for each language of ``i18n.LANGUAGES``."""

NONE = "–"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec")


def day(at: datetime | date | None) -> str:
    """The day alone; a dash where there is none."""
    if at is None:
        return NONE
    here = _here(at)
    return f"{here.year}年{short_day(here)}" if _chinese() else f"{short_day(here)} {here.year}"


def short_day(at: datetime | date) -> str:
    """Month and day: for a year that goes without saying."""
    here = _here(at)
    return f"{here.month}月{here.day}日" if _chinese() else f"{here.day} {_MONTHS[here.month - 1]}"


def clock(at: datetime) -> str:
    """Hour and minute."""
    return f"{at.astimezone():%H:%M}"


def minute(at: datetime | None) -> str:
    """Day and minute; a dash where there is none."""
    return NONE if at is None else _with_time(day(at), clock(at))


def short_minute(at: datetime) -> str:
    """Month, day and minute."""
    return _with_time(short_day(at), clock(at))


def second(at: datetime) -> str:
    """Day and second."""
    return _with_time(day(at), f"{at.astimezone():%H:%M:%S}")


def _here(at: datetime | date) -> date:
    return at.astimezone().date() if isinstance(at, datetime) else at


def _chinese() -> bool:
    return language() == "zh_CN"


def _with_time(words: str, time: str) -> str:
    return f"{words} {time}" if _chinese() else f"{words}, {time}"
