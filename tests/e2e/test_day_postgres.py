"""The same day on PostgreSQL: the engineer's window, the logistics lead's PC and the supervisor's, each a process of its own."""

import sys
from pathlib import Path

import pytest

from tests.e2e.day import marks, three_processes
from tests.peers.postgres_server import binaries

pytestmark = marks.DAY


def test_the_day_with_three_processes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if binaries() is None:
        pytest.skip("Debian's package postgresql is not installed")
    told = three_processes.run_day(tmp_path)
    with capsys.disabled():
        sys.stdout.write(f"\n{told['table']}\n{told['steps']} steps, {told['seconds']} s\n")
    assert told["differences"] == []
    assert told["events_equal"]
