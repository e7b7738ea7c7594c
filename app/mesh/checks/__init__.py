"""One check a file, one line a check. The order is that of the report."""

from app.mesh.checks import (
    degenerate_faces,
    duplicate_faces,
    fragments,
    inconsistent_winding,
    inverted,
    loose_parts,
    non_manifold_edges,
    non_manifold_vertices,
    open_edges,
    self_intersections,
    shells,
    size,
    triangle_count,
    volume,
)

ALL = (
    open_edges.CHECK,
    non_manifold_edges.CHECK,
    non_manifold_vertices.CHECK,
    duplicate_faces.CHECK,
    degenerate_faces.CHECK,
    inconsistent_winding.CHECK,
    inverted.CHECK,
    self_intersections.CHECK,
    volume.CHECK,
    size.CHECK,
    fragments.CHECK,
    loose_parts.CHECK,
    shells.CHECK,
    triangle_count.CHECK,
)
