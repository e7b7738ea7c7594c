"""The folder that a print program watches: whole files only, and no file twice, whenever we end."""

import os
import signal
import subprocess
import sys
import textwrap
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
from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from tests.unit.drivers.printers.files import print_file

CONTENT = os.urandom(300_000)
UID = "o17-c3-7c0e"


@pytest.fixture
def hot(tmp_path: Path) -> Path:
    folder = tmp_path / "hot"
    for name in ("", "Printed", "Error"):
        (folder / name).mkdir(parents=True)
    return folder


@pytest.fixture
def driver(hot: Path) -> HotFolder:
    return make(HotFolderSettings(folder=str(hot), program="3D Link", done_folder="Printed", error_folder="Error"), {})


def _visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def test_what_it_says_of_itself(driver: HotFolder, hot: Path) -> None:
    assert driver.probe().model == "3D Link"
    assert driver.capabilities().starts_itself
    assert driver.capabilities().tells_end
    blind = make(HotFolderSettings(folder=str(hot), suffixes=("TIF", ".pdf")), {})
    assert not blind.capabilities().tells_end
    assert blind.capabilities().suffixes == (".tif", ".pdf")
    assert driver.status().activity == "idle"


def test_a_file_on_its_way(driver: HotFolder, hot: Path, tmp_path: Path) -> None:
    file = print_file(tmp_path, UID, CONTENT, ".3mf")
    assert driver.find(UID).found == "absent"
    handed = driver.upload(file, silent())
    assert (hot / f"{UID}.3mf").read_bytes() == CONTENT
    assert driver.start(file, handed).running
    assert driver.find(UID).found == "running"
    assert (driver.status().activity, driver.status().uid) == ("busy", UID)
    (hot / f"{UID}.3mf").rename(tmp_path / "taken")
    assert driver.find(UID, handed.native).found == "running"
    assert "taken" in driver.find(UID).told
    assert driver.status().activity == "idle"
    (tmp_path / "taken").rename(hot / "Printed" / f"0001_{UID}.3mf.done")
    assert driver.find(UID).found == "finished_ok"


def test_refused_by_the_program(driver: HotFolder, hot: Path, tmp_path: Path) -> None:
    driver.upload(print_file(tmp_path, UID, CONTENT, ".3mf"), silent())
    (hot / f"{UID}.3mf").rename(hot / "Error" / f"{UID}.3mf")
    assert driver.find(UID).found == "finished_bad"


def test_no_program_takes_it(driver: HotFolder, hot: Path, tmp_path: Path) -> None:
    driver.upload(print_file(tmp_path, UID, CONTENT, ".3mf"), silent())
    os.utime(hot / f"{UID}.3mf", (1_000_000_000, 1_000_000_000))
    status = driver.status()
    assert status.activity == "attention"
    assert "running" in status.message


def test_it_is_never_handed_over_twice(driver: HotFolder, hot: Path, tmp_path: Path) -> None:
    file = print_file(tmp_path, UID, CONTENT, ".3mf")
    driver.upload(file, silent())
    (hot / f"{UID}.3mf").unlink()  # taken
    with pytest.raises(RefusedError, match="before"):
        driver.upload(file, silent())
    assert _visible(hot) == []


def test_cancel(driver: HotFolder, hot: Path, tmp_path: Path) -> None:
    file = print_file(tmp_path, UID, CONTENT, ".3mf")
    (hot / "o1-c1-0000.3mf").write_bytes(b"another one")
    with pytest.raises(RefusedError, match="another job"):
        driver.cancel(UID)
    driver.upload(file, silent())
    driver.cancel(UID)
    assert _visible(hot) == ["o1-c1-0000.3mf"]
    assert driver.find(UID).found == "absent"
    driver.upload(file, silent())
    (hot / f"{UID}.3mf").unlink()
    with pytest.raises(RefusedError, match="taken"):
        driver.cancel(UID)
    assert driver.find(UID).found == "running"


def test_cancelled_while_it_is_written(driver: HotFolder, hot: Path, tmp_path: Path) -> None:
    turns = iter(range(100))
    with pytest.raises(Cancelled):
        driver.upload(print_file(tmp_path, UID, CONTENT, ".3mf"), Progress(cancelled=lambda: next(turns) > 2))
    assert [path.name for path in hot.iterdir() if path.is_file()] == []
    assert driver.find(UID).found == "absent"


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("moment", ["copying", "noting", "renaming", "renamed"])
def test_killed(driver: HotFolder, hot: Path, tmp_path: Path, moment: str) -> None:
    file = print_file(tmp_path, UID, CONTENT, ".3mf")
    program = f"""
        import os, signal
        from pathlib import Path
        from app.dispatch.driver import PrintFile
        from app.drivers.printers import hot_folder
        from app.jobs.progress import Progress
        def die(*_):
            os.kill(os.getpid(), signal.SIGKILL)
        turns = iter(range(100))
        progress = Progress(cancelled=lambda: die() if {moment!r} == "copying" and next(turns) > 2 else False)
        rename, sync = Path.replace, hot_folder.sync_folder
        ending = {{"noting": ".json", "renaming": ".3mf"}}.get({moment!r}, "none")
        Path.replace = lambda path, target: die() if target.suffix == ending else rename(path, target)
        if {moment!r} == "renamed":
            hot_folder.sync_folder = lambda folder: die() if list(folder.glob("*.3mf")) else sync(folder)
        file = PrintFile(Path({str(file.path)!r}), {file.sha256!r}, {file.size}, ".3mf", {UID!r})
        hot_folder.make(hot_folder.HotFolderSettings(folder={str(hot)!r}), {{}}).upload(file, progress)
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL
    if moment == "renamed":
        assert driver.find(UID).found == "running"
        with pytest.raises(RefusedError):
            driver.upload(file, silent())
    else:
        assert _visible(hot) == [], "a program never sees half a file"
        assert driver.find(UID).found == "absent"
        driver.upload(file, silent())
    assert (hot / f"{UID}.3mf").read_bytes() == CONTENT


def test_what_it_does_not_take(driver: HotFolder, hot: Path, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"\.docx"):
        driver.upload(print_file(tmp_path, UID, CONTENT, ".docx"), silent())
    changed = print_file(tmp_path, UID, CONTENT, ".3mf")
    changed.path.write_bytes(CONTENT[::-1])
    with pytest.raises(RefusedError, match="changed"):
        driver.upload(changed, silent())
    changed.path.unlink()
    with pytest.raises(RefusedError, match="cannot be read"):
        driver.upload(changed, silent())
    assert list(hot.glob("*.3mf")) == []


def test_a_folder_out_of_reach(driver: HotFolder, hot: Path, tmp_path: Path) -> None:
    file = print_file(tmp_path, UID, CONTENT, ".3mf")
    hot.rename(tmp_path / "elsewhere")
    for call in (driver.probe, driver.status, lambda: driver.upload(file, silent()), lambda: driver.find(UID)):
        with pytest.raises(OfflineError):
            call()
    (tmp_path / "elsewhere").rename(hot)
    driver.upload(file, silent())


def test_paths_that_are_none() -> None:
    with pytest.raises(FolderError):
        checked_folder("hot")
    with pytest.raises(FolderError):
        checked_name("../up")
    with pytest.raises(ValueError, match="whole path"):
        HotFolderSettings(folder="relative")
