"""Whether the model has an inside at all."""

from app.i18n import text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection

NOTHING = 1e-9  # of area times diagonal: less is rounding


def run(inspection: Inspection) -> Outcome:
    """Fail where the closed surface encloses nothing; cannot run while it is open."""
    if not len(inspection.faces):
        return Outcome(0, text("The model has no faces."), ran=False, repairs=())
    if not inspection.closed:
        return Outcome(0, text("The volume is not known while the surface is open: close the holes first."), ran=False)
    volume = float(inspection.volumes.sum())
    if volume <= NOTHING * float(inspection.areas.sum()) * inspection.mesh.diagonal:
        return Outcome(
            1,
            text("The surface encloses no volume: there is nothing to print."),
            values={"volume_mm3": volume},
        )
    message = text("{cm3} cm³ of solid.", cm3=f"{volume / 1000:.3g}")
    return Outcome(0, message, values={"volume_mm3": volume})


CHECK = Check("volume", text("Volume"), "blocks", run, ("fill_holes", "orient", "auto"))
