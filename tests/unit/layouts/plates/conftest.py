"""A page with known inks."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from app.jobs.progress import silent
from app.layouts.plates.plates import Plates, plates
from tests.unit.layouts.pdf.tools import needs

CONTENT = b"""
1 0 0 0 k 0 0 72 72 re f
0 0.5 0 0 k 72 0 72 72 re f
/S cs 1 scn /Over gs 36 0 72 36 re f
"""


@pytest.fixture(scope="session")
def known_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2 × 1 inch: cyan left, half magenta right, white ink over the middle of the lower half; a second page, empty."""
    path = tmp_path_factory.mktemp("plates") / "known (1).pdf"
    with pikepdf.new() as pdf:
        tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0.1, 0, 0, 0], N=1)
        spot = pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name("/White Ink"), pikepdf.Name.DeviceCMYK, tint])
        for content in (CONTENT, b""):
            page = pdf.add_blank_page(page_size=(144, 72))
            page.Contents = pikepdf.Stream(pdf, content)
            page.Resources = pikepdf.Dictionary(
                ColorSpace=pikepdf.Dictionary(S=spot),
                ExtGState=pikepdf.Dictionary(Over=pikepdf.Dictionary(OP=True, op=True)),
            )
        pdf.save(path)
    return path


@pytest.fixture(scope="session")
def known(known_pdf: Path) -> Iterator[Plates]:
    needs("gs")
    with plates(known_pdf, 100, silent()) as made:
        yield made
