"""Work in a process of its own: results, refusals, budgets, crashes, cancelling."""

import os
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from app.errors import BudgetExceededError, Cancelled, FileRefusedError
from app.i18n import Text, text
from app.jobs.child import ChildCrashedError, run_in_child
from app.jobs.progress import Progress, silent

MEMORY = 300_000_000


def double(value: int, *, progress: Progress) -> int:
    progress(0.5, text("Doubling"))
    print("words on standard output do no harm")  # noqa: T201
    return value * 2


def refuse(*, progress: Progress) -> None:
    del progress
    raise FileRefusedError(text("Not {what}.", what="this"))


def sleep(seconds: float, *, progress: Progress) -> None:
    del progress
    time.sleep(seconds)


def eat(amount: int, *, progress: Progress) -> int:
    del progress
    return len(b"x" * amount)


def die(*, progress: Progress) -> None:
    del progress
    os.abort()


def stumble(*, progress: Progress) -> None:
    del progress
    raise ZeroDivisionError


def nested(value: int, *, progress: Progress) -> int:
    return run_in_child(double, value, seconds=20, memory_bytes=MEMORY, progress=progress)


def children() -> set[int]:
    return {p.pid for p in psutil.Process().children(recursive=True)}


@pytest.fixture(autouse=True)
def no_process_is_left() -> object:
    before = children()
    yield
    assert children() <= before


def test_result_and_progress_come_back() -> None:
    seen: list[tuple[float, Text | None]] = []
    result = run_in_child(
        double, 21, seconds=20, memory_bytes=MEMORY, progress=Progress(lambda d, w: seen.append((d, w)))
    )
    assert result == 42
    assert (0.5, text("Doubling")) in seen


def test_refusal_comes_back_as_it_is() -> None:
    with pytest.raises(FileRefusedError, match=r"Not this\."):
        run_in_child(refuse, seconds=20, memory_bytes=MEMORY, progress=silent())


def test_time_is_limited() -> None:
    start = time.monotonic()
    with pytest.raises(BudgetExceededError, match="longer"):
        run_in_child(sleep, 60, seconds=0.5, memory_bytes=MEMORY, progress=silent())
    assert time.monotonic() - start < 40


def test_memory_is_limited() -> None:
    with pytest.raises(BudgetExceededError, match="memory"):
        run_in_child(eat, 2_000_000_000, seconds=20, memory_bytes=MEMORY, progress=silent())


def test_crash_is_told_from_refusal() -> None:
    with pytest.raises(ChildCrashedError):
        run_in_child(die, seconds=20, memory_bytes=MEMORY, progress=silent())


def test_bug_is_told_like_a_crash(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ChildCrashedError):
        run_in_child(stumble, seconds=20, memory_bytes=MEMORY, progress=silent())
    assert "ZeroDivisionError" in caplog.text


def test_cancel_ends_the_process() -> None:
    stop = threading.Event()
    threading.Timer(0.4, stop.set).start()
    start = time.monotonic()
    with pytest.raises(Cancelled):
        run_in_child(sleep, 60, seconds=60, memory_bytes=MEMORY, progress=Progress(cancelled=stop.is_set))
    assert time.monotonic() - start < 40


def test_works_from_threads_and_from_children() -> None:
    results: list[int] = []
    threads = [
        threading.Thread(
            target=lambda v=v: results.append(
                run_in_child(nested, v, seconds=30, memory_bytes=MEMORY, progress=silent())
            )
        )
        for v in (1, 2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [2, 4]


def test_a_module_in_the_working_folder_is_not_taken_for_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [p for p in sys.path if p])
    assert run_in_child(double, 2, seconds=20, memory_bytes=MEMORY, progress=silent()) == 4
