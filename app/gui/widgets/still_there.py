"""Answers for a window that may be closed by the time they come."""

from collections.abc import Callable
from typing import ParamSpec

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.errors import AppError

P = ParamSpec("P")


def while_there(owner: QObject, heard: Callable[P, object]) -> Callable[P, None]:
    """``heard``, unless ``owner`` is gone by then; an error that comes then is raised, to be shown elsewhere."""

    def call(*args: P.args, **kwargs: P.kwargs) -> None:
        if isValid(owner):
            heard(*args, **kwargs)
            return
        for answer in args:
            if isinstance(answer, AppError):
                raise answer

    return call
