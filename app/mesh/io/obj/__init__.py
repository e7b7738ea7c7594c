"""Wavefront OBJ with its MTL and pictures, colours of vertices, ZBrush polypaint."""

from app.mesh.io.obj.reader import could_be, read
from app.mesh.io.obj.writer import write

__all__ = ["could_be", "read", "write"]
