"""A helper's pipe belongs to it alone: nothing that a library does with standard input can wait for it or read from it."""

import subprocess
import sys

# The pipe stays open and silent while standard input is asked and read: both answer at once.
HELPER = """
import os, sys, threading
from app.jobs.request_pipe import take_standard_input
pipe = take_standard_input()
got = []
reader = threading.Thread(target=lambda: got.append(pipe.read(5)), daemon=True)
reader.start()
os.fstat(0)
print("input:", os.read(0, 10), flush=True)
reader.join()
print("pipe:", got[0], flush=True)
"""


def test_the_pipe_is_read_and_standard_input_is_empty() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HELPER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as helper:
        assert helper.stdin is not None
        assert helper.stdout is not None
        assert helper.stdout.readline() == "input: b''\n"
        helper.stdin.write("hello")
        helper.stdin.flush()
        assert helper.stdout.readline() == "pipe: b'hello'\n"
        helper.stdin.close()
    assert helper.returncode == 0
