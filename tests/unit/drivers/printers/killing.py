"""A program that ends at one of its dealings with the disk: nothing is tidied up after it."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.dispatch.driver import PrintFile
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


def killed_upload(hot: Path, file: PrintFile, at: int | str) -> None:
    """Another process puts the file into the folder and is killed in the middle of that.

    at: before this reading of the file; before a file gets a name that ends so; "": when the last has got its name.
    """
    program = f"""
        import os, signal
        from pathlib import Path
        from app.dispatch.driver import PrintFile
        from app.drivers.printers import hot_folder
        from app.jobs.progress import Progress
        at = {at!r}
        def die(*_):
            os.kill(os.getpid(), signal.SIGKILL)
        turns = iter(range(1000))
        progress = Progress(cancelled=lambda: die() if at == next(turns) else False)
        rename, sync = Path.replace, hot_folder.sync_folder
        Path.replace = lambda path, target: die() if at and target.name.endswith(str(at)) else rename(path, target)
        if at == "":
            hot_folder.sync_folder = lambda folder: die() if list(folder.glob("*{file.suffix}")) else sync(folder)
        file = PrintFile(
            Path({str(file.path)!r}), {file.sha256!r}, {file.size}, {file.suffix!r}, {file.uid!r}, {file.copies}
        )
        hot_folder.make(hot_folder.HotFolderSettings(folder={str(hot)!r}), {{}}).upload(file, progress)
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
