"""Figures to prepare, with colours, and what independent libraries say about the results."""

from pathlib import Path

import manifold3d
import numpy as np

from app.jobs.progress import silent
from app.mesh.inspect import BLOCKING, inspect
from app.mesh.kernels.components import face_components
from app.mesh.kernels.measure import face_volumes
from app.mesh.loading import load
from app.mesh.mesh import Material, Mesh, Texture
from app.settings.process import ProcessProfile
from tests.unit.mesh.shapes import uv_sphere

GOOD = ("TRELLIS--sample.glb", "meshes--penguin_hr.obj", "MagicArticulate--boy.obj", "vtk-data--lucy.ply")
"""Figures of the corpus that are closed, of one body, and do not cross themselves."""


def figurine(corpus: Path, name: str, longest_mm: float) -> Mesh:
    mesh = load(corpus / "figurines" / name, silent()).mesh
    return mesh.scaled(longest_mm / float(mesh.size_mm.max()))


def globe(radius: float = 20.0) -> Mesh:
    """A ball with a picture: red in the west, blue in the east."""
    mesh = uv_sphere(radius, 40, 80)
    pixels = np.zeros((8, 8, 4), np.uint8)
    pixels[:, :4], pixels[:, 4:] = (255, 0, 0, 255), (0, 0, 255, 255)
    middle = mesh.vertices[mesh.faces].mean(axis=1)
    u = np.where(middle[:, 0] < 0, 0.25, 0.75)
    uv = np.repeat(np.stack([u, np.full(len(u), 0.5)], axis=1)[:, None], 3, axis=1).astype(np.float32)
    return mesh.with_(corner_uv=uv, materials=(Material("globe", texture=Texture(pixels)),))


def tinted(mesh: Mesh) -> Mesh:
    """With a colour of its own at each vertex."""
    rgb = (np.arange(3 * len(mesh.vertices)).reshape(-1, 3) * 7 % 256).astype(np.uint8)
    return mesh.with_(vertex_colors=np.column_stack([rgb, np.full(len(rgb), 255, np.uint8)]))


def volume(mesh: Mesh) -> float:
    return float(face_volumes(mesh.vertices, mesh.faces).sum())


def shell_volumes(mesh: Mesh) -> list[float]:
    """Signed, in mm³, largest first."""
    count, label = face_components(mesh.faces, len(mesh.vertices))
    return sorted(np.bincount(label, face_volumes(mesh.vertices, mesh.faces), count).tolist(), reverse=True)


def solid(mesh: Mesh) -> manifold3d.Manifold:
    """What manifold3d takes the mesh for; it must be a solid."""
    body = manifold3d.Manifold(
        manifold3d.Mesh64(vert_properties=np.array(mesh.vertices), tri_verts=mesh.faces.astype(np.uint64))
    )
    assert body.status() == manifold3d.Error.NoError
    return body


def still_printable(before: Mesh, after: Mesh, process: ProcessProfile) -> None:
    """Whatever could be printed before can be printed after."""
    report = inspect(after, process, None, silent(), BLOCKING)
    if inspect(before, process, None, silent(), BLOCKING).printable:
        assert report.printable, [f.message for f in report.findings if f.count]


def triangles(mesh: Mesh) -> dict[bytes, int]:
    """Each face by the bytes of its corners, the smallest first."""
    corners = mesh.vertices[mesh.faces] + 0.0
    turn = np.lexsort((corners[:, :, 2], corners[:, :, 1], corners[:, :, 0]), axis=1)[:, 0]
    turned = np.take_along_axis(corners, ((turn[:, None] + np.arange(3)) % 3)[:, :, None], axis=1)
    return {triangle.tobytes(): k for k, triangle in enumerate(turned)}
