"""The strip packer sparrow (Gardeyn and Wauters 2025), asked whether silhouettes go on a plate."""

import math
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
import spyrrow

from app.dispatch.plates.body import Place, Room
from app.dispatch.plates.cells import FINE_MM, Shadow
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray

LEAST_SECONDS = 2.0
_SLACK_MM = 0.4
_SEED = 7
_LOOK_SECONDS = 0.1


@dataclass(frozen=True, eq=False)
class Outline:
    """A polygon (P, 2) mm that has the whole silhouette inside; ``hull`` (H, 2): the corners of the body itself."""

    corners: FloatArray
    hull: FloatArray


def outline(shadow: Shadow) -> Outline:
    """The silhouette with a few dozen corners, nowhere smaller than it is."""
    low = shadow.centers - FINE_MM / 2
    begins = np.append(True, (np.abs(np.diff(low[:, 0])) > 1e-6) | (np.diff(low[:, 1]) > 1.5 * FINE_MM))
    first = low[begins]
    last = low[np.append(begins[1:], True)] + FINE_MM
    area = shapely.union_all(shapely.box(first[:, 0], first[:, 1], last[:, 0], last[:, 1]))
    wide = shapely.simplify(shapely.buffer(area, _SLACK_MM, quad_segs=2), 0.9 * _SLACK_MM)
    if wide.geom_type != "Polygon":  # bodies that do not touch: they are turned as one
        wide = shapely.convex_hull(wide)
    return Outline(np.asarray(wide.exterior.coords)[:-1], shadow.outline)


def pack(
    outlines: Mapping[int, Outline], room: Room, turns: Sequence[int], progress: Progress, seconds: float
) -> dict[int, Place] | None:
    """Where all of them stand, or None where no way was found in that time. Raises Cancelled.

    The packer cannot be broken off: after a cancel it goes on by itself until its time is up, and nobody looks at it.
    """
    items = [
        spyrrow.Item(str(id_), [(float(x), float(y)) for x, y in one.corners], 1, [float(t) for t in turns])
        for id_, one in outlines.items()
    ]
    instance = spyrrow.StripPackingInstance("plate", room.depth + 2 * _SLACK_MM, items)
    config = spyrrow.StripPackingConfig(
        early_termination=True, total_computation_time=max(math.floor(seconds), 1), num_workers=2, seed=_SEED,
        min_items_separation=room.spacing,
    )  # fmt: skip
    found: list[spyrrow.StripPackingSolution] = []
    thread = threading.Thread(target=lambda: found.append(instance.solve(config)), name="strip packer", daemon=True)
    thread.start()
    begun = time.monotonic()
    while thread.is_alive():
        thread.join(_LOOK_SECONDS)
        progress(0.5 + 0.5 * min((time.monotonic() - begun) / seconds, 1.0))
    if not found:  # it has said why on the thread it failed on
        return None
    return _places(outlines, found[0], room)


def _places(
    outlines: Mapping[int, Outline], solution: "spyrrow.StripPackingSolution", room: Room
) -> dict[int, Place] | None:
    """The boxes of the bodies as they stand; None where one of them is not on the plate."""
    boxes: dict[int, tuple[FloatArray, FloatArray, float]] = {}
    for item in solution.placed_items:
        angle = math.radians(item.rotation)
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        hull = outlines[int(item.id)].hull @ turn.T + np.array(item.translation)
        boxes[int(item.id)] = hull.min(axis=0), hull.max(axis=0), float(item.rotation)
    low = np.min([box[0] for box in boxes.values()], axis=0)
    high = np.max([box[1] for box in boxes.values()], axis=0)
    if len(boxes) < len(outlines) or bool((high - low > np.array([room.width, room.depth])).any()):
        return None
    corners = {id_: box[0] - low for id_, box in boxes.items()}
    return {id_: Place(float(at[0]), float(at[1]), 0.0, boxes[id_][2]) for id_, at in corners.items()}
