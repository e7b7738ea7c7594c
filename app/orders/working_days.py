"""Which days the workshop works: Monday to Friday, less the holidays and plus the make-up days of a table.

China moves working days around its holidays by a notice of each autumn for the next year. The table is the workshop's
own (a setting); ``chinesecalendar`` only fills it in for the years that it knows. A year that is not in the table blocks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

from app.errors import AppError
from app.i18n import text
from app.settings.workshop import WorkshopSettings

CHINA = timezone(timedelta(hours=8), "UTC+8")
"""Where the workshop is: one zone, no summer time. Days and hours of due times are meant there."""

_SATURDAY = 5
_DAY = timedelta(days=1)


class YearUnknownError(AppError):
    """There are no holidays for a year yet."""

    def __init__(self, year: int) -> None:
        super().__init__(
            text("The holidays of {year} are not known yet; enter them in the workshop's settings.", year=year)
        )
        self.year = year


@dataclass(frozen=True)
class YearDays:
    """One year of the table. holidays: week days that are off; make_up: Saturdays and Sundays that are worked."""

    holidays: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()


@dataclass(frozen=True)
class WorkingDays:
    """The table, by year."""

    years: Mapping[int, YearDays] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether it is a working day. Raises YearUnknownError."""
        year = self.years.get(day.year)
        if year is None:
            raise YearUnknownError(day.year)
        return day in year.make_up if day.weekday() >= _SATURDAY else day not in year.holidays

    def add(self, moment: datetime, days: float) -> datetime:
        """The same time of day, so many working days later (earlier where negative); 0 gives the moment itself.

        A part of a day is so much of 24 hours; where it ends on a day off, it ends on the next working day (the last
        one where negative) at that time. Raises YearUnknownError.
        """
        local = moment.astimezone(CHINA)
        step = _DAY if days >= 0 else -_DAY
        whole = int(abs(days))
        for _ in range(whole):
            local = self._onto_work(local + step, step)
        part = abs(days) - whole
        if part:
            local = self._onto_work(local + step * part, step)
        return local.astimezone(UTC)

    def _onto_work(self, local: datetime, step: timedelta) -> datetime:
        while not self.works(local.date()):
            local += step
        return local

    def last_worked(self, moment: datetime) -> datetime:
        """The moment itself; on a day off, the last minute of the working day before. Raises YearUnknownError."""
        local = moment.astimezone(CHINA)
        worked = self._onto_work(local, -_DAY)
        if worked == local:
            return moment
        return worked.replace(hour=23, minute=59, second=0, microsecond=0).astimezone(UTC)

    def between(self, first: date, last: date) -> int:
        """How many working days lie after ``first`` up to and including ``last``; 0 where it is not later."""
        return sum(self.works(first + _DAY * n) for n in range(1, (last - first).days + 1))


@cache
def built_in() -> Mapping[int, YearDays]:
    """The years that ``chinesecalendar`` knows."""
    from chinese_calendar import constants  # type: ignore[import-untyped]  # noqa: PLC0415 - rarely needed

    known = sorted({day.year for day in constants.holidays} & {day.year for day in constants.workdays})
    return {
        year: YearDays(
            frozenset(d for d in constants.holidays if d.year == year and d.weekday() < _SATURDAY),
            frozenset(d for d in constants.workdays if d.year == year),
        )
        for year in known
    }


def working_days(settings: WorkshopSettings) -> WorkingDays:
    """The workshop's table: the built-in years, those that were entered, and what the workshop changed in either."""
    years = dict(built_in()) | {year: YearDays() for year in settings.calendar_years if year not in built_in()}
    off, on = frozenset(settings.days_off), frozenset(settings.days_on)
    touched = {day.year for day in off | on} & years.keys()
    for year in touched:
        days = years[year]
        years[year] = YearDays((days.holidays | off) - on, (days.make_up | on) - off)
    return WorkingDays(years)
