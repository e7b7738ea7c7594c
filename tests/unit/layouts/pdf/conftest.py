"""Files that many tests look at, written once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.jobs.progress import silent
from app.layouts.color.press import Press
from app.layouts.pdf.writer import PdfFacts, write_pdf
from app.layouts.plates.plates import Plates, plates
from app.settings.shop import PrintShop
from tests.unit.layouts.pdf.samples import ACRYLIC, MADE, PRESS, card_sheet, charm, charm_sheet, postcard
from tests.unit.layouts.pdf.tools import needs

Write = Callable[..., PdfFacts]


@pytest.fixture(scope="session")
def write() -> Write:
    """``write_pdf`` with what all tests have alike."""

    def written(job: object, path: Path, shop: PrintShop = ACRYLIC, title: str = "Job", **more: object) -> PdfFacts:
        return write_pdf(job, shop, Press.of(shop), path, title=title, made=MADE, progress=silent(), **more)

    return written


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("written")


@pytest.fixture(scope="session")
def charm_pdf(write: Write, folder: Path) -> Path:
    return write([charm()], folder / "charm.pdf").path


@pytest.fixture(scope="session")
def charm_plates(charm_pdf: Path) -> Iterator[Plates]:
    """At 1200 dpi."""
    needs("gs")
    with plates(charm_pdf, 1200, silent()) as made:
        yield made


@pytest.fixture(scope="session")
def sheet_pdf(write: Write, folder: Path) -> Path:
    return write(charm_sheet(), folder / "sheet.pdf").path


@pytest.fixture(scope="session")
def cards_pdf(write: Write, folder: Path) -> Path:
    """One postcard, front and back."""
    return write([postcard()], folder / "cards.pdf", PRESS).path


@pytest.fixture(scope="session")
def card_sheet_pdf(write: Write, folder: Path) -> Path:
    return write(card_sheet(), folder / "card sheet.pdf", PRESS).path
