"""Lets go of what this PC keeps of models whose orders were erased in the book: nobody decides about these any more."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

from app.orders.book import ItemKey, WhichBook
from app.session.bench import Document
from app.session.document_seal import revisions_of
from app.storage.mesh_store import FolderMeshStore
from app.storage.outlived import Bench
from app.storage.set_aside import FolderSetAside
from app.storage.thumbnails import FolderThumbnails
from app.storage.untold import FolderUntold

log = logging.getLogger(__name__)

Kept = tuple[ItemKey, frozenset[str], Callable[[], bool | None]]
"""An item that a document is of, the revisions that it needs, and what takes it away (False: it stays)."""


def forget_erased(
    meshes: FolderMeshStore,
    thumbnails: FolderThumbnails,
    set_aside: FolderSetAside,
    untold: Iterable[FolderUntold],
    waiting: Iterable[tuple[Document, Callable[[], bool]]],
    *,
    benches: Iterable[Bench],
    which: WhichBook,
    erased: Callable[[Collection[int]], frozenset[int]],
    due: Callable[[Collection[str]], frozenset[str]],
) -> Counter[int]:
    """Take away what the book has refused, or was not told, of items of this book that were erased; gives how many of each.

    waiting   documents of benches that are not open, each with what takes it away
    benches   everything that names models which are needed here
    erased    of these items, those that were erased
    due       of these revisions, those that the book needs no more
    Raises AppErrors of the key and of the book.
    """
    there = [kept for kept in _kept(set_aside, untold, waiting, which) if kept[0][0] == which.id]
    if not there:
        return Counter()
    items = erased({item for (_book, item), _revisions, _drop in there})
    gone = [kept for kept in there if kept[0][1] in items and kept[2]() is not False]
    if gone:
        log.info("%d models that waited here went with their orders", len(gone))
        forget_models(meshes, thumbnails, benches, due(frozenset().union(*(revisions for _, revisions, _ in gone))))
    return Counter(item for (_book, item), _revisions, _drop in gone)


def _kept(
    set_aside: FolderSetAside,
    untold: Iterable[FolderUntold],
    waiting: Iterable[tuple[Document, Callable[[], bool]]],
    which: WhichBook,
) -> Iterator[Kept]:
    for document, take_away in waiting:
        yield (document.book, document.item), frozenset(revisions_of(document)), take_away
    for name, document in set_aside.of_book(which.id):
        yield (document.book, document.item), frozenset(revisions_of(document)), partial(set_aside.drop, name)
    for shelf in untold:
        for key in shelf.items():
            yield key, shelf.revisions_of(key), partial(shelf.forget, key)


def forget_models(
    meshes: FolderMeshStore, thumbnails: FolderThumbnails, benches: Iterable[Bench], due: frozenset[str]
) -> None:
    """Take these revisions away, but for those that something on a bench needs."""
    try:
        needed = set[str]().union(*(bench.revisions() for bench in benches))
    except (OSError, ValueError) as problem:
        log.warning("models of erased orders stay, a bench journal cannot be read: %s", type(problem).__name__)
        return
    meshes.forget(due - needed)
    thumbnails.forget(due - needed)
