import os
import time

import psutil
import pytest

from app.jobs.beside import Beside


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch, tmp_path) -> Beside:
    (tmp_path / "sleeps_beside.py").write_text("import time; time.sleep(600)", "utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    return Beside("sleeps_beside")


def test_it_lets_others_first_and_ends_with_the_window(beside: Beside) -> None:
    beside.start()
    assert beside.pid is not None
    process = psutil.Process(beside.pid)
    lowest = 19 if os.name == "posix" else psutil.IDLE_PRIORITY_CLASS
    end = time.monotonic() + 60
    while process.nice() != lowest and time.monotonic() < end:
        time.sleep(0.02)
    assert process.nice() == lowest
    beside.close()
    assert not psutil.pid_exists(beside.pid)


def test_closing_what_was_never_started_is_fine(beside: Beside) -> None:
    beside.close()
    assert beside.pid is None
