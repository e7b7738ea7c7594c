"""What a browser gets is read back as the viewer reads it, and compared with the mesh."""

import io

import numpy as np
import pytest
from PIL import Image

from app.gui.proof.packed_model import PackedModel, pack
from app.jobs.progress import silent
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.samples import ALL


def array(packed: PackedModel, part: int, name: str, dtype: str) -> np.ndarray:
    start, length = packed.parts[part]["at"][name]
    assert start % 4 == 0, "WebGL wants numbers where they may stand"
    return np.frombuffer(packed.binary[start : start + length], dtype)


def indices(packed: PackedModel, part: int) -> np.ndarray:
    """(T, 3), read byte by byte as resources/proof/viewer.js does."""
    result, value, shift, last = [], 0, 0, 0
    for byte in array(packed, part, "index", "u1").tolist():
        value |= (byte & 127) << shift
        shift += 7
        if not byte & 128:
            last += (value >> 1) ^ -(value & 1)
            result.append(last)
            value = shift = 0
    return np.array(result).reshape(-1, 3)


def triangles(packed: PackedModel, part: int) -> np.ndarray:
    """(T, 3, 3) mm."""
    low, high = packed.drawable.bounds
    at = array(packed, part, "position", "<u2").reshape(-1, 3) / 65535 * (high - low) + low
    return at[indices(packed, part)]


def sample(name: str = "singer") -> Mesh:
    return ALL[name].make()


def test_every_triangle_is_where_it_was() -> None:
    mesh = sample()
    packed = pack(mesh, silent())
    assert sum(part["triangles"] for part in packed.parts) == len(mesh.faces)
    found = np.concatenate([triangles(packed, number) for number in range(len(packed.parts))])
    wanted = mesh.vertices[mesh.faces]
    step = float(mesh.size_mm.max()) / 65535
    assert np.abs(np.sort(found.mean(axis=1), axis=0) - np.sort(wanted.mean(axis=1), axis=0)).max() < step
    area = [np.linalg.norm(np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]), axis=1).sum() / 2 for t in (found, wanted)]
    assert area[0] == pytest.approx(area[1], rel=1e-3)


def test_normals_survive_two_bytes() -> None:
    packed = pack(sample(), silent())
    for number, part in enumerate(packed.drawable.parts):
        n = array(packed, number, "normal", "i1").reshape(-1, 2) / 127
        z = 1 - np.abs(n).sum(axis=1)
        folded = (1 - np.abs(n[:, ::-1])) * np.where(n >= 0, 1, -1)
        full = np.column_stack([np.where(z[:, None] < 0, folded, n), z])
        full /= np.linalg.norm(full, axis=1, keepdims=True)
        # The points are in another order: each is known by where it is.
        faces = indices(packed, number)
        t = triangles(packed, number)
        flat = np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0])
        facing = (flat * full[faces].mean(axis=1)).sum(axis=1)
        large = np.linalg.norm(flat, axis=1) > 1e-3
        assert (facing[large] > 0).mean() > 0.97, "normals point out of their faces"
        assert len(full) == len(part.points)


def test_colours_and_textures_come_along() -> None:
    mesh = sample()
    pixels = np.full((300, 100, 4), 255, np.uint8)
    pixels[:, :, :3] = (200, 40, 90)
    uv = np.zeros((len(mesh.faces), 3, 2), np.float32)
    uv[:, 1, 0] = 3.0
    uv[:, 2, 1] = -2.0
    textured = Mesh(
        mesh.vertices, mesh.faces, corner_uv=uv,
        face_material=(np.arange(len(mesh.faces)) % 2).astype(np.int16),
        materials=(Material("a", texture=Texture(pixels)), Material("b", texture=Texture(pixels))),
    )  # fmt: skip
    packed = pack(textured, silent())
    assert len(packed.pictures) == 1, "two materials with one picture send it once"
    assert [part["picture"] for part in packed.parts] == [0, 0]
    assert packed.parts[0]["uv"] == [0.0, -2.0, 3.0, 2.0], "repeats are kept"
    with Image.open(io.BytesIO(packed.pictures[0])) as image:
        assert image.format == "WEBP"
        assert image.size == (128, 256), "powers of two"
        assert np.abs(np.asarray(image.convert("RGB")).astype(int) - (200, 40, 90)).max() < 8
    assert "color" in pack(mesh, silent()).parts[0]["at"]


def test_a_table_of_flat_colours_stays_exact() -> None:
    mesh = sample()
    pixels = np.full((1, 256, 4), 255, np.uint8)
    pixels[0, :, :3] = np.random.default_rng(3).integers(0, 256, (256, 3))
    uv = np.zeros((len(mesh.faces), 3, 2), np.float32)
    packed = pack(
        Mesh(mesh.vertices, mesh.faces, corner_uv=uv, materials=(Material(texture=Texture(pixels)),)), silent()
    )
    with Image.open(io.BytesIO(packed.pictures[0])) as image:
        assert np.array_equal(np.asarray(image.convert("RGB")), pixels[..., :3])


def test_a_heavy_model_gets_lighter_until_it_fits() -> None:
    mesh = sample()
    rng = np.random.default_rng(7)
    noise = rng.integers(0, 256, (2048, 2048, 4), dtype=np.uint8)
    low, high = mesh.bounds
    uv = ((mesh.vertices - low) / (high - low))[mesh.faces][..., [0, 2]].astype(np.float32)
    mesh = mesh.with_(corner_uv=uv, vertex_colors=None, materials=(Material("a", texture=Texture(noise)),),
                      face_material=None)  # fmt: skip
    packed = pack(mesh, silent(), budget=600_000, faces=20_000)
    assert sum(part["triangles"] for part in packed.parts) <= 20_000 * 1.02
    assert packed.size <= 600_000
    assert packed.pictures
