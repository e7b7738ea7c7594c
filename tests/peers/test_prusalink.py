"""The driver for PrusaLink on real PrusaLink; the board behind it is a stand-in."""

import itertools
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.dispatch.driver import CutError, OfflineError, RefusedError
from app.drivers.printers.prusalink import PrusaLinkPrinter, PrusaLinkSettings, make
from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from tests.peers.printers import programs
from tests.peers.printers.line_cutter import LineCutter
from tests.peers.printers.print_files import gcode, print_file
from tests.peers.printers.prusalink_server import PrusaLinkServer

SHORT, LONG = gcode(3), gcode(60)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrusaLinkServer]:
    server = PrusaLinkServer(tmp_path_factory.mktemp("prusalink"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _driver(port: int, **secrets: str) -> PrusaLinkPrinter:
    given = secrets or {"password": PrusaLinkServer.password}
    return make(PrusaLinkSettings(address=f"http://127.0.0.1:{port}"), given)


@pytest.fixture
def driver(server: PrusaLinkServer) -> Iterator[PrusaLinkPrinter]:
    driver = _driver(server.port)
    yield driver
    if (uid := driver.status().uid) and driver.find(uid).found == "running":
        driver.cancel(uid)
    driver.close()
    programs.wait(lambda: server.state() == "IDLE", 30, "it is free again")  # it starts nothing for some seconds


def test_knows_the_printer(driver: PrusaLinkPrinter, server: PrusaLinkServer) -> None:
    assert "MK3S" in driver.probe().model
    assert driver.probe().serial
    status = driver.status()
    assert status.activity == "idle"
    programs.wait(
        lambda: driver.status().temperatures.get("nozzle", (0,))[0] > 0, 90, "the first temperature"
    )  # it asks again after a minute
    assert not driver.capabilities().snapshot
    by_key = _driver(server.port, api_key=server.key)
    assert by_key.status().activity == "idle"
    by_key.close()


def test_prints_once_and_says_so(driver: PrusaLinkPrinter, server: PrusaLinkServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o1-c1-d001", SHORT, ".gcode")
    assert driver.find(file.uid).found == "absent"
    handed = driver.upload(file, silent())
    assert driver.find(file.uid).found == "stored"
    assert driver.start(file, handed).running
    assert driver.find(file.uid).found == "running"
    status = driver.status()
    assert (status.activity, status.uid) == ("printing", file.uid)
    programs.wait(lambda: driver.find(file.uid).found != "running", 60, "the print ends", 0.2)
    assert driver.find(file.uid).found == "finished_ok"
    programs.wait(lambda: server.state() == "IDLE", 30, "it forgets")
    assert driver.find(file.uid).found == "finished_ok", "who saw it end remembers"
    later = _driver(server.port)
    assert later.find(file.uid).found == "cannot_know", "who did not see it end cannot know, and does not guess"
    later.close()


def test_answers_lost(driver: PrusaLinkPrinter, server: PrusaLinkServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o2-c1-d001", gcode(10), ".gcode")
    with LineCutter(server.port) as wire:
        far = _driver(wire.port)
        far.status()
        wire.swallow_answer(b"PUT /api/v1/files/local/statuette/o2-c1-d001.gcode")
        with pytest.raises(CutError) as cut:
            far.upload(file, silent())
        assert cut.value.whole
        programs.wait(lambda: driver.find(file.uid).found == "stored", 10, "the file is there")
        wire.swallow_answer(b"POST /api/v1/files/local/statuette/")
        with pytest.raises(CutError):
            far.start(file, driver.upload(file, silent()))
        far.close()
    programs.wait(lambda: driver.find(file.uid).found == "running", 10, "it prints")
    with pytest.raises(RefusedError, match="busy"):
        driver.upload(file, silent())
    job = server.ask("/api/v1/job")["id"]
    driver.cancel(file.uid)
    assert driver.find(file.uid).found == "cancelled"
    assert job > 0


def test_cut_or_cancelled_in_the_middle(driver: PrusaLinkPrinter, server: PrusaLinkServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o3-c1-d001", gcode(1, 3_000_000), ".gcode")
    with LineCutter(server.port) as wire:
        far = _driver(wire.port)
        far.status()
        wire.cut_after(400_000)
        with pytest.raises(CutError):
            far.upload(file, silent())
        far.close()
    assert driver.find(file.uid).found == "absent"
    other = print_file(tmp_path, "o3-c1-d002", gcode(1, 3_000_000), ".gcode")
    asked = itertools.count()
    with pytest.raises(Cancelled):
        driver.upload(other, Progress(cancelled=lambda: next(asked) > 10))
    assert driver.find(other.uid).found == "absent"
    driver.upload(file, silent())
    assert driver.find(file.uid).found == "stored", "a broken transfer does not block the next one"


def test_busy(driver: PrusaLinkPrinter, tmp_path: Path) -> None:
    first = print_file(tmp_path, "o4-c1-d001", LONG, ".gcode")
    second = print_file(tmp_path, "o4-c2-d001", SHORT, ".gcode")
    driver.start(first, driver.upload(first, silent()))
    waiting = driver.upload(second, silent())
    with pytest.raises(RefusedError, match="busy"):
        driver.start(second, waiting)
    with pytest.raises(RefusedError, match="another job"):
        driver.cancel(second.uid)
    assert driver.find(second.uid).found == "stored"
    programs.wait(lambda: driver.status().activity == "printing", 20, "it prints")
    driver.pause(first.uid)
    programs.wait(lambda: driver.status().activity == "paused", 20, "it pauses")
    driver.resume(first.uid)
    programs.wait(lambda: driver.status().activity == "printing", 20, "it goes on")
    driver.cancel(first.uid)
    assert driver.find(first.uid).found == "cancelled"


def test_wrong_password_and_nobody_there(server: PrusaLinkServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o5-c1-d001", SHORT, ".gcode")
    nobody = _driver(programs.free_port())
    for stranger in (_driver(server.port, password="wrong-wrong"), _driver(server.port, api_key="wrong")):
        for call in (stranger.status, lambda s=stranger: s.upload(file, silent()), lambda s=stranger: s.find(file.uid)):
            with pytest.raises(RefusedError, match="key or password"):
                call()
        stranger.close()
    for call in (nobody.status, lambda: nobody.upload(file, silent()), lambda: nobody.find(file.uid)):
        with pytest.raises(OfflineError):
            call()
    nobody.close()


def test_the_server_is_killed_in_mid_print(driver: PrusaLinkPrinter, server: PrusaLinkServer, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o6-c1-d001", LONG, ".gcode")
    driver.start(file, driver.upload(file, silent()))
    server.stop("server", signal.SIGKILL)
    with pytest.raises(OfflineError):
        driver.find(file.uid)
    server.start_server()
    assert _driver_of(server, file.uid) == "cannot_know", "it was begun, and nothing says how it ended"


def test_it_starts_again_after_it_was_killed_while_it_wrote(server: PrusaLinkServer) -> None:
    server.stop("server", signal.SIGKILL)
    server.power_panic.write_text("")
    server.start_server()
    assert server.state() == "IDLE"


def _driver_of(server: PrusaLinkServer, uid: str) -> str:
    later = _driver(server.port)
    try:
        return later.find(uid).found
    finally:
        later.close()
