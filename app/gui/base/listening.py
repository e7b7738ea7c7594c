"""Hear a signal of the core for as long as the widget that wants to hear it lives."""

import weakref
from collections.abc import Callable
from typing import Any

from psygnal import SignalInstance
from PySide6.QtCore import QObject
from shiboken6 import isValid


def listen(signal: SignalInstance, owner: QObject, heard: Callable[..., object]) -> None:
    """Call ``heard``, a method of ``owner``, with what the signal carries; end with the owner, keep nothing alive."""
    method = weakref.WeakMethod(heard)

    def call(*values: Any) -> None:
        alive = method()
        if alive is not None and isValid(getattr(alive, "__self__", None)):
            alive(*values)

    signal.connect(call)
    owner.destroyed.connect(lambda: signal.disconnect(call, missing_ok=True))
