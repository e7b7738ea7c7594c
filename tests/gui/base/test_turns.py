from PySide6.QtCore import QEventLoop, QObject, QTimer
from pytestqt.qtbot import QtBot

from app.gui.base.turns import Turn


def test_each_piece_has_a_turn_of_the_event_loop_of_its_own(qtbot: QtBot) -> None:
    parent = QObject()
    done: list[str] = []
    beat = QTimer(parent)
    beat.timeout.connect(lambda: done.append("beat"))
    one, two = Turn(lambda: (done.append("one"), qtbot.wait(2)), parent), Turn(lambda: done.append("two"), parent)
    beat.start(0)
    one.ask()
    two.ask()
    one.ask()
    qtbot.waitUntil(lambda: "two" in done, timeout=5000)
    assert done.count("one") == 1
    assert "beat" in done[done.index("one") : done.index("two")]


def test_what_is_dropped_or_gone_is_not_done(qtbot: QtBot) -> None:
    parent, gone = QObject(), QObject()
    done: list[str] = []
    dropped, orphan = Turn(lambda: done.append("dropped"), parent), Turn(lambda: done.append("orphan"), gone)
    last = Turn(lambda: done.append("last"), parent)
    for turn in (dropped, orphan, last):
        turn.ask()
    dropped.drop()
    del orphan, gone
    qtbot.waitUntil(lambda: bool(done), timeout=5000)
    assert done == ["last"]


def test_a_fault_in_one_does_not_keep_the_others_waiting(qtbot: QtBot) -> None:
    parent = QObject()
    done: list[str] = []

    def fail() -> None:
        raise RuntimeError("no")

    with qtbot.captureExceptions() as faults:
        for turn in (Turn(fail, parent), Turn(lambda: done.append("two"), parent)):
            turn.ask()
        qtbot.waitUntil(lambda: bool(done), timeout=5000)
    assert len(faults) == 1


def test_where_a_turn_opens_a_dialog_the_others_go_on_in_it(qtbot: QtBot) -> None:
    parent, inner, done = QObject(), QEventLoop(), list[str]()

    def dialog() -> None:
        inner.exec()
        done.append("closed")

    first, second = Turn(dialog, parent), Turn(lambda: (done.append("second"), inner.quit()), parent)
    first.ask()
    second.ask()
    qtbot.waitUntil(lambda: "closed" in done)
    assert done == ["second", "closed"]
