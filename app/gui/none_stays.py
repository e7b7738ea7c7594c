"""Keeps Python from dying of a fault of PySide6 6.12 on Python 3.11.

Its calls that return nothing give back a reference to None that they never took. From Python 3.12 on None is immortal
and nothing comes of it; before, the count falls with every such call until the interpreter ends itself
("deallocating None"), after some thousand repaints. So None gets a stock of references that no run can use up.
"""

import ctypes
import sys

STOCK = 1 << 60
_ENOUGH = 1 << 59


def keep_none() -> None:
    """Make sure that None stays; may be called more than once."""
    if sys.version_info >= (3, 12) or sys.getrefcount(None) > _ENOUGH:
        return
    ctypes.c_ssize_t.from_address(id(None)).value += STOCK
