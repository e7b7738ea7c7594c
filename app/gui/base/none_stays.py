"""Keeps Python from dying of a fault of PySide6 6.12 on Python 3.11.

Its calls that return nothing, or a truth value, give back a reference to None, True or False that they never took: every
``setObjectName`` takes one from None, every ``emit`` one from True. From Python 3.12 on these are immortal and nothing
comes of it; before, the count falls with every such call until the interpreter ends itself ("deallocating None",
"deallocating True or False"), after some thousand repaints or signals. So each gets a stock of references that no run can
use up.
"""

import ctypes
import sys

STOCK = 1 << 60
_ENOUGH = 1 << 59


def keep_none() -> None:
    """Make sure that None, True and False stay; may be called more than once."""
    if sys.version_info >= (3, 12):
        return
    for constant in (None, True, False):
        if sys.getrefcount(constant) < _ENOUGH:
            ctypes.c_ssize_t.from_address(id(constant)).value += STOCK
