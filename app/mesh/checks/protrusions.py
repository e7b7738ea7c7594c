"""Thin parts that stick out far: they break while they are cleaned, packed or posted.

research/mesh.md §2, check 14 ("slenderness, bottleneck"). A part counts where the solid is thinner than twice the least
wall or feature of the process, and where it is at least ``SLENDER`` times as long as thick: the bending stress at the neck
grows with length over thickness cubed, and workshops call pins of more than about 5 : 1 fragile.
"""

import numpy as np

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_faces
from app.mesh.protrusions import find_protrusions
from app.mesh.thickness import at_vertices
from app.mesh.unmeasured import at_this_size, no_solid

THIN = 2.0  # times the limit
SLENDER = 5.0
SHORTEST = 4.0  # times the limit: what sticks out less catches on nothing


def run(inspection: Inspection) -> Outcome:
    """Count slender branches."""
    reason = no_solid(inspection)
    found = inspection.thickness
    if reason is not None or found is None:
        return Outcome(0, reason or text("The model has no surface."), ran=False)
    mesh, faces, process = inspection.mesh, inspection.faces, inspection.process
    limit = max(process.min_wall_mm, process.min_feature_mm)
    values = np.where(found.depth.faced, found.thickness, np.inf)
    thickness = at_vertices(faces, len(mesh.vertices), found.samples, values)
    inspection.progress(0.4)
    thin = np.nan_to_num(thickness, nan=np.inf) < THIN * limit
    parts = find_protrusions(mesh.vertices, faces, inspection.edges, inspection.areas, thin, THIN * limit)
    fragile = (parts.slenderness >= SLENDER) & (parts.length >= SHORTEST * limit) & (parts.diameter < THIN * limit)
    count = int(np.count_nonzero(fragile))
    size = at_this_size(inspection)
    if not count:
        return Outcome(0, text("No thin part sticks out so far that it would break off{size}.", size=size))
    worst = int(np.argmax(np.where(fragile, parts.slenderness, 0.0)))
    chosen = np.flatnonzero((parts.face >= 0) & fragile[np.maximum(parts.face, 0)])
    message = plural(
        "{n} thin part sticks out {length} mm and is only {thick} mm thick: it may break off when it is cleaned or "
        "posted{size}.",
        "{n} thin parts stick out, the weakest one {length} mm at {thick} mm thickness: they may break off when they are "
        "cleaned or posted{size}.",
        count,
        length=f"{parts.length[worst]:.2g}",
        thick=f"{parts.diameter[worst]:.2g}",
        size=size,
    )
    worst_values = {"worst_slenderness": float(parts.slenderness[worst]), "worst_length_mm": float(parts.length[worst])}
    return Outcome(count, message, places_of_faces(mesh, inspection.kept[chosen]), worst_values)


CHECK = Check("protrusions", text("Fragile parts"), "warns", run)
