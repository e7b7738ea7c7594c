"""The folder that a print program watches: whole files only, and no file twice, whenever we end."""

import os
from pathlib import Path

import pytest

from app.dispatch.driver import OfflineError, RefusedError
from app.drivers.printers.hot_folder import (
    FolderError,
    HotFolder,
    HotFolderSettings,
    checked_folder,
    checked_name,
    make,
)
from app.jobs.progress import silent
from tests.unit.drivers.printers.files import print_file
from tests.unit.drivers.printers.hot_folders import Hot
from tests.unit.drivers.printers.killing import killed_upload

CONTENT = os.urandom(300_000)
UID = "o17-c3-7c0e"


def test_what_it_says_of_itself(driver: HotFolder, hot: Hot) -> None:
    assert driver.probe().model == "3D Link"
    assert driver.capabilities().starts_itself
    assert driver.capabilities().tells_end
    blind = make(HotFolderSettings(folder=str(hot.folder), suffixes=("TIF", ".pdf")), {})
    assert not blind.capabilities().tells_end
    assert blind.capabilities().suffixes == (".tif", ".pdf")
    assert driver.status().activity == "idle"


def test_a_file_on_its_way(driver: HotFolder, hot: Hot, tmp_path: Path) -> None:
    file = print_file(tmp_path, UID, CONTENT, ".3mf")
    assert driver.find(UID).found == "absent"
    handed = driver.upload(file, silent())
    assert (hot.folder / f"{UID}.3mf").read_bytes() == CONTENT
    assert driver.start(file, handed).running
    assert driver.find(UID).found == "running"
    assert (driver.status().activity, driver.status().uid) == ("busy", UID)
    (hot.folder / f"{UID}.3mf").rename(tmp_path / "taken")
    assert driver.find(UID, handed.native).found == "running"
    assert "taken" in driver.find(UID).told
    assert driver.status().activity == "idle"
    (tmp_path / "taken").rename(hot.folder / "Printed" / f"0001_{UID}.3mf.done")
    assert driver.find(UID).found == "finished_ok"


def test_refused_by_the_program(driver: HotFolder, hot: Hot, tmp_path: Path) -> None:
    driver.upload(print_file(tmp_path, UID, CONTENT, ".3mf"), silent())
    (hot.folder / f"{UID}.3mf").rename(hot.folder / "Error" / f"{UID}.3mf")
    assert driver.find(UID).found == "finished_bad"


def test_no_program_takes_it(driver: HotFolder, hot: Hot, tmp_path: Path) -> None:
    driver.upload(print_file(tmp_path, UID, CONTENT, ".3mf"), silent())
    os.utime(hot.folder / f"{UID}.3mf", (1_000_000_000, 1_000_000_000))
    status = driver.status()
    assert status.activity == "attention"
    assert "running" in status.message


def test_cancel(driver: HotFolder, hot: Hot, tmp_path: Path) -> None:
    file = print_file(tmp_path, UID, CONTENT, ".3mf")
    (hot.folder / "o1-c1-0000.3mf").write_bytes(b"another one")
    with pytest.raises(RefusedError, match="another job"):
        driver.cancel(UID)
    driver.upload(file, silent())
    driver.cancel(UID)
    assert hot.lying() == ["o1-c1-0000.3mf"]
    assert driver.find(UID).found == "absent"
    driver.upload(file, silent())
    (hot.folder / f"{UID}.3mf").unlink()
    with pytest.raises(RefusedError, match="taken"):
        driver.cancel(UID)
    assert driver.find(UID).found == "running"


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("at", [3, ".json", ".3mf", ""])
def test_killed(driver: HotFolder, hot: Hot, tmp_path: Path, at: int | str) -> None:
    file = print_file(tmp_path, UID, CONTENT, ".3mf")
    killed_upload(hot.folder, file, at)
    if at == "":
        assert driver.find(UID).found == "running"
        with pytest.raises(RefusedError):
            driver.upload(file, silent())
    else:
        assert hot.lying() == [], "a program never sees half a file"
        assert driver.find(UID).found == "absent"
        driver.upload(file, silent())
    assert (hot.folder / f"{UID}.3mf").read_bytes() == CONTENT


def test_what_it_does_not_take(driver: HotFolder, hot: Hot, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"\.docx"):
        driver.upload(print_file(tmp_path, UID, CONTENT, ".docx"), silent())
    changed = print_file(tmp_path, UID, CONTENT, ".3mf")
    changed.path.write_bytes(CONTENT[::-1])
    with pytest.raises(RefusedError, match="changed"):
        driver.upload(changed, silent())
    changed.path.unlink()
    with pytest.raises(RefusedError, match="cannot be read"):
        driver.upload(changed, silent())
    assert list(hot.folder.glob("*.3mf")) == []


def test_a_folder_out_of_reach(driver: HotFolder, hot: Hot, tmp_path: Path) -> None:
    file = print_file(tmp_path, UID, CONTENT, ".3mf")
    hot.folder.rename(tmp_path / "elsewhere")
    for call in (driver.probe, driver.status, lambda: driver.upload(file, silent()), lambda: driver.find(UID)):
        with pytest.raises(OfflineError):
            call()
    (tmp_path / "elsewhere").rename(hot.folder)
    driver.upload(file, silent())


def test_paths_that_are_none() -> None:
    with pytest.raises(FolderError):
        checked_folder("hot")
    with pytest.raises(FolderError):
        checked_name("../up")
    with pytest.raises(ValueError, match="whole path"):
        HotFolderSettings(folder="relative")
