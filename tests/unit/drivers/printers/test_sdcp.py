"""The driver for resin printers, against a stand-in written from the published protocol."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.dispatch.driver import CutError, OfflineError, RefusedError
from app.drivers.printers import discovery_udp, sdcp
from app.drivers.printers.sdcp import SdcpPrinter, SdcpSettings, make
from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from tests.unit.drivers.printers.files import print_file
from tests.unit.drivers.printers.resin_printer import BOARD, ResinPrinter

CONTENT = os.urandom(2_500_000)
UID = "o17-c3-7c0e"


@pytest.fixture
def printer() -> Iterator[ResinPrinter]:
    printer = ResinPrinter()
    yield printer
    printer.close()


@pytest.fixture
def driver(printer: ResinPrinter) -> Iterator[SdcpPrinter]:
    driver = make(SdcpSettings(host="127.0.0.1", port=printer.port, discovery_port=printer.discovery_port), {})
    yield driver
    driver.close()


def test_knows_the_printer(driver: SdcpPrinter) -> None:
    probe = driver.probe()
    assert (probe.model, probe.serial) == ("CBD Saturn", BOARD)
    capabilities = driver.capabilities()
    assert capabilities.volume_mm == (210, 140, 100)
    assert capabilities.suffixes == (".ctb",)
    status = driver.status()
    assert status.activity == "idle"
    assert set(status.facts.values()) == {"12", "2"}


def test_it_is_found_in_the_network(printer: ResinPrinter) -> None:
    assert discovery_udp.sdcp_printers(0.3, printer.discovery_port, "127.0.0.1") == [
        ("resin 1", {"host": "127.0.0.1", "mainboard": BOARD})
    ]


def test_prints_once_and_says_so(driver: SdcpPrinter, printer: ResinPrinter, tmp_path: Path) -> None:
    file = print_file(tmp_path, UID, CONTENT, ".ctb")
    assert driver.find(UID).found == "absent"
    handed = driver.upload(file, silent())
    assert printer.files == {f"{UID}.ctb": CONTENT}
    assert driver.find(UID).found == "stored"
    assert driver.find(UID, handed.native).found == "stored"
    assert driver.start(file, handed).running
    printer.layer(5, 20)
    status = driver.status()
    assert (status.activity, status.uid, status.progress, status.left_s) == ("printing", UID, 0.25, 15.0)
    assert driver.find(UID, handed.native).found == "running"
    printer.end(1)
    assert driver.status().activity == "idle", "the sub-state still says complete"
    assert driver.find(UID).found == "finished_ok"
    assert printer.starts == [f"{UID}.ctb"]


@pytest.mark.parametrize(("status", "found"), [(2, "finished_bad"), (3, "cancelled")])
def test_how_it_ends(driver: SdcpPrinter, printer: ResinPrinter, tmp_path: Path, status: int, found: str) -> None:
    file = print_file(tmp_path, UID, CONTENT, ".ctb")
    driver.start(file, driver.upload(file, silent()))
    printer.end(status, 3 if status == 2 else 0)
    trace = driver.find(UID)
    assert trace.found == found
    assert ("too little resin" in trace.told) is (status == 2)


def test_the_answer_to_the_start_is_lost(
    driver: SdcpPrinter, printer: ResinPrinter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sdcp, "ANSWER_S", 0.3)
    file = print_file(tmp_path, UID, CONTENT, ".ctb")
    handed = driver.upload(file, silent())
    printer.fault = "deaf"
    with pytest.raises(CutError):
        driver.start(file, handed)
    assert driver.find(UID).found == "running"
    assert driver.start(file, handed).running, "asking again starts nothing"
    assert len(printer.starts) == 1


def test_a_power_cut_in_mid_print(driver: SdcpPrinter, printer: ResinPrinter, tmp_path: Path) -> None:
    file = print_file(tmp_path, UID, CONTENT, ".ctb")
    driver.start(file, driver.upload(file, silent()))
    printer.restart()
    assert driver.find(UID).found == "cannot_know"


def test_busy_pause_and_cancel(driver: SdcpPrinter, printer: ResinPrinter, tmp_path: Path) -> None:
    first = print_file(tmp_path, UID, CONTENT, ".ctb")
    second = print_file(tmp_path, "o17-c4-0001", CONTENT, ".ctb")
    handed = driver.upload(first, silent())
    waiting = driver.upload(second, silent())
    driver.start(first, handed)
    for call in (lambda: driver.start(second, waiting), lambda: driver.upload(second, silent())):
        with pytest.raises(RefusedError, match="busy"):
            call()
    for order in (driver.cancel, driver.pause, driver.resume):
        with pytest.raises(RefusedError, match="another job"):
            order(second.uid)
    driver.pause(UID)
    assert driver.status().activity == "paused"
    driver.resume(UID)
    assert driver.status().activity == "printing"
    driver.cancel(UID)
    assert driver.find(UID).found == "cancelled"
    printer.fault = "busy"
    with pytest.raises(RefusedError, match="busy"):
        driver.start(second, waiting)
    assert driver.find(second.uid).found == "stored"


def test_damaged_or_cancelled_on_the_way(driver: SdcpPrinter, printer: ResinPrinter, tmp_path: Path) -> None:
    file = print_file(tmp_path, UID, CONTENT, ".ctb")
    printer.fault = "damaged"
    with pytest.raises(CutError) as cut:
        driver.upload(file, silent())
    assert not cut.value.whole
    printer.fault = ""
    turns = iter(range(1000))
    with pytest.raises(Cancelled):
        driver.upload(file, Progress(cancelled=lambda: next(turns) > 20))
    assert driver.find(UID).found == "absent"
    driver.upload(file, silent())
    assert driver.find(UID).found == "stored"


def test_nobody_there(tmp_path: Path, printer: ResinPrinter) -> None:
    port, discovery = printer.port, printer.discovery_port
    printer.close()
    nobody = make(SdcpSettings(host="127.0.0.1", port=port, discovery_port=discovery), {})
    file = print_file(tmp_path, UID, CONTENT, ".ctb")
    for call in (nobody.probe, nobody.status, lambda: nobody.upload(file, silent()), lambda: nobody.find(UID)):
        with pytest.raises(OfflineError):
            call()
    nobody.close()
