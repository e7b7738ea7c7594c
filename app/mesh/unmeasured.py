"""Why a figure in millimetres would mean nothing, in one sentence; None where it does mean something."""

from app.i18n import Text, text
from app.mesh.inspection import Inspection
from app.mesh.thickness import MAY_ESCAPE


def no_lengths(inspection: Inspection) -> Text | None:
    """Why nothing can be held against a limit in mm: no surface, or no size."""
    if not inspection.has_surface:
        return text("The model has no surface.")
    if not inspection.sized:
        return text("The size of the model is not known: choose the printed height first.")
    return None


def no_solid(inspection: Inspection) -> Text | None:
    """Why the thickness of the solid means nothing: as above, or there is no inside."""
    reason = no_lengths(inspection)
    if reason is not None:
        return reason
    thickness = inspection.thickness
    if thickness is None or thickness.escaped > MAY_ESCAPE:
        return text(
            "The surface is open, inside out or has no thickness at all, so there is nothing to measure: repair it first."
        )
    return None


def at_this_size(inspection: Inspection) -> Text | str:
    """Words to end a sentence with where nobody has confirmed the height that the figures are for; else nothing."""
    if inspection.height_mm is not None:
        return ""
    return text(" (at {z} mm height, which nobody has confirmed yet)", z=f"{float(inspection.mesh.size_mm[2]):.4g}")
