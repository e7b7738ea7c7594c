"""The part that Ghostscript has: with it, without it, and when it fails."""

import sys
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from app.errors import Cancelled
from app.jobs.progress import Progress
from app.layouts.preflight import judging
from app.layouts.preflight.ghostscript import PROCESS, Plates, PlatesFailedError
from app.layouts.preflight.judging import plates_of, preflight
from app.layouts.preflight.plate_rules import NEEDING, check_knock_outs, check_plates
from app.layouts.preflight.report import PageFacts
from tests.unit.layouts.preflight import good_files as good
from tests.unit.layouts.preflight.seeding import MUTANTS, OVERPRINT_OFF, add

BY_NAME = {m.name: m for m in MUTANTS}


@pytest.fixture
def charm(tmp_path: Path) -> Path:
    return good.saved(good.keychain(), tmp_path / "charm.pdf")


def program(folder: Path, words: str) -> str:
    """A program in place of Ghostscript."""
    if sys.platform == "win32":
        pytest.skip("Windows starts no program by its first line")
    path = folder / "gs"
    path.write_text(f"#!{sys.executable}\n{words}\n")
    path.chmod(0o755)
    return str(path)


def test_without_ghostscript_it_says_what_was_not_judged(charm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUETTE_GHOSTSCRIPT", "")
    report = preflight(charm, good.ACRYLIC)
    assert report.passed
    assert report.unjudged == tuple(rule.id for rule in NEEDING)
    assert [f.id for f in report.rules] == ["plates_not_made"]


def test_without_ghostscript_knock_outs_are_seen_in_the_drawing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATUETTE_GHOSTSCRIPT", "")
    for name in ("overprint_off", "picture_knocked_out"):
        mutant = BY_NAME[name]
        assert mutant.expected in {f.id for f in preflight(mutant.write(tmp_path), mutant.shop).rules}


def test_ghostscript_that_fails_is_a_finding(charm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUETTE_GHOSTSCRIPT", program(tmp_path, "raise SystemExit(1)"))
    report = preflight(charm, good.ACRYLIC)
    assert "plates_failed" in {f.id for f in report.rules}
    assert not report.passed
    with pytest.raises(PlatesFailedError):
        plates_of(charm, 1, report)


def test_ghostscript_that_never_ends_is_stopped(charm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUETTE_GHOSTSCRIPT", program(tmp_path, "import time; time.sleep(600)"))
    monkeypatch.setattr(judging, "SECONDS", 0.5)
    report = preflight(charm, good.ACRYLIC)
    assert "plates_too_slow" in {f.id for f in report.rules}
    assert report.passed


def test_cancel_while_plates_are_made(charm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = tmp_path / "started"
    words = f"import time, pathlib; pathlib.Path({str(started)!r}).touch(); time.sleep(600)"
    monkeypatch.setenv("STATUETTE_GHOSTSCRIPT", program(tmp_path, words))
    with pytest.raises(Cancelled):
        preflight(charm, good.ACRYLIC, progress=Progress(cancelled=started.exists))


def test_plates_are_those_of_the_file(charm: Path) -> None:
    good.needs_ghostscript()
    report = preflight(charm, good.ACRYLIC, plates=False)
    plates = plates_of(charm, 1, report, 300)
    assert plates.names == (*PROCESS, "CutContour", "White")
    mm2 = (25.4 / 300) ** 2
    radii = (56.3 * 25.4 / 72, 70.4 * 25.4 / 72)
    white = float((plates.of("White") > 127).sum()) * mm2
    assert white == pytest.approx(np.pi * radii[0] * radii[1], rel=0.01)


@pytest.mark.parametrize("name", ["白墨", "Gold/foil", "100% Weiß"])
def test_plates_have_the_names_of_their_inks(name: str, tmp_path: Path) -> None:
    good.needs_ghostscript()
    pdf = good.keychain()
    written = "/" + "".join(c if c not in "/ %" else f"#{ord(c):02x}" for c in name)
    pdf.pages[0].obj.Resources.ColorSpace.White[1] = pikepdf.Object.parse(written.encode())
    path = good.saved(pdf, tmp_path / "a.pdf")
    report = preflight(path, None)
    assert name in report.spots
    assert name in plates_of(path, 1, report, 50).names
    assert report.passed


def test_turned_page_gives_unturned_plates(tmp_path: Path) -> None:
    good.needs_ghostscript()
    mutant = BY_NAME["turned"]
    path = mutant.write(tmp_path)
    report = preflight(path, mutant.shop)
    plates = plates_of(path, 1, report, 100)
    straight = good.saved(good.keychain(), tmp_path / "b.pdf")
    upright = plates_of(straight, 1, preflight(straight, mutant.shop, plates=False), 100)
    moved = np.abs(plates.of("White").astype(int) - upright.of("White").astype(int)) > 128
    assert moved.mean() < 0.01
    assert {f.id for f in report.rules} == {"page_turned"}


def test_only_some_pages_of_a_long_file_are_ripped(tmp_path: Path) -> None:
    good.needs_ghostscript()
    pdf = good.vector_card()
    while len(pdf.pages) < 12:
        pdf.pages.append(pdf.pages[0])
    add("q 1 0 0 1 0 0 cm Q")(pdf)
    report = preflight(good.saved(pdf, tmp_path / "a.pdf"), good.PRESS)
    assert len(report.plate_pages) == 10
    assert (report.plate_pages[0], report.plate_pages[-1]) == (1, 12)
    assert "plates_sampled" in {f.id for f in report.rules}


def test_missing_bleed_is_told_once_a_side(tmp_path: Path) -> None:
    good.needs_ghostscript()
    mutant = BY_NAME["ends_at_trim"]
    report = preflight(mutant.write(tmp_path), mutant.shop)
    assert [f.id for f in report.rules if f.page == 1] == ["bleed_missing"] * 4


def plates_from(**ink: np.ndarray) -> Plates:
    blank = np.zeros((300, 300), np.uint8)
    names = (*PROCESS, *(n for n in ink if n not in PROCESS))
    return Plates(1, names, np.stack([ink.get(n, blank) for n in names]), 76.2)


FACTS = PageFacts(100, 100, (10, 10, 90, 90), (7, 7, 93, 93))


def block(left: int, top: int, right: int, bottom: int, value: int = 255) -> np.ndarray:
    """In mm, on a page of 100 × 100 mm with 3 pixels a mm."""
    made = np.zeros((300, 300), np.uint8)
    made[3 * top : 3 * bottom, 3 * left : 3 * right] = value
    return made


def test_total_ink_has_its_place_and_its_size() -> None:
    full = block(20, 30, 40, 50)
    plates = plates_from(Cyan=full, Magenta=full, Yellow=full, Black=block(20, 30, 30, 50, 100))
    (finding,) = [f for f in check_plates(plates, FACTS, good.PRESS, ()) if f.id == "ink_total"]
    assert finding.where == pytest.approx((20, 30, 30, 50))
    assert finding.words.values["percent"] == 339
    assert finding.words.values["area"] == 200


def test_white_ink_does_not_count_as_ink_that_must_dry() -> None:
    full = block(7, 7, 93, 93)
    plates = plates_from(Cyan=full, Magenta=full, Yellow=full, White=full)
    assert [f.id for f in check_plates(plates, FACTS, good.ACRYLIC, ())] == []


def test_ink_in_the_slug_does_not_count() -> None:
    full = block(0, 0, 5, 5)
    plates = plates_from(Cyan=full, Magenta=full, Yellow=full, Black=full)
    assert [f.id for f in check_plates(plates, FACTS, good.PRESS, ())] == []


@pytest.mark.parametrize(
    ("box", "side"),
    [((10, 7, 93, 93), "left"), ((7, 7, 93, 90), "bottom"), ((7, 7, 90, 93), "right"), ((7, 10, 93, 93), "top")],
)
def test_bleed_that_is_not_printed_on_one_side(box: tuple[int, int, int, int], side: str) -> None:
    found = list(check_plates(plates_from(Cyan=block(*box)), FACTS, good.PRESS, ()))
    assert [(f.id, str(f.words.values["side"])) for f in found] == [("bleed_unprinted", side)]


def test_full_bleed_and_white_border_need_no_more_bleed() -> None:
    assert not list(check_plates(plates_from(Cyan=block(7, 7, 93, 93)), FACTS, good.PRESS, ()))
    assert not list(check_plates(plates_from(Cyan=block(15, 15, 85, 85)), FACTS, good.PRESS, ()))


def test_page_without_any_ink() -> None:
    assert [f.id for f in check_plates(plates_from(), FACTS, good.PRESS, ())] == ["plates_all_empty"]


def test_knock_outs_by_comparing_plates() -> None:
    white, art = block(20, 20, 80, 80), block(30, 30, 70, 70, 150)
    hole = white.copy()
    hole[90:210, 90:210] = 0
    free = plates_from(Cyan=art, White=white)
    assert not list(check_knock_outs(free, free, FACTS, good.ACRYLIC))
    (one,) = check_knock_outs(plates_from(Cyan=art, White=hole), free, FACTS, good.ACRYLIC)
    assert (one.id, one.where) == ("white_knocked_out", pytest.approx((30, 30, 70, 70)))
    (other,) = check_knock_outs(plates_from(White=white), free, FACTS, good.ACRYLIC)
    assert (other.id, other.where) == ("picture_knocked_out", pytest.approx((30, 30, 70, 70)))


def test_plates_overrule_boxes(tmp_path: Path) -> None:
    """A picture beside the white, whose box only reaches over it, knocks nothing out: the plates know."""
    good.needs_ghostscript()
    pdf = good.keychain()
    OVERPRINT_OFF(pdf)
    add("/Plain gs 0.2 0 0 0 k 30 30 m 34 30 l 30 180 l h f")(pdf)
    report = preflight(good.saved(pdf, tmp_path / "a.pdf"), good.ACRYLIC)
    assert sum(1 for f in report.rules if f.id == "white_knocked_out") == 1
