"""A small figure on two feet, with and without colours; its left foot may hang a little in the air."""

import manifold3d
import numpy as np

from app.jobs.progress import silent
from app.mesh.inspect import BLOCKING, inspect
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.report import Report
from app.settings.process import find_process

PROCESS = find_process("full-color-jetting")
WHITE = find_process("white-resin")
RED = (200, 30, 40)


def walker(*, left_mm: float = 0.0, height_mm: float = 60.0) -> Mesh:
    """Two legs, a body and a head; ``left_mm``: how far the left foot ends above the other."""
    legs = [
        manifold3d.Manifold.cylinder(22, 5, 5, 48).translate([7.0, 0.0, 0.0]),
        manifold3d.Manifold.cylinder(22 - left_mm, 5, 5, 48).translate([-7.0, 0.0, left_mm]),
    ]
    parts = [
        manifold3d.Manifold.sphere(15, 64).translate([0.0, 0.0, 30.0]),
        manifold3d.Manifold.sphere(11, 64).translate([0.0, -1.0, 49.0]),
    ]
    out = manifold3d.Manifold.batch_boolean([*legs, *parts], manifold3d.OpType.Add).to_mesh64()
    mesh = Mesh(np.array(out.vert_properties)[:, :3], np.array(out.tri_verts).astype(np.int32))
    return mesh.scaled(height_mm / 60.0)


def painted(mesh: Mesh) -> Mesh:
    """One colour at every vertex."""
    return mesh.with_(vertex_colors=np.tile(np.array([[*RED, 255]], np.uint8), (len(mesh.vertices), 1)))


def pictured(mesh: Mesh) -> Mesh:
    """With a picture: the lower half of it red, the upper half blue, by height."""
    pixels = np.full((16, 16, 4), 255, np.uint8)
    pixels[:8, :, :3], pixels[8:, :, :3] = (0, 0, 255), RED
    z = mesh.vertices[mesh.faces][:, :, 2] / mesh.size_mm[2]
    uv = np.stack([np.full(z.shape, 0.5), np.clip(z, 0.05, 0.95)], axis=2).astype(np.float32)
    return mesh.with_(corner_uv=uv, materials=(Material("skin", texture=Texture(pixels)),))


def report(mesh: Mesh) -> Report:
    """What blocks printing."""
    return inspect(mesh, PROCESS, None, silent(), BLOCKING)
