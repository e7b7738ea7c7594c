"""Texture coordinates that other programs may not read as they are meant."""

import numpy as np

from app.i18n import text
from app.mesh.check import Check, Outcome
from app.mesh.figures import figure
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_faces
from app.mesh.unwrapped import shared_share

SEEN = 0.005  # of the textured skin
SHARED = 0.05  # of the used part of the picture


def run(inspection: Inspection) -> Outcome:
    """Find faces drawn out of a line of their picture, faces outside of it, mirrored ones and ones that share texels.

    Streaks warn: they are in the print. A picture that repeats is legal, but some slicers clamp it (mesh.md §2, no. 20);
    mirrored and shared texels matter only where somebody paints or bakes the picture anew.
    """
    mesh, uv = inspection.mesh, inspection.unwrapped
    area = float(inspection.areas[uv.textured].sum())
    if area <= 0:
        return Outcome(0, text("The model has no picture."))
    streaked, outside = uv.streaked & (inspection.areas > 0), uv.outside
    mirrored = uv.textured & (uv.texels < 0) & ~streaked
    shares = {name: float(inspection.areas[mask].sum()) / area
              for name, mask in (("streaked", streaked), ("outside", outside), ("mirrored", mirrored))}  # fmt: skip
    # a picture that is mirrored as a whole is only upside down; the smaller side is the exception
    shares["mirrored"] = min(shares["mirrored"], 1 - shares["mirrored"])
    shares["shared"] = shared_share(mesh, inspection.kept, uv.textured & ~uv.plain)
    values = {f"{name}_share": share for name, share in shares.items()}
    figures = {name: figure(100 * share, 2) for name, share in shares.items()}
    if shares["streaked"] >= SEEN:
        places = places_of_faces(mesh, inspection.kept[streaked])
        message = text("{streaked} % of the skin is drawn out of a line of the picture: it shows streaks.", **figures)
        return Outcome(int(np.count_nonzero(streaked)), message, places, values, severity="warns")
    if shares["outside"] >= SEEN:
        places = places_of_faces(mesh, inspection.kept[outside])
        message = text(
            "{outside} % of the skin lies outside of the picture, which repeats there: some printers' programs show the edge "
            "of the picture instead.",
            **figures,
        )
        return Outcome(int(np.count_nonzero(outside)), message, places, values)
    if shares["shared"] >= SHARED:
        message = text(
            "{shared} % of the picture is used by several places at once: it prints well, but who paints one of them paints "
            "them all.",
            **figures,
        )
        return Outcome(0, message, values=values)
    if shares["mirrored"] >= SEEN:
        message = text("{mirrored} % of the skin shows the picture mirrored, which is fine unless there is writing on it.",
                       **figures)  # fmt: skip
        return Outcome(0, message, values=values)
    return Outcome(0, text("The texture coordinates are as every program reads them."), values=values)


CHECK = Check("texture_coordinates", text("Texture coordinates"), "informs", run)
