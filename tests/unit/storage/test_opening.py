"""Which databases are opened, which are refused, and with what sentence."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from app.orders.book import BookBusyError, BookDamagedError, BookOfflineError
from app.orders.records import Order
from app.security.actor import OWNER
from app.storage import database, network_share
from app.storage.book import DatabaseBook
from app.storage.database import url_of
from app.storage.faults import BookRefusedError
from app.storage.network_share import linux_share, windows_share
from app.storage.opening import open_book

KEY = bytes(range(32))


def opened(path: Path) -> DatabaseBook:
    return open_book(str(path), KEY, anchors=path.parent / "anchors")


@pytest.mark.parametrize(
    ("where", "url"),
    [
        ("", "sqlite:////home/orders.sqlite"),
        ("  ", "sqlite:////home/orders.sqlite"),
        ("/srv/a b/book.sqlite", "sqlite:////srv/a b/book.sqlite"),
        ("sqlite:////srv/book.sqlite", "sqlite:////srv/book.sqlite"),
        ("postgresql://ming@db/shop", "postgresql+psycopg://ming@db/shop"),
        ("postgres://ming@db/shop?sslmode=require", "postgresql+psycopg://ming@db/shop?sslmode=require"),
        ("postgresql+psycopg://db/shop", "postgresql+psycopg://db/shop"),
    ],
)
def test_addresses(where: str, url: str) -> None:
    assert str(url_of(where, Path("/home/orders.sqlite"))) == url


@pytest.mark.parametrize("where", ["mysql://db/shop", "://", "http://db/", "sqlite://", "sqlite:///:memory:"])
def test_what_is_no_address_is_refused(where: str) -> None:
    with pytest.raises(BookRefusedError, match="no address"):
        url_of(where, Path("/home/orders.sqlite"))


def test_the_file_of_this_pc_is_made_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    book = open_book("", KEY)
    assert (tmp_path / "home" / "data" / "orders.sqlite").is_file()
    assert book.where() == "SQLite"
    book.close()


def test_what_is_confirmed_is_on_the_disk(tmp_path: Path) -> None:
    book = opened(tmp_path / "book.sqlite")
    with book.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 5000
    book.close()


MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/orders /mnt/orders nfs4 rw 0 0
//server/shop /mnt/the\\040shop cifs rw 0 0
ming@server:/home /home/ming/server fuse.sshfs rw 0 0
tmpfs /mnt/orders/local tmpfs rw 0 0
/dev/sdb1 /media/usb fuseblk rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/book.sqlite", ""),
        ("/mnt/orders/book.sqlite", "nfs4"),
        ("/mnt/orders", "nfs4"),
        ("/mnt/orders/local/book.sqlite", ""),
        ("/mnt/the shop/a/b.sqlite", "cifs"),
        ("/home/ming/server/book.sqlite", "fuse.sshfs"),
        ("/media/usb/book.sqlite", ""),
        ("/mnt/orderssomething/book.sqlite", ""),
    ],
)
def test_network_shares_are_known_on_linux(tmp_path: Path, path: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert linux_share(Path(path), mounts) == kind


def test_a_link_to_a_share_is_a_share(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    real, link = tmp_path / "share", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/x {real} nfs rw 0 0\n")
    assert linux_share(link / "book.sqlite", mounts) == "nfs"


@pytest.mark.parametrize(
    ("path", "kind"),
    [(r"\\server\shop\book.sqlite", "UNC"), (r"\\?\UNC\server\shop\b.sqlite", "UNC"), ("//server/shop/b", "UNC")],
)
def test_network_shares_are_known_by_their_name_on_windows(path: str, kind: str) -> None:
    class Named:
        def __init__(self, name: str) -> None:
            self.name = name

        def absolute(self) -> str:
            return self.name

    assert windows_share(Named(path)) == kind  # type: ignore[arg-type] # a path of Windows on any system


def test_a_database_on_a_share_is_refused_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_share, "linux_share", lambda _path: "cifs")
    monkeypatch.setattr(network_share.sys, "platform", "linux")
    with pytest.raises(BookRefusedError, match=r"another computer .cifs.*PostgreSQL"):
        opened(tmp_path / "book.sqlite")


def test_a_newer_book_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.sqlite"
    opened(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'r9999_later'")
    connection.close()
    with pytest.raises(BookRefusedError, match="newer version"):
        opened(path)


def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE orders (theirs TEXT)")
    connection.close()
    with pytest.raises(BookRefusedError, match="something else"):
        opened(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("orders",)]
    connection.close()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "book.sqlite"
    path.write_bytes(b"this is a photo, not a database" * 1000)
    with pytest.raises(BookDamagedError, match="restore the last backup"):
        opened(path)


def test_a_damaged_book_is_told(tmp_path: Path) -> None:
    path = tmp_path / "book.sqlite"
    book = opened(path)
    with book.writing(OWNER) as writing:
        writing.add_all(Order(number=f"MG-{n}") for n in range(2000))
    book.close()
    content = bytearray(path.read_bytes())
    content[4096 * 20 :] = b"\xa5" * len(content[4096 * 20 :])
    path.write_bytes(content)
    book = open_book(str(path), KEY, anchors=tmp_path / "anchors", at_once=False)
    with pytest.raises(BookDamagedError, match="restore the last backup"), book.reading() as reading:
        reading.find(Order)
    book.close()


def test_a_book_that_another_program_keeps_busy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    book = opened(tmp_path / "book.sqlite")
    other = sqlite3.connect(tmp_path / "book.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BookBusyError, match="nothing was changed"), book.writing(OWNER):
        pass
    with book.reading() as reading:  # whoever reads is not kept waiting
        assert reading.find(Order) == []
    other.execute("ROLLBACK")
    other.close()
    with book.writing(OWNER) as writing:
        writing.add(Order(number="MG-1"))
    book.close()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "book.sqlite").mkdir()
    with pytest.raises(BookOfflineError):
        opened(tmp_path / "book.sqlite")


def test_errors_hold_no_values(tmp_path: Path) -> None:
    book = opened(tmp_path / "book.sqlite")
    secret = "测试甲 13800000000"
    try:
        with book.writing(OWNER) as writing:
            writing.connection.execute(text("INSERT INTO orders (id, number) VALUES (1, :n)"), {"n": secret})
    except Exception as error:  # noqa: BLE001 - whatever it is
        told = repr(error) + str(error) + repr(error.__cause__) + repr(error.__dict__)
        assert secret not in told
        assert "13800000000" not in told
    else:
        pytest.fail("the row is not whole: it has to be refused")
    book.close()
