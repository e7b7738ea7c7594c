"""Widgets and models of VTK that are let go on another thread than Qt's: taking them down there damages the heap.

Seen as crashes minutes later, anywhere: whoever holds the last reference (a closure in the lane of a runner, say) takes the
widget down.
"""

import gc
import threading
import weakref
from typing import Any

from PySide6.QtWidgets import QWidget
from vtkmodules.vtkCommonCore import vtkObject


class LetGo:
    """Knows what was there at each :meth:`look`; :attr:`wrong` are classes and threads."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[weakref.ref[Any], str]] = {}
        self.wrong: list[tuple[str, str]] = []

    def look(self) -> None:
        """Watch whatever is there now. On Qt's thread."""
        watched: dict[type, bool] = {}  # objects are many, classes few: each class is asked once
        for one in gc.get_objects():
            kind = type(one)
            if kind not in watched:
                watched[kind] = issubclass(kind, QWidget | vtkObject)
            if watched[kind] and id(one) not in self._known:
                number, name = id(one), type(one).__name__
                self._known[number] = (weakref.ref(one, lambda _ref, n=number: self._gone(n)), name)

    def _gone(self, number: int) -> None:
        """On the thread that let it go."""
        _ref, name = self._known.pop(number)
        thread = threading.current_thread()
        if thread is not threading.main_thread():
            self.wrong.append((name, thread.name))
