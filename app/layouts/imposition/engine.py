"""The engine from outside: a strip is asked for, better and better ones come, and a cancel ends its process."""

import tempfile
from collections.abc import Callable
from os import cpu_count
from pathlib import Path

from app.errors import AppError, Cancelled
from app.i18n import text
from app.jobs.child import ChildCrashedError, run_in_child
from app.jobs.progress import Progress
from app.layouts.imposition.strip import Lying, Strip, newest, solve

MEMORY_BYTES = 1_500_000_000
SPARE_SECONDS = 15.0


def run_engine(strip: Strip, found: Callable[[tuple[Lying, ...]], None], progress: Progress) -> tuple[Lying, ...]:
    """The best strip; ``found`` gets each one as it comes.

    Raises Cancelled, after ``found`` had the last one; AppError where the engine does not take an outline.
    """
    with tempfile.TemporaryDirectory(prefix="nest-") as name:
        folder = Path(name)
        last: tuple[Lying, ...] | None = None

        def look() -> None:
            nonlocal last
            strip = newest(folder)
            if strip is not None and strip != last:
                last = strip
                found(strip)

        def tick(done: float, _what: object) -> None:
            progress(done)
            look()

        try:
            run_in_child(
                solve, strip, name, seconds=2 * (strip.seconds + SPARE_SECONDS) * (cpu_count() or 1),
                memory_bytes=MEMORY_BYTES, progress=Progress(tick),
            )  # fmt: skip
        except ChildCrashedError as error:
            raise AppError(
                text("The nesting program does not take one of these outlines; draw it again as one closed line.")
            ) from error
        except Cancelled:
            look()
            raise
        best = newest(folder)
        assert best is not None, "the child writes one before it ends well"
        return best
