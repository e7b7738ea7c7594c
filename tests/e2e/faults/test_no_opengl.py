"""The real program on a screen that has no OpenGL at all: it starts, says what is missing, and orders are worked on."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.without_glx import display_without_glx

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("Xvfb") is None, reason="starts a display of its own"
)

# As the program starts; enters an order, opens a model, and tells what the window says.
PROGRAM = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app.bootstrap.assembling import assemble
from app.commands import orders
from app.gui.trouble.starting import ProgramStart
from app.settings.folders import standard_folders
from tests.e2e.faults.conftest import order_of_a_cat
start = ProgramStart(standard_folders(), safe=False)
station = assemble(start)
station.crashes.install()
station.window.show()
station.begin([Path(sys.argv[1])])
made = []
def look():
    window = station.window
    if station.desk.ready and not made:
        made.append(None)
        station.desk.ask(orders.new_order, order_of_a_cat(), then=lambda order: made.append(order.number))
    bench = window.workshop.bench
    if len(made) == 2 and bench.report is not None:
        timer.stop()
        window.grab()
        print("TOLD", json.dumps({"said": [n.words.text() for n in station.trouble.notices.shown], "order": made[1],
              "checked": len(bench.report.findings), "graphics": start.graphics.state}), flush=True)
        station.application.quit()
timer = QTimer(); timer.timeout.connect(look); timer.start(30)
station.application.exec()
station.close()
start.end()
"""


@pytest.fixture
def without_opengl() -> Iterator[str]:
    """A display without GLX."""
    with display_without_glx("1280x900") as display:
        yield display


def test_the_window_starts_and_says_so(
    home: Path, open_box: Path, without_opengl: str, happened: Callable[..., None]
) -> None:
    environment = {
        **os.environ, "STATUETTE_HOME": str(home), "PYTHONPATH": str(ROOT), "DISPLAY": without_opengl,
        "QT_QPA_PLATFORM": "xcb", "__EGL_VENDOR_LIBRARY_FILENAMES": "/no/such/file",
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(open_box)], env=environment, cwd=ROOT, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    lines = [line for line in run.stdout.splitlines() if line.startswith("TOLD ")]
    assert lines, run.stderr[-3000:]
    told = json.loads(lines[0].removeprefix("TOLD "))
    assert told["graphics"] == "none"
    assert any("Models cannot be drawn" in sentence for sentence in told["said"]), told
    assert told["order"]
    assert told["checked"], "a model is checked all the same"
    happened(lost=0)
