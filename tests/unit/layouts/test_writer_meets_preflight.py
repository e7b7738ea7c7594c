"""What our writer makes passes our preflight, which shares no code with it; and faults put into it are found."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary

from app.jobs.progress import silent
from app.layouts.color.press import Press
from app.layouts.pdf.writer import write_pdf
from app.layouts.preflight.judging import preflight
from app.settings.shop import PrintShop
from tests.unit.layouts.pdf.samples import ACRYLIC, MADE, PRESS, charm, charm_sheet, postcard
from tests.unit.layouts.preflight import good_files as good

ABOVE = ACRYLIC.model_copy(update={"stacking": "white_above"})
PICTURES = {"ppi_strong", "ppi_low"}
"""The samples of the writer have 150 ppi on purpose: their files stay small."""


@pytest.mark.parametrize(
    ("name", "shop"), [("charm", ACRYLIC), ("charm", ABOVE), ("postcard", PRESS), ("sheet", ACRYLIC)]
)
def test_written_file_passes(name: str, shop: PrintShop, tmp_path: Path) -> None:
    good.needs_ghostscript()
    job = {"charm": lambda: [charm()], "postcard": lambda: [postcard()], "sheet": lambda: charm_sheet(8, 3)}[name]()
    path = tmp_path / "job.pdf"
    write_pdf(job, shop, Press.of(shop), path, title="Job", made=MADE, progress=silent())
    report = preflight(path, shop)
    assert {f.id for f in report.rules if f.severity != "informs"} - PICTURES == set()
    assert report.passed
    assert report.unjudged == ()


def test_overprint_taken_out_of_a_written_file_is_found(tmp_path: Path) -> None:
    good.needs_ghostscript()
    path, broken = tmp_path / "job.pdf", tmp_path / "broken.pdf"
    write_pdf([charm()], ACRYLIC, Press.of(ACRYLIC), path, title="Job", made=MADE, progress=silent())
    with pikepdf.open(path) as pdf:
        for each in pdf.objects:
            states = each.get("/ExtGState") if isinstance(each, Dictionary) else None
            for state in states.values() if isinstance(states, Dictionary) else [each]:
                if isinstance(state, Dictionary) and "/op" in state:
                    state.op = state.OP = False
            if isinstance(each, pikepdf.Stream):
                inner = each.stream_dict.get("/Resources", Dictionary()).get("/ExtGState", Dictionary())
                for state in inner.values():
                    state.op = state.OP = False
        pdf.save(broken)
    assert "white_knocked_out" in {f.id for f in preflight(broken, ACRYLIC).rules}
