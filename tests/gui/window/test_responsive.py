"""The window never stands still for long while the helper process inspects and repairs a large model."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation

pytestmark = pytest.mark.render
MOST_MS = 100.0
NOISE = 3  # gaps that another program on a shared test machine may cause


def test_no_gap_while_a_large_sample_is_inspected_and_repaired(
    open_workstation: Callable[..., Workstation], qtbot: QtBot
) -> None:
    window = open_workstation().window
    bench = window.workshop.bench
    with qtbot.waitSignal(window.bench.viewport.shown, timeout=90_000, check_params_cb=bool):
        window.wiring.open_sample("cat")
    qtbot.waitUntil(lambda: bench.report is not None, timeout=90_000)
    gaps: list[float] = []
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        gaps.append(1000 * (now - last[0]))
        last[0] = now

    timer = QTimer(window)
    timer.setInterval(10)
    timer.timeout.connect(tick)
    timer.start()
    last[0] = time.perf_counter()
    window.actions_.by_id["model.inspect"].trigger()
    job = window.workshop.checking
    assert job is not None
    qtbot.waitUntil(lambda: not job.open, timeout=90_000)
    window.docks.report.repair.click()
    repair = window.wiring._editing
    assert repair is not None
    qtbot.waitUntil(lambda: not repair.open, timeout=180_000)
    timer.stop()
    print(f"largest gap {max(gaps):.0f} ms")  # noqa: T201 - shown by pytest -rP
    assert sum(gap > MOST_MS for gap in gaps) <= NOISE
    assert sorted(gaps)[-1 - NOISE] <= MOST_MS
