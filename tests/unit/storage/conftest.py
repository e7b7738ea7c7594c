"""A book of its own for each test, on SQLite; tests/peers gives the same fixtures on PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.storage.book import DatabaseBook
from app.storage.opening import open_book

KEY = bytes(range(32))
Opener = Callable[..., DatabaseBook]


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[Opener]:
    """Opens the book of this test, as often as it is called; as another PC where ``pc`` says so."""
    opened: list[DatabaseBook] = []

    def open_it(key: bytes = KEY, pc: str = "pc-1", **more: Any) -> DatabaseBook:
        opened.append(open_book(str(tmp_path / "book.sqlite"), key, anchors=tmp_path / pc, **more))
        return opened[-1]

    yield open_it
    for book in opened:
        book.close()


@pytest.fixture
def book(opener: Opener) -> DatabaseBook:
    return opener()
