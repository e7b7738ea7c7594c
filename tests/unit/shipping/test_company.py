"""Who else packs a parcel now."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.shipping.company import FRESH, HERE, Companion, company, is_here, left, touched

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
STATIONS = st.sampled_from(["PC-01", "PC-02", "PC-03"])


def test_another_workstation_is_company_for_ten_minutes() -> None:
    facts = touched({"card": "none"}, "PC-02", 7, NOW)
    assert facts["card"] == "none"
    assert company(facts, "PC-01", NOW + timedelta(minutes=9)) == (Companion("PC-02", 7),)
    assert company(facts, "PC-01", NOW + FRESH) == ()
    assert company(facts, "PC-02", NOW) == ()
    assert is_here(facts, "PC-02", NOW)
    assert not is_here(facts, "PC-01", NOW)


def test_whoever_puts_it_aside_is_no_company() -> None:
    facts = left(touched({"units": 3}, "PC-02", 7, NOW), "PC-02")
    assert facts == {"units": 3}


@given(st.lists(st.tuples(STATIONS, st.integers(0, 40), st.booleans()), max_size=12))
def test_nobody_is_company_who_left_or_has_been_silent(happened: list[tuple[str, int, bool]]) -> None:
    facts: dict[str, object] = {}
    at, last = NOW, dict[str, datetime]()
    for station, minutes, stays in happened:
        at += timedelta(minutes=minutes)
        facts = touched(facts, station, 1, at) if stays else left(facts, station)
        if stays:
            last[station] = at
        else:
            last.pop(station, None)
    fresh = {station for station, when in last.items() if at - when < FRESH}
    assert {one.station for one in company(facts, "PC-09", at)} == fresh
    assert all(is_here(facts, station, at) for station in fresh)
    assert set(facts.get(HERE, {})) >= fresh  # type: ignore[call-overload]
