"""Calls of Qt that return nothing must not use up None (a fault of PySide6 6.12 on Python 3.11)."""

import sys

import pytest
from PySide6.QtCore import QObject

from app.gui.none_stays import keep_none


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_none_outlives_any_number_of_calls() -> None:
    keep_none()
    before = sys.getrefcount(None)
    one = QObject()
    for _ in range(20_000):  # the interpreter would have ended itself here
        one.setObjectName("x")
    assert sys.getrefcount(None) > 1 << 59
    keep_none()
    assert sys.getrefcount(None) <= before + 100
