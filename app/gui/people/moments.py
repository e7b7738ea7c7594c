"""Points in time as people read them, in the time of this PC."""

from datetime import UTC, date, datetime, time


def moment(at: datetime | None) -> str:
    """Day and minute; a dash where there is none."""
    return "–" if at is None else at.astimezone().strftime("%Y-%m-%d %H:%M")


def second(at: datetime) -> str:
    """Day and second."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def day(at: datetime | date | None) -> str:
    """The day alone; a dash where there is none."""
    if at is None:
        return "–"
    return (at.astimezone() if isinstance(at, datetime) else at).strftime("%Y-%m-%d")


def end_of(chosen: date) -> datetime:
    """The last moment of a day of this PC, in UTC."""
    return datetime.combine(chosen, time(23, 59, 59)).astimezone().astimezone(UTC)
