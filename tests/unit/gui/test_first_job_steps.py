"""What somebody is told on the way to their first print file."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.gui.first_job.steps import told
from app.i18n import text
from app.mesh.report import Finding, Report
from app.session.bench import Document

DOCUMENT = Document("Cat", Path("cat.glb"), "one", "one", "white-resin")


def report(*findings: Finding) -> Report:
    return Report(
        "one", "white-resin", 12, 8, 1, watertight=True, manifold=True, self_intersections=0, volume_mm3=1.0,
        area_mm2=6.0, size_mm=(1.0, 1.0, 1.0), color="none", findings=findings, seconds=0.1,
    )  # fmt: skip


def finding(*, count: int, ran: bool = True) -> Finding:
    return Finding("holes", text("Holes"), "blocks", count, text("Holes"), ran=ran)


OPEN = report(finding(count=2))
GOOD = report(finding(count=0))
SAVED = replace(DOCUMENT, saved_revision="one")


@pytest.mark.parametrize(
    ("document", "found", "step", "press"),
    [
        (DOCUMENT, None, "check", ""),
        (DOCUMENT, OPEN, "repair", "repair"),
        (DOCUMENT, report(finding(count=0, ran=False)), "repair", "repair"),
        (DOCUMENT, GOOD, "save", "save"),
        (SAVED, GOOD, "done", ""),
        (replace(DOCUMENT, saved_revision="old"), GOOD, "save", "save"),
        (SAVED, report(finding(count=1)), "repair", "repair"),
    ],
)
def test_the_step_follows_from_bench_and_report(
    document: Document | None, found: Report | None, step: str, press: str
) -> None:
    now = told(document, found, working=False, coming=True)
    assert (now.step, now.press) == (step, press)


def test_while_it_works_or_a_model_comes_nothing_is_pressed() -> None:
    assert told(DOCUMENT, OPEN, working=True, coming=True).press == ""
    assert told(None, None, working=False, coming=True).step == "check"
    assert told(None, None, working=False, coming=True) != told(None, None, working=False, coming=False)


def test_what_could_not_be_checked_counts_as_a_thing() -> None:
    assert str(told(DOCUMENT, report(finding(count=0, ran=False)), working=False, coming=True).sentence)[0] == "1"
