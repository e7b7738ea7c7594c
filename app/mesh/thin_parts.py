"""Where walls and rods are thinner than the process can print: what the checks report, and the repair makes thicker."""

import numpy as np

from app.mesh.inspection import Inspection
from app.mesh.thickness import Patches, Thickness, bad_patches

LEAST_WALL = 4.0  # times the limit squared, mm² of both skins together: smaller spots do not break
LEAST_ROD = float(np.pi)  # times the limit squared: a rod that is as long as thick


def thin_walls(inspection: Inspection, found: Thickness) -> Patches:
    """Patches of wall below the least wall."""
    return _thin(inspection, found, inspection.process.min_wall_mm, LEAST_WALL, rods=False)


def thin_rods(inspection: Inspection, found: Thickness) -> Patches:
    """Rods, fingers and strands below the least feature."""
    return _thin(inspection, found, inspection.process.min_feature_mm, LEAST_ROD, rods=True)


def _thin(inspection: Inspection, found: Thickness, limit: float, least: float, *, rods: bool) -> Patches:
    thin = found.thinner(limit, rods=rods)
    if thin.any():
        thin &= ~inspection.reported_faces[found.samples.face]
    return bad_patches(
        inspection.mesh, inspection.kept, found.samples, thin, found.depth.across, limit, least * limit**2
    )
