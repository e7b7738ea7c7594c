"""Runs jobs beside the window, one after another on each lane, and tells how far they are."""

import contextlib
import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from psygnal import Signal

from app.errors import AppError, Cancelled
from app.i18n import Text
from app.jobs.priority import let_the_window_first
from app.jobs.progress import Progress
from app.jobs.worker import Worker

log = logging.getLogger(__name__)
State = Literal["waiting", "running", "done", "failed", "cancelled"]
Lane = Literal["mesh", "pictures", "batch", "thread", "view", "book", "updates"]
Post = Callable[[Callable[[], None]], None]
WAITING: tuple[Lane, ...] = ("book", "updates")
"""Lanes whose jobs wait for disks and networks; those of the others compute, most of them."""


@dataclass(eq=False)
class Job:
    """A piece of work that somebody waits for. Its fields change on the main thread only."""

    id: int
    title: Text
    function: Callable[..., Any] | str
    args: tuple[Any, ...]
    then: Callable[[Any], None]
    failed: Callable[[AppError], None] | None
    lane: Lane = "mesh"
    quiet: bool = False
    writes: str = ""
    state: State = "waiting"
    done: float = 0.0
    what: Text | None = None
    error: AppError | None = None
    started: float = 0.0
    seconds: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the job to stop; it ends as "cancelled" within half a second. May be called from any thread."""
        self.stop.set()

    @property
    def open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in ("waiting", "running")


class Runner:
    """One queue and one thread a lane.

    "mesh" runs in the warm helper process, "thread" and "view" in this process: what somebody waits to see stands behind
    nothing that nobody asked for. "pictures" has a process of its own that ends after
    each job: a film takes as long as it takes, edits need not wait for it, and what drawing needs is not kept. "batch" is a
    thread of this process that only looks after processes of its own. "book" is the thread that asks the order book;
    "updates" waits for a network, or does what a clock asks for.

    ``post`` brings a function to the main thread: a queued Qt signal in the window, a direct call in tests. All signals
    and callbacks are called there, and there alone is let go of what a job was given: the last to hold a closure takes
    down the widgets in it, which on another thread than Qt's damages the heap.

    jobs  those that wait, run, or are still held by the thread of their lane

    untold  a job has failed, after ``finished``, and whoever asked for it does not say why: its error is to be shown
    """

    added = Signal(object)
    changed = Signal(object)
    finished = Signal(object)
    untold = Signal(object)
    crashed = Signal(object)

    def __init__(self, post: Post, worker: Worker | None = None) -> None:
        self.jobs: list[Job] = []
        self._post = post
        self._worker = worker or Worker()
        self._ids = itertools.count(1)
        self._lanes: dict[Lane, queue.Queue[Job | None]] = {}
        self._threads: list[threading.Thread] = []
        self._closed = False

    def run(
        self,
        title: Text,
        function: Callable[..., Any] | str,
        *args: Any,
        then: Callable[[Any], None],
        failed: Callable[[AppError], None] | None = None,
        lane: Lane = "mesh",
        quiet: bool = False,
        writes: str = "",
    ) -> Job:
        """Queue ``function(*args, progress=…)``; ``then(result)`` is called on the main thread. Call it from there too.

        On the lanes of processes the function may be given by name, ``"module:function"``: then only they import it.
        ``failed(error)`` is called in its place where the job fails, and shows the error, or knows that nobody has to
        see it; where it has nowhere to show it (any more) it raises it again.
        ``quiet``: nobody asked for this work, so it is listed only where it fails and nobody says why.
        ``writes``: name of a file of a person's that it writes: the window does not close before that is done.
        """
        job = Job(next(self._ids), title, function, args, then, failed, lane, quiet, writes)
        self.jobs.append(job)
        self.added.emit(job)
        if lane not in self._lanes:
            self._lanes[lane] = queue.Queue()
            thread = threading.Thread(target=self._serve, args=(lane,), name=f"jobs: {lane}", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._lanes[lane].put(job)
        return job

    @property
    def computes(self) -> bool:
        """Whether the processor is needed for a job, of those that nobody asked for too."""
        return any(job.open and job.lane not in WAITING for job in self.jobs)

    def close(self) -> None:
        """Cancel everything, wait for the threads, end the helper process."""
        self._closed = True
        for job in self.jobs:
            job.cancel()
        for lane in self._lanes.values():
            lane.put(None)
        for thread in self._threads:
            thread.join(timeout=5)
        self._worker.close()

    def _serve(self, lane: Lane) -> None:
        let_the_window_first()
        while (job := self._lanes[lane].get()) is not None:
            self._run(job, lane)
            number = job.id
            del job
            self._tell(self._let_go, number)

    def _run(self, job: Job, lane: Lane) -> None:
        """On the lane's thread."""
        if job.stop.is_set():
            self._tell(self._end, job, "cancelled", None)
            return
        self._tell(self._begin, job)
        try:
            if lane == "mesh":
                result = self._in_process(self._worker, job)
            elif lane == "pictures":
                with contextlib.closing(Worker()) as own:
                    result = self._in_process(own, job)
            else:
                progress = Progress(lambda d, w: self._tell(self._move, job, d, w), job.stop.is_set)
                assert callable(job.function)
                result = job.function(*job.args, progress=progress)
        except Cancelled:
            self._tell(self._end, job, "cancelled", None)
        except AppError as error:
            self._tell(self._end, job, "failed", error)
        except Exception as bug:  # noqa: BLE001 - goes to the crash dialog through `crashed`
            self._tell(self._crash, job, bug)
        else:
            self._tell(self._deliver, job, result)

    def _in_process(self, worker: Worker, job: Job) -> Any:
        return worker.run(
            job.function,
            *job.args,
            report=lambda d, w: self._tell(self._move, job, d, w),
            cancelled=job.stop.is_set,
        )

    def _tell(self, function: Callable[..., None], *args: Any) -> None:
        """Have it called on the main thread, unless all is over by then: whoever would hear of it may be gone."""
        if not self._closed:
            self._post(lambda: None if self._closed else function(*args))

    def _let_go(self, number: int) -> None:
        """The thread holds nothing of this job any more; whoever still shows it needs not what it was given."""
        job = next(job for job in self.jobs if job.id == number)
        self.jobs.remove(job)
        job.function, job.args, job.then, job.failed = "", (), _nothing, None

    def _begin(self, job: Job) -> None:
        job.state, job.started = "running", time.monotonic()
        self.changed.emit(job)

    def _move(self, job: Job, done: float, what: Text | None) -> None:
        job.done, job.what = done, what
        self.changed.emit(job)

    def _end(self, job: Job, state: State, error: AppError | None) -> None:
        job.state, job.error = state, error
        job.seconds = time.monotonic() - job.started if job.started else 0.0
        job.args = ()  # a finished job must not keep a mesh alive
        if error is not None:
            log.warning("job failed after %.1f s: %s: %s", job.seconds, job.title, error)
        elif not job.quiet:
            log.info("job %s after %.1f s: %s", state, job.seconds, job.title)
        self.finished.emit(job)
        if error is not None and not _is_told(job, error):
            self.untold.emit(job)

    def _deliver(self, job: Job, result: Any) -> None:
        if job.stop.is_set():  # cancelled while the answer was on its way
            self._end(job, "cancelled", None)
            return
        job.done = 1.0
        self._end(job, "done", None)
        job.then(result)

    def _crash(self, job: Job, bug: Exception) -> None:
        self._end(job, "failed", None)
        self.crashed.emit(bug)


def _nothing(_result: object) -> None:
    """What a job that has ended still does."""


def _is_told(job: Job, error: AppError) -> bool:
    """Let whoever asked for the job show its error; whether they do."""
    if job.failed is None:
        return False
    try:
        job.failed(error)
    except AppError as again:
        if again is not error:
            raise
        return False
    return True
