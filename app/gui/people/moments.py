"""Days that people choose."""

from datetime import UTC, date, datetime, time


def end_of(chosen: date) -> datetime:
    """The last moment of a day of this PC, in UTC."""
    return datetime.combine(chosen, time(23, 59, 59)).astimezone().astimezone(UTC)
