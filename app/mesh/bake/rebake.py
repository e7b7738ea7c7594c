"""Give a new surface the colours of the model that it stands for, the way that model carried them."""

import numpy as np
from numpy.typing import NDArray

from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.bake.giver import Giver
from app.mesh.bake.source_color import median_texels_per_mm
from app.mesh.bake.surface import Surface
from app.mesh.bake.texture import painted
from app.mesh.bake.unwrap import USED, unwrapped
from app.mesh.bake.vertex_color import vertex_light
from app.mesh.healing.edit import Draft
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Material, Mesh
from app.mesh.srgb import srgba8_from_linear

FINER = 1.25  # times the source's own density: a texel between two of the source's shows neither as it was
SMALLEST_PICTURE = 2048  # texels a side: the border between two plain colours shall be sharp as well
QUERIES = 50_000  # points a call, so that cancelling is quick


def rebaked(
    source: Mesh, points: FloatArray, faces: IntArray, progress: Progress, *, texels_per_mm: float | None = None
) -> Draft:
    """A draft of the surface ``points`` (V, 3) mm and ``faces`` (F, 3), outward, in the colours of ``source``.

    A source with textures gives one new texture, into which base colours and vertex colours are multiplied; one with
    vertex colours gives vertex colours; one with plain materials keeps them, face by face. Colour comes from the closest
    point that looks the same way; where there is none near, it is spread from the rim.

    texels_per_mm   of the new texture; None for somewhat finer than the source's own median, and at least 2048² texels
    """
    bare = Draft(points, faces, None, None, np.zeros(len(faces), np.int16), np.zeros(len(faces), np.bool_), ())
    if source.color == "none" or not len(faces) or not len(source.faces):
        return bare
    progress(0.0, text("Carrying the colours over"))
    taker = Surface(points, faces)
    giver = Giver.of(source, taker, progress.part(0.0, 0.1))
    if source.color == "vertex" and source.vertex_colors is None:
        material = _closest_material(giver, taker, progress.part(0.1, 1.0))
        return bare.with_(material=material, materials=source.materials)
    light = vertex_light(giver, taker, progress.part(0.1, 0.2))
    if source.color == "vertex":
        return bare.with_(colors=srgba8_from_linear(light))
    layout = unwrapped(taker, texels_per_mm or _density(source, taker.area), progress.part(0.2, 0.35))
    texture = painted(giver, taker, layout, light, progress.part(0.35, 1.0))
    name = next(m.name for m in source.materials if m.texture is not None)
    return bare.with_(uv=layout.corner_uv, materials=(Material(name, texture=texture),))


def _density(source: Mesh, area: float) -> float:
    return max(FINER * median_texels_per_mm(source), SMALLEST_PICTURE * float(np.sqrt(USED / max(area, 1e-12))))


def _closest_material(giver: Giver, taker: Surface, progress: Progress) -> NDArray[np.int16]:
    """(F,) int16: the material of the closest face that looks the same way, else of the closest."""
    centres, normals = taker.centres, taker.normals
    face = np.empty(len(centres), np.int32)
    for start in range(0, len(face), QUERIES):
        progress(start / len(face))
        part = slice(start, start + QUERIES)
        face[part] = giver.surface.closest(centres[part], normals[part])[0]
    left = np.flatnonzero(face < 0)
    if len(left):
        face[left] = Scene(giver.mesh.vertices, giver.mesh.faces).closest(centres[left]).face
    return giver.mesh.material_of_face[face]
