"""Slits so narrow that both sides fuse when they are printed.

Limits: research/mesh.md §2, check 15 ("gaps, clearance": 0.5 mm in the guides of HP, addema and Materialise). Measured like
a wall, outwards: the largest ball between two skins that face each other. Skins that touch or cross are no gap: that is
for other checks to tell. The bottom of a groove that narrows by 40° or more always fills a little and is not counted.
"""

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.thickness import BELOW, bad_patches, weighted_percentile
from app.mesh.unmeasured import at_this_size, no_lengths

LEAST_AREA = 4.0  # times the limit squared, both sides together
TOUCHING = 2e-4  # of the diagonal: skins that are closer together touch


def run(inspection: Inspection) -> Outcome:
    """Count slits below the least gap of the process."""
    reason = no_lengths(inspection)
    found = inspection.gaps
    if reason is not None or found is None:
        return Outcome(0, reason or text("The model has no surface."), ran=False)
    limit, width = inspection.process.min_gap_mm, found.depth.ball
    touching = TOUCHING * inspection.mesh.diagonal
    narrow = found.depth.faced & (width < BELOW * limit) & (width > touching)
    narrow &= ~inspection.reported_faces[found.samples.face]
    patches = bad_patches(
        inspection.mesh, inspection.kept, found.samples, narrow, found.depth.across, limit, LEAST_AREA * limit**2
    )
    size = at_this_size(inspection)
    values = {"min_gap_mm": limit, "narrow_share": patches.area / float(found.samples.area.sum())}
    if not patches.count:
        return Outcome(0, text("No gap is narrower than {limit} mm{size}.", limit=f"{limit:g}", size=size),
                       values=values)  # fmt: skip
    values["min_mm"] = weighted_percentile(width[patches.bad], found.samples.area[patches.bad], 0.05)
    message = plural(
        "{n} gap is narrower than {limit} mm, in places {least} mm: both sides will fuse{size}.",
        "{n} gaps are narrower than {limit} mm, in places {least} mm: both sides will fuse{size}.",
        patches.count,
        least=f"{values['min_mm']:.2g}",
        limit=f"{limit:g}",
        size=size,
    )
    return Outcome(patches.count, message, patches.places, values)


CHECK = Check("min_gap", text("Narrow gaps"), "warns", run)
