"""Three copies through the folder of a program: three come out, wherever the program of a PC ends, and whoever goes on."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.dispatch.job_states import JOB
from app.dispatch.ledger import newest_attempt
from app.dispatch.records import Attempt, Printer, PrintJob
from app.drivers.printers.folder_copies import uid_of
from app.drivers.printers.hot_folder import HotFolder, HotFolderSettings
from app.security.actor import OWNER
from tests.unit.dispatch.conftest import Make
from tests.unit.dispatch.faulty_printer import Crash
from tests.unit.dispatch.workshop_floor import Floor, Pc
from tests.unit.drivers.printers.killing import killing


@dataclass
class AtTheFolder:
    """A floor whose printer is a folder, with one job of three copies. ``hot``: the folder."""

    floor: Floor
    hot: Path

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

    def take(self, most: int = 99) -> None:
        """What the program behind the folder does."""
        lying = sorted(path for path in self.hot.iterdir() if path.is_file() and not path.name.startswith("."))
        for path in lying[:most]:
            path.rename(self.hot / "Printed" / path.name)

    def printed(self) -> list[str]:
        return sorted(path.name for path in (self.hot / "Printed").iterdir())


def _start(pc: Pc, hot: Path) -> None:
    pc._start()
    assert pc.pilot is not None
    pc.pilot.driver = HotFolder(HotFolderSettings(folder=str(hot), done_folder="Printed"))


def _opened(folder: Path, make: Make) -> AtTheFolder:
    hot = folder / "hot"
    (hot / "Printed").mkdir(parents=True)
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
        place.take(1)
        cut += bool(place.printed()) and place.job().state != "running"
        for turn in range(30):
            place.step(who)
            if turn > 10:  # what was never seen in the folder waits for the PC that may still be sending it
                place.step(0)
            place.take(1)
            place.floor.time.seconds += 40
            if not JOB.state[place.job().state].open:
                break
        assert place.job().state == "done", f"nobody had to be asked: {at}"
        used = {uid_of(name) for name in place.printed()}
        assert used == {place.job().uid}
        assert len(place.printed()) == 3
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
    place.take(1)
    place.floor.want_stop(place.job())
    for _ in range(5):
        place.step(1)
        place.floor.time.seconds += 40
    assert place.job().state == "cancelled"
    assert len(place.printed()) == 1
    with place.floor.books[0].reading() as book:
        assert newest_attempt(book, place.job()).outcome == "cancel"
    place.floor.close()
