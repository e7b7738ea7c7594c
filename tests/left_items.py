"""Python's objects for items of layouts, which Qt frees without PySide's knowledge; see ``widgets_in``."""

from PySide6.QtWidgets import QLayout, QLayoutItem
from shiboken6 import Shiboken


def items_of_layouts() -> list[str]:
    """Names of the classes of all that are there now."""
    kept = (one for one in Shiboken.getAllValidWrappers() if isinstance(one, QLayoutItem))
    return [type(one).__name__ for one in kept if not isinstance(one, QLayout)]
