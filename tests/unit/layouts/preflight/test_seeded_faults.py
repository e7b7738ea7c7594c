"""Every seeded fault is found, and good files are not complained about."""

import subprocess
from pathlib import Path

import pytest

from app.jobs.progress import silent
from app.layouts.preflight.judging import preflight
from app.layouts.preflight.structure import judge_structure
from tests.unit.layouts.preflight.all_rules import RULES
from tests.unit.layouts.preflight.good_files import GOOD, needs, needs_ghostscript, saved
from tests.unit.layouts.preflight.seeding import MORE, MUTANTS, TWENTY_TWO, Mutant

NOT_SEEDED = {
    "page_tiny", "page_huge", "no_pages", "sheet_size", "odd_pages", "xfa", "halftone_name",
    "spot_similar", "spot_many", "cmyk_in_rgb", "icc_same", "color_unknown", "varnish_knocks_out", "white_order",
    "ppi_lines", "ppi_much", "picture_16_bit", "form_too_deep", "too_complex", "route_photo", "more", "cut_picture",
    "cut_text", "intent_icc_version", "intent_not_cmyk", "plates_failed", "plates_too_slow", "plates_sampled",
    "plates_not_made", "plates_all_empty",
}  # fmt: skip
"""Tried in ``test_single_rules`` and ``test_plates``, or a companion of one that is seeded."""


def test_there_are_the_22_of_the_research_and_many_more() -> None:
    assert len(TWENTY_TWO) == 22
    assert len(MORE) >= 60
    assert len({m.name for m in MUTANTS}) == len(MUTANTS)


def test_every_rule_has_a_fault() -> None:
    assert {m.expected for m in MUTANTS} | NOT_SEEDED == set(RULES)


@pytest.mark.parametrize("mutant", [m for m in MUTANTS if not m.plates], ids=lambda m: m.name)
def test_seeded_fault_is_found(mutant: Mutant, tmp_path: Path) -> None:
    found = judge_structure(mutant.write(tmp_path), mutant.shop, None, None, progress=silent()).findings
    hit = [f for f in found if f.id == mutant.expected]
    assert hit, [f.id for f in found]
    assert all(str(f.words) and "{" not in str(f.words) and "{" not in str(f.remedy) for f in found)


@pytest.mark.parametrize("mutant", [m for m in MUTANTS if m.plates], ids=lambda m: m.name)
def test_fault_of_the_plates_is_found(mutant: Mutant, tmp_path: Path) -> None:
    needs_ghostscript()
    report = preflight(mutant.write(tmp_path), mutant.shop)
    hit = [f for f in report.rules if f.id == mutant.expected]
    assert hit, [f.id for f in report.rules]
    assert hit[0].page == 1


@pytest.mark.parametrize("name", GOOD)
def test_good_file_passes_without_a_warning(name: str, tmp_path: Path) -> None:
    needs_ghostscript()
    make, shop = GOOD[name]
    report = preflight(saved(make(), tmp_path / f"{name}.pdf"), shop)
    assert [f.id for f in report.rules if f.severity != "informs"] == []
    assert report.passed
    assert report.unjudged == ()


@pytest.mark.parametrize("name", ["keychain", "keychain_white_above", "postcard", "tagged_rgb", "vector_card"])
def test_other_judges_agree_that_it_is_good(name: str, tmp_path: Path) -> None:
    from pdf_oxide import PdfDocument

    path = saved(GOOD[name][0](), tmp_path / f"{name}.pdf")
    program, fonts = needs("qpdf"), needs("pdffonts")
    done = subprocess.run([program, "--check", str(path)], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    verdict = PdfDocument(str(path)).validate_pdf_x("4")
    # it looks for the file of a composite font where only simple fonts have it: pdffonts is asked about fonts
    assert [e for e in verdict["errors"] if "XFONT-001" not in e] == []
    listed = subprocess.run([fonts, str(path)], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    assert all(" yes " in line for line in listed), listed
