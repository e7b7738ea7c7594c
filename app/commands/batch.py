"""Runs a batch on all cores: every file in a helper process, every result written down before it is shown.

A broken file never stops the rest; a run that was interrupted, however, goes on where it was.
"""

import os
import queue
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from app.commands.batch_plan import FINISHED, LOG, TABLE, Plan, Row, earlier_rows, still_holds, to_line
from app.commands.table_files import csv_bytes
from app.errors import AppError, Cancelled
from app.i18n import Text, language, text
from app.jobs.progress import Progress
from app.jobs.worker import Worker
from app.mesh.store import MeshStore
from app.safe_write import write_chunks
from app.settings.process import ProcessProfile, find_process

WORK = "app.commands.batch_work:do_file"
BYTES_EACH = 3_000_000_000  # what a helper process may need at its worst
MOST_AT_ONCE = 16
POLL_SECONDS = 0.1

Tell = Callable[[int, Row, float, Text | None], None]
"""Number of the file, its row, how far it is (0-1) and what is being done; called from several threads."""


def sensible_workers() -> int:
    """As many as there are cores, and as memory allows."""
    import psutil  # noqa: PLC0415

    by_memory = int(psutil.virtual_memory().available // BYTES_EACH)
    return max(1, min(os.cpu_count() or 1, by_memory, MOST_AT_ONCE))


def run_batch(
    plan: Plan, workers: int, progress: Progress, tell: Tell = lambda *_: None, store: MeshStore | None = None
) -> tuple[Row, ...]:
    """Do the whole batch; the rows in the order of the files. Models of items leave every step in the ``store``.

    Blocks. Raises Cancelled once ``progress`` does: what is finished by then is kept and not done again next time.
    Raises OSError where ``plan.out`` cannot be written.
    """
    process = find_process(plan.process)
    plan.out.mkdir(parents=True, exist_ok=True)
    known = earlier_rows(plan)
    rows = [
        Row(str(path), name, key=plan.key, item=plan.origins[number].item if plan.origins else 0)
        for number, (path, name) in enumerate(zip(plan.files, plan.names, strict=True))
    ]
    todo: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number, row in enumerate(rows):
        earlier = known.get(row.out)
        if earlier is not None and still_holds(earlier, plan.files[number], plan.out):
            rows[number] = earlier
            tell(number, earlier, 1.0, None)
        else:
            todo.put(number)
    stop, share = threading.Event(), [1.0 if row.state in FINISHED else 0.0 for row in rows]
    log = _Log(plan.out / LOG)

    def serve() -> None:
        worker = Worker("app.commands.batch_work")
        try:
            while not stop.is_set():
                try:
                    number = todo.get_nowait()
                except queue.Empty:
                    return
                rows[number] = _one(worker, plan, number, rows[number], process, share, tell, stop, store)
                if rows[number].state in FINISHED:
                    log.write(rows[number])
                tell(number, rows[number], 1.0, None)
        finally:
            worker.close()

    threads = [threading.Thread(target=serve, name=f"batch {n}") for n in range(max(1, min(workers, len(rows))))]
    for thread in threads:
        thread.start()
    try:
        while any(thread.is_alive() for thread in threads):
            done = sum(row.state in FINISHED for row in rows)
            progress(sum(share) / len(share), text("{done} of {all} files", done=done, all=len(rows)))
            stop.wait(POLL_SECONDS)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        log.close()
        write_table(plan.out / TABLE, rows)
    return tuple(rows)


def write_table(path: Path, rows: list[Row]) -> None:
    """The table that a spreadsheet opens, Excel included (it wants the mark at the beginning)."""
    names = ("file", "out", "state", "faces", "size_mm", "volume_mm3", "cost", "blocking", "seconds", "message")
    given = map(asdict, rows)
    write_chunks(path, [csv_bytes([names, *([_cell(one[name]) for name in names] for one in given)])])


def _cell(value: object) -> object:
    if isinstance(value, tuple | list):
        return " × ".join(map(str, value)) if value and isinstance(value[0], float) else " ".join(map(str, value))
    return value


def _one(  # noqa: PLR0917 - what one file needs
    worker: Worker,
    plan: Plan,
    number: int,
    row: Row,
    process: ProcessProfile,
    share: list[float],
    tell: Tell,
    stop: threading.Event,
    store: MeshStore | None,
) -> Row:
    origin = plan.origin(number)
    if origin is not None and origin.process:
        process = find_process(origin.process)
    running = replace(row, state="running")

    def report(done: float, what: Text | None) -> None:
        share[number] = done
        tell(number, running, done, what)

    tell(number, running, 0.0, None)
    try:
        made: Row = worker.run(
            WORK, plan.files[number], plan.out / row.out, plan.recipe.steps, process, plan.key, language(), origin, store,
            report=report, cancelled=stop.is_set,
        )  # fmt: skip
    except Cancelled:
        return replace(row, state="cancelled")
    except AppError as error:  # the helper process went down with this file
        made = replace(row, state="failed", message=str(error.sentence))
    share[number] = 1.0
    return made


class _Log:
    """Appends rows, each on the disk before the next one is begun."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def write(self, row: Row) -> None:
        with self._lock:
            self._file.write(to_line(row))
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()
