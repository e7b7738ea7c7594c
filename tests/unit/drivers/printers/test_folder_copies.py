"""Copies of a job in the folder of a program: as many come out as were ordered, whenever we end."""

import errno
import json
import os
from pathlib import Path

import pytest

from app.dispatch.driver import CopyingDriver, CutError, OfflineError, PrintFile, RefusedError
from app.drivers.printers.folder_copies import names_of, uid_of
from app.drivers.printers.hot_folder import NOTES, HotFolder
from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from tests.unit.drivers.printers.files import print_file
from tests.unit.drivers.printers.hot_folders import Hot
from tests.unit.drivers.printers.killing import killed_upload, killing

CONTENT = os.urandom(150_000)
UID = "j4k9x2p-1-7c0e"
NAMES = names_of(UID, ".jpg", 3)


class Killed(BaseException):
    """The program ends here: nothing is tidied up."""


@pytest.fixture
def file(tmp_path: Path) -> PrintFile:
    return print_file(tmp_path, UID, CONTENT, ".JPG", copies=3)


def test_names_say_whose_copy_it_is() -> None:
    assert names_of(UID, ".pdf", 1) == (f"{UID}.pdf",)
    many = names_of(UID, ".pdf", 12)
    assert (many[0], many[11]) == (f"{UID}_01of12.pdf", f"{UID}_12of12.pdf")
    assert sorted(many) == list(many), "programs take them in the order of their names"
    assert {uid_of(name) for name in (*many, f"{UID}.pdf")} == {UID}


def test_each_copy_is_a_file_and_the_job_ends_with_the_last(driver: HotFolder, hot: Hot, file: PrintFile) -> None:
    handed = driver.upload(file, silent())
    assert hot.lying() == list(NAMES)
    assert handed.native == NAMES[0]
    assert (driver.status().activity, driver.status().uid) == ("busy", UID)
    for printed in (1, 2):
        hot.take(most=1)
        trace = driver.find(UID, handed.native)
        assert (trace.found, trace.cut) == ("running", False)
        assert f"{3 - printed} of 3" in trace.told
    (hot.folder / NAMES[2]).rename(hot.folder / "in work")
    assert "taken 3 of 3" in driver.find(UID).told
    (hot.folder / "in work").rename(hot.folder / "Printed" / NAMES[2])
    assert driver.find(UID, handed.native).found == "finished_ok"
    with pytest.raises(RefusedError, match="before"):
        driver.upload(file, silent())
    assert hot.lying() == []
    assert hot.hidden() == []
    assert hot.taken_back() == []


def test_of_what_the_program_refuses_in_part_it_is_known_which_copies_came_out(
    driver: HotFolder, hot: Hot, file: PrintFile
) -> None:
    driver.upload(file, silent())
    hot.take(most=1)
    hot.take("Error", 1)
    assert driver.find(UID).found == "running", (
        "a job that has failed is printed again: nothing of it may be on its way"
    )
    (hot.folder / NAMES[2]).rename(hot.folder / "in work")
    assert driver.find(UID).found == "running", "the third may be refused as well"
    (hot.folder / "in work").rename(hot.folder / "Printed" / NAMES[2])
    trace = driver.find(UID)
    assert (trace.found, trace.made) == ("finished_bad", (1, 3))
    assert "2 of 3" in trace.told


def test_when_all_are_refused_none_came_out(driver: HotFolder, hot: Hot, file: PrintFile) -> None:
    driver.upload(file, silent())
    hot.take("Error")
    assert (driver.find(UID).found, driver.find(UID).made) == ("finished_bad", ())


def test_a_program_that_only_tells_of_errors_leaves_the_rest_to_a_person(hot: Hot, file: PrintFile) -> None:
    driver = hot.driver(done="")
    driver.upload(file, silent())
    hot.take("Error", 1)
    hot.take(content=CONTENT)
    trace = driver.find(UID)
    assert (trace.found, trace.made) == ("cannot_know", (2, 3)), "they may be refused in a moment, or be printed"
    assert "refused 1 of 3" in trace.told
    for name in NAMES[1:]:
        (hot.folder / "Printed" / f"0001_{name}").rename(hot.folder / "Error" / name)
    assert (driver.find(UID).found, driver.find(UID).made) == ("finished_bad", ())


def test_cancelled_before_the_program_has_taken_any(driver: HotFolder, hot: Hot, file: PrintFile) -> None:
    driver.upload(file, silent())
    driver.cancel(UID)
    assert hot.lying() == []
    assert hot.hidden() == []
    assert hot.taken_back() == []
    assert driver.find(UID).found == "absent"


def test_cancelled_when_one_is_taken_the_others_are_not_printed(driver: HotFolder, hot: Hot, file: PrintFile) -> None:
    driver.upload(file, silent())
    (hot.folder / NAMES[0]).rename(hot.folder / "in work")
    for _ in range(2):  # whoever drives it tries it again, as long as it is not known to have ended
        with pytest.raises(RefusedError, match="1 of 3"):
            driver.cancel(UID)
        assert hot.lying() == ["in work"]
        trace = driver.find(UID)
        assert (trace.found, trace.cut) == ("running", False)
    driver.hand_over_rest(UID)
    assert hot.lying() == ["in work"]
    (hot.folder / "in work").rename(hot.folder / "Printed" / NAMES[0])
    trace = driver.find(UID)
    assert (trace.found, trace.made) == ("cancelled", (1,)), "it is not done: two were never printed"
    assert "1 of 3" in trace.told
    assert sum(path.stat().st_size for path in hot.taken_back()) == 0


def test_taken_back_before_the_rest_was_handed_over(driver: HotFolder, hot: Hot, file: PrintFile) -> None:
    driver.upload(file, silent())
    (hot.folder / NAMES[2]).rename(hot.folder / f".{NAMES[2]}.part")  # as if we had ended before the third
    assert driver.find(UID).cut
    driver.cancel(UID)
    driver.hand_over_rest(UID)
    assert hot.lying() == []
    assert driver.find(UID).found == "absent"


def test_looking_changes_nothing(driver: HotFolder, hot: Hot, file: PrintFile) -> None:
    driver.upload(file, silent())
    (hot.folder / NAMES[1]).rename(hot.folder / f".{NAMES[1]}.part")
    before = sorted(str(path) for path in hot.folder.rglob("*"))
    trace = driver.find(UID)
    assert (trace.found, trace.cut) == ("running", True)
    assert "2 of 3" in trace.told
    assert sorted(str(path) for path in hot.folder.rglob("*")) == before, "anybody may look, also who may not print"


@pytest.mark.parametrize("takes", [0, 1, 2, 3])
def test_wherever_we_are_killed_three_come_out(
    driver: HotFolder, hot: Hot, file: PrintFile, monkeypatch: pytest.MonkeyPatch, takes: int
) -> None:
    """Killed before each renaming and each sync in turn; the program behind the folder takes some meanwhile."""
    assert isinstance(driver, CopyingDriver)
    at = 0
    while True:
        hot.clear()
        with monkeypatch.context() as patched:
            steps = killing(patched, at, Killed)
            try:
                driver.upload(file, silent())
            except Killed:
                pass
            else:
                assert next(steps) <= at, "it was tried everywhere"
                break
        hot.take(most=takes)
        if driver.find(UID).found == "absent":
            assert hot.lying() + hot.moved() == []
            driver.upload(file, silent())
        else:
            with pytest.raises(RefusedError, match="before"):
                driver.upload(file, silent())
            driver.hand_over_rest(UID)
            driver.hand_over_rest(UID)
        hot.take(content=CONTENT)
        assert hot.moved() == list(NAMES)
        assert driver.find(UID).found == "finished_ok"
        at += 1
    assert at > 6


def test_cancelled_while_they_are_written(driver: HotFolder, hot: Hot, file: PrintFile) -> None:
    turns = iter(range(100))
    with pytest.raises(Cancelled):
        driver.upload(file, Progress(cancelled=lambda: next(turns) > 4))  # in the second
    assert [path.name for path in hot.folder.iterdir() if path.is_file()] == []
    assert driver.find(UID).found == "absent"


def test_no_room_for_all_of_them(driver: HotFolder, hot: Hot, file: PrintFile, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = iter(range(100))

    def full(_handle: int) -> None:
        if next(calls) == 2:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefusedError, match="no room"):
        driver.upload(file, silent())
    assert [path.name for path in hot.folder.iterdir() if path.is_file()] == []
    assert driver.find(UID).found == "absent"


def test_the_folder_goes_away_between_two(
    driver: HotFolder, hot: Hot, file: PrintFile, monkeypatch: pytest.MonkeyPatch
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
    assert hot.lying() == list(NAMES)


def test_the_note_of_an_older_program_is_understood(driver: HotFolder, hot: Hot) -> None:
    (hot.folder / NOTES).mkdir()
    (hot.folder / NOTES / f"{UID}.json").write_text(json.dumps({"file": f"{UID}.jpg", "sha256": ""}))
    assert driver.find(UID).found == "running"
    (hot.folder / "Printed" / f"{UID}.jpg").touch()
    assert driver.find(UID, f"{UID}.jpg").found == "finished_ok"


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("at", [1, 3, ".json"])
def test_what_a_killed_program_has_left_is_taken_away_by_name(
    driver: HotFolder, hot: Hot, file: PrintFile, at: int | str
) -> None:
    others = [hot.folder / ".holiday.jpg.part", hot.folder / ".j4k9x2p-1-7c0f_1of3.jpg.part"]
    for path in others:
        path.write_bytes(CONTENT)
    killed_upload(hot.folder, file, at)
    assert UID in driver.left_behind()
    before = hot.hidden()
    driver.take_away(*[{"j4k9x2p-1", f"{UID}_1of3"}] * 2)
    assert hot.hidden() == before
    driver.take_away({UID}, {UID})
    assert hot.hidden() == sorted(path.name for path in others), "what nobody knows is left alone"
    assert UID not in driver.left_behind()
    driver.upload(file, silent())
    assert hot.lying() == list(NAMES)


def test_what_was_never_shown_of_a_job_that_has_ended_keeps_no_content(
    driver: HotFolder, hot: Hot, file: PrintFile
) -> None:
    driver.upload(file, silent())
    (hot.folder / NAMES[2]).rename(hot.folder / f".{NAMES[2]}.part")  # as if we had ended before the third
    driver.take_away({UID}, ())
    assert (hot.hidden(), hot.lying()) == ([], list(NAMES[:2]))
    assert [path.stat().st_size for path in hot.taken_back()] == [0]
    assert not driver.find(UID).cut
    driver.take_away({UID}, {UID})
    assert hot.lying() == [], "what nobody wants any more is not printed"
    assert driver.left_behind() == frozenset()


def test_killed_while_it_takes_back_no_content_stays(driver: HotFolder, hot: Hot, file: PrintFile) -> None:
    driver.upload(file, silent())
    (hot.folder / NAMES[2]).rename(hot.folder / NOTES / f"{NAMES[2]}.cancelled")  # and we ended before it was emptied
    assert driver.left_behind() == {UID}
    driver.take_away({UID}, ())
    assert [path.stat().st_size for path in hot.taken_back()] == [0]
