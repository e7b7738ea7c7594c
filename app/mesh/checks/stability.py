"""Whether the figurine stands."""

import numpy as np

from app.i18n import Text, text
from app.mesh.check import Check, Outcome
from app.mesh.figures import SIZE_FIRST, figure
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_faces
from app.mesh.plate import Direction, Stand, contact_height, stand

FLAT = 0.05  # of the footprint: with less on the plate there is no base to speak of (mesh.md §2, no. 17)

FALLS: dict[Direction, Text] = {
    "front": text("to the front (−y)"),
    "back": text("to the back (+y)"),
    "left": text("to the left (−x)"),
    "right": text("to the right (+x)"),
}


def run(inspection: Inspection) -> Outcome:
    """Hold the centre of mass of each body that stands on the plate against the hull of what it stands on.

    The tilt that it must bear is the process's (10°: mesh.md §2, no. 17). Bodies in the air belong to the checks of loose
    parts; of several that stand, the worst is told.
    """
    if not inspection.sized:
        return Outcome(0, SIZE_FIRST, ran=False)
    process, solid = inspection.process, inspection.columns
    if not solid.sound:
        return Outcome(0, text("Whether it stands is not known while the surface is open: close the holes first."),
                       ran=False)  # fmt: skip
    floor = float(inspection.mesh.bounds[0, 2])
    height = floor + contact_height(process)
    body = inspection.growth.whole[inspection.growth.part]
    weight = np.bincount(body, solid.high - solid.low)
    lowest = np.full(len(weight), np.inf)
    np.minimum.at(lowest, body, solid.low)
    # a round bottom may lie between the lines, so that the lowest of all counts as standing whatever its height
    standing = (lowest <= max(height, float(lowest.min()))) & (weight >= 0.01 * weight.max())
    if not standing.any():
        standing[int(np.argmin(lowest))] = True
    stands = [stand(solid, np.flatnonzero(body == b).astype(np.int32), floor, height) for b in np.flatnonzero(standing)]
    worst = min(stands, key=lambda s: (s.tilt_deg >= process.tip_margin_deg, s.contact_share >= FLAT, s.tilt_deg))
    return _outcome(inspection, worst, len(stands))


def _outcome(inspection: Inspection, worst: Stand, number: int) -> Outcome:
    margin = inspection.process.tip_margin_deg
    values = {
        "tilt_deg": worst.tilt_deg,
        "contact_mm2": worst.contact_mm2,
        "contact_share": worst.contact_share,
        "center_x_mm": float(worst.center[0]),
        "center_y_mm": float(worst.center[1]),
        "center_z_mm": float(worst.center[2]),
        "standing": float(number),
    }
    places = places_of_faces(inspection.mesh, inspection.kept[worst.faces])
    figures: dict[str, object] = {
        "where": FALLS[worst.direction],
        "tilt": figure(worst.tilt_deg, 2),
        "margin": f"{margin:g}",
        "contact": figure(worst.contact_mm2, 2),
        "share": figure(100 * worst.contact_share, 2),
    }
    if worst.tilt_deg < 0:
        message = text(
            "It falls over {where}: its centre of mass is not above what it stands on. Give it a base.", **figures
        )
    elif worst.contact_share < FLAT and worst.tilt_deg < margin:
        message = text(
            "It has no flat base: only {contact} mm² ({share} % of its footprint) touch the plate, and it falls over {where} "
            "at {tilt}°. Give it a base.",
            **figures,
        )
    elif worst.tilt_deg < margin:
        message = text("It falls over {where} when it is tilted by {tilt}°; it should bear {margin}°. Give it a wider base.",
                       **figures)  # fmt: skip
    elif worst.contact_share < FLAT:  # as on four paws: legs may be uneven, but it does not fall
        message = text(
            "It stands, but on {contact} mm² only ({share} % of its footprint): it may rock. A base makes it steady.",
            **figures,
        )
        return Outcome(1, message, places, values, severity="informs")
    else:
        message = text("It stands: it may be tilted by {tilt}° before it falls over {where}.", **figures)
        return Outcome(0, message, values=values)
    return Outcome(1, message, places, values)


CHECK = Check("stability", text("Standing"), "warns", run)
