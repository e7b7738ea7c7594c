"""Labels through a real LPrint, which makes ZPL of a picture; the label printer behind it is a stand-in."""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from app.drivers.printers.ipp import IppSettings, make
from app.drivers.printers.table import by_id
from app.jobs.progress import silent
from app.shipping.labels.bars import readable
from app.shipping.labels.parcel_label import parcel_label
from app.shipping.labels.slip import Party, Slip
from tests.peers.printers import programs
from tests.peers.printers.ipp_servers import LPrint
from tests.peers.printers.print_files import print_file
from tests.unit.drivers.printers.label_printer import LabelPrinter
from tests.unit.drivers.printers.label_reader import read_graphic

PARTY = Party("测**", "138******21", "四川省成都市样例区测试路88号****")
SLIP = Slip(
    "P-20261125-031", ("MG-1",), "顺丰速运", "SF1234567890123", PARTY, PARTY, (), 412, "2026-11-25", "https://x.invalid"
)


@pytest.fixture
def labels() -> Iterator[LabelPrinter]:
    printer = LabelPrinter()
    yield printer
    printer.close()


@pytest.fixture
def lprint(labels: LabelPrinter) -> Iterator[LPrint]:
    with tempfile.TemporaryDirectory(prefix="statuette-lprint-", ignore_cleanup_errors=True) as folder:
        server = LPrint(Path(folder), labels.port)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _label() -> bytes:
    picture = Image.new("L", (812, 1218), 255)
    ImageDraw.Draw(picture).rectangle((100, 100, 700, 400), fill=0)
    out = io.BytesIO()
    picture.save(out, "PNG", dpi=(203, 203))
    return out.getvalue()


def test_the_codes_of_a_parcel_label_are_read_from_what_the_printer_gets(
    lprint: LPrint, labels: LabelPrinter, tmp_path: Path
) -> None:
    made = parcel_label(SLIP, "100x150", 203)
    driver = make(IppSettings(address=lprint.address), {})
    options = {"media": "na_index-4x6_4x6in", "color": False}
    file = print_file(tmp_path, "o2-c1-c001", made.pages[0], ".png", options=options)
    driver.upload(file, silent())
    programs.wait(lambda: driver.find(file.uid).found == "finished_ok", 30, "the job ends")
    programs.wait(lambda: b"^XZ" in b"".join(labels.labels), 10, "the label arrives")
    read = {content for _form, content in readable(read_graphic(b"".join(labels.labels)))}
    assert {content for _form, content in made.codes} <= read
    driver.close()


def test_a_label(lprint: LPrint, labels: LabelPrinter, tmp_path: Path) -> None:
    assert by_id()["ipp_label"].kind == "label"
    driver = make(IppSettings(address=lprint.address), {})
    assert ".png" in driver.capabilities().suffixes
    assert driver.status().activity == "idle"
    file = print_file(tmp_path, "o1-c1-c001", _label(), ".png", options={"media": "na_index-4x6_4x6in", "color": False})
    driver.upload(file, silent())
    programs.wait(lambda: driver.find(file.uid).found != "running", 30, "the job ends")
    assert driver.find(file.uid).found == "finished_ok"
    programs.wait(lambda: bool(labels.labels), 10, "the label arrives")
    printed = b"".join(labels.labels)
    assert b"~DGR:LPRINT.GRF,124236,102," in printed, "the whole picture, 812 × 1218 dots"
    assert printed.count(b"^PQ1") == 1, "one label"
    driver.close()
