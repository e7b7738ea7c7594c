"""What the print weighs and costs."""

from app.i18n import text
from app.mesh.check import Check, Outcome
from app.mesh.figures import SIZE_FIRST, figure
from app.mesh.inspection import Inspection

HOLLOW = 0.01  # of the material: less is not worth a word


def run(inspection: Inspection) -> Outcome:
    """Reckon volume, mass and cost by the process's density and prices.

    Bodies that overlap are printed once: their union is measured along lines. A hollow inside is not printed.
    """
    if not inspection.sized:
        return Outcome(0, SIZE_FIRST, ran=False)
    process, solid = inspection.process, inspection.columns
    exact = inspection.closed and not len(inspection.crossing_pairs)
    if not exact and not solid.sound:
        return Outcome(
            0, text("The material is not known while the surface is open: close the holes first."), ran=False
        )
    volume = float(inspection.volumes.sum()) if exact else solid.volume
    if volume <= 0:
        return Outcome(0, text("The surface encloses no volume: there is nothing to print."), ran=False)
    cm3 = volume / 1000
    mass = cm3 * process.density_g_cm3
    cost = cm3 * process.cost_per_cm3 + process.cost_per_print
    shells = inspection.shells
    hollow = float(-shells.volume[shells.closed & (shells.volume < 0)].sum()) if exact else 0.0
    values = {"volume_mm3": volume, "mass_g": mass, "cost": cost, "hollow_mm3": hollow}
    figures = {
        "cm3": figure(cm3),
        "mass": figure(mass),
        "cost": f"{cost:.2f}",
        "currency": process.currency,
        "hollow": figure(hollow / 1000),
    }
    if hollow > HOLLOW * volume:
        message = text(
            "{cm3} cm³ of material around {hollow} cm³ of hollow, {mass} g, about {cost} {currency}.", **figures
        )
    else:
        message = text("{cm3} cm³ of material, solid throughout, {mass} g, about {cost} {currency}.", **figures)
    return Outcome(0, message, values=values)


CHECK = Check("material", text("Material and cost"), "informs", run)
