"""Standard input of a helper process, taken away from everything else in it."""

import os
import sys
from typing import IO


def take_standard_input() -> IO[bytes]:
    """The pipe that was standard input; from now on that is the null device, for us and for every library.

    A thread of a helper waits in a read of this pipe while others work. Windows lets nobody else even ask what kind of
    file it is until that read has ended, and every C runtime asks as it starts: loading a library (NumPy, Open3D)
    would wait for ever.
    """
    pipe = os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only needed here
        import msvcrt  # noqa: PLC0415 - Windows only

        standard_input = -10
        # In a program without a console dup2 leaves the handle that the system knows as it was: the closed pipe.
        ctypes.windll.kernel32.SetStdHandle(standard_input, ctypes.c_void_p(msvcrt.get_osfhandle(0)))
    return pipe
