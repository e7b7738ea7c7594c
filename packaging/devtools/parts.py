"""Tests that draw, in parts: each part in a process of its own, as many at once as there are cores.

What a crash leaves undone is one part. It is run once more, and both runs are shown: a damaged heap ends a process minutes
after its cause, in a test that has nothing to do with it, and the rest of the run should still be seen.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from devtools.console import ROOT, say, warn

FILES = 15  # in a part
CRASHED = b"crashed while running"  # says pytest-xdist of a process of its own that is gone


def parts_of(folders: Sequence[Path], without: Sequence[Path] = ()) -> list[list[Path]]:
    """The test files below the folders, in parts of neighbours."""
    files = [file for folder in folders for file in sorted(folder.rglob("test_*.py")) if file not in without]
    return [files[at : at + FILES] for at in range(0, len(files), FILES)]


def run(parts: Sequence[Sequence[Path]], command: Sequence[str | Path], env: dict[str, str]) -> bool:
    """Run `command FILE…` for each part and show what it wrote when it has ended; gives whether all went well."""
    running: set[subprocess.Popen[bytes]] = set()

    def once(files: Sequence[Path]) -> tuple[bool, bool]:
        """Whether all went well, and whether the process crashed."""
        words = [str(word) for word in (*command, *files)]
        with tempfile.TemporaryFile() as told:
            with subprocess.Popen(words, cwd=ROOT, env=env, stdout=told, stderr=subprocess.STDOUT) as part:
                running.add(part)
                status = part.wait()
            running.discard(part)
            told.seek(0)
            written = told.read()
        say(written.decode("utf-8", "replace").rstrip())
        return status == 0, status < 0 or CRASHED in written

    def one(files: Sequence[Path]) -> bool:
        good, crashed = once(files)
        if good or not crashed:
            return good
        warn(f"A process of the tests crashed; its part is run once more: {files[0].name} to {files[-1].name}")
        return once(files)[0]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        asked = [pool.submit(one, files) for files in parts]
        try:
            ends = [future.result() for future in asked]
        except BaseException:
            for future in asked:
                future.cancel()
            for part in list(running):
                with contextlib.suppress(ProcessLookupError):
                    part.terminate()
            raise
    return all(ends)
