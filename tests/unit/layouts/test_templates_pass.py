"""Every shipped template, filled with its samples, makes a file that preflight has nothing against."""

from pathlib import Path

import pytest

from app.jobs.progress import silent
from app.layouts.composing.art.shelf import ArtShelf
from app.layouts.composing.compose import composed
from app.layouts.design.document import Template
from app.layouts.design.filling import fill
from app.layouts.design.templates import load_templates
from app.layouts.making.job import STANDARD_TIME
from app.layouts.making.make import Wishes, write
from app.settings.shop import SHIPPED
from app.settings.shops import load_shops

SHOPS = load_shops([SHIPPED])
CUT = [one for one in load_templates() if one.design.cut.shape != "rectangle" or one.design.cut.hole_mm]
SOME = [*CUT, *(one for one in load_templates() if one.id in {"postcard-player", "photo-6", "contact-sheet"})]


@pytest.mark.parametrize("template", SOME, ids=lambda one: one.id)
def test_a_filled_template_is_print_ready(template: Template, tmp_path: Path) -> None:
    shop = SHOPS.find("acrylic-uv" if template in CUT else "press-fogra39")
    made = composed(fill(template, {}, samples=True), {}, ArtShelf(), shop)
    assert made.good, [str(fault.words) for fault in made.faults]
    report = write(
        [made.piece], Wishes(shop, "Job", STANDARD_TIME, plates=False), tmp_path / "job.pdf", silent()
    ).report
    assert report is not None
    assert [finding.id for finding in report.rules if finding.severity != "informs"] == []
