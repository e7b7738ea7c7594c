"""Backups of PostgreSQL, and from one database into the other."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.jobs.progress import silent
from app.security.actor import OWNER
from app.storage.asset_store import open_assets
from app.storage.book import DatabaseBook
from app.storage.opening import open_book
from tests.peers.conftest import KEY
from tests.unit.storage import backup_checks


@pytest.fixture
def sqlite_book(tmp_path: Path) -> Iterator[DatabaseBook]:
    book = open_book(str(tmp_path / "here.sqlite"), KEY, anchors=tmp_path / "here-anchors")
    yield book
    book.close()


def test_from_sqlite_to_postgresql(sqlite_book, postgres_book, tmp_path):
    backup_checks.check_round_trip(sqlite_book, postgres_book, tmp_path)


def test_from_postgresql_to_sqlite(sqlite_book, postgres_book, tmp_path):
    backup_checks.check_round_trip(postgres_book, sqlite_book, tmp_path)


def test_all_or_nothing(postgres_book, tmp_path):
    backup_checks.check_nothing_half(postgres_book, tmp_path)


def test_former_book_is_kept_aside_and_the_other_pc_goes_on(opener, postgres_address, tmp_path):
    book, other_pc = opener(), opener(pc="pc-2")
    assets = open_assets(str(tmp_path / "files"), backup_checks.ASSET_KEY)
    backup_checks.fill(book, 1)
    made = book.backups().make(tmp_path / "b", assets, silent())
    backup_checks.fill(other_pc, 2)
    lost = len(backup_checks.rows(other_pc))
    asides = [book.backups().restore(made.path, assets, OWNER, silent()).aside for _ in range(3)]
    assert len(backup_checks.rows(other_pc)) == made.items < lost
    backup_checks.fill(other_pc, 3)
    assert other_pc.verify_chain().good
    assert book.verify_chain().good
    with psycopg.connect(postgres_address) as connection:
        kept = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'statuette_before_%'").fetchall()
        assert len(kept) == 2
        assert (asides[-1],) in kept
        count = connection.execute(f'SELECT count(*) FROM "{asides[-1]}".items').fetchone()
        assert count == (made.items,)
