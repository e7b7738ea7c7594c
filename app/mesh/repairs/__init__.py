"""All repairs by id: a new one is a file here and a line in ``ALL``."""

from app.mesh.repair_type import Repair
from app.mesh.repairs import (
    cut_crossings,
    drop_degenerate,
    drop_duplicates,
    fill_holes,
    orient,
    remove_fragments,
    remove_inner_walls,
    split_non_manifold,
    thicken,
    union_shells,
    weld,
)

ALL: dict[str, Repair] = {
    repair.id: repair
    for repair in (
        weld.REPAIR,
        drop_degenerate.REPAIR,
        drop_duplicates.REPAIR,
        orient.REPAIR,
        split_non_manifold.REPAIR,
        fill_holes.REPAIR,
        union_shells.REPAIR,
        remove_fragments.REPAIR,
        remove_inner_walls.REPAIR,
        cut_crossings.REPAIR,
        thicken.REPAIR,
    )
}
