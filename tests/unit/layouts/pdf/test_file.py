"""The file itself: what PDF/X-4 asks for (layout2d §1.1), in the eyes of qpdf, poppler and pdf_oxide."""

import os
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pikepdf
import pytest

from app.errors import AppError, Cancelled, WriteRefusedError
from app.jobs.progress import Progress, silent
from app.layouts.color.press import Press
from app.layouts.pdf.identity import pdf_date
from app.layouts.pdf.writer import write_pdf
from app.layouts.sheet import Layout
from tests.unit.layouts.pdf.samples import ACRYLIC, MADE, PRESS, card_sheet, charm, charm_sheet, postcard
from tests.unit.layouts.pdf.tools import said

FILES = ("charm_pdf", "sheet_pdf", "cards_pdf", "card_sheet_pdf")


@pytest.fixture(params=FILES)
def pdf(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


def test_qpdf_finds_no_fault(pdf: Path) -> None:
    assert "No syntax or stream encoding errors found" in said("qpdf", "--check", pdf)


def test_another_checker_of_pdf_x_finds_no_fault(pdf: Path) -> None:
    import pdf_oxide

    result = pdf_oxide.PdfDocument(str(pdf)).validate_pdf_x("4")
    assert result["valid"], result
    assert not result["errors"]


def test_poppler_knows_it_as_pdf_x4(pdf: Path) -> None:
    words = said("pdfinfo", pdf)
    assert re.search(r"PDF subtype:\s+PDF/X-4", words)
    assert re.search(r"PDF version:\s+1\.6", words)
    assert re.search(r"Encrypted:\s+no", words)
    assert len(said("pdffonts", pdf).splitlines()) == 2  # the heading alone: all lettering is outlines


def test_keys(pdf: Path) -> None:
    with pikepdf.open(pdf) as file:
        info = file.trailer.Info
        assert info.Trapped == pikepdf.Name("/False")
        assert str(info.GTS_PDFXVersion) == "PDF/X-4"
        assert str(info.CreationDate) == str(info.ModDate) == "D:20261130123005+00'00'"
        assert len(file.trailer.ID) == 2
        (intent,) = file.Root.OutputIntents
        assert intent.S == pikepdf.Name.GTS_PDFX
        assert str(intent.OutputConditionIdentifier) == "FOGRA39"
        assert str(intent.RegistryName) == "http://www.color.org"
        assert intent.DestOutputProfile.N == 4
        assert intent.DestOutputProfile.read_bytes() == Press.of(PRESS).profile.content
        metadata = file.Root.Metadata
        assert "/Filter" not in metadata
        assert b"<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" in metadata.read_raw_bytes()
        for page in file.pages:
            assert "/ArtBox" not in page
            assert "/Annots" not in page
            media, bleed, trim = ([float(v) for v in page[box]] for box in ("/MediaBox", "/BleedBox", "/TrimBox"))
            for outer, inner in ((media, bleed), (bleed, trim)):
                assert outer[0] <= inner[0] < inner[2] <= outer[2]
                assert outer[1] <= inner[1] < inner[3] <= outer[3]
    assert b"<pdfxid:GTS_PDFXVersion>" in pdf.read_bytes()  # to be found without opening the file


def test_a_page_is_as_large_as_its_piece(cards_pdf: Path) -> None:
    with pikepdf.open(cards_pdf) as file:
        for page in file.pages:
            trim, bleed = page.trimbox.as_list(), page.bleedbox.as_list()
            assert float(trim[2] - trim[0]) == pytest.approx(148 / 25.4 * 72, abs=1e-3)
            assert float(trim[3] - trim[1]) == pytest.approx(100 / 25.4 * 72, abs=1e-3)
            assert float(bleed[2] - bleed[0]) == pytest.approx(154 / 25.4 * 72, abs=1e-3)


@pytest.mark.parametrize("make", [lambda: [charm()], card_sheet, lambda: charm_sheet(12, 4)])
def test_the_same_job_gives_the_same_bytes(make, write, tmp_path: Path) -> None:
    first, second = (write(make(), tmp_path / name, PRESS) for name in ("a.pdf", "b.pdf"))
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.sha256 == second.sha256


def test_another_job_has_another_identity(write, tmp_path: Path) -> None:
    ids = set()
    for number, job in enumerate(([charm(1)], [charm(2)], [charm(1), charm(2)])):
        with pikepdf.open(write(job, tmp_path / f"{number}.pdf").path) as file:
            ids.add(bytes(file.trailer.ID[0]))
            found = re.search(rb"DocumentID>([^<]+)<", file.Root.Metadata.read_bytes())
            assert found is not None
            ids.add(found[1])
    assert len(ids) == 6


def test_dates_carry_their_zone() -> None:
    china = timezone(timedelta(hours=8))
    assert pdf_date(datetime(2026, 1, 2, 3, 4, 5, tzinfo=china)) == "D:20260102030405+08'00'"
    assert pdf_date(datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(-timedelta(hours=3, minutes=30)))).endswith("-03'30'")


def test_titles_of_any_script_are_kept(write, tmp_path: Path) -> None:
    path = write([charm()], tmp_path / "a.pdf", title="铃声 <1> & “封面”").path
    assert "铃声 <1> & “封面”" in said("pdfinfo", path)
    assert "铃声 &lt;1&gt; &amp; “封面”".encode() in path.read_bytes()


def test_a_photo_lab_is_sent_no_pdf(tmp_path: Path) -> None:
    lab = PRESS.model_copy(update={"route": "photo"})
    with pytest.raises(AppError, match="takes pictures, not PDF"):
        write_pdf([charm()], lab, Press.of(lab), tmp_path / "a.pdf", title="", made=MADE, progress=silent())


@pytest.mark.parametrize("job", [[], Layout((), (), 3.0)])
def test_nothing_to_print_is_said(job, write, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="nothing to print"):
        write(job, tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())


def test_a_cancelled_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("old")
    seen = []

    def stop_at_the_third_page() -> bool:
        seen.append(1)
        return len(seen) > 3

    with pytest.raises(Cancelled):
        write_pdf(
            (postcard(seed) for seed in range(50)), PRESS, Press.of(PRESS), path, title="", made=MADE,
            progress=Progress(cancelled=stop_at_the_third_page),
        )  # fmt: skip
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_cancelling_while_the_file_is_saved_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("old")

    def begun() -> bool:
        return any(tmp_path.glob(".*.tmp"))

    with pytest.raises(Cancelled):
        write_pdf(
            [postcard(seed) for seed in range(30)], PRESS, Press.of(PRESS), path, title="", made=MADE,
            progress=Progress(cancelled=begun),
        )  # fmt: skip
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_bytes_do_not_depend_on_the_process(tmp_path: Path) -> None:
    """Python orders sets of words anew in each process."""
    made = []
    for seed in ("1", "2"):
        script = (
            "from pathlib import Path; import sys; from tests.unit.layouts.pdf.samples import *;"
            "from app.layouts.pdf.writer import write_pdf; from app.layouts.color.press import Press;"
            "from app.jobs.progress import silent;"
            "print(write_pdf(charm_sheet(4, 4), ACRYLIC, Press.of(ACRYLIC), Path(sys.argv[1]), title='J', made=MADE,"
            " progress=silent()).sha256)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / f"{seed}.pdf")],
            capture_output=True, text=True, check=True, timeout=60, env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[4],
        )  # fmt: skip
        made.append(done.stdout)
    assert made[0] == made[1]


def test_a_folder_that_is_not_there_is_said(write, tmp_path: Path) -> None:
    with pytest.raises(WriteRefusedError, match="cannot be written here"):
        write([charm()], tmp_path / "none" / "a.pdf")


def test_facts(write, tmp_path: Path) -> None:
    facts = write(charm_sheet(12, 4), tmp_path / "a.pdf", ACRYLIC)
    assert (facts.pages, facts.pictures, facts.spots) == (1, 4, ("CutContour", "White"))
    assert facts.lowest_ppi == pytest.approx(300, rel=0.01)
