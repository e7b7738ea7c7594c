"""The driver for OctoPrint on real OctoPrint and its virtual printer."""

import itertools
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.dispatch.driver import CutError, OfflineError, RefusedError
from app.dispatch.pausing import Pauser, Turned
from app.dispatch.records import PrintJob
from app.drivers.printers.octoprint import OctoPrintPrinter, OctoPrintSettings, make
from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from tests.peers.printers import programs
from tests.peers.printers.line_cutter import LineCutter
from tests.peers.printers.octoprint_server import OctoPrintServer
from tests.peers.printers.print_files import gcode, print_file

SHORT, LONG = gcode(3), gcode(400)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OctoPrintServer]:
    server = OctoPrintServer(tmp_path_factory.mktemp("octoprint"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _driver(port: int, key: str = OctoPrintServer.key) -> OctoPrintPrinter:
    return make(OctoPrintSettings(address=f"http://127.0.0.1:{port}"), {"api_key": key})


@pytest.fixture
def driver(server: OctoPrintServer) -> Iterator[OctoPrintPrinter]:
    driver = _driver(server.port)
    yield driver
    if (uid := driver.status().uid) and driver.find(uid).found == "running":
        driver.cancel(uid)
    driver.close()
    server.wait_state("Operational")


def _ended(driver: OctoPrintPrinter, uid: str) -> str:
    programs.wait(lambda: driver.find(uid).found not in {"running", "cannot_know"}, 60, "the print ends", 0.2)
    return driver.find(uid).found


def test_knows_the_printer(driver: OctoPrintPrinter) -> None:
    assert "OctoPrint" in driver.probe().software
    capabilities = driver.capabilities()
    assert capabilities.volume_mm == (200, 200, 200)
    assert not capabilities.snapshot
    assert driver.status().activity == "idle"
    programs.wait(lambda: driver.status().temperatures.get("nozzle", (0,))[0] > 0, 20, "the first temperature")


def test_prints_once_and_says_so(driver: OctoPrintPrinter, server: OctoPrintServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o1-c1-b001", SHORT, ".gcode")
    assert driver.find(file.uid).found == "absent"
    handed = driver.upload(file, silent())
    assert driver.find(file.uid).found == "stored"
    assert driver.start(file, handed).running
    assert _ended(driver, file.uid) == "finished_ok"
    assert server.prints_of(file.uid) == 1


def test_answers_lost_print_once(driver: OctoPrintPrinter, server: OctoPrintServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o2-c1-b001", SHORT, ".gcode")
    with LineCutter(server.port) as wire:
        far = _driver(wire.port)
        wire.swallow_answer(b"POST /api/files/local HTTP")
        with pytest.raises(CutError) as cut:
            far.upload(file, silent())
        assert cut.value.whole
        programs.wait(lambda: driver.find(file.uid).found == "stored", 10, "the file is there")
        wire.swallow_answer(b"POST /api/files/local/statuette/")
        with pytest.raises(CutError):
            far.start(file, driver.upload(file, silent()))
        far.close()
    assert _ended(driver, file.uid) == "finished_ok"
    assert server.prints_of(file.uid) == 1


def test_cut_or_cancelled_in_the_middle(driver: OctoPrintPrinter, server: OctoPrintServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o3-c1-b001", gcode(1, 3_000_000), ".gcode")
    with LineCutter(server.port) as wire:
        wire.cut_after(400_000)
        far = _driver(wire.port)
        with pytest.raises(CutError):
            far.upload(file, silent())
        far.close()
    asked = itertools.count()
    with pytest.raises(Cancelled):
        driver.upload(file, Progress(cancelled=lambda: next(asked) > 10))
    assert driver.find(file.uid).found == "absent"


def test_busy(driver: OctoPrintPrinter, server: OctoPrintServer, tmp_path: Path) -> None:
    first = print_file(tmp_path, "o4-c1-b001", LONG, ".gcode")
    second = print_file(tmp_path, "o4-c2-b001", SHORT, ".gcode")
    driver.start(first, driver.upload(first, silent()))
    status = driver.status()
    assert (status.activity, status.uid) == ("printing", first.uid)
    with pytest.raises(RefusedError, match="busy"):
        driver.upload(first, silent())
    waiting = driver.upload(second, silent())
    with pytest.raises(RefusedError, match="busy"):
        driver.start(second, waiting)
    with pytest.raises(RefusedError, match="another job"):
        driver.cancel(second.uid)
    assert driver.find(second.uid).found == "stored"
    driver.pause(first.uid)
    programs.wait(lambda: driver.status().activity == "paused", 20, "it pauses")
    driver.resume(first.uid)
    programs.wait(lambda: driver.status().activity == "printing", 20, "it goes on")
    driver.cancel(first.uid)
    assert _ended(driver, first.uid) == "finished_bad"
    assert server.prints_of(second.uid) == 0


def test_a_wish_to_pause_is_carried_out_and_seen(driver: OctoPrintPrinter, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o16-c1-b001", LONG, ".gcode")
    driver.start(file, driver.upload(file, silent()))
    pauser, job = Pauser(time.monotonic), PrintJob(uid=file.uid, state="running", pausing="wanted")
    assert pauser.follow(job, driver, driver.status()) == Turned("paused", "paused")
    programs.wait(lambda: driver.status().activity == "paused", 20, "it pauses")
    assert pauser.follow(replace(job, pausing="paused"), driver, driver.status()) is None
    assert pauser.follow(replace(job, pausing="go_on"), driver, driver.status()) == Turned("", "gone_on")
    programs.wait(lambda: driver.status().activity == "printing", 20, "it goes on")
    driver.cancel(file.uid)
    assert _ended(driver, file.uid) == "finished_bad"


def test_wrong_key_and_nobody_there(server: OctoPrintServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o5-c1-b001", SHORT, ".gcode")
    stranger, nobody = _driver(server.port, "wrong"), _driver(programs.free_port())
    for call in (stranger.status, lambda: stranger.upload(file, silent()), lambda: stranger.find(file.uid)):
        with pytest.raises(RefusedError, match="key"):
            call()
    for call in (nobody.status, lambda: nobody.upload(file, silent()), lambda: nobody.find(file.uid)):
        with pytest.raises(OfflineError):
            call()
    stranger.close()
    nobody.close()


def test_the_printer_fails_in_mid_print(driver: OctoPrintPrinter, server: OctoPrintServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o6-c1-b001", LONG, ".gcode")
    handed = driver.upload(file, silent())
    driver.start(file, handed)
    server.fail("trigger_fatal_error_marlin")
    programs.wait(lambda: driver.status().activity == "error", 20, "it is noticed")
    assert _ended(driver, file.uid) == "finished_bad"
    with pytest.raises(RefusedError, match="not ready"):
        driver.start(file, handed)
    server.tell("/api/connection", command="connect")  # only ever by a person: the plate may be full
    server.wait_state("Operational")
    assert server.prints_of(file.uid) == 1


def test_the_server_is_killed_in_mid_print(driver: OctoPrintPrinter, server: OctoPrintServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o7-c1-b001", LONG, ".gcode")
    driver.start(file, driver.upload(file, silent()))
    server.stop(signal.SIGKILL)
    with pytest.raises(OfflineError):
        driver.find(file.uid)
    server.start()
    assert driver.find(file.uid).found == "cannot_know", "it is on no list of OctoPrint, but it was begun"
