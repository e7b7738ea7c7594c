"""Work in threads that can be cancelled: over a range in slices, on all cores, or one long call beside."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

from app.jobs.progress import Progress

Result = TypeVar("Result")

MAX_THREADS = 8


def in_slices(n: int, size: int, work: Callable[[int, int], Result], progress: Progress) -> list[Result]:
    """Call ``work(start, stop)`` for slices of ``size`` of range(n) in threads; results in the order of the slices.

    ``work`` should release the interpreter lock and take a twentieth of a second or less. Raises Cancelled.
    """
    starts = range(0, n, max(1, size))
    stop = Event()

    def run(start: int) -> Result | None:
        return None if stop.is_set() else work(start, min(n, start + size))

    results: list[Result] = []
    with ThreadPoolExecutor(min(MAX_THREADS, os.cpu_count() or 1)) as pool:
        futures: list[Future[Result | None]] = [pool.submit(run, start) for start in starts]
        try:
            for number, future in enumerate(futures):
                while not future.done():
                    wait([future], timeout=0.05)
                    progress(number / len(futures))
                result = future.result()
                if number % 16 == 0:
                    progress(number / len(futures))
                results.append(result)  # type: ignore[arg-type]  # None only once stopped
        finally:
            stop.set()
    return results


def in_thread(work: Callable[[], Result], progress: Progress, done: float = 0.0) -> Result:
    """Call ``work``, which cannot be interrupted and releases the interpreter lock, and ask ``progress`` meanwhile.

    done  the share that is reported while it works
    Raises Cancelled at once; ``work`` then goes on to its end and its result is dropped.
    """
    pool = ThreadPoolExecutor(1)
    try:
        future = pool.submit(work)
        while not future.done():
            progress(done)
            wait([future], timeout=0.05)
        return future.result()
    finally:
        pool.shutdown(wait=False)
