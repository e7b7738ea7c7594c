"""A label on its way to paper: the printer of the system, and files; read back from what was really written."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtPrintSupport import QPrinter

from app.errors import WriteRefusedError
from app.gui.packing.printing import PrintRefusedError, paint, print_on, save
from app.shipping.labels.pages import Printed
from app.shipping.labels.parcel_label import parcel_label
from app.shipping.labels.slip import LABEL_SIZES, Goods, Party, Slip

pytestmark = pytest.mark.usefixtures("qapp")
NUMBER = "SF1234567890123"


def label(size: str, dpi: int = 203) -> Printed:
    sender = Party("样例手办工坊", "400-000-0000", "四川省成都市样例区测试大道一百号")
    receiver = Party("测**", "138******21", "四川省成都市样例区测试路88号****")
    goods = (Goods("星夜主播", "彩膜手办 100 mm", 1, "SN-2A9NMA", "MG-20261125-0172"),)
    return parcel_label(
        Slip("P-20261125-031", ("MG-20261125-0172",), "顺丰速运", NUMBER, sender, receiver, goods, 412, "2026-11-25", ""),
        size, dpi,
    )  # fmt: skip


def read(picture: Image.Image) -> set[str]:
    return {code.text for code in zxingcpp.read_barcodes(picture.convert("L"))}


def drawn(pdf: Path, dpi: int) -> Image.Image:
    tool = shutil.which("pdftoppm")
    if tool is None:
        pytest.skip("needs pdftoppm of poppler-utils")
    done = subprocess.run(
        [tool, "-r", str(dpi), "-png", "-singlefile", str(pdf)], capture_output=True, check=True, timeout=60
    )
    return Image.open(io.BytesIO(done.stdout))


@pytest.mark.parametrize("size", LABEL_SIZES)
def test_what_a_printer_gets_has_its_exact_size_and_is_read_back(tmp_path: Path, size: str) -> None:
    printed, path = label(size), tmp_path / "spool.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    paint(printer, printed)
    boxes = re.findall(rb"/MediaBox \[([0-9. ]+)\]", path.read_bytes())
    assert len(boxes) == len(printed.pages)
    _left, _bottom, width, height = (float(side) for side in boxes[0].split())
    assert width / 72 * 25.4 == pytest.approx(printed.width_mm, abs=0.4)
    assert height / 72 * 25.4 == pytest.approx(printed.height_mm, abs=0.4)
    assert NUMBER in read(drawn(path, 300))


def test_a_printer_that_went_away_is_told() -> None:
    with pytest.raises(PrintRefusedError) as refused:
        print_on("no such printer", label("100x150"))
    assert "no such printer" in str(refused.value.sentence)


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_cannot_begin_is_told(tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no folder" / "spool.pdf"))
    with pytest.raises(PrintRefusedError):
        paint(printer, label("100x150"))


def test_a_file_is_whole_and_of_the_wanted_kind(tmp_path: Path) -> None:
    printed = label("76x130")
    (pdf,) = save(tmp_path / "label", printed)
    assert pdf.name == "label.pdf"
    assert NUMBER in read(drawn(pdf, 203))
    (png,) = save(tmp_path / "label.png", printed)
    with Image.open(png) as picture:
        assert NUMBER in read(picture)
    assert {path.name for path in tmp_path.iterdir()} == {"label.pdf", "label.png"}


def test_a_file_that_cannot_be_written_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(WriteRefusedError):
        save(tmp_path / "no folder" / "label.pdf", label("76x130"))
    assert not list(tmp_path.iterdir())
