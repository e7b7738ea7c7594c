"""Lets go of models that were on the bench without an order, weeks ago, and of the small pictures of them."""

import logging
from collections.abc import Callable, Collection, Iterable
from typing import Protocol

from app.storage.mesh_store import FolderMeshStore
from app.storage.scratch_list import ScratchList
from app.storage.thumbnails import FolderThumbnails

log = logging.getLogger(__name__)


class Bench(Protocol):
    """What names models that are needed here; raises OSError, ValueError where it cannot be read."""

    def revisions(self) -> set[str]: ...


def forget_outlived(
    meshes: FolderMeshStore,
    thumbnails: FolderThumbnails,
    scratch: ScratchList,
    benches: Iterable[Bench],
    *,
    unnamed: Callable[[Collection[str]], frozenset[str]],
    began: float,
) -> None:
    """Take them from this PC; nothing goes where it cannot be said what lies on a bench.

    benches  every bench that this PC keeps, whichever is open now: the usual one and that of safe mode;
             and what was done there and not told yet
    unnamed  of these revisions, those that no order names
    began    a moment (seconds since 1970) before all this: what was put later stays
    Raises AppErrors of the key and of the book.
    """
    try:
        open_now = set[str]().union(*(bench.revisions() for bench in benches))
    except (OSError, ValueError) as problem:
        log.warning("old models stay, a bench journal cannot be read: %s", type(problem).__name__)
        return
    old = scratch.outlived() - open_now
    due = unnamed(old)
    meshes.forget(due, put_before=began)
    still_there = due & meshes.revisions()  # put again meanwhile, or in use: the next start comes by again
    thumbnails.forget(due - still_there)
    scratch.drop(old - still_there)
