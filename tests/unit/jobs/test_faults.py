"""A helper process that crashes in a library: where it was stands in the log of whoever started it."""

import logging
import os
import sys
from pathlib import Path

import pytest

from app.jobs.faults import NAME
from app.jobs.worker import Worker, WorkerCrashedError
from app.security.log_files import NAME as LOG
from app.security.log_files import logging_into

sys.path.insert(0, str(Path(__file__).parent))
import work_for_tests as work


def test_where_it_crashed_is_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = os.pathsep.join(p for p in (str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")) if p)
    monkeypatch.setenv("PYTHONPATH", path)
    worker = Worker()
    with logging_into(tmp_path, "window"):
        try:
            with pytest.raises(WorkerCrashedError):
                worker.run(work.step_on_nothing, report=lambda _d, _w: None, cancelled=lambda: False)
            assert worker.run(work.double, 4, report=lambda _d, _w: None, cancelled=lambda: False) == 8
            worker.run(work.log_something, report=lambda _d, _w: None, cancelled=lambda: False)
        finally:
            worker.close()
    logging.getLogger().debug("afterwards")
    log = (tmp_path / LOG).read_text("utf-8")
    assert "Segmentation fault" in log or "access violation" in log
    assert "step_on_nothing" in log
    assert "worker[" in log
    assert "13800000021" not in log
    assert (tmp_path / NAME).exists()
