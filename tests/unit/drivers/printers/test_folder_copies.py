"""Copies of a job in the folder of a program: as many come out as were ordered, whenever we end."""

import errno
import json
import os
from pathlib import Path

import pytest

from app.dispatch.driver import CopyingDriver, CutError, OfflineError, PrintFile, RefusedError
from app.drivers.printers.folder_copies import names_of, uid_of
from app.drivers.printers.hot_folder import NOTES, HotFolder, HotFolderSettings, make
from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from tests.unit.drivers.printers.files import print_file
from tests.unit.drivers.printers.killing import killing

CONTENT = os.urandom(150_000)
UID = "j4k9x2p-1-7c0e"
NAMES = names_of(UID, ".jpg", 3)


class Killed(BaseException):
    """The program ends here: nothing is tidied up."""


@pytest.fixture
def hot(tmp_path: Path) -> Path:
    folder = tmp_path / "hot"
    for name in ("", "Printed", "Error"):
        (folder / name).mkdir(parents=True)
    return folder


@pytest.fixture
def driver(hot: Path) -> HotFolder:
    return make(HotFolderSettings(folder=str(hot), done_folder="Printed", error_folder="Error"), {})


@pytest.fixture
def file(tmp_path: Path) -> PrintFile:
    return print_file(tmp_path, UID, CONTENT, ".JPG", copies=3)


def _lying(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _take(hot: Path, to: str = "Printed", most: int = 99) -> None:
    """What the program behind the folder does; it puts a word of its own before the names."""
    for name in _lying(hot)[:most]:
        assert (hot / name).read_bytes() == CONTENT, "a program never sees half a file"
        (hot / name).rename(hot / to / f"0001_{name}")


def _left(hot: Path) -> list[str]:
    """Files that we have hidden somewhere, without notes."""
    return [str(path) for path in hot.rglob(".*") if path.is_file()] + [
        str(p) for p in (hot / NOTES).glob("*.cancelled")
    ]


def test_names_say_whose_copy_it_is() -> None:
    assert names_of(UID, ".pdf", 1) == (f"{UID}.pdf",)
    many = names_of(UID, ".pdf", 12)
    assert (many[0], many[11]) == (f"{UID}_01of12.pdf", f"{UID}_12of12.pdf")
    assert sorted(many) == list(many), "programs take them in the order of their names"
    assert {uid_of(name) for name in (*many, f"{UID}.pdf")} == {UID}


def test_each_copy_is_a_file_and_the_job_ends_with_the_last(driver: HotFolder, hot: Path, file: PrintFile) -> None:
    handed = driver.upload(file, silent())
    assert _lying(hot) == list(NAMES)
    assert handed.native == NAMES[0]
    assert (driver.status().activity, driver.status().uid) == ("busy", UID)
    for printed in (1, 2):
        _take(hot, most=1)
        trace = driver.find(UID, handed.native)
        assert (trace.found, trace.cut) == ("running", False)
        assert f"{3 - printed} of 3" in trace.told
    (hot / NAMES[2]).rename(hot / "in work")
    assert "taken 3 of 3" in driver.find(UID).told
    (hot / "in work").rename(hot / "Printed" / NAMES[2])
    assert driver.find(UID, handed.native).found == "finished_ok"
    with pytest.raises(RefusedError, match="before"):
        driver.upload(file, silent())
    assert _lying(hot) == []
    assert _left(hot) == []


def test_one_that_the_program_refuses_fails_the_job_once_the_others_are_through(
    driver: HotFolder, hot: Path, file: PrintFile
) -> None:
    driver.upload(file, silent())
    _take(hot, "Error", 1)
    assert driver.find(UID).found == "running", (
        "a job that has failed is printed again: nothing of it may be on its way"
    )
    _take(hot)
    trace = driver.find(UID)
    assert trace.found == "finished_bad"
    assert "1 of 3" in trace.told


def test_a_program_that_only_tells_of_errors(hot: Path, file: PrintFile) -> None:
    driver = make(HotFolderSettings(folder=str(hot), error_folder="Error"), {})
    driver.upload(file, silent())
    _take(hot, "Error", 1)
    _take(hot)
    assert driver.find(UID).found == "finished_bad"


def test_cancelled_before_the_program_has_taken_any(driver: HotFolder, hot: Path, file: PrintFile) -> None:
    driver.upload(file, silent())
    driver.cancel(UID)
    assert _lying(hot) == []
    assert _left(hot) == []
    assert driver.find(UID).found == "absent"


def test_cancelled_when_one_is_taken_the_others_are_not_printed(driver: HotFolder, hot: Path, file: PrintFile) -> None:
    driver.upload(file, silent())
    (hot / NAMES[0]).rename(hot / "in work")
    for _ in range(2):  # whoever drives it tries it again, as long as it is not known to have ended
        with pytest.raises(RefusedError, match="1 of 3"):
            driver.cancel(UID)
        assert _lying(hot) == ["in work"]
        trace = driver.find(UID)
        assert (trace.found, trace.cut) == ("running", False)
    driver.hand_over_rest(UID)
    assert _lying(hot) == ["in work"]
    (hot / "in work").rename(hot / "Printed" / NAMES[0])
    trace = driver.find(UID)
    assert trace.found == "cancelled", "it is not done: two were never printed"
    assert "1 of 3" in trace.told
    assert sum(path.stat().st_size for path in (hot / NOTES).glob("*.cancelled")) == 0


def test_taken_back_before_the_rest_was_handed_over(driver: HotFolder, hot: Path, file: PrintFile) -> None:
    driver.upload(file, silent())
    (hot / NAMES[2]).rename(hot / f".{NAMES[2]}.part")  # as if we had ended before the third
    assert driver.find(UID).cut
    driver.cancel(UID)
    driver.hand_over_rest(UID)
    assert _lying(hot) == []
    assert driver.find(UID).found == "absent"


def test_looking_changes_nothing(driver: HotFolder, hot: Path, file: PrintFile) -> None:
    driver.upload(file, silent())
    (hot / NAMES[1]).rename(hot / f".{NAMES[1]}.part")
    before = sorted(str(path) for path in hot.rglob("*"))
    trace = driver.find(UID)
    assert (trace.found, trace.cut) == ("running", True)
    assert "2 of 3" in trace.told
    assert sorted(str(path) for path in hot.rglob("*")) == before, "anybody may look, also who may not print"


@pytest.mark.parametrize("takes", [0, 1, 2, 3])
def test_wherever_we_are_killed_three_come_out(
    driver: HotFolder, hot: Path, file: PrintFile, monkeypatch: pytest.MonkeyPatch, takes: int
) -> None:
    """Killed before each renaming and each sync in turn; the program behind the folder takes some meanwhile."""
    assert isinstance(driver, CopyingDriver)
    at = 0
    while True:
        for path in [*hot.rglob("*")]:
            if path.is_file():
                path.unlink()
        with monkeypatch.context() as patched:
            steps = killing(patched, at, Killed)
            try:
                driver.upload(file, silent())
            except Killed:
                pass
            else:
                assert next(steps) <= at, "it was tried everywhere"
                break
        _take(hot, most=takes)
        if driver.find(UID).found == "absent":
            assert _lying(hot) == [] and not list((hot / "Printed").iterdir())  # noqa: PT018
            driver.upload(file, silent())
        else:
            with pytest.raises(RefusedError, match="before"):
                driver.upload(file, silent())
            driver.hand_over_rest(UID)
            driver.hand_over_rest(UID)
        _take(hot)
        assert sorted(path.name for path in (hot / "Printed").iterdir()) == [f"0001_{name}" for name in NAMES]
        assert driver.find(UID).found == "finished_ok"
        at += 1
    assert at > 6


def test_cancelled_while_they_are_written(driver: HotFolder, hot: Path, file: PrintFile) -> None:
    turns = iter(range(100))
    with pytest.raises(Cancelled):
        driver.upload(file, Progress(cancelled=lambda: next(turns) > 4))  # in the second
    assert [path.name for path in hot.iterdir() if path.is_file()] == []
    assert driver.find(UID).found == "absent"


def test_no_room_for_all_of_them(
    driver: HotFolder, hot: Path, file: PrintFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = iter(range(100))

    def full(_handle: int) -> None:
        if next(calls) == 2:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefusedError, match="no room"):
        driver.upload(file, silent())
    assert [path.name for path in hot.iterdir() if path.is_file()] == []
    assert driver.find(UID).found == "absent"


def test_the_folder_goes_away_between_two(
    driver: HotFolder, hot: Path, file: PrintFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, away = Path.replace, iter((False, False, True, True))

    def breaking(path: Path, target: Path) -> Path:
        if next(away):
            raise OSError(errno.EHOSTDOWN, "away")
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", breaking)  # the note, the first copy, then no more
        with pytest.raises(CutError) as cut:
            driver.upload(file, silent())
        assert cut.value.whole
        with pytest.raises(OfflineError):
            driver.hand_over_rest(UID)
    assert driver.find(UID).cut
    driver.hand_over_rest(UID)
    assert _lying(hot) == list(NAMES)


def test_the_note_of_an_older_program_is_understood(driver: HotFolder, hot: Path) -> None:
    (hot / NOTES).mkdir()
    (hot / NOTES / f"{UID}.json").write_text(json.dumps({"file": f"{UID}.jpg", "sha256": ""}))
    assert driver.find(UID).found == "running"
    (hot / "Printed" / f"{UID}.jpg").touch()
    assert driver.find(UID, f"{UID}.jpg").found == "finished_ok"
