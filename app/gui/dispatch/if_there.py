"""An answer that comes later, for a dialog that may be closed by then."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.errors import AppError


def if_there(widget: QWidget, function: Callable[[Any], object]) -> Callable[[Any], None]:
    """Call it only while the dialog that asked is still there; an error that comes later is raised, to be shown elsewhere."""

    def call(answer: Any) -> None:
        if isValid(widget):
            function(answer)
        elif isinstance(answer, AppError):
            raise answer

    return call
