"""The driver for label printers on port 9100, against a stand-in written from the manuals."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.dispatch.driver import CutError, OfflineError, RefusedError
from app.drivers.printers import raw_label
from app.drivers.printers.http_printer import AddressError, checked_host
from app.drivers.printers.raw_label import RawLabelPrinter, RawLabelSettings, make
from app.jobs.progress import silent
from tests.unit.drivers.printers.files import print_file
from tests.unit.drivers.printers.label_printer import LabelPrinter

LABEL = b"^XA^PW800^FO40,40^A0N,60,60^FDA3^FS^XZ"


@pytest.fixture
def printer() -> Iterator[LabelPrinter]:
    printer = LabelPrinter()
    yield printer
    printer.close()


def _driver(printer: LabelPrinter, **more: object) -> RawLabelPrinter:
    return make(RawLabelSettings(host="127.0.0.1", port=printer.port, **more), {})  # type: ignore[arg-type]


def test_a_label(printer: LabelPrinter, tmp_path: Path) -> None:
    driver = _driver(printer)
    assert driver.probe().model == "ZD421-203dpi"
    assert driver.status().activity == "idle"
    file = print_file(tmp_path, "o1-c1-f001", LABEL, ".zpl")
    assert driver.find(file.uid).found == "cannot_know"
    handed = driver.upload(file, silent())
    assert driver.start(file, handed).running
    assert driver.find(file.uid).found == "finished_ok"
    assert printer.labels == [LABEL]
    with pytest.raises(RefusedError):
        driver.upload(file, silent())
    assert make(RawLabelSettings(host="127.0.0.1", port=printer.port), {}).find(file.uid).found == "cannot_know"


@pytest.mark.parametrize(("trouble", "words"), [("paper", "out of paper"), ("head", "open"), ("pause", "paused")])
def test_what_is_wrong_is_said_before_anything_is_sent(
    printer: LabelPrinter, tmp_path: Path, trouble: str, words: str
) -> None:
    printer.troubles.add(trouble)
    driver = _driver(printer)
    assert driver.status().activity == "attention"
    assert words in driver.status().message
    with pytest.raises(RefusedError, match=words):
        driver.upload(print_file(tmp_path, "o2-c1-f001", LABEL, ".zpl"), silent())
    assert printer.labels == []


def test_the_line_breaks(printer: LabelPrinter, tmp_path: Path) -> None:
    driver = _driver(printer)
    file = print_file(tmp_path, "o3-c1-f001", LABEL + b"^FX" + b"x" * 3_000_000, ".zpl")
    printer.hang_up_after = 100_000
    with pytest.raises(CutError):
        driver.upload(file, silent())
    assert driver.find(file.uid).found == "cannot_know"


def test_it_prints_nothing(printer: LabelPrinter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_label, "DRAINED_S", 0.3)
    printer.holds = True
    driver = _driver(printer)
    file = print_file(tmp_path, "o4-c1-f001", LABEL, ".zpl")
    with pytest.raises(CutError, match="does not print"):
        driver.upload(file, silent())
    assert driver.find(file.uid).found == "cannot_know"
    assert driver.status().activity == "printing"
    with pytest.raises(RefusedError, match="busy"):
        driver.upload(print_file(tmp_path, "o4-c2-f001", LABEL, ".zpl"), silent())


def test_a_printer_that_says_nothing(printer: LabelPrinter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_label, "ANSWER_S", 0.3)
    printer.mute = True
    with pytest.raises(OfflineError, match="says nothing"):
        _driver(printer).status()
    silent_driver = _driver(printer, asks_status=False)
    assert silent_driver.status().activity == "idle"
    assert not silent_driver.capabilities().tells_end
    file = print_file(tmp_path, "o5-c1-f001", LABEL, ".zpl")
    silent_driver.upload(file, silent())
    assert silent_driver.find(file.uid).found == "running"


def test_tspl(tmp_path: Path) -> None:
    printer = LabelPrinter("tspl")
    try:
        driver = _driver(printer, language="tspl")
        assert driver.probe().model == "TTP-244"
        content = b'SIZE 40 mm,30 mm\r\nCLS\r\nTEXT 10,10,"3",0,1,1,"A3"\r\nPRINT 1\r\n'
        file = print_file(tmp_path, "o6-c1-f001", content, ".tspl")
        driver.upload(file, silent())
        assert driver.find(file.uid).found == "finished_ok"
        assert printer.labels == [content]
        printer.troubles.add("ribbon")
        assert "ribbon" in driver.status().message
    finally:
        printer.close()


def test_nobody_there_and_wrong_files(printer: LabelPrinter, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    nobody = make(RawLabelSettings(host="127.0.0.1", port=port), {})
    file = print_file(tmp_path, "o7-c1-f001", LABEL, ".zpl")
    for call in (nobody.probe, nobody.status, lambda: nobody.upload(file, silent())):
        with pytest.raises(OfflineError):
            call()
    with pytest.raises(RefusedError, match="takes no"):
        _driver(printer).upload(print_file(tmp_path, "o7-c2-f001", LABEL, ".tspl"), silent())
    with pytest.raises(RefusedError, match="called back"):
        _driver(printer).cancel(file.uid)


@pytest.mark.parametrize("host", ["", "a b", "http://printer", "printer/x", "a..b"])
def test_hosts_that_are_none(host: str) -> None:
    with pytest.raises(AddressError):
        checked_host(host)


def test_hosts() -> None:
    assert [checked_host(host) for host in (" 192.168.1.20 ", "fe80::1", "printer-3.local")] == [
        "192.168.1.20",
        "fe80::1",
        "printer-3.local",
    ]
