"""Large textured models for the figures of the viewport: a figurine of the corpus, its faces divided."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import silent
from app.mesh.loading import load, save
from app.mesh.mesh import Material, Mesh, Texture

FIGURINES = Path(__file__).parents[4] / "shared" / "corpus" / "figurines"
BASE = FIGURINES / "TRELLIS--sample.glb"
TEXTURE = 2048


def textured(faces: int) -> Mesh:
    """A textured figurine of at least so many faces (at most a tenth more), 100 mm high: from the corpus, or a rippled ball."""
    base = load(BASE, silent()).mesh.scaled_to_height(100.0) if BASE.is_file() else _ball()
    most = max(1, round((faces / len(base.faces)) ** 0.5))
    steps = most if len(base.faces) * most**2 >= faces else most + 1
    fine = divided(base, steps)
    if len(fine.faces) > 1.1 * faces:  # some faces stay as they are, so that the number is right
        fine = divided(base, steps, keep=(len(fine.faces) - faces) // (steps**2 - 1))
    return fine


def divided(mesh: Mesh, steps: int, keep: int = 0) -> Mesh:
    """Each face but the first ``keep`` as ``steps``² faces in its plane, with the colours where they were."""
    index = [(i, j) for i in range(steps + 1) for j in range(steps + 1 - i)]
    place = {key: number for number, key in enumerate(index)}
    share = np.array([(i, j, steps - i - j) for i, j in index]) / steps
    small = [(place[i, j], place[i + 1, j], place[i, j + 1]) for i, j in index if i + j < steps]
    small += [(place[i + 1, j], place[i + 1, j + 1], place[i, j + 1]) for i, j in index if i + j < steps - 1]
    cut = np.arange(keep, len(mesh.faces))
    points = np.einsum("ck,fkx->fcx", share, mesh.vertices[mesh.faces[cut]])
    rows = np.round(points.reshape(-1, 3), 6)
    whole = np.concatenate([rows, np.round(mesh.vertices, 6)])
    vertices, place_of = np.unique(whole, axis=0, return_inverse=True)
    place_of = place_of.ravel().astype(np.int32)
    at = place_of[: len(rows)].reshape(len(cut), len(index))
    faces = np.concatenate([at[:, small].reshape(-1, 3), place_of[len(rows) :][mesh.faces[:keep]]])
    uv = None
    if mesh.corner_uv is not None:
        inner = np.einsum("ck,fkx->fcx", share, mesh.corner_uv[cut])[:, small].reshape(-1, 3, 2)
        uv = np.concatenate([inner, mesh.corner_uv[:keep]]).astype(np.float32)
    material = np.concatenate([np.repeat(mesh.material_of_face[cut], steps**2), mesh.material_of_face[:keep]])
    return Mesh(vertices, faces, corner_uv=uv, face_material=material, materials=mesh.materials)


def saved(mesh: Mesh, path: Path) -> Path:
    """The mesh as a file."""
    save(mesh, path, silent())
    return path


def _ball(rings: int = 72) -> Mesh:
    """10,000 faces with a picture of stripes and squares on them."""
    t, p = np.meshgrid(np.linspace(0, np.pi, rings + 1), np.linspace(0, 2 * np.pi, 2 * rings + 1), indexing="ij")
    radius = 50 * (1 + 0.08 * np.sin(7 * t) * np.cos(9 * p))
    grid = np.stack([radius * np.sin(t) * np.cos(p), radius * np.sin(t) * np.sin(p), radius * np.cos(t) + 50], axis=2)
    flat = np.stack([p / (2 * np.pi), 1 - t / np.pi], axis=2).astype(np.float32)
    number = np.arange(t.size).reshape(t.shape)
    a, b, c, d = (part.ravel() for part in (number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:]))
    corners = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
    vertices, place = np.unique(np.round(grid.reshape(-1, 3), 6), axis=0, return_inverse=True)
    faces = place.ravel()[corners].astype(np.int32)
    real = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    skin = Material("skin", texture=Texture(_picture()))
    return Mesh(vertices, faces[real], corner_uv=flat.reshape(-1, 2)[corners[real]], materials=(skin,))


def _picture() -> NDArray[np.uint8]:
    y, x = np.mgrid[:TEXTURE, :TEXTURE]
    pixels = np.full((TEXTURE, TEXTURE, 4), 255, np.uint8)
    pixels[..., 0], pixels[..., 1] = (x // 8) % 256, (y // 8) % 256
    pixels[..., 2] = 120 + 100 * ((x // 64 + y // 64) % 2)
    return pixels
