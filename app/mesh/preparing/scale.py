"""Bring a model to its printed size."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.figures import figure
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_body import SCALE
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

IN_MM = {"m": 1000.0, "cm": 10.0, "inch": 25.4}
LARGEST_MM = 10_000.0  # no workshop prints more, and more is a unit that was guessed wrong


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, _progress: Progress) -> Repaired:
    """Scale by one factor, about the middle of the model's foot."""
    values = Values(given)
    height = float(mesh.size_mm[2])
    if values.key("by") == "height":
        if height <= 0:
            raise RepairFailedError(
                text("A model that is flat has no height to scale; turn it up first, or give a factor.")
            )
        factor = values.number("height_mm") / height
    elif values.key("by") == "unit":
        factor = IN_MM[values.key("unit")]
    else:
        factor = values.number("factor")
    if factor * float(mesh.size_mm.max()) > LARGEST_MM:
        raise RepairFailedError(
            text("The model would be larger than ten metres; choose another unit or a smaller factor.")
        )
    result = scaled(mesh, factor)
    if result is mesh:
        return Repaired(mesh, text("The model has this size already"))
    size = " × ".join(figure(float(v)) for v in result.size_mm)
    return Repaired(result, text("Scaled by {factor} to {size} mm", factor=figure(factor, 4), size=size))


def scaled(mesh: Mesh, factor: float) -> Mesh:
    """The mesh scaled about the middle of its foot."""
    if factor == 1.0:
        return mesh
    low, high = mesh.bounds
    foot = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]])
    return mesh.with_(vertices=(mesh.vertices - foot) * factor + foot)


TOOL = Tool(SCALE, work)
