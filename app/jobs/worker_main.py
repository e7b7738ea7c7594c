"""The helper process's side: reads ("run", function, args) and ("cancel",) from standard input, answers on standard output."""

import contextlib
import importlib
import os
import pickle
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from app.errors import AppError, Cancelled
from app.jobs.faults import catch_faults
from app.jobs.freed_memory import give_back_memory
from app.jobs.priority import NICE
from app.jobs.request_pipe import take_standard_input
from app.jobs.worker import progress_over
from app.security.log_files import VARIABLE, logging_into

IDLE_S = 1.0


def main() -> None:
    """Serve until standard input ends: it ends with the program that started us, however that ended.

    Modules that are named on the command line are imported first; what is asked for meanwhile waits.
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not write into the answers
    _be_polite()
    catch_faults()
    folder = os.environ.get(VARIABLE)
    with logging_into(Path(folder), "worker") if folder else contextlib.nullcontext():
        _serve(answers)


def _serve(answers: IO[bytes]) -> None:
    todo: queue.Queue[tuple[Any, ...]] = queue.Queue()
    cancel = threading.Event()
    threading.Thread(target=_listen, args=(take_standard_input(), todo, cancel), daemon=True).start()

    def send(message: object) -> None:
        pickle.dump(message, answers)
        answers.flush()

    for module in sys.argv[1:]:
        with contextlib.suppress(Exception):  # whoever asks for something in it is told then, with the whole story
            importlib.import_module(module)
    while True:
        function, args = _next(todo)
        try:
            send(("done", resolved(function)(*args, progress=progress_over(send, cancel.is_set))))
        except (AppError, Cancelled) as stop:
            send(("error", stop))
        except Exception as bug:  # noqa: BLE001 - handed to the program that asked, which shows it as the bug it is
            bug.add_note("In the helper process:\n" + traceback.format_exc())
            send(("error", _picklable(bug)))
        del function, args  # a model would stay for as long as nothing else is asked for


def _next(todo: "queue.Queue[tuple[Any, ...]]") -> tuple[Any, ...]:
    """What is to be done next; while nothing is, the memory of what was goes back to the system."""
    try:
        return todo.get(timeout=IDLE_S)
    except queue.Empty:
        give_back_memory()
        return todo.get()


def resolved(function: Callable[..., Any] | str) -> Callable[..., Any]:
    """The function itself, or the one that ``"module:function"`` names.

    A name keeps the program that asks from importing what only this process needs (numba, Open3D: a second of start-up).
    """
    if not isinstance(function, str):
        return function
    module, name = function.split(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def _listen(pipe: IO[bytes], todo: "queue.Queue[tuple[Any, ...]]", cancel: threading.Event) -> None:
    while True:
        try:
            message = pickle.load(pipe)  # noqa: S301 - from the program that started us
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(0)  # the program is gone: stop at once, whatever runs
        except Exception:  # noqa: BLE001 - it names something that is not here: nothing behind it can be read any more
            traceback.print_exc()
            os._exit(1)
        if message[0] == "cancel":
            cancel.set()
        else:
            cancel.clear()
            todo.put(message[1:])


def _picklable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301
    except Exception:  # noqa: BLE001 - any failure means the same: it cannot travel as it is
        return RuntimeError("".join(traceback.format_exception(error)))
    return error


def _be_polite() -> None:
    """Give the window's process the first turn on a small machine."""
    with contextlib.suppress(OSError, ImportError):
        import psutil  # noqa: PLC0415

        psutil.Process().nice(NICE if os.name == "posix" else psutil.BELOW_NORMAL_PRIORITY_CLASS)


if __name__ == "__main__":
    main()
