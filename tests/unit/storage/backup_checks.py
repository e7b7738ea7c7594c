"""What a backup has to hold on every database, and between them."""

import zipfile
from pathlib import Path

import pytest

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.orders.backup import BackupDamagedError
from app.orders.book import Book
from app.orders.queue import QueueQuery, QueueRow
from app.orders.record import Record
from app.orders.records import Item, Note, Order, Setting
from app.security.actor import OWNER
from app.storage.asset_store import open_assets
from app.storage.tables import TABLES
from tests.unit.storage import queue_checks

ASSET_KEY = b"a" * 32
Everything = dict[type[Record], dict[int, Record]]


def fill(book: Book, seed: int) -> None:
    """Orders, a remake that is stored before its original, sealed words, events."""
    queue_checks.fill(book, seed, 30)
    with book.writing(OWNER) as writing:
        order = writing.find(Order, limit=1)[0]
        original = writing.find(Item, order=order.id)[0]
        writing.add(
            Item(id=original.id - 1, order=order.id, serial=f"SN-R{seed}", product="photo", remake_of=original.id)
        )
        writing.add(Note(order=order.id, words=bytes(range(256)), pinned=True))
        writing.add(Setting(name=f"days{seed}", value={"value": ["2026-10-01", 1.5, None, {"中": "文"}]}))
        for number in range(10):
            writing.note("order.new", order, reason="“quoted”\n中文", facts={"n": number})


def everything(book: Book) -> Everything:
    with book.reading() as reading:
        return {kind: {r.id: r for r in reading.find(kind)} for kind in TABLES}


def rows(book: Book) -> list[QueueRow]:
    return queue_checks.all_rows(book, QueueQuery(closed=True), 50)


def check_round_trip(source: Book, target: Book, folder: Path) -> None:
    """Make a backup of one book, bring it back into another: the same records, chain, queue and files."""
    fill(source, 1)
    fill(target, 2)
    assets = open_assets(str(folder / "files"), ASSET_KEY)
    plain, face = assets.put(b"plain" * 100, sensitive=False).digest, assets.put(b"face" * 100, sensitive=True).digest
    made = source.backups().make(folder / "backups", assets, silent())
    assert (made.items, made.files, made.missing) == (len(rows(source)), 2, 0)
    before, listed, former = everything(source), rows(source), len(rows(target))

    elsewhere = open_assets(str(folder / "elsewhere"), ASSET_KEY)
    restored = target.backups().restore(made.path, elsewhere, OWNER, silent())
    assert restored.report.links == 10
    assert everything(target) == before
    assert rows(target) == listed
    assert len(listed) != former
    assert (elsewhere.get(plain), elsewhere.get(face)) == (b"plain" * 100, b"face" * 100)
    assert elsewhere.info(face).sensitive
    report = target.verify_chain()
    assert report.good
    assert report.links == 11  # and one that says that it was restored
    with target.reading() as reading:
        assert reading.events(newest_first=True, limit=1)[0].kind == "backup.restored"
    assert restored.aside

    queue_checks.check_random_queries(target, 3, 15)  # it is worked with as before
    fill(target, 4)
    assert target.verify_chain().good
    again = target.backups().make(folder / "backups", elsewhere, silent())
    assert target.backups().check(again.path, elsewhere, silent()).links == 21


def check_nothing_half(source: Book, folder: Path) -> None:
    """A restore that is cancelled at any moment leaves the book as it was; a damaged backup is not even begun with."""
    fill(source, 5)
    assets = open_assets(str(folder / "files"), ASSET_KEY)
    assets.put(b"x" * 50, sensitive=True)
    made = source.backups().make(folder / "backups", assets, silent())
    fill(source, 6)
    before = everything(source), rows(source)
    for stop_at in (0.1, 0.3, 0.36, 0.5, 0.7, 0.95):
        with pytest.raises(Cancelled):
            source.backups().restore(made.path, assets, OWNER, stopping(stop_at))
        assert (everything(source), rows(source)) == before
    assert source.verify_chain().good

    with pytest.raises(Cancelled):
        source.backups().make(folder / "other", assets, stopping(0.3))
    assert list((folder / "other").glob("*.zip")) == []
    assert list((folder / "other").glob(".*")) == []

    for number, change in enumerate((truncated, flipped, without_a_line)):
        damaged = folder / "backups" / f"statuette-damaged{number}.zip"
        change(made.path, damaged)
        with pytest.raises(BackupDamagedError):
            source.backups().restore(damaged, assets, OWNER, silent())
        assert (everything(source), rows(source)) == before


class _Stopping(Progress):
    """Cancels as soon as so much is done, however seldom it is asked."""

    def __init__(self, at: float) -> None:
        super().__init__()
        self.at = at

    def __call__(self, done: float, what: object = None) -> None:  # noqa: ARG002
        if done >= self.at:
            raise Cancelled

    def part(self, start: float, stop: float, what: object = None) -> Progress:  # noqa: ARG002
        width = stop - start
        return _Stopping((self.at - start) / width if width else 2.0)


def stopping(at: float) -> Progress:
    return _Stopping(at)


def truncated(path: Path, to: Path) -> None:
    to.write_bytes(path.read_bytes()[:-200])


def flipped(path: Path, to: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    to.write_bytes(content)


def without_a_line(path: Path, to: Path) -> None:
    """Taken out with care: a zip that is whole, whose manifest still promises the row."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "tables/events.jsonl":
                content = b"".join(content.splitlines(keepends=True)[:-1])
            new.writestr(name, content)
