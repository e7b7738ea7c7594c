"""A command that is stopped ends, at whatever moment the signal comes."""

import random
import subprocess
import sys
import threading
import time

import pytest

OFTEN = 300
STOPPED_OFTEN = f"""
from app.cli.stopping import until_stopped
for _ in range({OFTEN}):
    with until_stopped() as stopped:
        print("ready", flush=True)
        while not stopped.wait(0.00001):
            pass
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a kill is not polite there")
def test_a_signal_while_it_is_waited_for_is_no_deadlock() -> None:
    chance, times = random.Random(1), 0
    with subprocess.Popen([sys.executable, "-c", STOPPED_OFTEN], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        patience = threading.Timer(120, child.kill)
        patience.start()
        for _ready in child.stdout:
            times += 1
            time.sleep(chance.random() / 500)
            child.terminate()
        patience.cancel()
    assert (times, child.returncode) == (OFTEN, 0)
