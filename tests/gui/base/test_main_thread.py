"""What other threads have called on the main one: all of it, in order, and no more in a turn than fits."""

import sys
import time
from threading import Thread

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from app.gui.base.main_thread import TURN_SECONDS, MainThread


def test_it_is_called_in_the_order_of_the_posts(qtbot: QtBot) -> None:
    main, called = MainThread(), list[int]()
    thread = Thread(target=lambda: [main.post(lambda n=n: called.append(n)) for n in range(500)])
    thread.start()
    thread.join()
    assert not called
    qtbot.waitUntil(lambda: len(called) == 500)
    assert called == list(range(500))


def test_between_long_ones_the_window_lives(qtbot: QtBot) -> None:
    main, called = MainThread(), list[str]()

    def long() -> None:
        time.sleep(1.5 * TURN_SECONDS)
        called.append("long")

    for _ in range(4):
        main.post(long)
    beat = QTimer()
    beat.timeout.connect(lambda: called.append("beat"))
    beat.start(0)
    qtbot.waitUntil(lambda: called.count("long") == 4)
    assert "long long" not in " ".join(called)


def test_one_that_fails_takes_no_other_with_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    main, called, failed = MainThread(), list[int](), list[type[BaseException]]()
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_rest: failed.append(kind))
    main.post(lambda: called.append(1))
    main.post(lambda: called.append(1 // 0))
    main.post(lambda: called.append(3))
    qtbot.waitUntil(lambda: called == [1, 3])
    assert failed == [ZeroDivisionError]


def test_what_is_posted_in_a_dialog_is_called_in_it(qtbot: QtBot) -> None:
    main, inner = MainThread(), QEventLoop()
    called: list[str] = []

    def dialog() -> None:
        main.post(inner.quit)
        inner.exec()
        called.append("closed")

    main.post(dialog)
    main.post(lambda: called.append("after"))
    qtbot.waitUntil(lambda: "closed" in called)
    assert called == ["after", "closed"]
