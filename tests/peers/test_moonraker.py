"""The driver for Moonraker on real Moonraker and klippy: what is printed, how often, and what a look finds after a fault."""

import itertools
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.dispatch.driver import CutError, Handed, OfflineError, RefusedError
from app.drivers.printers.moonraker import KIND, MoonrakerPrinter, MoonrakerSettings, make
from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from tests.peers.printers import programs
from tests.peers.printers.line_cutter import LineCutter
from tests.peers.printers.moonraker_server import MoonrakerServer
from tests.peers.printers.print_files import gcode, print_file

SHORT, LONG = gcode(1), gcode(40)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MoonrakerServer]:
    server = MoonrakerServer(tmp_path_factory.mktemp("moonraker"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _driver(address: str, key: str) -> MoonrakerPrinter:
    return make(MoonrakerSettings(address=address), {"api_key": key})


@pytest.fixture
def driver(server: MoonrakerServer) -> Iterator[MoonrakerPrinter]:
    driver = _driver(server.address, server.key)
    yield driver
    if (uid := driver.status().uid) and driver.find(uid).found == "running":
        driver.cancel(uid)
    driver.close()


def _ended(driver: MoonrakerPrinter, uid: str, seconds: float = 60) -> str:
    programs.wait(lambda: driver.find(uid).found != "running", seconds, "the print ends", 0.2)
    return driver.find(uid).found


def test_knows_the_printer(driver: MoonrakerPrinter) -> None:
    assert "Moonraker" in driver.probe().software
    assert "Klipper" in driver.probe().software
    capabilities = driver.capabilities()
    assert ".gcode" in capabilities.suffixes
    assert capabilities.pauses
    status = driver.status()
    assert status.activity == "idle"
    assert 0 < status.temperatures["nozzle"][0] < 100
    assert driver.snapshot() is None


def test_prints_once_and_says_so(driver: MoonrakerPrinter, server: MoonrakerServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o1-c1-a001", SHORT, ".gcode")
    assert driver.find(file.uid).found == "absent"
    handed = driver.upload(file, silent())
    assert driver.find(file.uid).found == "stored"
    assert server.prints_of(file.uid) == 0
    assert driver.start(file, handed).running
    assert driver.find(file.uid, handed.native).found == "running"
    status, told = driver.status(), driver.find(file.uid).status
    assert (status.activity, status.uid) == ("printing", file.uid)
    assert told is not None, "one answer tells both"
    assert (told.activity, told.uid, told.temperatures.keys()) == ("printing", file.uid, status.temperatures.keys())
    assert _ended(driver, file.uid) == "finished_ok"
    assert server.prints_of(file.uid) == 1
    later = print_file(tmp_path, "o1-c1-a002", SHORT, ".gcode")
    driver.start(later, driver.upload(later, silent()))
    assert driver.find(file.uid).found == "finished_ok", "from the history, while another one prints"
    driver.cancel(later.uid)


def test_answer_lost_after_the_upload(driver: MoonrakerPrinter, server: MoonrakerServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o2-c1-a001", SHORT, ".gcode")
    with LineCutter(server.port) as wire:
        wire.swallow_answer(b"POST /server/files/upload")
        far = _driver(f"http://127.0.0.1:{wire.port}", server.key)
        with pytest.raises(CutError) as cut:
            far.upload(file, silent())
        far.close()
    assert cut.value.whole
    programs.wait(lambda: driver.find(file.uid).found == "stored", 10, "the file is there")
    assert server.prints_of(file.uid) == 0


def test_answer_lost_after_the_start(driver: MoonrakerPrinter, server: MoonrakerServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o3-c1-a001", SHORT, ".gcode")
    handed = driver.upload(file, silent())
    with LineCutter(server.port) as wire:
        wire.swallow_answer(b"POST /printer/print/start")
        far = _driver(f"http://127.0.0.1:{wire.port}", server.key)
        with pytest.raises(CutError):
            far.start(file, handed)
        far.close()
    programs.wait(lambda: driver.find(file.uid).found in {"running", "finished_ok"}, 10, "it prints")
    assert driver.start(file, handed).running, "asking again starts nothing"
    assert _ended(driver, file.uid) == "finished_ok"
    assert server.prints_of(file.uid) == 1


def test_cut_in_the_middle_of_the_body(driver: MoonrakerPrinter, server: MoonrakerServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o4-c1-a001", gcode(1, 3_000_000), ".gcode")
    with LineCutter(server.port) as wire:
        wire.cut_after(400_000)
        far = _driver(f"http://127.0.0.1:{wire.port}", server.key)
        with pytest.raises(CutError):
            far.upload(file, silent())
        far.close()
    assert driver.find(file.uid).found == "absent"
    driver.upload(file, silent())
    assert driver.find(file.uid).found == "stored"


def test_cancelled_while_it_is_sent(driver: MoonrakerPrinter, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o4-c1-a002", gcode(1, 3_000_000), ".gcode")
    asked = itertools.count()
    progress = Progress(cancelled=lambda: next(asked) > 10)
    with pytest.raises(Cancelled):
        driver.upload(file, progress)
    assert driver.find(file.uid).found == "absent"


def test_busy(driver: MoonrakerPrinter, server: MoonrakerServer, tmp_path: Path) -> None:
    first = print_file(tmp_path, "o5-c1-a001", LONG, ".gcode")
    second = print_file(tmp_path, "o5-c2-a001", SHORT, ".gcode")
    handed = driver.upload(first, silent())
    driver.start(first, handed)
    with pytest.raises(RefusedError, match="busy"):
        driver.upload(first, silent())
    waiting = driver.upload(second, silent())
    with pytest.raises(RefusedError, match="busy"):
        driver.start(second, waiting)
    assert driver.find(second.uid).found == "stored"
    with pytest.raises(RefusedError, match="another job"):
        driver.cancel(second.uid, waiting.native)
    assert driver.find(first.uid).found == "running"
    driver.pause(first.uid)
    programs.wait(lambda: driver.status().activity == "paused", 20, "it pauses")
    assert driver.find(first.uid).found == "running"
    driver.resume(first.uid)
    programs.wait(lambda: driver.status().activity == "printing", 20, "it goes on")
    driver.cancel(first.uid, handed.native)
    assert driver.find(first.uid, handed.native).found == "cancelled"
    assert server.prints_of(second.uid) == 0


def test_wrong_key_and_nobody_there(server: MoonrakerServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o6-c1-a001", SHORT, ".gcode")
    stranger = _driver(server.address, "wrong" * 6)
    nobody = _driver(f"http://127.0.0.1:{programs.free_port()}", server.key)
    for call in (
        stranger.status,
        stranger.probe,
        lambda: stranger.upload(file, silent()),
        lambda: stranger.find(file.uid),
    ):
        with pytest.raises(RefusedError, match="key"):
            call()
    for call in (nobody.status, nobody.probe, lambda: nobody.upload(file, silent()), lambda: nobody.find(file.uid)):
        with pytest.raises(OfflineError):
            call()
    with pytest.raises(OfflineError):
        nobody.start(file, Handed("statuette/o6-c1-a001.gcode"))
    stranger.close()
    nobody.close()


def test_a_file_that_changed_is_not_sent(driver: MoonrakerPrinter, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o7-c1-a001", SHORT, ".gcode")
    file.path.write_bytes(SHORT.replace(b"X100", b"X101"))
    with pytest.raises(RefusedError, match="changed"):
        driver.upload(file, silent())
    assert driver.find(file.uid).found == "absent"


def test_a_print_outlives_the_server(driver: MoonrakerPrinter, server: MoonrakerServer, tmp_path: Path) -> None:
    """Moonraker closes its history as interrupted although klippy prints on: that must never be taken for a failure."""
    file = print_file(tmp_path, "o8-c1-a001", gcode(3), ".gcode")
    driver.start(file, driver.upload(file, silent()))
    server.stop("moonraker", signal.SIGKILL)
    with pytest.raises(OfflineError):
        driver.find(file.uid)
    server.start_moonraker()
    server.wait_ready()
    assert driver.find(file.uid).found in {"running", "finished_ok"}
    assert _ended(driver, file.uid) == "finished_ok"
    other = print_file(tmp_path, "o8-c1-a002", SHORT, ".gcode")
    driver.start(other, driver.upload(other, silent()))
    assert driver.find(file.uid).found == "cannot_know", "the history alone does not tell"
    driver.cancel(other.uid)


def test_the_board_is_lost_in_mid_print(driver: MoonrakerPrinter, server: MoonrakerServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o9-c1-a001", LONG, ".gcode")
    driver.start(file, driver.upload(file, silent()))
    server.board("shutdown")
    programs.wait(lambda: driver.status().activity == "error", 20, "it is noticed")
    assert driver.find(file.uid).found == "finished_bad"
    server.stop("klippy")
    programs.wait(lambda: driver.status().activity in {"offline", "starting"}, 20, "klippy is away")
    assert driver.find(file.uid).found in {"finished_bad", "cannot_know"}
    server.stop("board")
    server.start_board()
    server.start_klippy()
    server.wait_ready()
    assert driver.find(file.uid).found == "finished_bad"
    assert driver.status().activity == "idle"
    assert server.prints_of(file.uid) == 1


def test_its_entry_in_the_table() -> None:
    assert KIND.secrets == ("api_key",)
    assert "api_key" not in MoonrakerSettings.model_fields
    assert os.environ.get("CI") is None or programs.environment("moonraker").exists()
