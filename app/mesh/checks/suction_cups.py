"""Room that holds resin while it is printed upright, and sucks at the film of the vat."""

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.figures import SIZE_FIRST, figure
from app.mesh.hollows import places_of_hollows
from app.mesh.inspection import Inspection


def run(inspection: Inspection) -> Outcome:
    """Find bowls that are open above, and hollows that are open towards the plate only, of a cubic centimetre and more.

    Only a vat of resin makes suction. The model is taken as it stands: tilting it in the slicer may cure it.
    """
    if inspection.process.fills_hollows != "resin":
        return Outcome(0, text("There is no vat of resin in this process that could suck at the print."))
    if not inspection.sized:
        return Outcome(0, SIZE_FIRST, ran=False)
    if inspection.air is None:
        return Outcome(
            0, text("Suction cups are not known while the surface is open: close the holes first."), ran=False
        )
    cups = sorted(inspection.air.cups(), key=lambda cup: -cup.volume)
    if not cups:
        return Outcome(0, text("Upright, nothing holds resin like a cup."))
    volume = sum(cup.volume for cup in cups)
    message = plural(
        "{n} bowl holds {cm3} cm³ of resin while it is printed upright and sucks at the vat: tilt it, or make a hole.",
        "{n} bowls hold {cm3} cm³ of resin while it is printed upright and suck at the vat: tilt it, or make holes.",
        len(cups),
        cm3=figure(volume / 1000),
    )
    return Outcome(len(cups), message, places_of_hollows(cups, inspection.kept), {"volume_mm3": volume})


CHECK = Check("suction_cups", text("Suction cups"), "informs", run)
