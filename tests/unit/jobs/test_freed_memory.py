import sys

import numpy as np
import psutil
import pytest

from app.jobs.freed_memory import give_back_memory

PIECES, EACH = 2000, 64 * 1024  # bytes: below what glibc gives back piece by piece


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system takes it by itself")
def test_what_was_freed_goes_back_to_the_system() -> None:
    process = psutil.Process()
    pieces = [np.ones(EACH, np.uint8) for _ in range(PIECES)]
    last = pieces[-1]  # what is still used above all that is freed
    del pieces
    before = process.memory_info().rss
    give_back_memory()
    assert before - process.memory_info().rss > PIECES * EACH // 2
    assert last.all()
