"""Copies the files of orders from one store to another, each verified by its hash.

What is there already is not copied again, so a move that was interrupted goes on where it was.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.orders.assets import AssetDamagedError, AssetFile, AssetsOfflineError, AssetStore
from app.security.vault import SealBrokenError

MOST_ROUNDS = 20
"""While files are copied more may come in: they are looked for again, but not for ever."""


@dataclass(frozen=True)
class Moved:
    """copied, known: how many were copied, and were there already. damaged: digests of those that could not be."""

    copied: int
    known: int
    damaged: tuple[str, ...]


@dataclass(frozen=True)
class Left:
    """removed: how many were taken away. copied: had come in since. damaged: not in the new place, so they stay."""

    removed: int
    copied: int
    damaged: tuple[str, ...]


def copy_all(source: AssetStore, target: AssetStore, progress: Progress) -> Moved:
    """Copy what the source has, until a look at it shows nothing new. Raises AssetsOfflineError, Cancelled."""
    there = set(target.digests())
    done: set[str] = set()
    damaged: list[str] = []
    copied = 0
    for _round in range(MOST_ROUNDS):
        files = [file for file in source.files() if file.digest not in done]
        if not files:
            break

        def one(file: AssetFile) -> None:
            nonlocal copied
            done.add(file.digest)
            outcome = _copy(source, target, file.digest, known=file.digest in there)
            copied += outcome == "copied"
            if outcome == "damaged":
                damaged.append(file.digest)

        _each(files, one, progress)
    progress(1.0)
    return Moved(copied, len(done) - copied - len(damaged), tuple(damaged))


def leave(source: AssetStore, target: AssetStore, came_since: Callable[[AssetFile], bool], progress: Progress) -> Left:
    """Take away from the source all that the target has whole.

    came_since  whether a file was put into the source after the move: it is copied first. Any other one that the target
                has not was erased there since, and is taken away here, too.

    Raises AssetsOfflineError, Cancelled; what was done by then stays done.
    """
    removed = copied = 0
    damaged: list[str] = []

    def one(file: AssetFile) -> None:
        nonlocal removed, copied
        if target.has(file.digest) or came_since(file):
            outcome = _copy(source, target, file.digest, known=target.has(file.digest))
            copied += outcome == "copied"
            if outcome == "damaged":
                damaged.append(file.digest)
                return
        source.remove(file.digest)
        removed += 1

    _each(list(source.files()), one, progress)
    progress(1.0)
    return Left(removed, copied, tuple(damaged))


def _each(files: list[AssetFile], work: Callable[[AssetFile], None], progress: Progress) -> None:
    size, done = sum(file.size for file in files) or 1, 0
    for number, file in enumerate(files):
        progress(done / size, text("{done} of {all} files", done=number, all=len(files)))
        work(file)
        done += file.size


def _copy(source: AssetStore, target: AssetStore, digest: str, *, known: bool) -> str:
    """Gives "copied", "known" (it is there, whole, and as it is here), "gone" (taken away meanwhile), or "damaged"."""
    try:
        stored = source.stored(digest)
    except KeyError:
        return "gone"
    if known and _is_whole(target, digest) and target.stored(digest) == stored:
        return "known"
    try:
        target.put_stored(digest, stored)  # compares it with its digest before it writes
    except (AssetDamagedError, SealBrokenError):
        return "known" if known and _is_whole(target, digest) else "damaged"
    if not _is_whole(target, digest):
        raise AssetsOfflineError(
            text(
                "What is written to “{where}” does not come back as it was; choose another place.", where=target.where()
            )
        )
    return "copied"


def _is_whole(store: AssetStore, digest: str) -> bool:
    try:
        store.check(digest)
    except AssetsOfflineError:
        raise
    except (KeyError, AppError):
        return False
    return True
