"""A program that ends at one of its dealings with the disk: nothing is tidied up after it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.drivers.printers import hot_folder


def killing(patched: pytest.MonkeyPatch, at: int, end: type[BaseException]) -> Iterator[int]:
    """Let nothing follow the first ``at`` renamings and syncs of a hot folder; the next number is that of the next one."""
    steps = iter(range(10_000))

    def until_then(call: Callable[..., Any]) -> Callable[..., Any]:
        def done(*args: Any) -> Any:
            if next(steps) >= at:
                raise end
            return call(*args)

        return done

    patched.setattr(Path, "replace", until_then(Path.replace))
    patched.setattr(os, "fsync", until_then(os.fsync))
    patched.setattr(hot_folder, "sync_folder", until_then(hot_folder.sync_folder))
    return steps
