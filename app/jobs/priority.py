"""Who goes first on a small machine: the window's thread, then the threads and processes that work for it."""

import contextlib
import os
import sys
import threading

NICE = 5  # more would let other programs of a busy PC starve a repair
_BELOW_NORMAL = -1  # THREAD_PRIORITY_BELOW_NORMAL


def let_the_window_first() -> None:
    """Lower the priority of the thread that calls this, and on Linux of the processes that it starts.

    Threads share cores with the one that draws: with two cores, two threads that compute and one that draws, a picture
    waited for its turn up to 90 ms. What cannot be lowered stays as it is.
    """
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only there

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentThread.restype = ctypes.c_void_p
        kernel.SetThreadPriority.argtypes = [ctypes.c_void_p, ctypes.c_int]
        kernel.SetThreadPriority(kernel.GetCurrentThread(), _BELOW_NORMAL)
    elif sys.platform == "linux":  # elsewhere a priority belongs to the whole process
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
