import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from devtools.display import own_display

ROOT = Path(__file__).parent.parent.parent.parent

pytestmark = pytest.mark.skipif(sys.platform != "linux" or shutil.which("Xvfb") is None, reason="needs Xvfb")

HOLD = """
import sys, time
sys.path.insert(0, sys.argv[1])
from devtools.display import own_display
with own_display() as env:
    print(env["DISPLAY"], flush=True)
    time.sleep(60)
"""


def socket(display: str) -> Path:
    return Path(f"/tmp/.X11-unix/X{display.removeprefix(':')}")


def gone(path: Path) -> bool:
    for _ in range(100):
        if not path.exists():
            return True
        time.sleep(0.1)
    return False


def test_the_display_is_there_and_then_gone() -> None:
    with own_display() as env:
        assert socket(env["DISPLAY"]).exists()
        assert env["QT_QPA_PLATFORM"] == "xcb"
        assert "WAYLAND_DISPLAY" not in env
    assert gone(socket(env["DISPLAY"]))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_it_goes_when_we_are_ended_from_outside(how: signal.Signals) -> None:
    child = subprocess.Popen([sys.executable, "-c", HOLD, ROOT / "packaging"], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with child:
        display = child.stdout.readline().strip()
        assert socket(display).exists()
        os.kill(child.pid, how)
        child.wait(30)
    assert gone(socket(display))
