"""Walls thinner than the process can print.

Terms and limits: research/mesh.md §2, check 13 and the table of processes (Materialise, HP, Mimaki and Stratasys guides,
as each profile's ``source`` says). The verdict is that of the sphere method: the diameter of the largest ball inside that
touches the surface (``kernels.thickness``); the ray method is given beside it. Sharp edges and tips are thin on paper
only, and rods have a limit of their own (``min_feature``).
"""

import numpy as np

from app.i18n import Text, plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.report import Heat
from app.mesh.thickness import BELOW, REACH, Patches, at_vertices, weighted_percentile
from app.mesh.thin_parts import thin_walls
from app.mesh.unmeasured import at_this_size, no_solid


def run(inspection: Inspection) -> Outcome:
    """Count the patches of wall below the least wall of the process."""
    reason = no_solid(inspection)
    found = inspection.thickness
    if reason is not None or found is None:
        return Outcome(0, reason or text("The model has no surface."), ran=False)
    limit = inspection.process.min_wall_mm
    mesh, area, thickness = inspection.mesh, found.samples.area, found.thickness
    patches = thin_walls(inspection, found)
    inspection.progress(0.9)
    solid = np.where(found.depth.faced, thickness, np.maximum(thickness, REACH * limit))
    values = {
        "p1_mm": weighted_percentile(solid, area, 0.01),
        "p5_mm": weighted_percentile(solid, area, 0.05),
        "ray_p1_mm": weighted_percentile(found.depth.ray, area, 0.01),
        "ray_p5_mm": weighted_percentile(found.depth.ray, area, 0.05),
        "min_wall_mm": limit,
        "thin_share": patches.area / float(area.sum()),
    }
    if patches.count:
        values["min_mm"] = weighted_percentile(thickness[patches.bad], area[patches.bad], 0.05)
        weak = thickness[patches.bad] < BELOW * inspection.process.supported_wall_mm
        values["too_thin_even_held_share"] = float(area[patches.bad][weak].sum() / area.sum())
    values = {name: value for name, value in values.items() if np.isfinite(value)}
    heat = Heat(
        text("Wall thickness"), at_vertices(inspection.faces, len(mesh.vertices), found.samples, solid), "mm",
        0.0, REACH * limit, bad_is_low=True, limit=limit,
    )  # fmt: skip
    return Outcome(patches.count, _words(inspection, patches, values), patches.places, values, heat=heat)


def _words(inspection: Inspection, patches: Patches, values: dict[str, float]) -> Text:
    limit = f"{inspection.process.min_wall_mm:g}"
    size = at_this_size(inspection)
    if not patches.count:
        return text("All walls are {limit} mm or thicker{size}.", limit=limit, size=size)
    return plural(
        "{n} wall is only {least} mm thick; this process needs {limit} mm, thinner walls break or do not come out "
        "({share} % of the surface){size}.",
        "{n} walls are thinner than the {limit} mm that this process needs, in places {least} mm: they break or do not "
        "come out ({share} % of the surface){size}.",
        patches.count,
        least=f"{values['min_mm']:.2g}",
        limit=limit,
        share=f"{100 * values['thin_share']:.2g}",
        size=size,
    )


CHECK = Check("wall_thickness", text("Thin walls"), "warns", run, ("thicken",))
