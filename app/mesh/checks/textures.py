"""Whether there is colour for a colour print."""

import numpy as np

from app.i18n import text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection

PART = 0.01  # of the skin without a picture is worth a word, where the rest has one


def run(inspection: Inspection) -> Outcome:
    """Find out where the colour comes from, and whether a picture is missing.

    Texture coordinates without any picture mean that the picture got lost on the way (an OBJ sent without its files).
    """
    mesh = inspection.mesh
    pictures = {id(m.texture): m.texture for m in mesh.materials if m.texture is not None}
    values = {"pictures": float(len(pictures))}
    if inspection.process.color == "white":
        return Outcome(0, text("This process prints without colour."), values=values)
    if mesh.color == "none":
        spread = (
            0.0 if mesh.corner_uv is None else float(np.ptp(mesh.corner_uv.reshape(-1, 2), axis=0).max(initial=0.0))
        )
        if spread > 0:
            return Outcome(
                1,
                text(
                    "The model has texture coordinates, but its picture is missing: open it together with its picture."
                ),
                values=values,
            )
        message = text("The model has no colour: it would come out of a colour printer white.")
        return Outcome(1, message, values=values, severity="informs")
    if mesh.color == "vertex":
        return Outcome(0, text("The colour is that of the points; there is no picture."), values=values)
    has = np.array([m.texture is not None for m in mesh.materials], np.bool_)[mesh.material_of_face[inspection.kept]]
    plain = float(inspection.areas[~has].sum()) / max(float(inspection.areas.sum()), 1e-300)
    values["plain_share"] = plain
    largest = max(pictures.values(), key=lambda p: p.pixels.shape[0] * p.pixels.shape[1])
    size = f"{largest.pixels.shape[1]} × {largest.pixels.shape[0]}"
    if plain >= PART:
        message = text("A picture of {size} covers the skin but for {share} %, which has plain colours.",
                       size=size, share=f"{100 * plain:.0f}")  # fmt: skip
        return Outcome(0, message, values=values)
    return Outcome(0, text("A picture of {size} covers the skin.", size=size), values=values)


CHECK = Check("textures", text("Colour and pictures"), "warns", run)
