"""The frozen file of a job on this PC's disk, for as long as it is sent."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.dispatch.driver import PrintFile
from app.dispatch.records import PrintJob
from app.errors import AppError
from app.i18n import text
from app.orders.assets import AssetStore


@contextmanager
def spooled(assets: AssetStore, folder: Path, job: PrintJob) -> Iterator[PrintFile]:
    """The file under the job's own name; it is taken away afterwards. Only this user can read it.

    Raises AppError where it is missing or is not what was queued, AssetsOfflineError, AssetDamagedError.
    """
    try:
        content = assets.get(job.digest)
    except KeyError:
        raise AppError(text("The print file is missing in the asset store; make it again.")) from None
    if hashlib.sha256(content).hexdigest() != job.digest:
        raise AppError(text("The print file is not the one that was queued any more; make it again."))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{job.uid}{job.suffix}"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        yield PrintFile(path, job.digest, len(content), job.suffix, job.uid, job.copies, job.name, dict(job.options))
    finally:
        path.unlink(missing_ok=True)


def clear_spools(root: Path, is_dead: Callable[[str], bool]) -> None:
    """Take away what programs that were killed have left. Each has a folder of its own there, named by its mark."""
    if not root.is_dir():
        return
    for folder in root.iterdir():
        if folder.is_dir() and is_dead(folder.name):
            shutil.rmtree(folder, ignore_errors=True)
