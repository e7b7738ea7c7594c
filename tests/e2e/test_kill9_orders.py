"""The program is killed in the middle of intake, steps, files and backups: what was confirmed is there, nothing by half."""

import multiprocessing
from pathlib import Path

import pytest

from tests.bench.orders_figures.kill import run
from tests.bench.orders_figures.victims import VICTIMS

KILLS = 2 * len(VICTIMS)


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="needs kill -9")
def test_nothing_that_was_confirmed_is_lost(tmp_path: Path) -> None:
    killed, faults = run(tmp_path, KILLS)
    assert faults == []
    assert len(killed) == KILLS
    assert any(one.confirmed for one in killed)
