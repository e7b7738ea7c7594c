from hypothesis import given
from hypothesis import strategies as st

from app.gui.orders.paging import MOST_STEPS, Parts, steps_between
from app.orders.queue import Cursor, Page

ids = st.lists(st.integers(1, 40), unique=True, max_size=40)


def follow(old: list[int], new: list[int]) -> list[int] | None:
    """What a view would show after the steps, done as a model does them."""
    steps = steps_between(old, new)
    if steps is None:
        return None
    now = list(old)
    for step in steps:
        if step.kind == "remove":
            del now[step.row]
        elif step.kind == "insert":
            now.insert(step.row, new[step.row])
        else:
            assert step.to < step.row  # Qt moves upwards only here: its target is the row itself
            now.insert(step.to, now.pop(step.row))
    return now


@given(ids, ids)
def test_the_steps_lead_from_one_list_to_the_other(old: list[int], new: list[int]) -> None:
    assert follow(old, new) in (new, None)


def test_one_change_is_one_step() -> None:
    old = list(range(100))
    assert [(s.kind, s.row) for s in steps_between(old, [200, *old]) or []] == [("insert", 0)]
    assert [(s.kind, s.row) for s in steps_between(old, old[:50] + old[51:]) or []] == [("remove", 50)]
    moved = [old[99], *old[:99]]
    assert [(s.kind, s.row, s.to) for s in steps_between(old, moved) or []] == [("move", 99, 0)]


def test_too_many_steps_begin_anew() -> None:
    assert steps_between(list(range(MOST_STEPS + 1)), []) is None


def page(first: int, count: int, *, last: bool = False) -> Page:
    return Page(tuple(range(first, first + count)), None if last else Cursor(first + count - 1, first + count - 1))  # type: ignore[arg-type]


def test_pages_know_their_rows_and_forget_the_far_ones() -> None:
    parts, rows = Parts(kept=2), []
    after = None
    for number in range(5):
        one = page(number * 10, 10, last=number == 4)
        parts.append(after, one)
        rows.extend(one.rows)
        after = one.next
        parts.forget(rows)
    assert parts.total() == 50
    assert [parts.at(row) for row in (0, 9, 10, 49)] == [0, 0, 1, 4]
    assert rows[:30] == [None] * 30
    assert rows[30:] == list(range(30, 50))
    assert parts.end is None


def test_a_page_may_grow_and_what_follows_moves_on() -> None:
    parts = Parts()
    parts.append(None, page(0, 10))
    parts.append(Cursor(9, 9), page(10, 10, last=True))
    parts.replace(0, 1, None, page(0, 12))
    assert parts.starts == [0, 12]
    parts.cut(1)
    assert parts.total() == 12
