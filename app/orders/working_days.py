"""Which days the workshop works: Monday to Friday, less the holidays and plus the make-up days of a table.

China moves working days around its holidays by a notice of each autumn for the next year. The table is the workshop's
own (a setting); ``chinesecalendar`` only fills it in for the years that it knows. A year that is not in the table blocks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone

from app.errors import AppError
from app.i18n import text

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

    def add(self, moment: datetime, days: int) -> datetime:
        """The same time of day, so many working days later (earlier where negative); 0 gives the moment itself.

        Raises YearUnknownError.
        """
        local = moment.astimezone(CHINA)
        step = _DAY if days >= 0 else -_DAY
        for _ in range(abs(days)):
            local += step
            while not self.works(local.date()):
                local += step
        return local.astimezone(UTC)

    def between(self, first: date, last: date) -> int:
        """How many working days lie after ``first`` up to and including ``last``; 0 where it is not later."""
        return sum(self.works(first + _DAY * n) for n in range(1, (last - first).days + 1))


def table(years: Mapping[int, tuple[Iterable[date], Iterable[date]]]) -> WorkingDays:
    """The table from holidays and make-up days of each year."""
    return WorkingDays({y: YearDays(frozenset(off), frozenset(on)) for y, (off, on) in years.items()})


def seeded(years: Iterable[int]) -> dict[int, YearDays]:
    """What ``chinesecalendar`` knows of these years; years that it does not know are not in the answer."""
    from chinese_calendar import constants  # type: ignore[import-untyped]  # noqa: PLC0415 - rarely needed

    known = {day.year for day in constants.holidays} & {day.year for day in constants.workdays}
    return {
        year: YearDays(
            frozenset(d for d in constants.holidays if d.year == year and d.weekday() < _SATURDAY),
            frozenset(d for d in constants.workdays if d.year == year),
        )
        for year in sorted(set(years) & known)
    }
