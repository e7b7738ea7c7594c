"""The tools that do one thing to every colour: each is a tint (``app.mesh.tints``) on a region."""

from collections.abc import Callable

import numpy as np

from app.errors import RepairFailedError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.coloring.recolored import recolored
from app.mesh.coloring.region import Region
from app.mesh.coloring.seen_change import seen_change
from app.mesh.figures import figure
from app.mesh.forms.form import ToolForm, Values
from app.mesh.forms.parameter import Value
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tints import TINTS
from app.mesh.tints.by_color import Change
from app.mesh.tool import Tool, Work
from app.settings.process import ProcessProfile

NO_COLOR = text("The model has no colour yet; fill it with one first.")
UNCHANGED = text("No colour changed")


def tool_for(form: ToolForm, neutral: Callable[[dict[str, Value]], bool], *, needs_color: bool = True) -> Tool:
    """The tool of a form that has a tint; ``neutral`` tells values that change nothing."""
    return Tool(form, _work(form, neutral, needs_color=needs_color))


def _work(form: ToolForm, neutral: Callable[[dict[str, Value]], bool], *, needs_color: bool) -> Work:
    tint = TINTS[form.id]

    def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
        if needs_color and mesh.color == "none":
            raise RepairFailedError(NO_COLOR)
        region = Region.of(mesh, Values(given))
        if neutral(given):
            return Repaired(mesh, UNCHANGED)
        tint(np.zeros((1, 3), np.uint8), given, process)  # what is wrong with the values is said before the work begins
        return recolor(region, lambda colors: tint(colors, given, process), form.verb, progress)

    return work


def recolor(region: Region, change: Change, what: Text, progress: Progress) -> Repaired:
    """Change the colours of a region and say how much of the model looks different."""
    result = recolored(region, change, progress.part(0.0, 0.9))
    if result is region.mesh:
        return Repaired(result, UNCHANGED)
    return Repaired(result, summary(region.mesh, result, what, progress.part(0.9, 1.0)))


def summary(before: Mesh, after: Mesh, what: Text, progress: Progress) -> Text:
    """One sentence: what was done to how much of the surface."""
    seen = seen_change(before, after, progress)
    return text(
        "{what}: {share} % of the surface, by ΔE00 {delta} on average",
        what=what,
        share=figure(100 * seen.share, 2),
        delta=figure(seen.delta_e, 2),
    )
