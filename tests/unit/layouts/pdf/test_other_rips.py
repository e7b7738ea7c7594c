"""The same file in programs that know nothing of each other: Ghostscript, MuPDF, poppler, PDFium."""

import subprocess
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from app.jobs.progress import silent
from app.layouts.color.press import Press
from app.layouts.plates.plates import plates
from tests.unit.layouts.pdf.samples import ACRYLIC, PRESS, art_of, charm
from tests.unit.layouts.pdf.tools import inside, needs, on_page

INKS = ("Cyan", "Magenta", "Yellow", "Black")
PPI = 150


def mupdf_inks(pdf: Path, folder: Path, page: int = 1) -> np.ndarray:
    """(H, W, 4) 255 is all of an ink, as MuPDF makes it."""
    needs("mutool")
    out = folder / "mupdf.pam"
    subprocess.run(
        ["mutool", "draw", "-q", "-A0", "-c", "cmyk", "-r", str(PPI), "-o", str(out), str(pdf), str(page)],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    head, _, body = out.read_bytes().partition(b"ENDHDR\n")
    size = {
        key: int(value)
        for key, value in (line.split() for line in head.decode().splitlines()[1:] if line[:2] in ("WI", "HE"))
    }
    return np.frombuffer(body, np.uint8).reshape(size["HEIGHT"], size["WIDTH"], 4)


@pytest.mark.parametrize("name", ["cards_pdf", "card_sheet_pdf"])
def test_two_rips_make_the_same_inks(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    needs("gs")
    pdf = request.getfixturevalue(name)
    second = mupdf_inks(pdf, tmp_path)
    with plates(pdf, PPI, silent()) as made:
        for channel, ink in enumerate(INKS):
            first = made.plate(ink)
            off = np.abs(first.astype(int) - second[: first.shape[0], : first.shape[1], channel])
            assert (off > 12).mean() < 0.005  # edges lie half a pixel elsewhere


def shown_by_pdfium(pdf: Path) -> np.ndarray:
    with pypdfium2.PdfDocument(pdf) as document:
        return np.asarray(document[0].render(scale=PPI / 72).to_pil().convert("RGB"))


def shown_by_poppler(pdf: Path, folder: Path) -> np.ndarray:
    needs("pdftoppm")
    subprocess.run(["pdftoppm", "-r", str(PPI), "-png", "-singlefile", pdf, folder / "p"], check=True, timeout=60)
    return np.asarray(Image.open(folder / "p.png").convert("RGB"))


@pytest.mark.parametrize("viewer", ["pdfium", "poppler"])
def test_plain_viewers_show_the_picture_over_the_white(viewer: str, charm_pdf: Path, tmp_path: Path, write) -> None:
    """Neither simulates overprint: with white on top the picture would be gone (layout2d §1.4)."""
    plain = write([charm(text=False)], tmp_path / "plain.pdf").path
    shown = shown_by_pdfium(plain) if viewer == "pdfium" else shown_by_poppler(plain, tmp_path)
    art = art_of(charm())
    where = inside(on_page(art.buffer(-1.0), charm_pdf), shown[:, :, 0], PPI)
    box = charm(text=False).front.marks[0]
    proof = Press.of(ACRYLIC).soft_proof(box.pixels.open().convert("RGB"))
    left, top, right, bottom = (round(v / 25.4 * PPI) for v in on_page(art, charm_pdf).bounds)
    wanted = np.array(shown)
    wanted[top:bottom, left:right] = np.asarray(proof.resize((right - left, bottom - top)))
    assert np.abs(wanted[where].astype(int) - shown[where]).mean() < 14  # viewers have their own idea of CMYK


def test_white_above_keeps_the_picture_on_the_plates(write, tmp_path: Path, charm_pdf: Path) -> None:
    """For shops that want it so: the white overprints, and the plates are those of white below."""
    needs("gs")
    above = ACRYLIC.model_copy(update={"stacking": "white_above"})
    path = write([charm()], tmp_path / "above.pdf", above).path
    with plates(charm_pdf, PPI, silent()) as below, plates(path, PPI, silent()) as other:
        assert below.names == other.names
        for ink in below.names:
            off = np.abs(below.plate(ink).astype(int) - other.plate(ink))
            assert (off > 2).mean() < 0.001, ink


def test_the_trap_is_real(write, tmp_path: Path, charm_pdf: Path) -> None:
    """The judge above would notice: white on top that does not overprint takes the picture away."""
    needs("gs")
    spot = ACRYLIC.spots["white"].model_copy(update={"overprint": False})
    bad = ACRYLIC.model_copy(update={"stacking": "white_above", "spots": {**ACRYLIC.spots, "white": spot}})
    with plates(write([charm()], tmp_path / "bad.pdf", bad).path, PPI, silent()) as made:
        where = inside(on_page(art_of(charm()).buffer(-1), charm_pdf), made.plate("White"), PPI)
        assert sum(made.plate(ink)[where].mean() for ink in INKS) < 5


def test_a_mirrored_job_is_the_same_from_behind(write, tmp_path: Path) -> None:
    needs("gs")
    for shop, job in ((ACRYLIC, charm()), (PRESS.model_copy(update={"marks": ()}), charm(text=False))):
        plain = write([job], tmp_path / "a.pdf", shop).path
        turned = write([job], tmp_path / "b.pdf", shop.model_copy(update={"mirror": True})).path
        with plates(plain, PPI, silent()) as one, plates(turned, PPI, silent()) as two:
            for ink in one.names:
                off = np.abs(one.plate(ink).astype(int) - two.plate(ink)[:, ::-1])
                assert (off > 40).mean() < 0.02, ink


@pytest.mark.parametrize("name", ["白墨", "White/2 (#1)", "Weiß 50%"])
def test_any_name_of_a_spot_comes_through(name: str, write, tmp_path: Path) -> None:
    needs("gs")
    white = ACRYLIC.spots["white"].model_copy(update={"name": name})
    facts = write(
        [charm()], tmp_path / "a.pdf", ACRYLIC.model_copy(update={"spots": {**ACRYLIC.spots, "white": white}})
    )
    assert facts.spots == ("CutContour", name)
    with plates(facts.path, 50, silent()) as made:
        assert sorted(made.spots) == sorted(("CutContour", name))
        assert made.plate(name).any()
