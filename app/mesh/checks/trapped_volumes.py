"""Hollows that resin, powder or support material cannot get out of."""

from app.i18n import Text, plural, text
from app.mesh.check import Check, Outcome
from app.mesh.figures import SIZE_FIRST, figure
from app.mesh.hollows import hollows, places_of_hollows
from app.mesh.inspection import Inspection

FILLINGS: dict[str, Text] = {
    "resin": text("liquid resin"),
    "support": text("support material"),
    "powder": text("loose powder"),
}


def run(inspection: Inspection) -> Outcome:
    """Find hollows without a drain hole of the process's diameter, or with a single one.

    Two holes or more let air in while the filling runs out (mesh.md §2, no. 18; HP asks for two of 2 mm and more).
    """
    if not inspection.sized:
        return Outcome(0, SIZE_FIRST, ran=False)
    process, inside = inspection.process, inspection.air
    if inside is None:
        return Outcome(0, text("Hollows are not known while the surface is open: close the holes first."), ran=False)
    found = hollows(inside, process.drain_hole_mm, inspection.progress)
    if not found:
        return Outcome(0, text("There is no hollow inside that needs a drain hole."))
    volume = sum(h.volume for h in found)
    blocked = [h for h in found if h.drain != "single"]
    values = {"volume_mm3": volume, "closed": float(sum(h.drain == "none" for h in found)),
              "narrow": float(sum(h.drain == "narrow" for h in found)), "single": float(len(found) - len(blocked))}  # fmt: skip
    places = places_of_hollows(found, inspection.kept)
    figures = {"cm3": figure(volume / 1000), "hole": f"{process.drain_hole_mm:g}"}
    if process.fills_hollows == "air":
        message = plural(
            "{n} hollow inside holds {cm3} cm³ of air: this process prints it as it is.",
            "{n} hollows inside hold {cm3} cm³ of air: this process prints them as they are.",
            len(found),
            **figures,
        )
        return Outcome(len(found), message, places, values, severity="informs")
    filling = FILLINGS[process.fills_hollows]
    if blocked:
        message = plural(
            "{n} hollow of {cm3} cm³ keeps {filling} inside: make two holes of {hole} mm or more, or fill it.",
            "{n} hollows of {cm3} cm³ keep {filling} inside: make two holes of {hole} mm or more in each, or fill them.",
            len(found),
            filling=filling,
            **figures,
        )
        return Outcome(len(found), message, places, values)
    message = plural(
        "{n} hollow of {cm3} cm³ has a single narrow hole: {filling} comes out well only if air gets in by a second one.",
        "{n} hollows of {cm3} cm³ have a single narrow hole each: {filling} comes out well only if air gets in by a second "
        "one.",
        len(found),
        filling=filling,
        **figures,
    )
    return Outcome(len(found), message, places, values)


CHECK = Check("trapped_volumes", text("Trapped volumes"), "warns", run)
