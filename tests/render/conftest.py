import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from tests.render.brush_studio import Studio

sys.path.insert(0, str(Path(__file__).parent.parent / "gui" / "viewport"))


@pytest.fixture
def display() -> None:
    """A screen that Qt and OpenGL can draw on; the test is skipped where there is none."""
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        pytest.skip("needs a display: run under Xvfb")
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        pytest.skip("Qt's offscreen platform draws no OpenGL")


@pytest.fixture
def studio(qtbot: QtBot, tmp_path: Path) -> "Iterator[Studio]":
    """A viewport with a hand that holds brushes."""
    from PySide6.QtTest import QTest

    from tests.render.brush_studio import Studio

    made = Studio(qtbot, tmp_path)
    yield made
    made.close()
    QTest.qWait(0)
