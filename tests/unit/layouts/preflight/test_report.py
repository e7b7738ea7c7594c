"""The report: as JSON, and as a PDF that can be read, searched and trusted."""

import json
import pickle
import subprocess
from pathlib import Path

import pikepdf
import pytest

from app import i18n
from app.layouts.preflight.judging import preflight
from app.layouts.preflight.report import PreflightReport
from app.layouts.preflight.report_pdf import write_report
from app.layouts.preflight.report_type import Face
from tests.unit.layouts.preflight import good_files as good
from tests.unit.layouts.preflight.seeding import TWENTY_TWO, add


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PreflightReport]:
    """A charm with three faults, one of them of the whole file."""
    pdf = good.keychain()
    del pdf.trailer.Info["/Trapped"]
    add("1 0 0 rg 24 24 8 8 re f /Over gs 0 0 0 1 K 0.05 w 30 30 m 30 160 l S")(pdf)
    path = good.saved(pdf, tmp_path_factory.mktemp("judged") / "挂件 charm.pdf")
    return path, preflight(path, good.ACRYLIC)


def words_of(path: Path) -> str:
    program = good.needs("pdftotext")
    done = subprocess.run([program, "-layout", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_report_travels_and_speaks_json(judged: tuple[Path, PreflightReport]) -> None:
    _, report = judged
    assert pickle.loads(pickle.dumps(report)).rules == report.rules
    data = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert data["passed"] is False
    assert {tuple(sorted(rule)) for rule in data["rules"]} == {("id", "message", "page", "remedy", "severity", "where")}
    assert [rule["severity"] for rule in data["rules"]] == sorted(rule["severity"] for rule in data["rules"])


def test_pdf_of_the_report_says_all_of_it(judged: tuple[Path, PreflightReport], tmp_path: Path) -> None:
    path, report = judged
    out = tmp_path / "report.pdf"
    write_report(report, path, out, good.ACRYLIC)
    program = good.needs("qpdf")
    assert subprocess.run([program, "--check", str(out)], capture_output=True, check=False).returncode == 0
    words = " ".join(words_of(out).split())
    assert "挂件 charm.pdf" in words
    assert "2 faults block printing." in words
    assert "A drawn part is in RGB without a profile" in words
    assert "The whole file" in words
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages[0].get_images()) == 1


def test_report_has_the_same_bytes_each_time(judged: tuple[Path, PreflightReport], tmp_path: Path) -> None:
    path, report = judged
    for name in ("a.pdf", "b.pdf"):
        write_report(report, path, tmp_path / name, good.ACRYLIC)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_report_in_chinese(judged: tuple[Path, PreflightReport], tmp_path: Path) -> None:
    path, report = judged
    before = i18n.language()
    try:
        i18n.activate("zh_CN")
        write_report(report, path, tmp_path / "a.pdf", good.ACRYLIC)
    finally:
        i18n.activate(before)
    assert "打印前检查" in words_of(tmp_path / "a.pdf")


def test_good_file_gets_a_report_with_its_picture(tmp_path: Path) -> None:
    path = good.saved(good.vector_card(), tmp_path / "card.pdf")
    write_report(preflight(path, good.PRESS), path, tmp_path / "report.pdf", good.PRESS)
    assert "This file can be printed." in words_of(tmp_path / "report.pdf")


def test_without_ghostscript_the_picture_is_that_of_pdfium(
    judged: tuple[Path, PreflightReport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATUETTE_GHOSTSCRIPT", "")
    path, report = judged
    write_report(report, path, tmp_path / "report.pdf", good.ACRYLIC)
    with pikepdf.open(tmp_path / "report.pdf") as pdf:
        (picture,) = pdf.pages[0].get_images().values()
        assert max(int(picture.Width), int(picture.Height)) == 700


def test_many_findings_run_over_several_pages(tmp_path: Path) -> None:
    pdf = good.keychain()
    for mutant in TWENTY_TWO:
        if mutant.name in ("no_intent", "no_trapped", "no_moddate", "javascript", "note_in_trim"):
            mutant.change(pdf)
    add(" ".join(f"1 0 0 rg {60 + n} 60 4 4 re f 0 0 0 1 K 0.05 w 60 {60 + n} m 90 60 l S" for n in range(20)))(pdf)
    path = good.saved(pdf, tmp_path / "a.pdf")
    report = preflight(path, good.ACRYLIC, plates=False)
    write_report(report, path, tmp_path / "report.pdf", good.ACRYLIC)
    with pikepdf.open(tmp_path / "report.pdf") as made:
        assert len(made.pages) > 1
    words = " ".join(words_of(tmp_path / "report.pdf").split())
    assert all(str(f.id) and str(f.remedy).split()[0] in words for f in report.rules)


def test_lines_are_broken_where_the_language_allows_it() -> None:
    face = Face("regular")
    for words in (
        "The picture takes away the white ink",
        "图片把下面的白墨挖掉了。",
        "averyveryverylongnameofafile" * 3,
    ):
        lines = list(face.lines(words, 9, 80))
        assert len(lines) > 1
        assert all(face.width(line, 9) <= 80.01 for line in lines)
        assert "".join(lines).replace(" ", "") == words.replace(" ", "")
