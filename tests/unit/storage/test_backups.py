"""Backups of a SQLite book; ``tests/peers`` tries PostgreSQL and the ways between."""

import os
import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.commands import backups, workshop_settings
from app.commands.office import Office
from app.errors import FileRefusedError, WriteRefusedError
from app.jobs.progress import silent
from app.orders.assets import AssetStore
from app.orders.backup import BackupDamagedError, BackupRefusedError, Restored
from app.orders.book import Book, BookBusyError, BookDamagedError
from app.orders.record import new_id, now
from app.orders.records import Note, Order
from app.security.actor import NOBODY, OWNER, Actor
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.security.vault import Vault
from app.storage import backup_restoring
from app.storage.asset_store import open_assets
from app.storage.book import DatabaseBook
from app.storage.opening import open_book
from app.storage.sqlite_copy import forget_old
from tests.unit.storage import backup_checks

KEY = b"k" * 32


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[Callable[..., Book]]:
    opened: list[Book] = []

    def book(name: str, key: bytes = KEY) -> Book:
        opened.append(
            open_book(str(tmp_path / f"{name}.sqlite"), key, anchors=tmp_path / f"{name}-anchors", at_once=False)
        )
        return opened[-1]

    yield book
    for one in opened:
        one.close()


def test_everything_comes_back(opener, tmp_path):
    backup_checks.check_round_trip(opener("one"), opener("other"), tmp_path)
    asides = list(tmp_path.glob("other.before-*.sqlite"))
    assert len(asides) == 1
    aside = open_book(str(asides[0]), KEY, anchors=tmp_path / "aside-anchors")
    assert backup_checks.rows(aside)
    aside.close()


def test_ids_go_on_from_what_was_restored(opener, tmp_path, monkeypatch):
    source, target = opener("one"), opener("other")
    ahead = new_id() + (1 << 45)
    with source.writing(OWNER) as book:
        book.add(Note(id=ahead, order=book.add(Order(number="MG-1")).id))
    assets = open_assets(str(tmp_path / "files"), backup_checks.ASSET_KEY)
    made = source.backups().make(tmp_path / "b", assets, silent())
    target.prepare()
    followed = []
    monkeypatch.setattr("app.storage.book.follow_ids", followed.append)
    target.backups().restore(made.path, assets, OWNER, silent())
    assert followed == [ahead]


def test_what_was_found_damaged_while_it_was_read_names_the_folder_of_the_backups(opener):
    book = opener("one")
    with pytest.raises(BookDamagedError, match="backups"), book.reading():
        raise BookDamagedError


def test_all_or_nothing(opener, tmp_path):
    backup_checks.check_nothing_half(opener("one"), tmp_path)


def test_no_plain_secret_and_no_key_is_in_a_backup(opener, tmp_path):
    book = opener("one")
    assets = open_assets(str(tmp_path / "files"), backup_checks.ASSET_KEY)
    assets.put(b"MARKER-FACE" * 20, sensitive=True)
    backup_checks.fill(book, 1)
    book.backups().make(tmp_path / "b", assets, silent())
    for path in (tmp_path / "b").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"MARKER-FACE" not in content
            assert KEY not in content
            assert backup_checks.ASSET_KEY not in content


def test_files_are_copied_once_and_missing_ones_are_told(opener, tmp_path):
    book = opener("one")
    assets = open_assets(str(tmp_path / "files"), backup_checks.ASSET_KEY)
    first = assets.put(b"first" * 20, sensitive=True).digest
    book.backups().make(tmp_path / "b", assets, silent())
    copy = tmp_path / "b" / "assets" / "sha256" / first[:2] / first[2:]
    os.utime(copy, (1, 1))
    assets.put(b"second" * 20, sensitive=False)
    made = book.backups().make(tmp_path / "b", assets, silent())
    assert copy.stat().st_mtime == 1  # not written again
    assert made.files == 2
    copy.unlink()
    assert book.backups().check(made.path, assets, silent()).missing == 1


def test_what_killed_writers_left_goes_with_the_backup(opener, tmp_path):
    assets = open_assets(str(tmp_path / "files"), backup_checks.ASSET_KEY)
    digest = assets.put(b"first" * 20, sensitive=True).digest
    opener("one").backups().make(tmp_path / "b", assets, silent())
    left = [folder / "sha256" / digest[:2] / ".left.tmp" for folder in (tmp_path / "files", tmp_path / "b" / "assets")]
    for path in left:
        path.write_bytes(b"half")
        os.utime(path, (1, 1))
    opener("two").backups().make(tmp_path / "b", assets, silent())
    assert not any(path.exists() for path in left)
    assert assets.has(digest)


def test_backup_of_another_key_and_other_files_are_refused(opener, tmp_path):
    book, stranger = opener("one"), opener("strange", b"z" * 32)
    assets = open_assets(str(tmp_path / "files"), backup_checks.ASSET_KEY)
    made = stranger.backups().make(tmp_path / "b", assets, silent())
    with pytest.raises(BackupRefusedError, match="another key"):
        book.backups().restore(made.path, assets, OWNER, silent())
    with pytest.raises(FileRefusedError):
        book.backups().check(tmp_path / "nothing.zip", assets, silent())
    (tmp_path / "words.zip").write_bytes(b"no zip at all")
    with pytest.raises(BackupDamagedError):
        book.backups().check(tmp_path / "words.zip", assets, silent())


@dataclass(frozen=True)
class Damaged:
    """A book that was damaged after ``backup`` was made; ``before``: what it held then."""

    book: Book
    backup: Path
    assets: AssetStore
    before: object

    def restore(self) -> Restored:
        return self.book.backups().restore(self.backup, self.assets, OWNER, silent())


@pytest.fixture
def damaged(opener, tmp_path) -> Callable[..., Damaged]:
    """``damage`` is given the file; without it nothing in it can be read."""

    def made(damage: Callable[[Path], object] = lambda path: path.write_bytes(b"\xff" * 100_000)) -> Damaged:
        book, assets = opener("one"), open_assets(str(tmp_path / "files"), backup_checks.ASSET_KEY)
        backup_checks.fill(book, 1)
        backup = book.backups().make(tmp_path / "b", assets, silent()).path
        before = backup_checks.everything(book)
        book.close()
        damage(tmp_path / "one.sqlite")
        return Damaged(opener("one"), backup, assets, before)

    return made


def test_damaged_book_is_replaced_and_put_aside(damaged):
    found = damaged()
    with pytest.raises(BookDamagedError):
        backup_checks.rows(found.book)
    restored = found.restore()
    assert backup_checks.everything(found.book) == found.before
    assert Path(restored.aside).read_bytes() == b"\xff" * 100_000


def test_nobody_looks_at_the_place_of_a_damaged_book_before_the_backup_is_there(damaged, monkeypatch):
    """Who was opening it meanwhile found an empty book there, of which was said that it is a fault of the program."""
    found = damaged(_damage_orders)
    other, asked = ThreadPoolExecutor(1), []
    opening, moved = threading.Event(), threading.Event()
    fill_queue, move_aside = DatabaseBook._fill_queue, backup_restoring._move_aside

    def half_way(self: DatabaseBook) -> None:
        fill_queue(self)
        if not asked:  # the one who restores; the other one waits until this one has seen the damage
            asked.append(other.submit(lambda: backup_checks.rows(found.book)))
        else:
            opening.set()
            moved.wait(2)

    def move(current: Path, aside: Path) -> None:
        opening.wait(2)
        move_aside(current, aside)
        moved.set()

    monkeypatch.setattr(DatabaseBook, "_fill_queue", half_way)
    monkeypatch.setattr(backup_restoring, "_move_aside", move)
    with other:
        found.restore()
        told = asked[0].exception()
    assert isinstance(told, BookDamagedError | BookBusyError)
    assert backup_checks.everything(found.book) == found.before


def _damage_orders(path: Path) -> None:
    """Other bytes where the rows of the orders begin."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'orders'").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xa5" * 512)


def test_a_damaged_book_is_moved_when_those_who_look_at_it_have_left(damaged, tmp_path):
    found = damaged()
    with ThreadPoolExecutor(1) as other:
        with found.book._visitors.inside():
            restoring = other.submit(found.restore)
            with pytest.raises(TimeoutError):
                restoring.result(timeout=1)
            assert not list(tmp_path.glob("one.before-*"))
        restoring.result(timeout=60)
    assert len(list(tmp_path.glob("one.before-*.sqlite"))) == 1


def test_book_that_was_begun_with_another_key_gives_way(opener, tmp_path):
    """A new PC makes a key of its own at its first start; then the workshop's key is brought in, and the backup."""
    book = opener("old")
    assets = open_assets(str(tmp_path / "files"), backup_checks.ASSET_KEY)
    backup_checks.fill(book, 1)
    made = book.backups().make(tmp_path / "b", assets, silent())
    begun = opener("new", b"z" * 32)
    backup_checks.rows(begun)
    begun.close()
    now_with_key = opener("new")
    now_with_key.backups().restore(made.path, assets, OWNER, silent())
    assert backup_checks.everything(now_with_key) == backup_checks.everything(book)


def test_folder_that_cannot_be_written_is_told(opener, tmp_path):
    assets = open_assets(str(tmp_path / "files"), backup_checks.ASSET_KEY)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteRefusedError):
        opener("one").backups().make(tmp_path / "file" / "below", assets, silent())


# ---- commands ---------------------------------------------------------------


@pytest.fixture
def office(opener, tmp_path) -> Office:
    vault = Vault(b"m" * 32)
    return Office(opener("book", vault.audit_key), open_assets(str(tmp_path / "files"), vault.asset_key), vault, "PC-1")


def test_making_and_restoring_is_in_the_chain(office, tmp_path):
    backup_checks.fill(office.book, 1)
    path = backups.back_up(office, tmp_path / "b")
    assert backups.check_backup(office, path).orders == 30
    assert [b.path for b in backups.backups_in(office, tmp_path / "b")] == [path]
    backups.restore(office, path)
    with office.book.reading() as reading:
        assert [e.kind for e in reading.events(kinds=("backup.made", "backup.restored"))] == ["backup.restored"]


def test_any_damaged_byte_is_told_in_a_sentence(office, tmp_path):
    backup_checks.fill(office.book, 1)
    path = backups.back_up(office, tmp_path / "b")
    whole = path.read_bytes()
    places = random.Random(5)
    told = 0
    for place in [*range(60), *range(len(whole) - 120, len(whole)), *places.sample(range(len(whole)), 150)]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << places.randrange(8)
        path.write_bytes(damaged)
        try:
            office.book.backups().check(path, office.assets, silent())
        except (BackupDamagedError, BackupRefusedError, FileRefusedError):
            told += 1
    assert told > 200  # a date or a comment of the zip may differ


def test_who_may_not_make_backups_restores_none(office, tmp_path):
    path = backups.back_up(office, tmp_path / "b")
    for actor in (NOBODY, Actor(5, "", frozenset({Role.LOGISTICS}))):
        with pytest.raises(NotAllowedError):
            backups.restore(office.acting(actor), path)


def test_one_a_day_and_the_last_ones_are_kept(office, tmp_path):
    folder, start = tmp_path / "b", now()
    workshop_settings.change(office, backups_kept=3)
    old = office.assets.put(b"old" * 9, sensitive=False).digest
    made = []
    for day in range(5):
        if day == 1:
            office.assets.remove(old)
        office = replace(office, clock=lambda day=day: start + timedelta(days=day))
        office.book._clock = office.clock
        made.append(backups.daily(office, folder))
        assert made[-1] is not None
        os.utime(made[-1], (office.clock().timestamp(),) * 2)
        assert backups.daily(office, folder) is None
        assert any(folder.rglob(old[2:])) == (day < 3)  # goes with the last backup that needs it
    assert sorted(folder.glob("*.zip")) == made[-3:]


def made_on(office: Office, folder: Path, at: datetime) -> Path:
    """The backup of a day, with the clock of the PC where it is then."""
    office = replace(office, clock=lambda: at)
    office.book._clock = office.clock
    made = backups.daily(office, folder)
    assert made is not None
    os.utime(made, (at.timestamp(),) * 2)
    return made


def test_a_clock_that_was_ahead_costs_no_backup_of_today(office, tmp_path):
    folder, start = tmp_path / "b", now()
    workshop_settings.change(office, backups_kept=3)
    ahead = [made_on(office, folder, start + timedelta(days=day)) for day in (30, 31, 32)]
    today = made_on(office, folder, start)
    assert today.exists()
    office = replace(office, clock=lambda: start + timedelta(hours=1))
    assert [one.path for one in backups.newest(office, folder)] == [today, *ahead[:0:-1]]
    assert backups.backups_in(office, folder)[0].path == today
    made = [today, *(made_on(office, folder, start + timedelta(days=day)) for day in (1, 2))]
    assert sorted(folder.glob("*.zip")) == made
    office = replace(office, clock=lambda: start - timedelta(days=1))
    assert [one.path for one in backups.newest(office, folder)] == made[::-1], "all of them are still to come"


def test_what_a_restore_left_behind_is_older_than_what_was_made_since(office, tmp_path):
    folder, start = tmp_path / "b", now()
    workshop_settings.change(office, backups_kept=3)
    first = made_on(office, folder, start)
    for _ in range(9):
        backups.check_backup(office, first)  # links of the chain
    abandoned = [made_on(office, folder, start + timedelta(days=day)) for day in (1, 2)]
    backups.restore(office, first)
    made = [made_on(office, folder, start + timedelta(days=day)) for day in (3, 4)]
    assert sorted(folder.glob("*.zip")) == [abandoned[1], *made]


def test_a_backup_of_a_history_that_nobody_knows_stays(office, opener, tmp_path):
    folder = tmp_path / "b"
    other = opener("other")
    backup_checks.fill(other, 1)
    strange = other.backups().make(folder, office.assets, silent()).path
    workshop_settings.change(office, backups_kept=1)
    made = [made_on(office, folder, now() + timedelta(days=day)) for day in (2, 3)]
    assert set(folder.glob("*.zip")) == {strange, made[1]}


def test_a_damaged_book_that_was_just_put_aside_stays_whatever_the_clock_said(tmp_path):
    for name in ("20301201-000000", "20301202-000000", "20301203-000000"):
        (tmp_path / f"orders.before-{name}.sqlite").touch()
    made = tmp_path / "orders.before-20261101-000000.sqlite"
    made.touch()
    forget_old(made, "orders.before-*.sqlite")
    assert sorted(tmp_path.iterdir()) == [made, tmp_path / "orders.before-20301203-000000.sqlite"]
