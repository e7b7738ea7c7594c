"""Waits for a printer to do what it said it would; bounded, and with pauses."""

import time
from collections.abc import Callable


def wait_until(holds: Callable[[], bool], seconds: float, pause_s: float = 0.3) -> bool:
    """Ask until it holds, for so many seconds at most. False where it never did."""
    end = time.monotonic() + seconds
    while True:
        if holds():
            return True
        left = end - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(pause_s, left))
