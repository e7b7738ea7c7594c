"""A book and an asset store that are opened at their first use: the window is on the screen before they are imported."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

from app.orders.assets import AssetFile, AssetInfo, AssetStore
from app.orders.backup import Backups
from app.orders.book import Book, ChainReport, Changed, Reading, Writing
from app.security.actor import Actor

T = TypeVar("T")


class _Late(Generic[T]):
    def __init__(self, opening: Callable[[], T]) -> None:
        self._opening = opening
        self._opened: T | None = None
        self._lock = threading.Lock()

    def __call__(self) -> T:
        with self._lock:
            if self._opened is None:
                self._opened = self._opening()
            return self._opened

    def forget(self) -> T | None:
        with self._lock:
            former, self._opened = self._opened, None
            return former


class LateBook:
    """Implements :class:`app.orders.book.Book`; what opening raises is raised at each use until it succeeds."""

    def __init__(self, opening: Callable[[], Book]) -> None:
        self._book = _Late(opening)

    def reading(self) -> AbstractContextManager[Reading]:
        """One consistent look."""
        return self._book().reading()

    def writing(self, actor: Actor) -> AbstractContextManager[Writing]:
        """One transaction."""
        return self._book().writing(actor)

    def watch(self, changed: Callable[[Changed], None], online: Callable[[bool], None]) -> Callable[[], None]:
        """Tell what happens; gives what ends it."""
        return self._book().watch(changed, online)

    def backups(self) -> Backups:
        """Makes and restores backups."""
        return self._book().backups()

    def verify_chain(self) -> ChainReport:
        """Walk along the audit chain."""
        return self._book().verify_chain()

    def where(self) -> str:
        """The database for people."""
        return self._book().where()

    def close(self) -> None:
        """Close it; the next use opens it again, as the settings are by then."""
        book = self._book.forget()
        if book is not None:
            book.close()


class LateAssets:
    """Implements :class:`app.orders.assets.AssetStore`."""

    def __init__(self, opening: Callable[[], AssetStore]) -> None:
        self._assets = _Late(opening)

    def put(self, content: bytes, *, sensitive: bool) -> AssetInfo:
        """Keep it."""
        return self._assets().put(content, sensitive=sensitive)

    def get(self, digest: str) -> bytes:
        """The content."""
        return self._assets().get(digest)

    def has(self, digest: str) -> bool:
        """Whether it is there."""
        return self._assets().has(digest)

    def info(self, digest: str) -> AssetInfo:
        """What it is."""
        return self._assets().info(digest)

    def stored(self, digest: str) -> bytes:
        """As it lies there."""
        return self._assets().stored(digest)

    def put_stored(self, digest: str, stored: bytes) -> None:
        """Keep again what ``stored`` gave."""
        self._assets().put_stored(digest, stored)

    def check(self, digest: str) -> None:
        """Whether it is there and whole."""
        self._assets().check(digest)

    def remove(self, digest: str) -> None:
        """Take it away for good."""
        self._assets().remove(digest)

    def digests(self) -> Iterator[str]:
        """All that is there."""
        return self._assets().digests()

    def files(self) -> Iterator[AssetFile]:
        """All that is there, with size and age."""
        return self._assets().files()

    def clear_half_written(self) -> int:
        """Take away what writers that were killed left behind."""
        return self._assets().clear_half_written()

    def where(self) -> str:
        """The store for people."""
        return self._assets().where()

    def close(self) -> None:
        """The next use opens it again, as the settings are by then."""
        self._assets.forget()
