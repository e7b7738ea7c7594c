"""A book is copied before a newer program changes its form; a change that fails, or a way back, loses nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from app.jobs.progress import silent
from app.orders.backup import BackupRefusedError
from app.orders.book import BookNewerError, MigrationFailedError
from app.orders.records import Order
from app.security.actor import OWNER
from app.storage.asset_store import open_assets
from app.storage.before_migration import NotKeptError
from app.storage.book import DatabaseBook
from app.storage.migrating import known_versions, version_of

Opener = Callable[..., DatabaseBook]
FORMER = "r0002_dispatch"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Backups of a server's book go into the folder of this PC."""
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))


@pytest.fixture
def books_begin_as_copies() -> None:
    """They do not: here each is made by the steps of the migrations."""


def make_former(book: DatabaseBook) -> None:
    """The book as the version before left it."""
    with book.connected(writes=True) as connection:
        connection.execute(text("ALTER TABLE print_jobs DROP COLUMN pausing"))
        connection.execute(text("DROP INDEX ix_print_attempts_ended_at"))
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{FORMER}'"))
        connection.commit()


def make_newer(book: DatabaseBook) -> None:
    """The book as a version after this one leaves it."""
    with book.connected(writes=True) as connection:
        connection.execute(text("ALTER TABLE orders ADD COLUMN later TEXT"))
        connection.execute(text("CREATE TABLE later_things (id BIGINT PRIMARY KEY, thing TEXT)"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999_later'"))
        connection.commit()


def step_of(book: DatabaseBook) -> str | None:
    with book.engine.connect() as connection:
        return version_of(connection)


def numbers(book: DatabaseBook) -> list[str]:
    with book.reading() as reading:
        return sorted(order.number for order in reading.find(Order))


def enter(book: DatabaseBook, number: str) -> None:
    with book.writing(OWNER) as writing:
        writing.note("order.new", writing.add(Order(number=number)))


def test_a_new_book_and_one_that_fits_are_not_copied(opener: Opener) -> None:
    book = opener()
    assert book.backups().kept_before() == ()
    assert opener().backups().kept_before() == ()


def test_a_copy_is_kept_before_the_form_changes(opener: Opener) -> None:
    old = opener()
    enter(old, "MG-1")
    make_former(old)
    told: list[str] = []
    book = opener(tell=lambda _done, what: told.append(str(what)))
    assert step_of(book) == known_versions()[-1]
    assert numbers(book) == ["MG-1"]
    (kept,) = book.backups().kept_before()
    assert kept.path.stat().st_size > 0
    assert FORMER in kept.path.name
    assert list(dict.fromkeys(told)) == ["Keeping a copy of the order book…", "Bringing the order book up to date…"]
    assert book.verify_chain().good


def test_a_change_that_fails_leaves_the_book_whole_and_says_so(opener: Opener) -> None:
    old = opener()
    enter(old, "MG-1")
    make_former(old)
    with old.connected(writes=True) as connection:  # the second half of the step cannot be done
        connection.execute(text("CREATE INDEX ix_print_attempts_ended_at ON orders (number)"))
        connection.commit()
    for _ in range(2):
        with pytest.raises(MigrationFailedError, match="as it was"):
            opener(pc="pc-2")
    assert step_of(old) == FORMER
    assert "pausing" not in {column["name"] for column in inspect(old.engine).get_columns("print_jobs")}
    with old.engine.connect() as connection:
        assert connection.execute(text("SELECT number FROM orders")).scalars().all() == ["MG-1"]
        connection.execute(text("SELECT 1")).one()
    with old.connected(writes=True) as connection:
        connection.execute(text("DROP INDEX ix_print_attempts_ended_at"))
        connection.commit()
    assert numbers(opener(pc="pc-2")) == ["MG-1"]


def test_without_a_copy_nothing_is_changed(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    old = opener()
    enter(old, "MG-1")
    make_former(old)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.storage.before_migration.put_in_place", full)
    monkeypatch.setattr("app.storage.backups.put_in_place", full)
    with pytest.raises(NotKeptError, match="make room"):
        opener(pc="pc-2")
    assert step_of(old) == FORMER


def test_a_program_that_went_back_can_go_back_to_the_copy(opener: Opener, tmp_path: Path) -> None:
    old = opener()
    enter(old, "MG-1")
    make_former(old)
    newer = opener()
    enter(newer, "MG-2")
    make_newer(newer)
    for book in (old, newer):
        book.close()
    went_back = opener(at_once=False)
    with pytest.raises(BookNewerError, match="newer version"):
        numbers(went_back)
    (kept,) = went_back.backups().kept_before()
    assets = open_assets(str(tmp_path / "files"), bytes(32))
    aside = went_back.backups().put_back(kept.path, assets, OWNER, silent())
    assert aside
    again = opener()
    assert numbers(again) == ["MG-1"]
    enter(again, "MG-3")
    assert numbers(again) == ["MG-1", "MG-3"]
    assert again.verify_chain().good
    with again.reading() as reading:
        assert [event.kind for event in reading.events()] == ["order.new", "backup.restored", "order.new"]
    assert not inspect(again.engine).has_table("later_things")
    assert kept.path.exists()


def test_only_a_copy_of_this_book_is_put_back(opener: Opener, tmp_path: Path) -> None:
    old = opener()
    enter(old, "MG-1")
    make_former(old)
    book = opener()
    (kept,) = book.backups().kept_before()
    other = tmp_path / "elsewhere" / kept.path.name
    other.parent.mkdir()
    shutil.copyfile(kept.path, other)
    if book.where() != "SQLite":
        pytest.skip("a backup is taken from anywhere")
    with pytest.raises(BackupRefusedError, match="no copy"):
        book.backups().put_back(other, open_assets(str(tmp_path / "files"), bytes(32)), OWNER, silent())
    assert numbers(book) == ["MG-1"]


def test_the_index_of_an_old_book_tells_how_far_it_is(opener: Opener) -> None:
    from tests.unit.storage import queue_checks

    old = opener()
    queue_checks.fill(old, 1, 700)
    with old.connected(writes=True) as connection:
        connection.execute(text("UPDATE queue_form SET form = 3"))
        connection.commit()
    told: list[float] = []
    opener(tell=lambda done, _what: told.append(done))
    assert told == sorted(told)
    assert len(told) >= 2
    assert told[-1] == 1.0
