"""A floor for each test, on a book that does not wait for the disk."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.orders.record import now
from app.storage.book import DatabaseBook
from tests.quick_books import compile_once
from tests.unit.dispatch.workshop_floor import Floor, quick_book

Make = Callable[[Path, str, Callable[[], datetime]], DatabaseBook]


@pytest.fixture(autouse=True)
def statements_are_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compile_once(monkeypatch)


@pytest.fixture(scope="session")
def make_book(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Opens the book of a floor: one file, copied from one that has its tables already."""
    folder = tmp_path_factory.mktemp("template")
    template = folder / "template.sqlite"
    made = quick_book(template, folder / "pc", now)
    made.prepare()
    made.close()

    def make(floor: Path, pc: str, clock: Callable[[], datetime]) -> DatabaseBook:
        path = floor / "book.sqlite"
        if not path.exists():
            shutil.copy(template, path)
        return quick_book(path, floor / pc, clock)

    return make


@pytest.fixture(params=[False, True], ids=["upload and start", "starts itself"])
def floor(request: pytest.FixtureRequest, tmp_path: Path, make_book: Make) -> Iterator[Floor]:
    made = Floor(tmp_path, make_book, starts_itself=request.param)
    yield made
    made.close()
