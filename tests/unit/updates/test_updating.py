"""Updates that go well: from an address, a folder and a file; fetched in pieces, put in place whole, started for real."""

import http.server
import json
import threading
from pathlib import Path

import pytest

from app.drivers.updates.fetching import Source
from app.errors import Cancelled
from app.jobs.progress import Progress
from app.settings.releases import UpdateOfflineError, UpdateRefusedError
from tests.unit.packaging.launched import WELL
from tests.unit.updates.conftest import Quiet
from tests.unit.updates.published import LARGE, PC, Publisher
from tests.unit.updates.whole import verify


@pytest.fixture
def address(server: http.server.ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


@pytest.mark.parametrize("kind", ["address", "folder", "file"])
def test_a_newer_version_is_seen_fetched_and_started(pc: PC, publisher: Publisher, kind: str, address: str) -> None:
    notes = publisher.folder / "notes.txt"
    notes.write_text("修好了黑线", "utf-8")
    publisher.do("add", "--keys", publisher.keys, "--app", publisher.app("0.2.0"), "--notes-zh", notes)
    sources = {"address": lambda: address, "folder": publisher.mirror, "file": lambda: publisher.bundle("--app-only")}
    source = sources[kind]()
    found = pc.look(source)
    assert found is not None
    assert (found.version, found.runtime, found.again) == ("0.2.0", False, False)
    assert found.notes_in("zh_CN") == found.notes_in("en") == "修好了黑线"
    assert found.fetched < LARGE  # the large file is here already
    assert pc.layers() == ["app-0.1.0", "runtime-aaa"]
    pc.update(source, "0.2.0")
    new = pc.folder / "app-0.2.0"
    assert verify(new)
    assert (new / "resources" / "font.otf").read_bytes() == (pc.folder / "app-0.1.0/resources/font.otf").read_bytes()
    assert list((new / "app").rglob("*.pyc"))
    assert pc.marked("0.2.0")["state"] == "trial"
    assert list((pc.folder / "state" / "incoming").iterdir()) == [pc.folder / "state" / "incoming" / "releases.json"]
    assert pc.run() == 0
    assert pc.said == ["0.2.0"]
    assert pc.marked("0.2.0")["state"] == "healthy"


def test_only_what_changed_is_fetched(pc: PC, publisher: Publisher, address: str) -> None:
    publisher.offer("0.2.0")
    pc.update(address, "0.2.0")
    assert not [path for path, _ in Quiet.seen if "/parts/" in path]
    publisher.offer("0.3.0", seed=2)
    pc.update(address, "0.3.0", running="0.2.0")
    assert len([path for path, _ in Quiet.seen if "/parts/" in path]) == 1
    assert verify(pc.folder / "app-0.3.0")


def test_a_file_of_the_same_name_and_size_that_is_another_is_fetched(
    pc: PC, publisher: Publisher, address: str
) -> None:
    (pc.folder / "app-0.1.0" / "resources" / "font.otf").write_bytes(bytes(LARGE))
    publisher.offer("0.2.0")
    pc.update(address, "0.2.0")
    assert verify(pc.folder / "app-0.2.0")


def test_an_application_that_needs_another_runtime_brings_it(pc: PC, publisher: Publisher, address: str) -> None:
    publisher.offer("0.2.0", runtime="bbb", with_runtime=True)
    found = pc.look(address)
    assert found is not None
    assert found.runtime
    assert found.fetched > 1_000_000
    pc.update(address, "0.2.0")
    assert pc.layers() == ["app-0.1.0", "app-0.2.0", "runtime-aaa", "runtime-bbb"]
    assert verify(pc.folder / "runtime-bbb")
    assert (pc.folder / "runtime-bbb" / "bin" / "python3").is_symlink()
    assert pc.run() == 0
    assert pc.said == ["0.2.0"]


def test_where_the_home_belongs_to_the_machine_a_person_updates_for_himself(
    publisher: Publisher, address: str, tmp_path: Path
) -> None:
    pc = PC(tmp_path / "machine", publisher, "machine")
    before = sorted(path.name for path in pc.folder.iterdir())
    publisher.offer("0.2.0", runtime="bbb", with_runtime=True)
    pc.update(address, "0.2.0")
    assert pc.layers() == ["app-0.2.0", "runtime-bbb"]
    assert pc.run() == 0
    assert pc.said == ["0.2.0"]
    assert pc.marked("0.2.0")["state"] == "healthy"
    assert sorted(path.name for path in pc.folder.iterdir()) == before


def test_a_runtime_that_the_source_lacks_is_said(pc: PC, publisher: Publisher, address: str) -> None:
    publisher.offer("0.2.0", runtime="bbb")
    before = pc.tree()
    with pytest.raises(UpdateRefusedError, match="lacks what version"):
        pc.update(address, "0.2.0")
    assert pc.tree() == before


def test_two_updates_in_a_row_leave_the_last_two(pc: PC, publisher: Publisher, address: str) -> None:
    running = "0.1.0"
    for version in ("0.2.0", "0.3.0", "0.4.0"):
        publisher.offer(version)
        pc.update(address, version, running=running)
        assert pc.run() == 0
        running = version
    assert pc.run() == 0
    assert pc.said == ["0.2.0", "0.3.0", "0.4.0", "0.4.0"]
    assert pc.layers() == ["app-0.3.0", "app-0.4.0", "runtime-aaa"]


def test_a_first_start_that_crashes_leads_back_and_the_next_version_comes(
    pc: PC, publisher: Publisher, address: str
) -> None:
    publisher.offer("0.2.0", "raise RuntimeError('no window')")
    pc.update(address, "0.2.0")
    assert pc.run() == 0
    assert pc.said == ["0.1.0"]
    assert pc.marked("0.2.0")["why"] == "died"
    found = pc.look(address)
    assert found is not None
    assert found.again
    publisher.offer("0.2.1")
    pc.update(address, "0.2.1")
    assert pc.run() == 0
    assert pc.said == ["0.1.0", "0.2.1"]


def test_one_that_was_set_aside_can_be_tried_again(pc: PC, publisher: Publisher, address: str) -> None:
    publisher.offer("0.2.0", f"sys.exit(3) if not os.path.exists(os.environ['OUT'] + '.mended') else None\n{WELL}")
    pc.update(address, "0.2.0")
    assert pc.run() == 0
    pc.out.with_name("out.mended").touch()
    pc.update(address, "0.2.0")
    assert pc.run() == 0
    assert pc.said == ["0.1.0", "0.2.0"]


def test_nothing_newer_is_nothing(pc: PC, publisher: Publisher, address: str) -> None:
    assert pc.look(address) is None
    publisher.offer("0.0.9")
    assert pc.look(address) is None
    publisher.offer("0.1.0")
    assert pc.look(address) is None
    with pytest.raises(UpdateRefusedError, match="no version"):
        pc.update(address, "0.1.0")


def test_what_is_in_place_already_is_not_offered_again(pc: PC, publisher: Publisher, address: str) -> None:
    publisher.offer("0.2.0")
    pc.update(address, "0.2.0")
    assert pc.look(address) is None  # while 0.1.0 still runs


def test_a_download_goes_on_where_it_stopped(pc: PC, publisher: Publisher, address: str) -> None:
    publisher.offer("0.2.0", seed=5)
    before = pc.tree()
    Quiet.cut_after["/parts/"] = 40_000
    for tried in range(1, 4):
        with pytest.raises(UpdateOfflineError):
            pc.update(address, "0.2.0")
        halves = list((pc.folder / "state" / "incoming").glob("*.part"))
        assert [half.stat().st_size for half in halves] == [40_000 * tried]
        assert pc.tree() == before
    Quiet.cut_after.clear()
    pc.update(address, "0.2.0")
    assert [asked for path, asked in Quiet.seen if "/parts/" in path][-1] == "bytes=120000-"
    assert verify(pc.folder / "app-0.2.0")
    assert not list((pc.folder / "state" / "incoming").glob("*.part"))


def test_whoever_cancels_keeps_what_was_there(pc: PC, publisher: Publisher, address: str) -> None:
    publisher.offer("0.2.0", seed=5)
    before = pc.tree()
    for share in (0.0, 0.05, 0.2, 0.5, 0.58):
        reached: list[float] = []
        progress = Progress(lambda done, _what, reached=reached: reached.append(done),
                            lambda share=share, reached=reached: bool(reached) and reached[-1] >= share)  # fmt: skip
        with pytest.raises(Cancelled):
            pc.updating().fetch(address, "0.2.0", progress)
        assert pc.tree() == before
    pc.update(address, "0.2.0")
    assert verify(pc.folder / "app-0.2.0")


def test_an_update_while_another_is_under_way_waits_for_its_turn(
    pc: PC, publisher: Publisher, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.offer("0.2.0")
    inside, go = threading.Event(), threading.Event()
    plain = Source.download_file

    def slow(self: Source, url: str, most: int) -> object:
        inside.set()
        go.wait(60)
        return plain(self, url, most)

    monkeypatch.setattr(Source, "download_file", slow)
    first = threading.Thread(target=pc.update, args=(address, "0.2.0"))
    first.start()
    assert inside.wait(60)
    with pytest.raises(UpdateRefusedError, match="Another update"):
        pc.update(address, "0.2.0")
    go.set()
    first.join(120)
    assert verify(pc.folder / "app-0.2.0")


def test_a_source_that_is_not_there(pc: PC, tmp_path: Path) -> None:
    for source in ("http://127.0.0.1:9", str(tmp_path / "no-mirror")):
        with pytest.raises(UpdateOfflineError, match="cannot be reached"):
            pc.look(source)
    for source, words in (
        (str(tmp_path / "none.statuette-update"), "no update file"),
        ("https://", "no address"),
        ("", "No source"),
    ):
        with pytest.raises(UpdateRefusedError, match=words):
            pc.look(source)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UpdateRefusedError, match="no complete updates"):
        pc.look(tmp_path / "empty")


def test_a_key_that_was_replaced_is_followed_from_the_root_that_was_shipped(
    pc: PC, publisher: Publisher, address: str
) -> None:
    publisher.offer("0.2.0")
    for role in ("targets", "timestamp", "snapshot", "root", "renew"):
        publisher.do("rotate", "--keys", publisher.keys, role)
    publisher.offer("0.3.0")
    pc.update(address, "0.3.0")
    assert pc.run() == 0
    assert pc.said == ["0.3.0"]


def test_the_same_layer_gives_the_same_bytes(publisher: Publisher, tmp_path: Path) -> None:
    from devtools.release.packing import pack

    made = publisher.app("0.2.0")
    first = pack(made, tmp_path / "one", "x/app-0.2.0.zip")
    for path in made.rglob("*"):
        path.touch()
    second = pack(made, tmp_path / "two", "x/app-0.2.0.zip")
    assert first == second
    assert (tmp_path / "one/x/app-0.2.0.zip").read_bytes() == (tmp_path / "two/x/app-0.2.0.zip").read_bytes()
    assert json.dumps(first["parts"]).count("sha256") == 1


def test_the_keys_are_encrypted_and_kept_apart(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    from devtools.console import ROOT, Stop

    for path in publisher.keys.iterdir():
        assert b"ENCRYPTED" in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("STATUETTE_RELEASE_PASSPHRASE", "another one of length")
    with pytest.raises(Stop, match="does not open"):
        publisher.do("sign", "--keys", publisher.keys)
    monkeypatch.setenv("STATUETTE_RELEASE_PASSPHRASE", "short")
    from devtools.release import __main__ as release
    from devtools.release.repository import Repository

    with pytest.raises(Stop, match="at least 12"):
        release.main(["init", str(publisher.folder / "other"), "--keys", str(publisher.folder / "more")])
    with pytest.raises(Stop, match="inside of the project"):
        Repository(publisher.folder / "third").init(ROOT / "keys", b"x" * 20, roots=1, threshold=1, days={})
