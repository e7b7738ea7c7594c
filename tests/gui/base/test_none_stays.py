"""Calls of Qt must not use up None, True or False (a fault of PySide6 6.12 on Python 3.11)."""

import sys

import pytest
from PySide6.QtCore import QObject, Signal

from app.gui.base.none_stays import keep_none

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 12), reason="they are immortal from Python 3.12 on")


class Sender(QObject):
    """Has something to say."""

    said = Signal(int)


def test_none_outlives_any_number_of_calls() -> None:
    keep_none()
    before = sys.getrefcount(None)
    one = QObject()
    for _ in range(20_000):  # the interpreter would have ended itself here
        one.setObjectName("x")
    assert sys.getrefcount(None) > 1 << 59
    keep_none()
    assert sys.getrefcount(None) <= before + 100


def test_true_outlives_any_number_of_signals() -> None:
    keep_none()
    assert sys.getrefcount(False) > 1 << 59
    sender = Sender()
    for _ in range(60_000):  # the interpreter would have ended itself here: each takes a reference from True
        sender.said.emit(1)
    assert sys.getrefcount(True) > 1 << 59
