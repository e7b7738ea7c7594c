"""Plates by Ghostscript: names, amounts, places; and what is said where there are none."""

import shutil
import sys
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from app.errors import AppError, BudgetExceededError, Cancelled, FileRefusedError
from app.jobs.progress import Progress, silent
from app.layouts.plates import program
from app.layouts.plates.plates import Plates, plates
from tests.unit.layouts.pdf.tools import needs


def test_names_sizes_and_inks(known: Plates) -> None:
    assert known.names == ("Cyan", "Magenta", "Yellow", "Black", "White Ink")
    assert known.spots == ("White Ink",)
    assert (known.width, known.height) == (200, 100)
    assert known.size_mm == pytest.approx((50.8, 25.4))
    assert known.ink_at(5, 5) == {"Cyan": 1, "Magenta": 0, "Yellow": 0, "Black": 0, "White Ink": 0}
    assert known.ink_at(30, 20) == pytest.approx(
        {"Cyan": 0, "Magenta": 0.5, "Yellow": 0, "Black": 0, "White Ink": 1}, abs=0.01
    )
    assert known.ink_at(50.9, 5) == known.ink_at(5, -0.1) == {}


def test_spots_do_not_count_as_coverage(known: Plates) -> None:
    assert known.tac() == 1.0
    assert known.coverage()[80, 150] == pytest.approx(128, abs=1)


def test_plates_are_read_once_and_cannot_be_changed(known: Plates) -> None:
    plate = known.plate("Cyan")
    assert plate is known.plate("Cyan")
    assert (plate.dtype, plate.shape) == (np.uint8, (100, 200))
    with pytest.raises(ValueError, match="read-only"):
        plate[0, 0] = 1
    with pytest.raises(KeyError):
        known.plate("Gold")


def test_other_pages_and_none(known_pdf: Path) -> None:
    needs("gs")
    with plates(known_pdf, 50, silent(), page=1) as empty:
        assert not empty.coverage().any()
        folder = Path(empty._folder.name)
        assert folder.is_dir()
    assert not folder.exists()
    with pytest.raises(FileRefusedError, match="no page 3"):
        plates(known_pdf, 50, silent(), page=2)


def test_files_that_are_no_pdf(tmp_path: Path) -> None:
    needs("gs")
    for content in (b"", b"%PDF-1.6\nrubbish", b"\x00" * 1000):
        (tmp_path / "a.pdf").write_bytes(content)
        with pytest.raises(FileRefusedError, match=r"“a.pdf” cannot be opened as a PDF"):
            plates(tmp_path / "a.pdf", 50, silent())
    with pytest.raises(FileRefusedError):
        plates(tmp_path / "none.pdf", 50, silent())


def test_too_many_pixels_are_refused_before_they_are_made(known_pdf: Path) -> None:
    needs("gs")
    with pytest.raises(AppError, match="fewer dots an inch"):
        plates(known_pdf, 40_000, silent())


def test_without_ghostscript_one_sentence_says_what_to_do(
    known_pdf: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    with pytest.raises(program.NoGhostscriptError, match="install Ghostscript"):
        plates(known_pdf, 50, silent())
    placed = tmp_path / "gs" / "gs10.05.1" / "bin" / "gswin64c.exe"
    placed.parent.mkdir(parents=True)
    placed.touch()
    assert program.ghostscript() == str(placed)


def test_a_program_that_takes_too_long_is_ended(known_pdf: Path, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("a script stands for the program")
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\necho $$ > pid\nexec sleep 60\n")
    slow.chmod(0o755)
    with pytest.raises(BudgetExceededError, match="longer than 0 seconds"):
        plates(known_pdf, 50, silent(), program=str(slow), seconds=0.3)


def test_cancelling_ends_it_and_leaves_nothing(
    known_pdf: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    needs("gs")
    found = shutil.which("gs")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(Cancelled):
        plates(known_pdf, 50, Progress(cancelled=lambda: True), program=found or "")
    assert not list(tmp_path.iterdir())


def test_what_a_file_wants_of_the_disk_it_does_not_get(tmp_path: Path) -> None:
    """-dSAFER: what is run may read the file that was named, and no other."""
    needs("gs")
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    bad = tmp_path / "bad.ps"
    bad.write_text(f"%!\n({secret.as_posix()}) (r) file 10 string readstring pop = quit\n")
    folder = tmp_path / "made"
    folder.mkdir()
    with pytest.raises(AppError, match="Ghostscript cannot make plates"):
        program.run(program.ghostscript(), ["-sDEVICE=nullpage", str(bad)], folder, 20, silent())


def test_a_broken_page_is_said(tmp_path: Path) -> None:
    needs("gs")
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(100, 100))
        page.obj["/UserUnit"] = pikepdf.Name.Huge
        pdf.save(tmp_path / "a.pdf")
    with pytest.raises(FileRefusedError):
        plates(tmp_path / "a.pdf", 50, silent())
