"""Marks of windows that run: real processes that end, are killed, crash, or run on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.settings.running import RunningMark, look_back

WINDOW = """
import ctypes, sys
from pathlib import Path
from app.settings.running import RunningMark
mark = RunningMark(Path(sys.argv[1]), "1.2.3", safe=False)
mark.catch_faults()
if "up" in sys.argv:
    mark.is_up()
if "leaving" in sys.argv:
    mark.is_leaving()
print("there", flush=True)
word = sys.stdin.readline().strip()
if word == "crash":
    ctypes.string_at(0)
if word == "end":
    mark.end()
"""


@contextmanager
def window(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(folder), *words],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ, PYTHONPATH=str(Path.cwd())),
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "there\n"
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def say(process: subprocess.Popen[str], word: str) -> int:
    assert process.stdin is not None
    process.stdin.write(word + "\n")
    process.stdin.flush()
    return process.wait(60)


def test_a_window_that_ends_as_it_should_leaves_nothing(tmp_path: Path) -> None:
    with window(tmp_path) as process:
        assert say(process, "end") == 0
    assert look_back(tmp_path).ended == ()
    assert not list(tmp_path.glob("*.window"))


def test_a_crash_tells_where_it_was(tmp_path: Path) -> None:
    with window(tmp_path, "up") as process:
        assert say(process, "crash") != 0
    before = look_back(tmp_path)
    assert [one.phase for one in before.ended] == ["up"]
    assert "string_at" in before.ended[0].fault
    assert before.ended[0].version == "1.2.3"
    assert before.starts == 0
    assert look_back(tmp_path).ended == ()  # told once


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_a_window_that_is_killed_is_seen_and_one_that_runs_is_not(tmp_path: Path) -> None:
    with window(tmp_path, "up") as killed, window(tmp_path, "up") as other:
        assert look_back(tmp_path).ended == ()
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        assert len(look_back(tmp_path).ended) == 1
        assert look_back(tmp_path).ended == ()
        assert say(other, "end") == 0
    assert look_back(tmp_path).ended == ()


def test_two_crashes_of_the_start_are_counted_and_a_good_start_forgives_them(tmp_path: Path) -> None:
    for number in (1, 2):
        with window(tmp_path) as process:
            say(process, "crash")
        assert look_back(tmp_path).starts == number
    assert look_back(tmp_path).starts == 2  # until one succeeds
    mark = RunningMark(tmp_path, "1", safe=True)
    mark.is_up()
    assert look_back(tmp_path).starts == 0
    mark.end()


def test_a_shutdown_that_kills_a_window_on_its_way_out_is_no_crash(tmp_path: Path) -> None:
    with window(tmp_path, "up", "leaving") as process:
        process.kill()
        process.wait()
    assert look_back(tmp_path).ended == ()
    with window(tmp_path, "up", "leaving") as process:
        say(process, "crash")  # while it is taken down
    assert len(look_back(tmp_path).ended) == 1


def test_damaged_marks_are_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "0123.window").write_bytes(b"")
    (tmp_path / "4567.window").write_bytes(b"")
    (tmp_path / "4567.json").write_text("{half", "utf-8")
    assert len(look_back(tmp_path).ended) == 2
    assert look_back(tmp_path / "no such folder").ended == ()
