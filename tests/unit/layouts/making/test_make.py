"""What is made is judged as what it is printed on."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.jobs.progress import silent
from app.layouts.making.make import Wishes, write
from app.layouts.sheet import Layout, SheetSize
from tests.unit.layouts.pdf.samples import ACRYLIC, MADE, charm_sheet


def on(layout: Layout, size: SheetSize, length_mm: float = 0.0) -> Layout:
    """The layout with its sheets cut from another stock."""
    return replace(layout, sheets=tuple(replace(s, size=size, length_mm=length_mm) for s in layout.sheets))


@pytest.mark.parametrize(
    ("longest_mm", "found"), [(0.0, set()), (700.0, set()), (500.0, {"sheet_size"})], ids=["endless", "fits", "short"]
)
def test_a_page_longer_than_the_machine_takes_is_found(longest_mm: float, found: set[str], tmp_path: Path) -> None:
    roll = SheetSize("roll", 610.0, 0.0, longest_mm=longest_mm)
    layout = on(charm_sheet(2, 2), roll, length_mm=650.0)
    made = write(layout, Wishes(ACRYLIC, "Job", MADE, plates=False), tmp_path / "job.pdf", silent())
    assert made.report is not None
    assert {f.id for f in made.report.rules if f.id == "sheet_size"} == found
    assert made.good != bool(found)
