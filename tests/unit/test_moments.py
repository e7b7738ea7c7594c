"""Days and times as the two languages write them, and that their numbers need nothing else than Python's formats."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from babel.dates import format_skeleton
from babel.numbers import get_decimal_symbol, get_group_symbol

from app import i18n, moments

NOON = datetime(2026, 11, 30, 12, 5, 9).astimezone()


@pytest.fixture(params=["zh_CN", "en"])
def code(request: pytest.FixtureRequest) -> Iterator[str]:
    before = i18n.language()
    i18n.activate(request.param)
    yield request.param
    i18n.activate(before)


WRITTEN = {
    "zh_CN": {
        "day": "2026年11月30日", "short_day": "11月30日", "clock": "12:05", "minute": "2026年11月30日 12:05",
        "short_minute": "11月30日 12:05", "second": "2026年11月30日 12:05:09",
    },
    "en": {
        "day": "30 Nov 2026", "short_day": "30 Nov", "clock": "12:05", "minute": "30 Nov 2026, 12:05",
        "short_minute": "30 Nov, 12:05", "second": "30 Nov 2026, 12:05:09",
    },
}  # fmt: skip


def test_moments_are_written_as_the_language_does(code: str) -> None:
    for name, words in WRITTEN[code].items():
        assert getattr(moments, name)(NOON) == words


def test_days_are_those_of_the_cldr(code: str) -> None:
    locale = moments.LOCALES[code]
    for number in range(0, 366, 3):
        one = date(2024, 1, 1) + timedelta(days=number)
        assert moments.day(one) == format_skeleton("yMMMd", one, locale=locale)
        assert moments.short_day(one) == format_skeleton("MMMd", one, locale=locale)


def test_a_time_is_that_of_this_pc(code: str) -> None:
    assert moments.clock(NOON.astimezone(UTC)) == WRITTEN[code]["clock"]
    assert moments.day(date(2026, 11, 30)) == WRITTEN[code]["day"]


def test_nothing_is_a_dash() -> None:
    assert moments.day(None) == moments.minute(None) == "–"


def test_every_language_has_a_locale() -> None:
    assert set(moments.LOCALES) == set(i18n.LANGUAGES)


def test_python_writes_numbers_as_both_languages_do() -> None:
    """``f"{x:,.1f}"`` is right as long as this holds; a language that writes 1.234,5 needs more than a catalogue."""
    for locale in moments.LOCALES.values():
        assert (get_decimal_symbol(locale), get_group_symbol(locale)) == (".", ",")
