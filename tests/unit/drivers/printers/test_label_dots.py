"""Pictures and PDFs on label printers: what arrives is decoded again, and its codes are read."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.dispatch.driver import RefusedError
from app.drivers.printers.label_dots import labels_of
from app.drivers.printers.raw_label import RawLabelPrinter, RawLabelSettings, make
from app.jobs.progress import silent
from app.shipping.labels.bars import readable
from app.shipping.labels.pages import Printed
from app.shipping.labels.parcel_label import parcel_label
from app.shipping.labels.slip import Party, Slip
from app.shipping.labels.unit_labels import UnitLabel, unit_labels
from tests.unit.drivers.printers.files import print_file
from tests.unit.drivers.printers.label_printer import LabelPrinter
from tests.unit.drivers.printers.label_reader import read_tspl, read_zpl

PARTY = Party("测**", "138******21", "四川省成都市样例区测试路88号****")
SLIP = Slip(
    "P-20261125-031", ("MG-1",), "顺丰速运", "SF1234567890123", PARTY, PARTY, (), 412, "2026-11-25", "https://x.invalid"
)


@pytest.fixture(params=["zpl", "tspl"])
def printer(request: pytest.FixtureRequest) -> Iterator[tuple[LabelPrinter, str]]:
    there = LabelPrinter(request.param)
    yield there, request.param
    there.close()


def _driver(printer: LabelPrinter, language: str, dpi: int, *, packed: bool = False) -> RawLabelPrinter:
    return make(
        RawLabelSettings(host="127.0.0.1", port=printer.port, language=language, dpi=dpi, packed=packed), {}  # type: ignore[arg-type]
    )  # fmt: skip


def _codes(made: Printed) -> set[str]:
    assert made.codes
    return {content for _form, content in made.codes}


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("packed", [False, True])
def test_a_parcel_label_is_printed_dot_by_dot(
    printer: tuple[LabelPrinter, str], tmp_path: Path, dpi: int, packed: bool
) -> None:
    there, language = printer
    made = parcel_label(SLIP, "100x150", dpi)
    file = print_file(tmp_path, "o1-c1-f001", made.pages[0], ".png", copies=3)
    driver = _driver(there, language, dpi, packed=packed)
    driver.upload(file, silent())
    assert driver.find(file.uid).found == "finished_ok"
    (label,) = (read_zpl if language == "zpl" else read_tspl)(b"".join(there.labels))
    assert label.copies == 3
    wanted = Image.open(io.BytesIO(made.pages[0])).convert("L").point(lambda grey: 255 if grey >= 128 else 0)
    assert np.array_equal(np.asarray(label.picture.crop((0, 0, *wanted.size))), np.asarray(wanted))
    assert _codes(made) <= {content for _form, content in readable(label.picture)}
    if label.size_mm is not None:
        assert label.size_mm == pytest.approx((made.width_mm, made.height_mm), abs=0.2)


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_pdf_has_one_label_a_page_in_its_true_size(
    printer: tuple[LabelPrinter, str], tmp_path: Path, dpi: int
) -> None:
    there, language = printer
    made = unit_labels(
        [UnitLabel("SN-2A9NMA", "星夜主播", "彩膜手办", "MG-1", unit, 2) for unit in (1, 2)], "50x30", 300
    )
    assert len(made.pages) == 2
    driver = _driver(there, language, dpi)
    driver.upload(print_file(tmp_path, "o2-c1-f001", made.pdf, ".pdf"), silent())
    labels = (read_zpl if language == "zpl" else read_tspl)(b"".join(there.labels))
    assert len(labels) == 2
    read = set()
    for label in labels:
        assert label.picture.height == pytest.approx(made.height_mm / 25.4 * dpi, abs=1)
        assert label.picture.width == pytest.approx(made.width_mm / 25.4 * dpi, abs=8)
        read |= {content for _form, content in readable(label.picture)}
    if dpi != 203:  # drawn for 300 dots an inch, its finest lines are narrower than a dot of 203
        assert _codes(made) <= read


def test_sizes_and_tones(tmp_path: Path) -> None:
    """By its own dots an inch, else by its media, else dot by dot; grey is cut at half; what is transparent is paper."""
    ramp = np.tile(np.arange(256, dtype=np.uint8), (64, 1))
    plain = _png(Image.fromarray(ramp))
    (same,) = labels_of(print_file(tmp_path, "a", plain, ".png"), 300, silent())
    assert np.array_equal(same, ramp < 128)
    (twice,) = labels_of(print_file(tmp_path, "b", _png(Image.fromarray(ramp), 150), ".png"), 300, silent())
    assert twice.shape == (128, 512)
    (media,) = labels_of(
        print_file(tmp_path, "c", plain, ".png", options={"media_mm": [25.4, 25.4]}), 203, silent()
    )  # fmt: skip
    assert media.shape == (51, 203)
    clear = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 10, 20))
    (seen,) = labels_of(print_file(tmp_path, "d", _png(clear), ".png"), 203, silent())
    assert seen[:, :10].all()
    assert not seen[:, 10:].any()


@pytest.mark.parametrize(
    ("content", "suffix", "words"),
    [
        (b"\x89PNG\r\n\x1a\nrubbish", ".png", "cannot be read"),
        (b"%PDF-1.7\nrubbish", ".pdf", "cannot be read"),
        (b"\xff\xd8\xff\xe0", ".png", "cannot be read"),
    ],
)
def test_damaged_files_are_refused_before_anything_is_sent(
    printer: tuple[LabelPrinter, str], tmp_path: Path, content: bytes, suffix: str, words: str
) -> None:
    there, language = printer
    driver = _driver(there, language, 203)
    file = print_file(tmp_path, "o3-c1-f001", content, suffix)
    with pytest.raises(RefusedError, match=words):
        driver.upload(file, silent())
    assert there.labels == []
    assert driver.find(file.uid).found == "cannot_know"


def test_what_is_larger_than_a_label_is_refused(tmp_path: Path) -> None:
    poster = _png(Image.new("1", (3000, 4000), 1), 72)
    with pytest.raises(RefusedError, match="larger than a label"):
        labels_of(print_file(tmp_path, "o4-c1-f001", poster, ".png"), 600, silent())


def _png(picture: Image.Image, dpi: int | None = None) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", **({} if dpi is None else {"dpi": (dpi, dpi)}))
    return out.getvalue()
