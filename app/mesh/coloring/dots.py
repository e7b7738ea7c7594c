"""How fine pictures are on the print."""

from app.mesh.bake.source_color import median_texels_per_mm
from app.mesh.mesh import Mesh

INCH_MM = 25.4


def dots_per_inch(mesh: Mesh) -> float:
    """Texels an inch on the surface at the size that the mesh has: the median over the area; 0 without a picture."""
    return INCH_MM * median_texels_per_mm(mesh)


def largest_side(mesh: Mesh) -> int:
    """Of all pictures that are shown, in texels; 0 without one."""
    sides = [max(m.texture.pixels.shape[:2]) for m in mesh.materials if m.texture is not None]
    return max(sides, default=0) if mesh.corner_uv is not None else 0
