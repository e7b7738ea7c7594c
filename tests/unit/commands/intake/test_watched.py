"""The watched folder: what has settled comes in once, whoever watches, and leaves a report."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands.intake.watched import DONE, FAILED, WORKING, Told, WatchedFolder
from app.commands.office import Office
from app.orders.assets import AssetsOfflineError
from app.orders.records import Order
from app.security.permissions import Permission, may
from tests.unit.commands.intake.conftest import a_bundle, an_order, picture, write_json, write_zip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming"
    folder.mkdir()
    return folder


@pytest.fixture
def told() -> list[Told]:
    return []


@pytest.fixture
def watched(office: Office, folder: Path, told: list[Told]) -> WatchedFolder:
    return WatchedFolder(office, folder, told.append, left_s=0.2, every_s=0.02)


def keys(office: Office) -> list[str]:
    with office.book.reading() as book:
        return sorted(order.key for order in book.find(Order))


def wait_for(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_file_comes_in_when_it_has_settled(
    office: Office, folder: Path, watched: WatchedFolder, told: list[Told]
) -> None:
    path = write_json(folder / "b.json", a_bundle(an_order("A-1")))
    watched.look()
    assert keys(office) == []  # seen for the first time: it may still be growing
    path.write_bytes(path.read_bytes() + b" ")
    watched.look()
    assert keys(office) == []  # it has grown
    watched.look()
    assert keys(office) == ["A-1"]
    assert not path.exists()
    assert (folder / DONE / "b.json").exists()
    report = (folder / DONE / "b.json.report.txt").read_text(encoding="utf-8")
    assert report == "1 order came in.\n"
    assert [(one.name, one.result.created if one.result else None) for one in told] == [("b.json", 1)]


def test_what_was_refused_lies_in_failed_with_the_reasons_and_no_personal_data(
    office: Office, folder: Path, watched: WatchedFolder
) -> None:
    write_json(folder / "half.json", a_bundle(an_order("A-1"), an_order("A-2", items=[{"product": "测试甲"}])))
    (folder / "bad.json").write_text("no bundle 13800000000", encoding="utf-8")
    watched.look()
    watched.look()
    assert keys(office) == ["A-1"]
    half = (folder / FAILED / "half.json.report.txt").read_text(encoding="utf-8")
    assert "Order 2 (A-2): items[1]: product is not made here" in half
    bad = (folder / FAILED / "bad.json.report.txt").read_text(encoding="utf-8")
    assert bad == "The bundle is no JSON, or was cut off; get it again.\n"
    assert "测试甲" not in half
    assert "138" not in half + bad


@pytest.mark.parametrize(
    "name", ["b.json.part", ".b.json", "~$t.xlsx", "b.tmp", "b.zip.crdownload", "b.part.zip", "readme.md"]
)
def test_what_is_not_finished_or_no_orders_is_left_alone(
    folder: Path, watched: WatchedFolder, told: list[Told], name: str
) -> None:
    (folder / name).write_bytes(b"half")
    for _ in range(3):
        watched.look()
    assert (folder / name).exists()
    assert told == []


def test_files_beside_a_json_are_found(office: Office, folder: Path, watched: WatchedFolder) -> None:
    content = picture(3)
    (folder / "covers").mkdir()
    (folder / "covers" / "a.png").write_bytes(content)
    order = an_order("A-1", creations=[{"key": "C-1", "cover": "covers/a.png"}])
    write_json(folder / "b.json", a_bundle(order, files={"covers/a.png": content}))
    watched.look()
    watched.look()
    assert keys(office) == ["A-1"]


def test_the_same_name_again_keeps_both(office: Office, folder: Path, watched: WatchedFolder) -> None:
    for key in ("A-1", "A-2"):
        write_json(folder / "b.json", a_bundle(an_order(key)))
        watched.look()
        watched.look()
    assert keys(office) == ["A-1", "A-2"]
    assert {p.name for p in (folder / DONE).glob("*.json")} == {"b.json", "b-2.json"}


def test_a_file_that_a_dead_pc_left_is_taken_over(
    office: Office, folder: Path, watched: WatchedFolder, told: list[Told]
) -> None:
    watched.look()
    left = write_json(folder / WORKING / "b.json", a_bundle(an_order("A-1")))
    watched.look()
    os.utime(left, (1, 1))  # somebody works on it: its time changes, whatever clock they have
    time.sleep(0.25)
    watched.look()
    assert keys(office) == []
    time.sleep(0.25)
    watched.look()
    assert keys(office) == ["A-1"]
    assert (folder / DONE / "b.json").exists()
    assert len(told) == 1


def test_two_pcs_import_each_file_once(office: Office, folder: Path) -> None:
    told: list[Told] = []
    for number in range(12):
        write_json(folder / f"{number}.json", a_bundle(an_order(f"A-{number:02}")))
    pcs = [WatchedFolder(office, folder, told.append, every_s=0.01) for _ in range(3)]
    for pc in pcs:
        pc.start()
    wait_for(lambda: len(told) == 12)
    for pc in pcs:
        pc.stop()
        assert not pc.running
    assert keys(office) == [f"A-{n:02}" for n in range(12)]
    assert sum(one.result.created for one in told if one.result) == 12
    assert sorted(one.name for one in told) == sorted(f"{n}.json" for n in range(12))
    assert len(list((folder / DONE).glob("*.json"))) == 12
    assert not list((folder / WORKING).iterdir())
    assert not any(thread.name == "watched folder" for thread in threading.enumerate())


def test_stopped_in_the_middle_it_goes_on_after_a_restart(office: Office, folder: Path, told: list[Told]) -> None:
    write_json(folder / "b.json", a_bundle(*(an_order(f"A-{n:04}") for n in range(1000))))
    first = WatchedFolder(office, folder, told.append, every_s=0.01)
    first.start()
    wait_for(lambda: len(keys(office)) > 0)
    first.stop()
    assert (folder / "b.json").exists()
    assert 0 < len(keys(office)) < 1000
    second = WatchedFolder(office, folder, told.append, every_s=0.01)
    second.start()
    wait_for(lambda: len(told) == 1)
    second.stop()
    assert len(keys(office)) == 1000
    assert (folder / DONE / "b.json").exists()


def test_while_something_is_away_the_file_waits_and_it_is_told_once(
    office: Office, folder: Path, watched: WatchedFolder, told: list[Told], tmp_path: Path
) -> None:
    files = {"a.png": picture(1)}
    order = an_order("A-1", creations=[{"key": "C-1", "cover": "a.png"}])
    write_zip(folder / "b.zip", a_bundle(order, files=files), files)
    store = tmp_path / "home" / "assets"
    store.rename(store.with_name("away"))
    for _ in range(5):
        watched.look()
    assert [type(one.error) for one in told] == [AssetsOfflineError]
    assert (folder / "b.zip").exists()
    store.with_name("away").rename(store)
    for _ in range(2):
        watched.look()
    assert keys(office) == ["A-1"]


def test_a_folder_that_is_gone_is_told_once_and_found_again(
    office: Office, folder: Path, watched: WatchedFolder, told: list[Told]
) -> None:
    write_json(folder / "b.json", a_bundle(an_order("A-1")))
    folder.rename(folder.with_name("away"))
    for _ in range(3):
        watched.look()
    assert ["is not there" in str(one.error) for one in told] == [True]
    folder.with_name("away").rename(folder)
    for _ in range(2):
        watched.look()
    assert keys(office) == ["A-1"]


def test_files_with_names_and_addresses_do_not_stay(office: Office, folder: Path, told: list[Told]) -> None:
    watched = WatchedFolder(office, folder, told.append, keep_days=1)
    write_json(folder / "old.json", a_bundle(an_order("A-1")))
    watched.look()
    watched.look()
    os.utime(folder / DONE / "old.json", (time.time() - 2 * 86400,) * 2)
    watched.look()
    assert not (folder / DONE / "old.json").exists()
    assert (folder / DONE / "old.json.report.txt").exists()


def test_it_acts_as_the_program_whoever_is_logged_in(office: Office, folder: Path, watched: WatchedFolder) -> None:
    write_json(folder / "b.json", a_bundle(an_order("A-1")))
    watched.look()
    watched.look()
    with office.book.reading() as book:
        assert {event.role for event in book.events()} == {"system"}
    assert not may(watched._office.actor, Permission.PERSONAL_REVEAL)
