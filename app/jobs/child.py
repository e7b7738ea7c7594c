"""One function in a process of its own, under a budget: for work on files that nobody vouches for.

The child is a plain Python with the parent's import path; it loads nothing but what the function needs, whatever the
parent's ``__main__`` is. Messages travel over its standard streams, pickled, each with its length before it.
"""

import contextlib
import faulthandler
import json
import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar, cast

from app.errors import AppError, BudgetExceededError, Cancelled
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.jobs.request_pipe import take_standard_input

R = TypeVar("R")
ROOT = Path(__file__).parent.parent.parent
BOOT = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from app.jobs.child import serve; serve()"
POLL_SECONDS = 0.02
WATCH_SECONDS = 0.1  # how often the memory and the processor time of the child are looked at
PATIENCE = 4.0  # clock time for each second of processor time: others may keep the computer busy
INTERPRETER_BYTES = 150_000_000  # what Python and NumPy take before the work begins

_log = logging.getLogger(__name__)


class ChildCrashedError(AppError):
    """The process died: a library stepped on something in the file."""


def run_in_child(function: Callable[..., R], *args: object, seconds: float, memory_bytes: int, progress: Progress) -> R:
    """``function(*args, progress=…)`` in a new process; its result, or the AppError that it raised.

    ``function`` belongs to a module (it is found there again by name) and takes the keyword ``progress``; arguments and
    result are pickled. ``seconds`` are of the child's processor time, so that a good file opens on a busy computer too;
    by the clock it gets ``PATIENCE`` times as long. Raises BudgetExceededError when it wants more time or memory,
    ChildCrashedError when the process dies, and Cancelled, after ending the process, when ``progress`` does.
    """
    request = pickle.dumps((function, args, seconds, memory_bytes))
    path = list(dict.fromkeys([*sys.path, str(ROOT)]))
    environment = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", PYTHONUTF8="1")
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own words
            [sys.executable, "-P", "-c", BOOT, json.dumps([p for p in path if p])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert process.stdin is not None
        assert process.stdout is not None
        messages: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        listener = threading.Thread(target=_listen, args=(process.stdout, messages), daemon=True)
        listener.start()
        try:
            with contextlib.suppress(OSError):  # it died before it could listen: the messages tell
                _send(process.stdin, request)
            return cast("R", _wait(process, messages, seconds, memory_bytes, progress))
        except ChildCrashedError:
            process.wait()
            errors.seek(0)
            _log.warning("child ended with %s: %s", process.returncode, errors.read()[-4000:].decode(errors="replace"))
            raise
        finally:
            process.kill()
            process.wait()
            listener.join()
            with contextlib.suppress(OSError):
                process.stdin.close()
            process.stdout.close()


def _wait(
    process: "subprocess.Popen[bytes]",
    messages: "queue.SimpleQueue[tuple[str, Any]]",
    seconds: float,
    memory_bytes: int,
    progress: Progress,
) -> Any:
    import psutil  # noqa: PLC0415 - not needed in the child, which imports this module too

    end = time.monotonic() + PATIENCE * seconds
    next_look, done, what = 0.0, 0.0, None
    with contextlib.suppress(psutil.NoSuchProcess):
        watched = psutil.Process(process.pid)
    while True:
        progress(done, what)
        with contextlib.suppress(queue.Empty):
            kind, value = messages.get(timeout=POLL_SECONDS)
            if kind == "result":
                return value
            if kind == "error":
                raise value
            if kind == "memory":
                raise _too_much_memory(memory_bytes)
            if kind == "end":
                raise ChildCrashedError(
                    text(
                        "The file made its reader crash: it is damaged or unusual. Export it again, as GLB if you can."
                    )
                )
            done, what = value
            continue
        now = time.monotonic()
        if now > end:
            raise _too_long(seconds)
        if now > next_look:
            next_look = now + WATCH_SECONDS
            with contextlib.suppress(psutil.Error):
                used = watched.cpu_times()
                if used.user + used.system > seconds:
                    raise _too_long(seconds)
                if watched.memory_info().rss > memory_bytes + INTERPRETER_BYTES:
                    raise _too_much_memory(memory_bytes)


def _too_long(seconds: float) -> BudgetExceededError:
    return BudgetExceededError(
        text("This took longer than {seconds} seconds and was stopped; make the file smaller.", seconds=round(seconds))
    )


def _too_much_memory(memory_bytes: int) -> BudgetExceededError:
    return BudgetExceededError(
        text(
            "This wanted more than {n} MB of memory and was stopped; make the file smaller.",
            n=memory_bytes // 1_000_000,
        )
    )


def _listen(stream: IO[bytes], messages: "queue.SimpleQueue[tuple[str, Any]]") -> None:
    try:
        while (message := _receive(stream)) is not None:
            messages.put(pickle.loads(message))  # noqa: S301 - from our own child
    except (OSError, ValueError, pickle.UnpicklingError, EOFError):
        _log.warning("a child sent half a message")
    finally:
        messages.put(("end", None))


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(len(message).to_bytes(8, "little") + message)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    head = stream.read(8)
    if len(head) < 8:
        return None
    size = int.from_bytes(head, "little")
    message = stream.read(size)
    return message if len(message) == size else None


def serve() -> None:
    """What the child does: one request from standard input, messages to what was standard output."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not get between the messages
    requests = take_standard_input()
    request = _receive(requests)
    if request is None:
        return
    faulthandler.enable(all_threads=True)  # to standard error, which the parent logs when the child has crashed
    threading.Thread(target=_follow_parent, args=(requests,), daemon=True).start()
    lock = threading.Lock()

    def answer(kind: str, value: object) -> None:
        with lock:
            _send(answers, pickle.dumps((kind, value)))

    def report(done: float, what: Text | None) -> None:
        answer("progress", (done, what))

    try:
        function, args, seconds, memory_bytes = pickle.loads(request)  # noqa: S301 - from our own parent
        _limit(seconds, memory_bytes)
        answer("result", function(*args, progress=Progress(report)))
    except MemoryError:
        answer("memory", None)
    except (AppError, Cancelled) as error:
        answer("error", error)
    except BrokenPipeError:
        os._exit(1)
    os._exit(0)  # nothing is left to tidy, and libraries take their time for it


def _follow_parent(requests: IO[bytes]) -> None:
    """End when the parent does, however it does: its end of the pipe closes."""
    requests.read(1)
    os._exit(1)


def _limit(seconds: float, memory_bytes: int) -> None:
    """Limits that the system itself keeps, where it has them: a second net under the parent's watch."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - POSIX only

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent decides
    wanted = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, int(seconds * (os.cpu_count() or 1)) + 10)]
    if sys.platform == "linux":  # elsewhere the limit counts other things, or nothing
        wanted.append((resource.RLIMIT_DATA, memory_bytes + INTERPRETER_BYTES))
    for kind, limit in wanted:
        hard = resource.getrlimit(kind)[1]
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (allowed, hard))
