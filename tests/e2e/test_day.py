"""One day at the workshop, from the bundle in the morning to the last accepted parcel, in the real window on SQLite."""

import sys
from pathlib import Path

import pytest

from tests.e2e.day import marks, one_workstation

pytestmark = marks.DAY


def test_the_day_at_one_workstation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = one_workstation.run_day(tmp_path)
    with capsys.disabled():
        sys.stdout.write(f"\n{told['table']}\n{told['steps']} steps, {told['seconds']} s\n")
    assert told["differences"] == []
    assert told["events_equal"]
