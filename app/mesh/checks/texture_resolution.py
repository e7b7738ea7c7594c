"""Whether the picture is sharp enough at the printed size."""

import numpy as np

from app.i18n import text
from app.mesh.arrays import FloatArray
from app.mesh.check import Check, Outcome
from app.mesh.figures import SIZE_FIRST
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_faces

INCH_MM = 25.4
MUCH = 0.25  # of the textured skin blurred: then the figurine looks blurred


def run(inspection: Inspection) -> Outcome:
    """Measure texels an inch on the printed skin, against the process's limits (150 blurred, 300 sharp; mesh.md §2, no. 20).

    Faces with a plain colour need no texels and do not count.
    """
    process, mesh = inspection.process, inspection.mesh
    if process.texture_dpi is None:
        return Outcome(0, text("This process prints without colour."))
    uv = inspection.unwrapped
    judged = np.flatnonzero(uv.textured & ~uv.plain & (inspection.areas > 0))
    if not len(judged):
        plain = text("The model has plain colours, which are sharp at any size.")
        return Outcome(0, plain if uv.textured.any() else text("The model has no picture."))
    if not inspection.sized:
        return Outcome(0, SIZE_FIRST, ran=False)
    area = inspection.areas[judged]
    dpi = INCH_MM * np.sqrt(np.abs(uv.texels[judged]) / area)
    median, low = _quantiles(dpi, area, (0.5, 0.05))
    blurred, sharp = process.texture_dpi
    bad = dpi < blurred
    share = float(area[bad].sum() / area.sum())
    values = {"median_dpi": median, "p5_dpi": low, "blurred_share": share}
    figures: dict[str, object] = {
        "median": f"{median:.0f}",
        "low": f"{low:.0f}",
        "share": f"{100 * share:.0f}",
        "blurred": f"{blurred:g}",
        "sharp": f"{sharp:g}",
    }
    if share >= MUCH:
        message = text(
            "{share} % of the picture prints blurred, at fewer than {blurred} texels an inch ({median} in the middle): take a "
            "larger picture or a smaller height.",
            **figures,
        )
        return Outcome(1, message, places_of_faces(mesh, inspection.kept[judged[bad]]), values, severity="warns")
    if median < sharp:
        message = text(
            "The picture has {median} texels an inch on the print: good enough; {sharp} are sharp.", **figures
        )
    else:
        message = text("The picture has {median} texels an inch on the print: sharp.", **figures)
    return Outcome(0, message, values=values)


def _quantiles(values: FloatArray, weights: FloatArray, shares: tuple[float, ...]) -> tuple[float, ...]:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    found = np.searchsorted(reached, np.array(shares) * reached[-1])
    return tuple(float(v) for v in values[order[np.minimum(found, len(order) - 1)]])


CHECK = Check("texture_resolution", text("Sharpness of the picture"), "informs", run)
