"""What a test of the whole day needs."""

import os
import sys

import pytest

DAY = [
    pytest.mark.timeout(1800),
    pytest.mark.usefixtures("qapp"),
    pytest.mark.skipif(
        not sys.platform.startswith("linux")
        or not os.environ.get("DISPLAY")
        or os.environ.get("QT_QPA_PLATFORM") == "offscreen",
        reason="needs a display and real printers: run under Xvfb on Linux",
    ),
]
