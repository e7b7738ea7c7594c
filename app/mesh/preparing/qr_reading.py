"""Reading a QR code from a mesh: a picture taken straight from above it, in its colours or by its depth."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray
from app.mesh.bake.source_color import SourceColor
from app.mesh.healing.recolor import barycentric
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.preparing.lettering_site import Site
from app.mesh.srgb import srgb8_from_linear

PIXELS = 600  # along the edge of the picture
HIGH_MM = 5.0  # over the surface, where it is looked from
CONTRAST = 24  # of 255: what a scanner tells from its ground
LUMA = np.array([0.2126, 0.7152, 0.0722])


def reads(mesh: Mesh, site: Site, edge: float, content: str, *, colored: bool) -> bool:
    """Whether a scanner reads ``content`` in the square of ``edge`` mm around the site.

    By its colours where the code has one of its own, and else by its depth as a scanner sees it in grazing light.
    """
    step = (np.arange(PIXELS) + 0.5) / PIXELS - 0.5
    u, v = np.meshgrid(step * edge, -step * edge)
    flat = np.column_stack([u.reshape(-1), v.reshape(-1)])
    points, normals = site.place(flat)
    normal = normals[0]
    scene = Scene(mesh.vertices, mesh.faces)
    starts = points + HIGH_MM * normal
    hits = scene.hits(starts, np.broadcast_to(-normal, starts.shape))
    found = hits.face >= 0
    least = CONTRAST if colored else 0.0
    if colored:
        gray = np.full(len(starts), 255.0)
        at = starts[found] - hits.distance[found, None] * normal
        gray[found] = _luma(mesh, hits.face[found], at)
    else:
        gray = np.where(found, hits.distance, HIGH_MM)
    low, high = np.percentile(gray, [2, 98])
    if high - low <= least:
        return False
    picture = np.round(np.clip((gray - low) / (high - low), 0, 1) * 255).astype(np.uint8)
    return content in _decoded(picture.reshape(PIXELS, PIXELS))


def _luma(mesh: Mesh, face: NDArray[np.int32], points: FloatArray) -> FloatArray:
    weights = barycentric(points[:, None], mesh.vertices[mesh.faces[face]])[:, 0]
    light = SourceColor.of(mesh).at(face, weights)[:, :3]
    return np.asarray(srgb8_from_linear(light @ LUMA.astype(np.float32)), np.float64)


def _decoded(picture: NDArray[np.uint8]) -> list[str]:
    import zxingcpp  # noqa: PLC0415 - only a code needs it

    found = zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]), try_invert=True
    )
    return [code.text for code in found]
