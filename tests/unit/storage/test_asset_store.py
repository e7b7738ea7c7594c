"""The asset store in a folder: whole or not at all, verified, shared."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.orders.assets import AssetDamagedError, AssetInfo, AssetsOfflineError, AssetStore
from app.security.vault import SealBrokenError
from app.storage import asset_folder
from app.storage.asset_crypt import CHUNK, digest_of
from app.storage.asset_folder import MARK, FolderKeeper
from app.storage.asset_store import KeptAssets, open_assets

KEY = bytes(range(32))
FACE = b"pixels of a face" * 1000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "assets"


@pytest.fixture
def store(root: Path) -> AssetStore:
    return open_assets(str(root), KEY)


def only_file(root: Path) -> Path:
    (found,) = (p for p in (root / "sha256").rglob("*") if p.is_file())
    return found


def test_what_is_put_comes_back(store: AssetStore, root: Path) -> None:
    info = store.put(FACE, sensitive=True)
    assert info == AssetInfo(digest_of(FACE), len(FACE), sensitive=True)
    assert store.get(info.digest) == FACE
    assert store.info(info.digest) == info
    assert store.has(info.digest)
    assert list(store.digests()) == [info.digest]
    assert store.where() == str(root)
    (file,) = store.files()
    assert file.size == only_file(root).stat().st_size
    assert abs(file.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_sensitive_content_is_not_on_the_disk(store: AssetStore, root: Path) -> None:
    store.put(FACE, sensitive=True)
    assert b"face" not in only_file(root).read_bytes()


def test_what_is_there_is_not_written_again(store: AssetStore, root: Path) -> None:
    store.put(FACE, sensitive=True)
    before = only_file(root).stat()
    assert store.put(FACE, sensitive=False).sensitive
    after = only_file(root).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_plain_content_that_becomes_sensitive_is_sealed(store: AssetStore, root: Path) -> None:
    assert not store.put(FACE, sensitive=False).sensitive
    assert b"face" in only_file(root).read_bytes()
    assert store.put(FACE, sensitive=True).sensitive
    assert b"face" not in only_file(root).read_bytes()
    assert store.get(digest_of(FACE)) == FACE


@pytest.mark.parametrize("sensitive", [True, False])
def test_damage_is_told_and_mended_by_putting_it_again(store: AssetStore, root: Path, sensitive: bool) -> None:
    digest = store.put(FACE, sensitive=sensitive).digest
    stored = bytearray(only_file(root).read_bytes())
    stored[-20] ^= 1
    only_file(root).write_bytes(stored)
    with pytest.raises(AssetDamagedError):
        store.get(digest)
    store.put(FACE, sensitive=sensitive)
    assert store.get(digest) == FACE


def test_a_file_that_is_empty_after_a_power_cut_is_damaged(store: AssetStore, root: Path) -> None:
    digest = store.put(FACE, sensitive=True).digest
    only_file(root).write_bytes(b"")
    with pytest.raises(AssetDamagedError):
        store.get(digest)
    with pytest.raises(AssetDamagedError):
        store.info(digest)


def test_removed_is_gone(store: AssetStore) -> None:
    digest = store.put(FACE, sensitive=True).digest
    store.remove(digest)
    store.remove(digest)
    assert not store.has(digest)
    with pytest.raises(KeyError):
        store.get(digest)


@pytest.mark.parametrize("word", ["", "../../etc/passwd", "A" * 64, "g" * 64, "a" * 63, "/" * 64, "." * 64])
def test_a_word_that_is_no_digest_never_becomes_a_path(store: AssetStore, word: str) -> None:
    assert not store.has(word)
    with pytest.raises(KeyError):
        store.get(word)
    with pytest.raises(KeyError):
        store.remove(word)


def test_the_key_of_another_workshop_does_not_open_it(store: AssetStore, root: Path) -> None:
    digest = store.put(FACE, sensitive=True).digest
    with pytest.raises(SealBrokenError):
        open_assets(str(root), bytes(32)).get(digest)


def test_a_folder_that_is_gone_is_told_and_not_made_anew(store: AssetStore, root: Path) -> None:
    digest = store.put(FACE, sensitive=True).digest
    root.rename(root.with_name("unplugged"))
    for use in (
        lambda: store.get(digest),
        lambda: store.put(b"more", sensitive=True),
        lambda: store.has(digest),
        lambda: store.remove(digest),
        lambda: list(store.digests()),
        lambda: store.info(digest),
    ):
        with pytest.raises(AssetsOfflineError, match="connect the drive"):
            use()
    assert not root.exists()


def test_a_place_whose_drive_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssetsOfflineError):
        open_assets(str(tmp_path / "no drive" / "assets"), KEY)
    assert not (tmp_path / "no drive").exists()


def test_a_full_disk_is_told_and_leaves_nothing(store: AssetStore, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(b"before", sensitive=True)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AssetsOfflineError, match="is full"):
        store.put(FACE, sensitive=True)
    monkeypatch.undo()
    assert not store.has(digest_of(FACE))
    assert list(store.digests()) == [digest_of(b"before")]
    assert not list(root.rglob("*.tmp"))


def test_a_file_that_somebody_has_open_is_tried_again(store: AssetStore, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    real = asset_folder.write_chunks

    def busy(path: Path, chunks: object) -> None:
        calls.append(path)
        if len(calls) < 3:
            raise PermissionError
        real(path, chunks)  # type: ignore[arg-type]

    monkeypatch.setattr(asset_folder, "write_chunks", busy)
    digest = store.put(FACE, sensitive=True).digest
    assert len(calls) == 3
    assert store.get(digest) == FACE


def test_what_killed_writers_left_is_cleared_when_it_is_old(root: Path) -> None:
    keeper = FolderKeeper(root)
    KeptAssets(keeper, KEY).put(FACE, sensitive=True)
    folder = only_file(root).parent
    old, young = folder / ".old.tmp", folder / ".young.tmp"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (0, time.time() - 2 * 86400))
    assert keeper.clear_half_written() == 1
    assert not old.exists()
    assert young.exists()
    assert list(KeptAssets(keeper, KEY).digests()) == [digest_of(FACE)]


def test_many_threads_put_the_same_and_different_things(store: AssetStore) -> None:
    contents = [bytes([n]) * 5000 for n in range(8)]
    problems: list[BaseException] = []

    def work() -> None:
        try:
            for content in contents * 3:
                assert store.get(store.put(content, sensitive=True).digest) == content
        except BaseException as error:  # noqa: BLE001 - told below
            problems.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert sorted(store.digests()) == sorted(digest_of(c) for c in contents)


WRITER = """
import sys
from app.storage.asset_store import open_assets
store = open_assets(sys.argv[1], bytes(range(32)))
n = 0
while True:
    n += 1
    info = store.put((str(n) * 40).encode() * 9000 + sys.argv[2].encode(), sensitive=n % 2 == 0)
    print(info.digest, flush=True)
"""


def test_kill_9_at_any_moment_leaves_no_readable_half(root: Path) -> None:
    """What was confirmed is there, what can be read is whole, whenever the writer dies; two write at once."""
    confirmed: set[str] = set()
    open_assets(str(root), KEY)
    for turn in range(6):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(root), f"{turn}-{one}"], stdout=subprocess.PIPE, text=True
            )
            for one in range(2)
        ]
        for writer in writers:
            assert writer.stdout is not None
            confirmed.add(writer.stdout.readline().strip())  # it writes by now
        time.sleep(0.013 * turn)
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            assert writer.stdout is not None
            lines = writer.stdout.read().splitlines()
            confirmed.update(line for line in lines if len(line) == 64)
            writer.wait()
            writer.stdout.close()
    store = open_assets(str(root), KEY)
    there = set(store.digests())
    assert len(confirmed) > 12
    assert confirmed <= there
    for digest in there:
        assert digest_of(store.get(digest)) == digest


def test_the_store_of_this_pc_lies_in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    store = open_assets("", KEY)
    store.put(bytes(CHUNK + 5), sensitive=True)
    assert (tmp_path / "home" / "data" / "assets" / MARK).exists()
