"""Colours that the printer's inks cannot show."""

import numpy as np

from app.i18n import text
from app.mesh.check import Check, Outcome
from app.mesh.gamut import box_of, gamut
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_faces

SEEN = 5.0  # ΔE00 that anybody sees without comparing (mesh.md §2, no. 21)
MUCH = 0.2  # of the skin: then the looks of the whole figurine change
DARK = 15.0  # L*: about as dark as four inks on coated paper get; detail in darker colours drowns


def run(inspection: Inspection) -> Outcome:
    """Weigh the colours of the skin by area, and hold them against the inks of the process's ICC profile."""
    process, mesh = inspection.process, inspection.mesh
    if process.color == "white" or process.color_profile is None:
        return Outcome(0, text("This process prints without colour."))
    if mesh.color == "none":
        return Outcome(0, text("The model has no colour."))
    paint = inspection.paint
    total = float(paint.area.sum())
    if total <= 0:
        return Outcome(0, text("The model has no faces."), ran=False)
    try:
        inks = gamut(process.color_profile)
    except OSError:
        message = text("The colour profile “{name}” cannot be read: put it into resources/color, or name another one.",
                       name=process.color_profile)  # fmt: skip
        return Outcome(0, message, ran=False)
    box = box_of(paint.color)
    off = inks.difference[box] > SEEN
    share = float(paint.area[off].sum()) / total
    mean = float(paint.area @ inks.difference[box]) / total
    dark = float(paint.area[inks.lightness[box] < DARK].sum()) / total
    values = {"share": share, "delta_e_mean": mean, "dark_share": dark}
    figures = {"share": f"{100 * share:.0f}", "mean": f"{mean:.1f}", "dark": f"{100 * dark:.0f}"}
    if share < 0.005:
        message = text("The inks can show its colours; {dark} % of the skin is nearly black.", **figures)
        return Outcome(0, message, values=values)
    bad = np.bincount(paint.face, paint.area * off, len(inspection.kept)) > 0.5 * inspection.areas
    places = places_of_faces(mesh, inspection.kept[bad])
    if share >= MUCH:
        message = text(
            "{share} % of the skin has colours that the inks cannot show (ΔE00 above 5; {mean} on average): it will look "
            "duller; {dark} % is nearly black.",
            **figures,
        )
        return Outcome(1, message, places, values, severity="warns")
    message = text(
        "{share} % of the skin has colours that the inks cannot show (ΔE00 above 5): they will look duller there; {dark} % "
        "is nearly black.",
        **figures,
    )
    return Outcome(1, message, places, values)


CHECK = Check("gamut", text("Colours out of gamut"), "informs", run)
