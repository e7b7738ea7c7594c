"""Parts that begin in mid-air: unsupported islands of a layer."""

import numpy as np

from app.i18n import plural, text
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.check import Check, Outcome
from app.mesh.figures import SIZE_FIRST, figure
from app.mesh.inspection import Inspection
from app.mesh.places import MAX_PLACES
from app.mesh.plate import contact_height
from app.mesh.report import Places


def run(inspection: Inspection) -> Outcome:
    """Find what a layer begins over nothing, by the merge tree of the model's height.

    A bulge counts that hangs free over at least two layers and half the smallest feature before it joins the rest, and
    holds as much as a cube of half the smallest feature; smaller ones stick to the part above them.
    Powder carries islands, soluble supports are put under everything: there they are for information.
    """
    if not inspection.sized:
        return Outcome(0, SIZE_FIRST, ran=False)
    process = inspection.process
    solid = inspection.columns
    if not solid.sound:
        return Outcome(0, text("What begins in mid-air is not known while the surface is open: close the holes first."),
                       ran=False)  # fmt: skip
    parts = inspection.growth
    floor = float(inspection.mesh.bounds[0, 2]) + contact_height(process)
    free = np.minimum(parts.death, float(solid.high.max())) - parts.birth
    volume = parts.volume(solid.low, solid.high, solid.pitch)
    half = process.min_feature_mm / 2
    island = (parts.birth > floor) & (free >= max(2 * process.layer_mm, half)) & (volume >= half**3)
    n = int(np.count_nonzero(island))
    if not n:
        return Outcome(0, text("No part begins in mid-air."))
    places = _places(inspection, np.flatnonzero(island).astype(np.int32))
    values = {
        "lowest_mm": float(parts.birth[island].min() - inspection.mesh.bounds[0, 2]),
        "longest_mm": float(free[island].max()),
    }
    if process.supports == "breakaway":
        message = plural(
            "{n} part begins in mid-air, up to {longest} mm long: it needs a support under its tip, or it is lost.",
            "{n} parts begin in mid-air, up to {longest} mm long: they need supports under their tips, or they are lost.",
            n,
            longest=figure(values["longest_mm"]),
        )
        return Outcome(n, message, places, values, severity="warns")
    message = plural(
        "{n} part begins in mid-air, up to {longest} mm long: this process holds it while it is printed.",
        "{n} parts begin in mid-air, up to {longest} mm long: this process holds them while they are printed.",
        n,
        longest=figure(values["longest_mm"]),
    )
    return Outcome(n, message, places, values)


def _places(inspection: Inspection, islands: IntArray) -> Places:
    """The undersides of the islands, and a box around each until it joins the rest."""
    solid, parts = inspection.columns, inspection.growth
    number = np.full(len(parts.birth), -1, np.int32)
    number[islands] = np.arange(len(islands), dtype=np.int32)
    runs = np.flatnonzero(number[parts.part] >= 0)
    label = number[parts.part[runs]]
    order = np.argsort(label, kind="stable")
    runs, label = runs[order], label[order]
    starts = np.flatnonzero(np.diff(label, prepend=-1))
    spot = solid.places[runs]
    half = solid.pitch / 2
    top = np.minimum(solid.high[runs], parts.death[parts.part[runs]])
    low = np.column_stack([spot - half, solid.low[runs]])
    high = np.column_stack([spot + half, top])
    boxes: FloatArray = np.stack([np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)], axis=1)
    largest = np.argsort(-np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1), kind="stable")[:MAX_PLACES]
    faces = np.unique(inspection.kept[solid.face[runs]]).astype(np.int32)
    return Places("face", faces, boxes[largest])


CHECK = Check("islands", text("Parts that begin in mid-air"), "informs", run)
