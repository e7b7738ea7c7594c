"""The driver for Bambu Lab printers: mosquitto and an FTPS server are real, the printer behind them is a stand-in."""

import io
import itertools
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.dispatch.driver import CutError, OfflineError, RefusedError
from app.drivers.printers import bambu, bambu_line
from app.drivers.printers.bambu import BambuPrinter, BambuSettings, make
from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from tests.peers.printers import programs
from tests.peers.printers.bambu_stand_in import CODE, SERIAL, BambuStandIn
from tests.peers.printers.line_cutter import LineCutter
from tests.peers.printers.print_files import print_file


def _sliced(extra: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("Metadata/plate_1.gcode", "G28\n" * 2000)
        parts.writestr("extra", os.urandom(extra))
    return out.getvalue()


SLICED = _sliced()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BambuStandIn]:
    printer = BambuStandIn(tmp_path_factory.mktemp("bambu"))
    try:
        printer.start()
        yield printer
    finally:
        printer.stop()


@pytest.fixture
def printer(running: BambuStandIn) -> Iterator[BambuStandIn]:
    yield running
    running.fault = ""
    running.push(whole=True, gcode_state="IDLE", subtask_id="", subtask_name="", hms=[], print_error=0)
    running.starts.clear()


def _driver(printer: BambuStandIn, code: str = CODE, **more: object) -> BambuPrinter:
    settings = {"host": "127.0.0.1", "serial": SERIAL, "mqtt_port": printer.mqtt_port, "ftps_port": printer.ftps_port}
    return make(BambuSettings.model_validate({**settings, **more}), {"access_code": code})


@pytest.fixture
def driver(printer: BambuStandIn) -> Iterator[BambuPrinter]:
    driver = _driver(printer)
    yield driver
    driver.close()


def test_prints_once_and_says_so(driver: BambuPrinter, printer: BambuStandIn, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o1-c1-9001", SLICED, ".3mf")
    assert driver.status().activity == "idle"
    assert driver.find(file.uid).found == "absent"
    handed = driver.upload(file, silent())
    assert (printer.card / "cache" / "o1-c1-9001.gcode.3mf").read_bytes() == SLICED
    assert driver.find(file.uid).found == "stored"
    assert driver.start(file, handed).running
    programs.wait(lambda: driver.find(file.uid).found == "running", 10, "it prints")
    printer.push(mc_percent=40, mc_remaining_time=12)
    programs.wait(lambda: driver.status().progress == 0.4, 10, "progress")
    status = driver.status()
    assert (status.activity, status.uid, status.left_s) == ("printing", file.uid, 720)
    printer.push(gcode_state="FINISH", mc_percent=100)
    programs.wait(lambda: driver.find(file.uid).found == "finished_ok", 10, "it ends")
    later = _driver(printer)
    assert later.find(file.uid).found == "finished_ok", "the printer itself repeats our name"
    later.close()
    printer.push(subtask_name="from a phone", subtask_id="77")
    programs.wait(lambda: driver.find(file.uid).found == "cannot_know", 10, "another print has replaced it")
    assert printer.starts == [file.uid]


def test_the_answer_to_the_start_is_lost(
    driver: BambuPrinter, printer: BambuStandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bambu_line, "ANSWER_S", 0.3)
    file = print_file(tmp_path, "o2-c1-9001", SLICED, ".3mf")
    handed = driver.upload(file, silent())
    printer.fault = "mute"
    assert driver.start(file, handed).running, "its state says that it prints, without any answer"
    assert driver.start(file, handed).running
    assert printer.starts == [file.uid]


def test_a_deaf_printer(
    driver: BambuPrinter, printer: BambuStandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bambu_line, "ANSWER_S", 0.3)
    monkeypatch.setattr(bambu, "START_S", 0.5)
    file = print_file(tmp_path, "o3-c1-9001", SLICED, ".3mf")
    handed = driver.upload(file, silent())
    printer.fault = "deaf"
    with pytest.raises(CutError, match="did not"):
        driver.start(file, handed)
    assert driver.find(file.uid).found == "cannot_know", "it may begin minutes later"


def test_developer_mode_is_off(driver: BambuPrinter, printer: BambuStandIn, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o4-c1-9001", SLICED, ".3mf")
    handed = driver.upload(file, silent())
    printer.fault = "unsigned"
    with pytest.raises(RefusedError, match="Developer Mode"):
        driver.start(file, handed)
    assert driver.find(file.uid).found == "stored"


def test_busy_pause_and_cancel(driver: BambuPrinter, printer: BambuStandIn, tmp_path: Path) -> None:
    first = print_file(tmp_path, "o5-c1-9001", SLICED, ".3mf")
    second = print_file(tmp_path, "o5-c2-9001", SLICED, ".3mf")
    handed = driver.upload(first, silent())
    waiting = driver.upload(second, silent())
    driver.start(first, handed)
    programs.wait(lambda: driver.status().activity == "printing", 10, "it prints")
    with pytest.raises(RefusedError, match="busy"):
        driver.start(second, waiting)
    with pytest.raises(RefusedError, match="busy"):
        driver.upload(first, silent())
    for order in (driver.cancel, driver.pause, driver.resume):
        with pytest.raises(RefusedError, match="another job"):
            order(second.uid)
    assert driver.find(second.uid).found == "stored"
    driver.pause(first.uid)
    programs.wait(lambda: driver.status().activity == "paused", 10, "it pauses")
    driver.resume(first.uid)
    programs.wait(lambda: driver.status().activity == "printing", 10, "it goes on")
    driver.cancel(first.uid)
    assert driver.find(first.uid).found == "cancelled"
    assert printer.starts == [first.uid]


def test_it_fails(driver: BambuPrinter, printer: BambuStandIn, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o6-c1-9001", SLICED, ".3mf")
    driver.start(file, driver.upload(file, silent()))
    hint = {"attr": 0x07008003, "code": 0x00010001}
    printer.push(gcode_state="FAILED", print_error=0x07008003, hms=[hint])
    programs.wait(lambda: driver.find(file.uid).found == "finished_bad", 10, "it failed")
    assert driver.status().message == "HMS 0700-8003-0001-0001"


def test_cut_or_cancelled_on_the_way(driver: BambuPrinter, printer: BambuStandIn, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o7-c1-9001", _sliced(3_000_000), ".3mf")
    turns = itertools.count()
    with pytest.raises(Cancelled):
        driver.upload(file, Progress(cancelled=lambda: next(turns) > 10))
    assert driver.find(file.uid).found in {"absent", "stored"}
    driver.upload(file, silent())
    assert (printer.card / "cache" / "o7-c1-9001.gcode.3mf").stat().st_size == file.size
    assert printer.starts == []


def test_the_line_breaks_in_mid_print(driver: BambuPrinter, printer: BambuStandIn, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o8-c1-9001", SLICED, ".3mf")
    driver.start(file, driver.upload(file, silent()))
    printer.stop_broker()

    def is_offline() -> bool:
        try:
            driver.status()
        except OfflineError:
            return True
        return False

    programs.wait(is_offline, 20, "it is noticed")
    printer.start_broker()
    programs.wait(lambda: not is_offline(), 20, "it is back")
    assert driver.find(file.uid).found == "running"


def test_strangers(printer: BambuStandIn, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o9-c1-9001", SLICED, ".3mf")
    wrong = _driver(printer, code="00000000")
    for call in (wrong.status, lambda: wrong.upload(file, silent())):
        with pytest.raises(RefusedError, match="key or password"):
            call()
    wrong.close()
    other = _driver(printer, serial="01P00A000000002")
    with pytest.raises(RefusedError, match="serial number"):
        other.status()
    other.close()
    fake = _driver(printer, fingerprint="AB:" * 31 + "AB")
    with pytest.raises(RefusedError, match="certificate"):
        fake.status()
    fake.close()
    nobody = _driver(printer, mqtt_port=programs.free_port(), ftps_port=programs.free_port())
    with pytest.raises(OfflineError):
        nobody.status()
    nobody.close()


def test_a_model_that_nobody_sliced_is_not_sent(driver: BambuPrinter, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("3D/3dmodel.model", "<model/>")
    for content in (out.getvalue(), b"no archive at all"):
        with pytest.raises(RefusedError, match="no sliced plate"):
            driver.upload(print_file(tmp_path, "o10-c1-9001", content, ".3mf"), silent())


def test_a_picture_of_the_plate(printer: BambuStandIn) -> None:
    picture = b"\xff\xd8\xff" + os.urandom(50_000) + b"\xff\xd9"
    port, thread = printer.camera(picture)
    driver = _driver(printer, camera_port=port)
    assert driver.snapshot() == picture
    thread.join(5)
    assert driver.snapshot() is None, "nobody is there any more"
    driver.close()


def test_a_wire_that_breaks_while_files_are_sent(printer: BambuStandIn, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o11-c1-9001", SLICED, ".3mf")
    with LineCutter(printer.ftps_port) as wire:
        far = _driver(printer, ftps_port=wire.port)
        far.status()
        for count in (300, 1_200):  # in the greeting, in the log-in
            wire.cut_after(count)
            with pytest.raises((CutError, OfflineError)):
                far.upload(file, silent())
        far.close()
    assert printer.starts == []
