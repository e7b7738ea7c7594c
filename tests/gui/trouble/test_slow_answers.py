import logging
import time

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from app.gui.trouble.slow_answers import SlowAnswers


def test_late_answers_are_told_once_in_a_while(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "app.gui.trouble.slow_answers")
    owner = QObject()
    slow = SlowAnswers(owner, every_s=0.0)
    done: list[bool] = []

    def hold_up() -> None:
        time.sleep(0.9)
        done.append(True)

    QTimer.singleShot(0, owner, hold_up)
    qtbot.waitUntil(lambda: bool(done) and bool(caplog.records), timeout=20_000)
    told = caplog.records[0].getMessage()
    assert "answered late" in told
    assert float(told.split("after ")[1].split(" ")[0]) >= 0.3
    slow.close()
