"""The frozen file of a job on this PC's disk, for as long as it is sent."""

import hashlib
import os
from collections.abc import Iterator
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


def clear_spool(folder: Path) -> None:
    """Take away what a program that was killed has left in its folder."""
    if folder.is_dir():
        for left in folder.iterdir():
            if left.is_file():
                left.unlink()
