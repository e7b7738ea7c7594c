"""Bytes of a file in the asset store change on the disk: one sentence says so, the other files are as they were."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from pytestqt.qtbot import QtBot

from app.commands import notes
from app.commands.backups import back_up, restore
from app.orders.records import FileLink
from app.storage.asset_keeper import name_of
from tests.e2e.faults.conftest import WAIT, Day, Opener

PICTURES = 3


def add_pictures(day: Day, order: int, folder: Path) -> list[FileLink]:
    """Through the page of the order, as they are dropped on it."""
    paths = []
    for number in range(PICTURES):
        paths.append(folder / f"photo {number}.png")
        Image.new("RGB", (64, 64), (40 * number, 90, 30)).save(paths[-1])
    day.window.orders.show_order(order)
    day.window.orders.detail._files.add(paths)
    kept: list[FileLink] = []

    def there() -> bool:
        with day.office.book.reading() as book:
            kept[:] = book.find(FileLink, order=order)
        return len(kept) == PICTURES

    day.qtbot.waitUntil(there, timeout=WAIT)
    return kept


def flip(home: Path, digest: str) -> bytes:
    """Change a byte in the middle of what is stored; gives what was there."""
    path = home / "data" / "assets" / name_of(digest)
    before = path.read_bytes()
    changed = bytearray(before)
    changed[len(changed) // 2] ^= 0xFF
    path.write_bytes(changed)
    return before


def test_it_is_told_and_the_others_go_on(  # noqa: PLR0917 - fixtures
    open_day: Opener, home: Path, backups: Path, tmp_path: Path, qtbot: QtBot, happened: Callable[..., None]
) -> None:
    day = open_day()
    made = day.new_order()
    assert made is not None
    files = add_pictures(day, made.id, tmp_path)
    assert day.ask(back_up, backups) is not None
    flip(home, files[0].digest)
    messages = day.window.orders.detail.messages
    day.window.orders.detail._files.look_at(files[0])
    qtbot.waitUntil(lambda: bool(messages.sentences), timeout=WAIT)
    assert len(messages.sentences) == 1
    assert "damaged" in messages.sentences[0]
    for file in files[1:]:
        assert day.ask(notes.file_content, file.id)
    assert day.new_order() is not None

    # The way back, as the sentence says: from the backup, which has the file as it was.
    backup = day.ask(back_up, backups)
    assert backup is not None
    assert day.ask(restore, backup) is not None
    for number, file in enumerate(files):
        assert day.ask(notes.file_content, file.id) == (tmp_path / f"photo {number}.png").read_bytes()
    assert day.lost() == []
    assert day.is_whole()
    happened(lost=0)
