"""Work in threads: slices come back in order, one long call can be walked away from."""

import threading
import time

import pytest

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.jobs.threads import in_slices, in_thread


def test_slices_come_back_in_their_order() -> None:
    parts = in_slices(10, 3, lambda start, stop: list(range(start, stop)), silent())
    assert parts == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]


def test_a_long_call_gives_its_result_and_reports_meanwhile() -> None:
    seen: list[float] = []

    def work() -> int:
        time.sleep(0.25)
        return 42

    assert in_thread(work, Progress(lambda done, _text: seen.append(done)), 0.5) == 42
    assert len(seen) >= 2
    assert set(seen) == {0.5}


def test_an_error_of_a_long_call_comes_out() -> None:
    def work() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_thread(work, silent())


def test_a_long_call_is_left_at_once_when_cancelled() -> None:
    go_on, over = threading.Event(), threading.Event()

    def work() -> None:
        go_on.wait(10)
        over.set()

    begun = time.monotonic()
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        in_thread(work, Progress(cancelled=lambda: next(asked)))
    assert time.monotonic() - begun < 8
    assert not over.is_set()
    go_on.set()
    assert over.wait(10)
