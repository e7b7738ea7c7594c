"""glTF 2.0 (and its binary form, GLB): metres and Y-up outside, millimetres and Z-up here."""

from app.mesh.io.gltf.document import could_be_glb, could_be_gltf
from app.mesh.io.gltf.reader import read
from app.mesh.io.gltf.writer import write

__all__ = ["could_be_glb", "could_be_gltf", "read", "write"]
