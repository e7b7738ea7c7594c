import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "gui" / "viewport"))


@pytest.fixture
def display() -> None:
    """A screen that Qt and OpenGL can draw on; the test is skipped where there is none."""
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        pytest.skip("needs a display: run under Xvfb")
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        pytest.skip("Qt's offscreen platform draws no OpenGL")
