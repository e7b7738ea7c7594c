"""What is refused, each with its sentence, and nothing of what was there has changed."""

import hashlib
import http.server
import json
import lzma
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.drivers.updates.index import LIST, Archive, Index
from app.drivers.updates.unpacking import LayerDamagedError, unpack
from app.errors import WriteRefusedError
from app.jobs.progress import silent
from app.settings.releases import UpdateRefusedError
from tests.unit.updates.published import PC, Publisher


def refused(pc: PC, source: object, words: str, version: str = "0.2.0") -> None:
    """Looked at or fetched, it is refused, and all stays as it was; the program starts as before."""
    before = pc.tree()
    with pytest.raises(UpdateRefusedError, match=words):
        pc.update(source, version)
    assert pc.tree() == before
    assert not (pc.updates / "state" / f"app-{version}.json").exists()
    assert not [path for path in (pc.updates / "state" / "incoming").iterdir() if path.is_dir()]


def targets(publisher: Publisher, pattern: str) -> list[Path]:
    found = sorted(publisher.repository.targets_folder.rglob(pattern))
    assert found
    return found


# ---- what is signed ---------------------------------------------------------


@pytest.mark.parametrize("pattern", ["*.app-0.2.0.zip", "*.xz", "*.releases.json"])
@pytest.mark.parametrize("how", ["altered", "truncated", "longer"])
def test_a_target_that_is_not_as_it_was_signed(pc: PC, publisher: Publisher, pattern: str, how: str) -> None:
    publisher.offer("0.2.0", seed=4)
    for path in targets(publisher, pattern):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(
            {"altered": bytes(content), "truncated": bytes(content[:-100]), "longer": path.read_bytes() + b"more"}[how]
        )
    refused(pc, publisher.repository.folder, "damaged or was altered")
    assert all(path.stat().st_size == 0 for path in (pc.updates / "state" / "incoming").glob("*.part"))


@pytest.mark.parametrize("role", ["targets", "snapshot", "timestamp"])
def test_metadata_that_somebody_has_changed(pc: PC, publisher: Publisher, role: str) -> None:
    publisher.offer("0.2.0")
    path = max(publisher.repository.metadata.glob(f"*{role}.json"))
    content = json.loads(path.read_text())
    content["signed"]["expires"] = "2999-01-01T00:00:00Z"
    path.write_text(json.dumps(content))
    refused(pc, publisher.repository.folder, "not signed by whoever publishes")


def test_metadata_that_is_none(pc: PC, publisher: Publisher) -> None:
    publisher.offer("0.2.0")
    (publisher.repository.metadata / "timestamp.json").write_bytes(b"<html>log in to the hotel's network</html>")
    refused(pc, publisher.repository.folder, "cannot be read")


def test_another_publisher(pc: PC, tmp_path: Path) -> None:
    other = Publisher(tmp_path / "other")
    other.offer("0.2.0")
    refused(pc, other.repository.folder, "not signed by whoever publishes")
    refused(pc, other.bundle("--app-only"), "not signed by whoever publishes")


def test_a_root_that_nobody_trusted_signs(pc: PC, publisher: Publisher, tmp_path: Path) -> None:
    publisher.offer("0.2.0")
    other = Publisher(tmp_path / "other")
    other.offer("0.2.0")
    other.do("rotate", "--keys", other.keys, "renew")
    shutil.copy(other.repository.metadata / "2.root.json", publisher.repository.metadata)
    refused(pc, publisher.repository.folder, "not signed by whoever publishes")


def test_an_older_repository_than_one_that_was_seen(pc: PC, publisher: Publisher, tmp_path: Path) -> None:
    publisher.offer("0.2.0")
    shutil.copytree(publisher.repository.folder, tmp_path / "old")
    old_file = publisher.bundle("--app-only").rename(tmp_path / "old.statuette-update")
    publisher.offer("0.3.0")
    assert pc.look(publisher.repository.folder) is not None
    refused(pc, tmp_path / "old", "older than what this PC has seen")
    refused(pc, old_file, "older than what this PC has seen")


def test_parts_of_different_times(pc: PC, publisher: Publisher) -> None:
    publisher.offer("0.2.0")
    folder = publisher.repository.metadata
    newest = max(folder.glob("*.snapshot.json")).name
    publisher.offer("0.3.0")
    shutil.copy(folder / newest, max(folder.glob("*.snapshot.json")))
    refused(pc, publisher.repository.folder, "older than what")


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "root"])
def test_what_has_expired_may_hold_something_back(pc: PC, publisher: Publisher, role: str) -> None:
    publisher.offer("0.2.0")
    facts = publisher.repository.folder / "release.json"
    facts.write_text(json.dumps({"days": {role: -1}}))
    if role == "root":
        publisher.do("rotate", "--keys", publisher.keys, "renew")
    else:
        publisher.do("sign", "--keys", publisher.keys)
    refused(pc, publisher.repository.folder, "expired")


def test_files_that_are_no_update(pc: PC, publisher: Publisher, tmp_path: Path) -> None:
    publisher.offer("0.2.0")
    whole = publisher.bundle("--app-only").read_bytes()
    for name, content, words in (
        ("photo", b"\xff\xd8 a photo", "no whole update file"),
        ("cut", whole[: len(whole) // 2], "no whole update file"),
        ("empty", b"", "no whole update file"),
    ):
        path = tmp_path / f"{name}.statuette-update"
        path.write_bytes(content)
        refused(pc, path, words)
    other = tmp_path / "orders.zip"
    with zipfile.ZipFile(other, "w") as made:
        made.writestr("orders.json", "{}")
    refused(pc, other, "no complete updates")
    for place in range(100, len(whole) - 100, max(1, len(whole) // 23)):
        broken = bytearray(whole)
        broken[place] ^= 0x40
        path = tmp_path / "broken.statuette-update"
        path.write_bytes(bytes(broken))
        try:
            pc.update(path, "0.2.0")
        except UpdateRefusedError:
            continue
        break  # a byte that nothing depends on


def test_a_server_that_never_ends(pc: PC, publisher: Publisher, server: http.server.ThreadingHTTPServer) -> None:
    publisher.offer("0.2.0")
    (publisher.repository.metadata / "timestamp.json").write_bytes(b" " * 50_000_000)
    refused(pc, f"http://127.0.0.1:{server.server_address[1]}", "damaged or was altered")


def test_a_version_that_does_not_start_here_is_not_put_in_place(pc: PC, publisher: Publisher) -> None:
    made = publisher.app("0.2.0")
    (made / "app" / "settings" / "installed.py").write_text("import a_library_that_is_not_there\n")
    publisher.do("add", "--keys", publisher.keys, "--app", made)
    refused(pc, publisher.repository.folder, "does not start on this PC")


def test_one_that_says_it_is_another_version(pc: PC, publisher: Publisher) -> None:
    made = publisher.app("0.2.0")
    (made / "app" / "__init__.py").write_text("__version__ = '0.1.9'\n")
    publisher.do("add", "--keys", publisher.keys, "--app", made)
    refused(pc, publisher.repository.folder, "does not start on this PC")


def test_a_full_disk(pc: PC, publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    publisher.offer("0.2.0")
    before = pc.tree()
    monkeypatch.setattr("app.drivers.updates.updating._ROOM", 10**15)
    with pytest.raises(WriteRefusedError, match="not enough room"):
        pc.update(publisher.repository.folder, "0.2.0")
    assert pc.tree() == before


# ---- what is inside -----------------------------------------------------------

Change = Callable[[dict[str, Any], list[tuple[zipfile.ZipInfo, bytes]]], None]


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    return made


def listed(content: bytes, **more: Any) -> dict[str, Any]:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest(), **more}


def pack(folder: Path, change: Change, part: bytes = b"") -> tuple[Path, Archive]:
    """An archive of two files and a part, after somebody has changed something."""
    files: dict[str, Any] = {"app/__init__.py": listed(b"one"), "b.txt": listed(b"two"), "big": listed(part, part=True)}
    content: dict[str, Any] = {"files": files, "links": {}}
    entries = [(entry("app/__init__.py"), b"one"), (entry("b.txt"), b"two")]
    change(content, entries)
    path = folder / "layer.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(LIST, json.dumps(content))
        for info, data in entries:
            made.writestr(info, data)
    parts = [
        {"path": n, "sha256": f["sha256"], "size": f["size"], "fetched": 1} for n, f in files.items() if "part" in f
    ]
    facts = {"target": "t", "fetched": 1, "unpacked": sum(f["size"] for f in files.values()), "files": len(files)}
    return path, Archive.model_validate(facts | {"parts": parts})


def unpacked(folder: Path, change: Change, compressed: bytes | None = None, part: bytes = b"part") -> Path:
    archive, facts = pack(folder, change, part)
    fetched = folder / "part.xz"
    fetched.write_bytes(lzma.compress(part) if compressed is None else compressed)
    to = folder / "layer"
    unpack(archive, facts, to, lambda _name: None, lambda _file: fetched, progress=silent())
    return to


def test_what_is_as_it_says_is_unpacked(tmp_path: Path) -> None:
    made = unpacked(tmp_path, lambda content, _entries: content["links"].update({"app/link": "../b.txt"}))
    assert (made / "app" / "link").read_bytes() == b"two"
    assert (made / "big").read_bytes() == b"part"


EVIL = b"evil"


@pytest.mark.parametrize(
    "change",
    [
        lambda c, e: (c["files"].update({"../evil": listed(EVIL)}), e.append((entry("../evil"), EVIL))),
        lambda c, e: (c["files"].update({"/evil": listed(EVIL)}), e.append((entry("/evil"), EVIL))),
        lambda c, e: (c["files"].update({"C:/evil": listed(EVIL)}), e.append((entry("C:/evil"), EVIL))),
        lambda c, e: (c["files"].update({"a\\..\\evil": listed(EVIL)}), e.append((entry("a\\..\\evil"), EVIL))),
        lambda c, e: (c["files"].update({"nul": listed(EVIL)}), e.append((entry("nul"), EVIL))),
        lambda c, e: (c["files"].update({"dot.": listed(EVIL)}), e.append((entry("dot."), EVIL))),
        lambda c, e: (c["files"].update({"B.TXT": listed(EVIL)}), e.append((entry("B.TXT"), EVIL))),
        lambda _c, e: e.append((entry("unlisted"), EVIL)),
        lambda c, _e: c["files"].update({"absent": listed(EVIL)}),
        lambda c, _e: c["files"]["b.txt"].update(sha256="0" * 64),
        lambda c, _e: c["files"]["b.txt"].update(size=2),
        lambda c, _e: c["files"]["b.txt"].update(size=7 * 10**9),
        lambda _c, e: e.__setitem__(1, (entry("b.txt", stat.S_IFLNK | 0o777), b"../../etc/passwd")),
        lambda c, _e: c["links"].update({"link": "../outside"}),
        lambda c, _e: c["links"].update({"link": "/etc/passwd"}),
        lambda c, _e: c["links"].update({"app/link": "../../x/b.txt"}),
        lambda c, _e: c["links"].update({"link": "absent"}),
        lambda c, _e: c["links"].update({"app": "b.txt"}),
        lambda c, _e: c.update(files="none"),
        lambda c, e: (c.clear(), e.clear()),
    ],
)
def test_an_archive_that_would_write_elsewhere_or_something_else(tmp_path: Path, change: Change) -> None:
    with pytest.raises(LayerDamagedError, match="does not hold what it should"):
        unpacked(tmp_path, change)
    assert not (tmp_path / "evil").exists()
    assert not (tmp_path.parent / "evil").exists()


@pytest.mark.parametrize("compressed", [lzma.compress(bytes(50_000_000)), b"no xz", lzma.compress(b"other"), b""])
def test_a_part_that_is_a_bomb_or_another(tmp_path: Path, compressed: bytes) -> None:
    with pytest.raises(LayerDamagedError):
        unpacked(tmp_path, lambda _c, _e: None, compressed)
    written = sum(path.stat().st_size for path in (tmp_path / "layer").rglob("*") if path.is_file())
    assert written < 1000


def test_two_entries_of_one_name(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        archive, facts = pack(tmp_path, lambda _c, e: e.append((entry("b.txt"), EVIL)))
    with pytest.raises(LayerDamagedError):
        unpack(archive, facts, tmp_path / "layer", lambda _n: None, lambda _f: archive, progress=silent())


def test_an_archive_whose_headers_lie(tmp_path: Path) -> None:
    """A zip that says four bytes in its directory and holds fifty million."""
    archive, facts = pack(tmp_path, lambda _c, _e: None)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        files = {"app/__init__.py": listed(b"one"), "b.txt": listed(b"two"), "big": listed(b"", part=True)}
        made.writestr(LIST, json.dumps({"files": files, "links": {}}))
        made.writestr("app/__init__.py", bytes(50_000_000))
        made.writestr("b.txt", b"two")
        for info in made.infolist():
            if info.filename == "app/__init__.py":
                info.file_size = 3
    with pytest.raises(LayerDamagedError):
        unpack(archive, facts, tmp_path / "layer", lambda _n: None, lambda _f: archive, progress=silent())


@pytest.mark.parametrize(
    "apps",
    [
        [{"version": "../1", "runtime": "aaa", "target": "t", "fetched": 1, "unpacked": 1, "files": 1}],
        [{"version": "1.0", "runtime": "../..", "target": "t", "fetched": 1, "unpacked": 1, "files": 1}],
        [{"version": "1.0", "runtime": "aaa", "target": "../t", "fetched": 1, "unpacked": 1, "files": 1}],
        [{"version": "1.0", "runtime": "aaa", "target": "t", "fetched": 1, "unpacked": 10**14, "files": 1}],
        [{"version": "1.0", "runtime": "aaa", "target": "t", "fetched": -1, "unpacked": 1, "files": 1}],
    ],
)
def test_a_list_of_releases_with_impossible_things(apps: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Index.model_validate({"apps": apps})
