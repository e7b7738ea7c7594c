"""Rods, wires, fingers and strands of hair thinner than the process can print.

Limits: research/mesh.md §2, check 14 ("wire or pin diameter"). A rod is thin in two directions: the section through the
middle of the largest ball inside is less than three times as wide as thick (``thickness.ROD``).
"""

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.thickness import weighted_percentile
from app.mesh.thin_parts import thin_rods
from app.mesh.unmeasured import at_this_size, no_solid


def run(inspection: Inspection) -> Outcome:
    """Count rods below the least feature of the process."""
    reason = no_solid(inspection)
    found = inspection.thickness
    if reason is not None or found is None:
        return Outcome(0, reason or text("The model has no surface."), ran=False)
    limit = inspection.process.min_feature_mm
    patches = thin_rods(inspection, found)
    size = at_this_size(inspection)
    values = {"min_feature_mm": limit, "thin_share": patches.area / float(found.samples.area.sum())}
    if not patches.count:
        message = text("No rod, finger or strand is thinner than {limit} mm{size}.", limit=f"{limit:g}", size=size)
        return Outcome(0, message, values=values)
    values["min_mm"] = weighted_percentile(found.thickness[patches.bad], found.samples.area[patches.bad], 0.05)
    message = plural(
        "{n} rod, finger or strand is only {least} mm thin; this process needs {limit} mm, or it breaks off{size}.",
        "{n} rods, fingers or strands are thinner than {limit} mm, in places {least} mm: they break off or do not come "
        "out{size}.",
        patches.count,
        least=f"{values['min_mm']:.2g}",
        limit=f"{limit:g}",
        size=size,
    )
    return Outcome(patches.count, message, patches.places, values)


CHECK = Check("min_feature", text("Thin rods"), "warns", run, ("thicken",))
