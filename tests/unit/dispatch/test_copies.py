"""Three copies through the folder of a program: three come out, wherever the program of a PC ends, and whoever goes on."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.dispatch.driver import PrintFile
from app.dispatch.job_states import JOB
from app.dispatch.ledger import newest_attempt
from app.dispatch.records import Attempt, Printer, PrintJob
from app.drivers.printers.folder_copies import uid_of
from app.drivers.printers.hot_folder import HotFolder
from app.jobs.progress import Progress
from app.security.actor import OWNER
from tests.unit.dispatch.conftest import Make
from tests.unit.dispatch.faulty_printer import Crash
from tests.unit.dispatch.workshop_floor import Floor, Pc
from tests.unit.drivers.printers.hot_folders import Hot
from tests.unit.drivers.printers.killing import killed_upload, killing


@dataclass
class AtTheFolder:
    """A floor whose printer is a folder, with one job of three copies."""

    floor: Floor
    hot: Hot

    def step(self, number: int) -> None:
        """One step of the program of this PC; it is started where it does not run."""
        pc = self.floor.pcs[number]
        if pc.pilot is None:
            _start(pc, self.hot)
        pc.step()

    def job(self) -> PrintJob:
        (job,) = self.floor.jobs()
        return job

    def attempts(self) -> list[Attempt]:
        with self.floor.books[0].reading() as book:
            return book.find(Attempt, job=self.job().id, order_by="number")


def _start(pc: Pc, hot: Hot) -> None:
    pc._start()
    assert pc.pilot is not None
    pc.pilot.driver = hot.driver()


def _opened(folder: Path, make: Make) -> AtTheFolder:
    hot = Hot.made(folder / "hot")
    floor = Floor(folder, make, starts_itself=True)
    job = floor.add_job()
    with floor.books[0].writing(OWNER) as book:
        book.save(replace(book.get(PrintJob, job.id), copies=3))
        book.save(replace(book.get(Printer, floor.printer.id), queues=True))
    return AtTheFolder(floor, hot)


@pytest.mark.parametrize("who", [0, 1])
def test_wherever_the_program_ends_three_come_out(
    tmp_path: Path, make_book: Make, monkeypatch: pytest.MonkeyPatch, who: int
) -> None:
    """``who`` goes on: the same PC after a start, or another one."""
    at, cut = 0, 0
    while True:
        place = _opened(tmp_path / str(at), make_book)
        _start(place.floor.pcs[0], place.hot)
        with monkeypatch.context() as patched:
            steps = killing(patched, at, Crash)
            place.step(0)
            ended = place.floor.pcs[0].pilot is None
            assert ended or next(steps) <= at
        if not ended:
            place.floor.close()
            break
        place.hot.take(most=1)
        cut += bool(place.hot.moved()) and place.job().state != "running"
        for turn in range(30):
            place.step(who)
            if turn > 10:  # what was never seen in the folder waits for the PC that may still be sending it
                place.step(0)
            place.hot.take(most=1)
            place.floor.time.seconds += 40
            if not JOB.state[place.job().state].open:
                break
        assert place.job().state == "done", f"nobody had to be asked: {at}"
        used = {uid_of(name) for name in place.hot.moved()}
        assert used == {place.job().uid}
        assert len(place.hot.moved()) == 3
        place.floor.close()
        at += 1
    assert cut >= 2, "also where some had been handed over"


def test_stopped_between_two_the_third_is_not_printed(
    tmp_path: Path, make_book: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = _opened(tmp_path / "floor", make_book)
    rename = Path.replace

    def dying(path: Path, target: Path) -> Path:
        if target.name.endswith("_3of3.jpg"):
            raise Crash
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", dying)
        place.step(0)
    assert place.floor.pcs[0].pilot is None
    place.hot.take(most=1)
    place.floor.want_stop(place.job())
    for _ in range(5):
        place.step(1)
        place.floor.time.seconds += 40
    assert place.job().state == "cancelled"
    assert len(place.hot.moved()) == 1
    with place.floor.books[0].reading() as book:
        assert newest_attempt(book, place.job()).outcome == "cancel"
    place.floor.close()


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("at", [3, ".json", "_2of3.jpg", ""])
def test_nothing_is_left_of_a_program_that_was_killed(
    tmp_path: Path, make_book: Make, monkeypatch: pytest.MonkeyPatch, at: int | str
) -> None:
    """A process is really killed in the middle of it. What is no job's of this book stays, and what may still be written."""
    place = _opened(tmp_path / "floor", make_book)
    other = place.hot.folder / ".j4k9x2p-1-7c0e_1of3.jpg.part"
    other.write_bytes(b"of another workshop")

    def killed(_driver: HotFolder, file: PrintFile, _progress: Progress) -> None:
        killed_upload(place.hot.folder, file, at)
        raise Crash

    _start(place.floor.pcs[0], place.hot)
    with monkeypatch.context() as patched:
        patched.setattr(HotFolder, "upload", killed)
        place.step(0)
    assert place.floor.pcs[0].pilot is None
    left = place.hot.hidden()
    if at in {3, ".json"}:
        assert len(left) > 1
        for _ in range(4):  # another PC cannot know yet that nobody writes there any more
            place.floor.time.seconds += 70
            place.step(1)
        assert place.hot.hidden() == left
    for _ in range(20):
        place.step(0)
        place.hot.take(most=1)
        place.floor.time.seconds += 40
        if not JOB.state[place.job().state].open:
            break
    assert place.job().state == "done"
    assert len(place.hot.moved()) == 3
    assert place.hot.hidden() == [other.name]
    place.floor.close()
