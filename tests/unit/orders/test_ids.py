"""Ids grow, also where the clock of the PC was set back behind what is in the book."""

from datetime import timedelta

from app.orders.record import _Ids, made_at, now


def test_ids_grow_and_say_when_they_were_made() -> None:
    ids = _Ids()
    made = [ids.next() for _ in range(1000)]
    assert made == sorted(set(made))
    assert abs(made_at(made[0]) - now()) < timedelta(seconds=5)


def test_ids_follow_the_newest_of_a_book_of_tomorrow() -> None:
    day = 24 * 3600 * 1000 << 22
    tomorrow = _Ids().next() + day
    one, other = _Ids(), _Ids()  # two programs on one book
    for ids in (one, other):
        ids.follow(tomorrow)
        ids.follow(5)  # an older book changes nothing
    made = [one.next() for _ in range(200)]
    assert made == sorted(set(made))
    assert made[0] > tomorrow
    assert made_at(made[-1]) - made_at(tomorrow) < timedelta(seconds=1)
    assert not set(made) & {other.next() for _ in range(200)}
