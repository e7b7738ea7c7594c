import gc
import os
import platform
import queue
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError, Cancelled
from app.jobs.progress import Progress
from app.jobs.runner import Job, Runner
from app.jobs.worker import Worker, WorkerCrashedError
from app.safe_write import mark_of_pc

sys.path.insert(0, str(Path(__file__).parent))
import work_for_tests as work


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    path = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join(p for p in (str(Path(__file__).parent), path) if p)
    worker = Worker()
    yield worker
    worker.close()
    os.environ["PYTHONPATH"] = path


def run(worker: Worker, function: Callable[..., Any], *args: Any, cancelled: Callable[[], bool] = lambda: False) -> Any:
    return worker.run(function, *args, report=lambda _done, _what: None, cancelled=cancelled)


def test_result_and_progress_come_back(worker: Worker) -> None:
    seen: list[str] = []
    result = worker.run(work.double, 21, report=lambda _d, what: seen.append(str(what)), cancelled=lambda: False)
    assert result == 42
    assert seen == ["doubling"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere priorities are asked for in other ways")
def test_a_process_goes_after_the_window(worker: Worker) -> None:
    assert run(worker, work.priority) == max(os.getpriority(os.PRIO_PROCESS, 0), 5)


def test_errors_for_people_come_back_whole(worker: Worker) -> None:
    with pytest.raises(AppError, match=r"No paper today\."):
        run(worker, work.refuse)


def test_an_answer_that_cannot_be_read_ends_the_wait(worker: Worker) -> None:
    with pytest.raises(WorkerCrashedError):
        run(worker, work.answer_unreadably)
    with pytest.raises(AppError, match=r"No paper today\."):
        run(worker, work.refuse)  # the next one gets a process that works


def test_a_bug_comes_back_with_its_traceback(worker: Worker) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        run(worker, work.stumble)
    assert "stumble" in "".join(caught.value.__notes__)


def test_a_crash_is_told_and_the_next_job_works(worker: Worker) -> None:
    with pytest.raises(WorkerCrashedError):
        run(worker, work.die)
    assert run(worker, work.double, 4) == 8


def test_prints_do_not_disturb_the_answers(worker: Worker) -> None:
    assert run(worker, work.print_something) == "said"


@pytest.mark.parametrize("function", [work.loop_politely, work.loop_deafly])
def test_cancel_ends_within_half_a_second_and_the_next_job_works(worker: Worker, function: Callable[..., Any]) -> None:
    assert run(worker, work.double, 1) == 2  # the process is up: its start does not count
    began = time.monotonic()
    asked: list[float] = []

    def cancelled() -> bool:
        if time.monotonic() - began > 0.3 and not asked:
            asked.append(time.monotonic())
        return bool(asked)

    with pytest.raises(Cancelled):
        run(worker, function, cancelled=cancelled)
    # 0.5 s is what is promised; the margin is for a loaded machine
    assert time.monotonic() - asked[0] < 1.5
    assert run(worker, work.double, 2) == 4


@pytest.mark.parametrize("end", ["cancelled", "crashed", "closed"])
def test_what_was_put_aside_goes_with_a_process_that_is_ended(worker: Worker, tmp_path: Path, end: str) -> None:
    path, others = tmp_path / "print.3mf", tmp_path / ".other.tmp"
    path.write_bytes(b"old")
    others.write_bytes(b"of another program")

    def there() -> bool:
        return len(list(tmp_path.iterdir())) == 3

    if end == "crashed":
        with pytest.raises(WorkerCrashedError):
            run(worker, work.die_writing, path)
    elif end == "cancelled":
        with pytest.raises(Cancelled):
            run(worker, work.write_deafly, path, cancelled=there)
    else:
        outcome: list[BaseException] = []

        def go() -> None:
            try:
                run(worker, work.write_deafly, path)
            except WorkerCrashedError as gone:
                outcome.append(gone)

        thread = threading.Thread(target=go)
        thread.start()
        wait_for(there)
        worker.close()
        thread.join(30)
        assert outcome
    wait_for(lambda: sorted(tmp_path.iterdir()) == [others, path])
    assert path.read_bytes() == b"old"


def test_what_a_helper_puts_aside_is_found_when_the_pc_has_got_another_name_since(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.close()
    mark_of_pc.cache_clear()
    monkeypatch.setattr(platform, "node", lambda: "its name when the program started")
    try:
        with pytest.raises(WorkerCrashedError):
            run(worker, work.die_writing, tmp_path / "print.3mf")
        assert list(tmp_path.iterdir()) == []
    finally:
        mark_of_pc.cache_clear()


def wait_for(there: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not there():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(("preload", "there"), [("app.settings.process", True), ("app.no_such_room", False)])
def test_what_shall_be_preloaded_is_there_before_the_first_work(worker: Worker, preload: str, there: bool) -> None:
    assert not run(worker, work.is_loaded, preload), "it does not come by itself"
    other = Worker(preload)
    try:
        assert run(other, work.is_loaded, preload) is there
        with pytest.raises(Cancelled):
            run(other, work.loop_deafly, cancelled=lambda: True)
        assert run(other, work.is_loaded, preload) is there, "after work that had to be ended, too"
    finally:
        other.close()


@pytest.fixture
def main_thread() -> "queue.Queue[Callable[[], None]]":
    return queue.Queue()


@pytest.fixture
def runner(worker: Worker, main_thread: "queue.Queue[Callable[[], None]]") -> Iterator[Runner]:
    runner = Runner(main_thread.put, worker)
    yield runner
    runner.close()


def pump(main_thread: "queue.Queue[Callable[[], None]]", job: Job) -> None:
    while job.open:
        main_thread.get(timeout=20)()


def test_a_job_goes_through_its_states(runner: Runner, main_thread: "queue.Queue[Callable[[], None]]") -> None:
    results: list[int] = []
    states: list[str] = []
    runner.changed.connect(lambda job: states.append(job.state))
    job = runner.run(work_title(), work.double, 5, then=results.append)
    assert job.state == "waiting"
    pump(main_thread, job)
    assert (job.state, results) == ("done", [10])
    assert states[0] == "running"
    assert job.args == ()


def test_a_refusal_reaches_the_caller(runner: Runner, main_thread: "queue.Queue[Callable[[], None]]") -> None:
    told: list[AppError] = []
    job = runner.run(work_title(), work.refuse, then=lambda _r: pytest.fail("must not succeed"), failed=told.append)
    pump(main_thread, job)
    assert job.state == "failed"
    assert [str(e) for e in told] == ["No paper today."]


def raise_again(error: AppError) -> None:
    raise error


@pytest.mark.parametrize(
    ("failed", "shown"),
    [(None, True), (lambda _error: None, False), (raise_again, True)],
    ids=["nobody asked to be told", "told by whoever asked", "whoever asked is gone"],
)
def test_an_error_is_announced_where_nobody_else_tells_it(
    runner: Runner,
    main_thread: "queue.Queue[Callable[[], None]]",
    failed: Callable[[AppError], None] | None,
    shown: bool,
) -> None:
    untold: list[Job] = []
    runner.untold.connect(untold.append)
    job = runner.run(work_title(), work.refuse, then=lambda _r: pytest.fail("must not succeed"), failed=failed)
    pump(main_thread, job)
    assert untold == ([job] if shown else [])


def test_another_error_of_whoever_is_told_is_no_answer(
    runner: Runner, main_thread: "queue.Queue[Callable[[], None]]"
) -> None:
    def stumble(_error: AppError) -> None:
        raise AppError(work_title())

    job = runner.run(work_title(), work.refuse, then=lambda _r: None, failed=stumble)
    with pytest.raises(AppError, match="A job"):
        pump(main_thread, job)


def test_a_waiting_job_can_be_cancelled(runner: Runner, main_thread: "queue.Queue[Callable[[], None]]") -> None:
    first = runner.run(work_title(), work.loop_politely, then=lambda _r: None)
    second = runner.run(work_title(), work.double, 1, then=lambda _r: pytest.fail("was cancelled"))
    second.cancel()
    first.cancel()
    pump(main_thread, second)
    assert (first.state, second.state) == ("cancelled", "cancelled")


@pytest.mark.parametrize(("lane", "computes"), [("thread", True), ("view", True), ("book", False), ("updates", False)])
def test_whether_the_processor_is_needed(
    runner: Runner, main_thread: "queue.Queue[Callable[[], None]]", lane: Any, *, computes: bool
) -> None:
    go_on = threading.Event()
    job = runner.run(
        work_title(), lambda progress: go_on.wait(20), then=lambda _r: None, lane=lane, quiet=True  # noqa: ARG005
    )  # fmt: skip
    assert runner.computes is computes
    go_on.set()
    pump(main_thread, job)
    assert not runner.computes


def test_pictures_wait_for_no_edit(runner: Runner, main_thread: "queue.Queue[Callable[[], None]]") -> None:
    edit = runner.run(work_title(), work.loop_politely, then=lambda _r: None)
    results: list[int] = []
    film = runner.run(work_title(), "work_for_tests:double", 4, then=results.append, lane="pictures")
    pump(main_thread, film)
    assert (film.state, results, edit.state) == ("done", [8], "running")
    edit.cancel()
    pump(main_thread, edit)


def test_a_bug_is_announced_and_fails_the_job(runner: Runner, main_thread: "queue.Queue[Callable[[], None]]") -> None:
    bugs: list[Exception] = []
    runner.crashed.connect(bugs.append)
    job = runner.run(work_title(), work.stumble, then=lambda _r: None, lane="thread")
    pump(main_thread, job)
    assert job.state == "failed"
    assert isinstance(bugs[0], ZeroDivisionError)


def work_title() -> Any:
    from app.i18n import text

    return text("A job")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere priorities are asked for in other ways")
@pytest.mark.parametrize("lane", ["thread", "view", "batch"])
def test_the_window_goes_first(lane: Any) -> None:
    answers: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    nice: list[int] = []
    runner = Runner(answers.put)
    before = os.getpriority(os.PRIO_PROCESS, 0)
    runner.run(work_title(), lambda *, progress: os.getpriority(os.PRIO_PROCESS, 0), then=nice.append, lane=lane)  # noqa: ARG005
    while not nice:
        answers.get(timeout=30)()
    runner.close()
    assert nice == [max(before, 5)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


class Widget:
    """Stands for one: where it is let go, it is taken down."""

    def answer(self, *, progress: Progress) -> None:
        """Work that holds the widget as well."""
        progress(0.5)

    def stumble(self, *, progress: Progress) -> None:
        """Work that fails with the widget in its frames."""
        progress(1 / 0)


@pytest.mark.parametrize("work", [Widget.answer, Widget.stumble])
def test_what_a_job_was_given_is_let_go_on_the_main_thread(work: Callable[..., None]) -> None:
    answers: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    runner = Runner(answers.put)
    gone_on: list[str] = []
    for _ in range(3):
        widget = Widget()
        weakref.finalize(widget, lambda: gone_on.append(threading.current_thread().name))
        runner.run(work_title(), work, widget, then=lambda _r, widget=widget: str(widget), lane="thread")
        del widget  # as a dialog that is closed before its answer comes
    while runner.jobs:
        answers.get(timeout=30)()
    gc.collect()
    runner.close()
    assert gone_on == [threading.main_thread().name] * 3
