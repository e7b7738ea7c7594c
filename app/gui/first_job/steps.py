"""Where somebody is on the way to their first print file, and what they are told there. Knows no window."""

from dataclasses import dataclass
from typing import Literal

from app.i18n import Text, plural, text
from app.mesh.report import Report
from app.session.bench import Document

Step = Literal["check", "repair", "save", "done"]

STEPS: tuple[tuple[Step, Text], ...] = (
    ("check", text("Check")),
    ("repair", text("Repair")),
    ("save", text("Save")),
)
"""The steps in their order, by the word that stands on each."""


@dataclass(frozen=True)
class Told:
    """``press``: the button of the report that is pressed now, "" while nothing is to be pressed there."""

    step: Step
    sentence: Text
    press: Literal["repair", "save", ""] = ""


def told(document: Document | None, report: Report | None, *, working: bool, coming: bool) -> Told:
    """What comes next. ``working``: the model is being changed; ``coming``: a model is on its way to the bench."""
    if document is None and not coming:
        return Told("check", text("Take the sample figurine, or drop a model of your own on the window."))
    if working:
        return Told("repair", text("The faults are being taken away, and all checks run again. The looks stay."))
    if document is None or report is None:
        return Told("check", text("The figurine is being checked for printing. Nothing has to be pressed yet."))
    if not report.printable:
        return Told(
            "repair",
            plural(
                "{n} thing would spoil the print. Press “Repair and prove” at the right.",
                "{n} things would spoil the print. Press “Repair and prove” at the right.",
                sum(1 for one in report.findings if one.severity == "blocks" and not one.passed),
            ),
            "repair",
        )
    if document.saved_revision == document.revision:
        return Told("done", text("Your first print file is saved: a printer or a slicer can take it as it is."))
    return Told(
        "save", text("It can be printed now, and looks as before. Press “Save print file…” at the right."), "save"
    )
