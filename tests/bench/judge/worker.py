"""Work in a process of its own that lives on: imports and compilation are paid once, a crash or a hang costs one mesh.

The parent writes one JSON object a line, the child answers with one a line: ``{"answer": …, "wall_s": …}`` or
``{"error": …}``. ``wall_s`` is the time of the call alone, ``cpu_s`` what its threads computed (on a busy computer the
fairer figure).
"""

import importlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Self

import psutil

ROOT = Path(__file__).parent.parent.parent.parent
POLL_SECONDS = 0.02


class Worker:
    """A child that calls ``module.function(**arguments)``; a new one is started where the last was ended."""

    def __init__(self, module: str, seconds: float, megabytes: float) -> None:
        self.module, self.seconds, self.megabytes = module, seconds, megabytes
        self._child: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()

    def call(self, function: str, **arguments: Any) -> dict[str, Any]:
        """``answer``, ``wall_s``, ``cpu_s`` and ``peak_mb``, or ``error`` with a word on what happened."""
        child = self._running()
        assert child.stdin is not None
        peak, began = _family_mb(child.pid), time.monotonic()
        try:
            child.stdin.write(json.dumps({"function": function, "arguments": arguments}) + "\n")
            child.stdin.flush()
        except BrokenPipeError:
            self.close()
            return {"error": "crashed", "wall_s": 0.0, "cpu_s": 0.0, "peak_mb": 0.0}
        while True:
            try:
                line = self._lines.get(timeout=POLL_SECONDS)
                break
            except queue.Empty:
                pass
            peak = max(peak, _family_mb(child.pid))
            wall = time.monotonic() - began
            if wall > self.seconds or peak > self.megabytes:
                self.close()
                over = "out of time" if wall > self.seconds else "out of memory"
                return {"error": over, "wall_s": wall, "cpu_s": wall, "peak_mb": peak}
        if not line:
            self.close()
            wall = time.monotonic() - began
            return {"error": "crashed", "wall_s": wall, "cpu_s": wall, "peak_mb": peak}
        told: dict[str, Any] = json.loads(line)
        return {**told, "peak_mb": peak}

    def close(self) -> None:
        """End the child and what it started."""
        if self._child is None:
            return
        for member in _family(self._child.pid):
            try:
                member.kill()
            except psutil.NoSuchProcess:
                continue
        self._child.wait()
        self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _running(self) -> subprocess.Popen[str]:
        if self._child is None:
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.judge.worker", self.module],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            lines: queue.Queue[str] = queue.Queue()
            threading.Thread(target=_pump, args=(child, lines), daemon=True).start()
            self._child, self._lines = child, lines
            self._wait_until_ready()
        return self._child

    def _wait_until_ready(self) -> None:
        """Imports and warming, which may compile for a minute the first time, are nobody's time."""
        if not self._lines.get(timeout=600):
            raise RuntimeError(f"{self.module} did not start")


def _pump(child: "subprocess.Popen[str]", lines: "queue.Queue[str]") -> None:
    assert child.stdout is not None
    for line in child.stdout:
        lines.put(line)
    lines.put("")


def _family(pid: int) -> list[psutil.Process]:
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _family_mb(pid: int) -> float:
    total = 0
    for member in _family(pid):
        try:
            total += member.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 1e6


def _serve(name: str) -> None:
    """Answer calls until the parent goes. Whatever a library prints goes to standard error, not between the answers."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    module = importlib.import_module(name)
    if hasattr(module, "get_ready"):
        module.get_ready()
    answers.write("ready\n")
    answers.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        began, computed = time.perf_counter(), time.process_time()
        try:
            told = {"answer": getattr(module, asked["function"])(**asked["arguments"])}
        except Exception as error:  # noqa: BLE001 - a tool's failure is a result
            told = {"error": f"{type(error).__name__}: {str(error)[:200]}"}
        told |= {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - computed}
        answers.write(json.dumps(told) + "\n")
        answers.flush()


if __name__ == "__main__":
    _serve(sys.argv[1])
