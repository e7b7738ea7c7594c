"""Skin that nobody has painted: transparent, in the colour of a missing picture, or pure black."""

import numpy as np

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.figures import figure
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_faces

CLEAR = 128  # of 255: a printer knows opaque skin only
NEAR = 8  # of 255: how far from magenta a texel may be
VISIBLE = 0.001  # of the skin, for what is surely a fault
VISIBLE_BLACK = 0.02  # of the skin: a pupil may be pure black


def run(inspection: Inspection) -> Outcome:
    """Find faces most of whose colour is transparent or magenta (both warn), or exactly black (for information)."""
    mesh = inspection.mesh
    if inspection.process.color == "white":
        return Outcome(0, text("This process prints without colour."))
    if mesh.color == "none":
        return Outcome(0, text("The model has no colour."))
    paint = inspection.paint
    red, green, blue, alpha = paint.color.T
    clear = alpha < CLEAR
    magenta = (red >= 255 - NEAR) & (green <= NEAR) & (blue >= 255 - NEAR)
    black = paint.textured & (paint.color[:, :3] <= 1).all(axis=1)
    total = max(float(paint.area.sum()), 1e-300)
    shares = {name: float(paint.area[mask].sum()) / total
              for name, mask in (("clear", clear), ("magenta", magenta), ("black", black))}  # fmt: skip
    values = {f"{name}_share": share for name, share in shares.items()}
    fault = clear | magenta
    share = float(paint.area[fault].sum()) / total
    if share >= VISIBLE:
        bad = _mostly(inspection, fault)
        places = places_of_faces(mesh, bad)
        message = text(
            "{share} % of the skin is transparent or in the magenta of a missing picture: paint it, or take the picture from "
            "the surface around.",
            share=figure(100 * share, 2),
        )
        return Outcome(max(len(places.boxes), 1), message, places, values, severity="warns")
    if shares["black"] >= VISIBLE_BLACK:
        places = places_of_faces(mesh, _mostly(inspection, black))
        message = plural(
            "{share} % of the skin is pure black in {n} place: look whether it was ever painted.",
            "{share} % of the skin is pure black in {n} places: look whether they were ever painted.",
            max(len(places.boxes), 1),
            share=figure(100 * shares["black"], 2),
        )
        return Outcome(max(len(places.boxes), 1), message, places, values)
    return Outcome(0, text("The skin is painted all over."), values=values)


def _mostly(inspection: Inspection, mask: np.ndarray) -> np.ndarray:
    """(N,) int32: faces of the mesh more than half of which is like this."""
    paint = inspection.paint
    area = np.bincount(paint.face, paint.area * mask, len(inspection.kept))
    return np.asarray(inspection.kept[area > 0.5 * inspection.areas], np.int32)


CHECK = Check("unpainted", text("Unpainted skin"), "informs", run)
