"""PLY (Turk 1994), with what MeshLab, Blender and scanners add: colours, texture coordinates, strips."""

from app.mesh.io.ply.reader import could_be, read
from app.mesh.io.ply.writer import write

__all__ = ["could_be", "read", "write"]
