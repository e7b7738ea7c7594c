"""Answers for a window that may be closed by the time they come."""

from collections.abc import Callable
from typing import ParamSpec

from PySide6.QtCore import QObject
from shiboken6 import isValid

P = ParamSpec("P")


def while_there(owner: QObject, heard: Callable[P, object]) -> Callable[P, None]:
    """``heard``, unless ``owner`` is gone by then."""

    def call(*args: P.args, **kwargs: P.kwargs) -> None:
        if isValid(owner):
            heard(*args, **kwargs)

    return call
