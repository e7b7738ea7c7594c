"""Fixing a place by hand: the tools by id, see ``app.mesh.tools``."""

from app.mesh.fixing import (
    bridge,
    delete_and_fill,
    delete_faces,
    extrude_here,
    fill_hole,
    flatten_here,
    flip_faces,
    keep_faces,
    merge_vertices,
    remesh_here,
    separate,
    smooth_here,
    unite_shells,
)
from app.mesh.tool import Tool

ALL: dict[str, Tool] = {
    module.TOOL.id: module.TOOL
    for module in (
        bridge, delete_and_fill, delete_faces, extrude_here, fill_hole, flatten_here, flip_faces, keep_faces,
        merge_vertices, remesh_here, separate, smooth_here, unite_shells,
    )
}  # fmt: skip
