"""A book of its own for each test, on SQLite; tests/peers gives the same fixtures on PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.terminal import open_office
from app.commands.office import Office
from app.storage.book import DatabaseBook
from app.storage.opening import open_book
from tests.quick_books import begin_as_copies, compile_once

KEY = bytes(range(32))
Opener = Callable[..., DatabaseBook]


@pytest.fixture(autouse=True)
def statements_are_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compile_once(monkeypatch)


@pytest.fixture
def books_begin_as_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    begin_as_copies(monkeypatch)


@pytest.fixture
def opener(tmp_path: Path, books_begin_as_copies: None) -> Iterator[Opener]:  # noqa: ARG001 - a fixture cannot name it otherwise
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


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a program that nothing is said to."""
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    for name in ("STATUETTE_DATABASE", "STATUETTE_ASSETS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "home" / "settings").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def office(home: Path, books_begin_as_copies: None) -> Iterator[Office]:  # noqa: ARG001 - the same
    assert home.is_dir()
    with open_office() as office:
        yield office
