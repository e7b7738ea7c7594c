"""The colours of files that other programs write."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.jobs.progress import silent
from app.mesh.files.assembly import assemble
from app.mesh.files.formats import Parts
from app.mesh.loading import find_format
from app.mesh.mesh import Mesh
from app.mesh.proof.color_difference import colors_at


def parts_of(path: Path) -> Parts:
    found = find_format(path)
    assert found is not None
    assert found.read is not None
    return found.read(path, silent())


def mesh_of(path: Path) -> Mesh:
    return assemble(parts_of(path), silent())[0]


def test_points_of_obj_without_a_color_show_their_material(tmp_path: Path) -> None:
    (tmp_path / "it.mtl").write_text("newmtl red\nKd 1 0 0\n", "ascii")
    points = "v 0 0 0 0 0 1\nv 1 0 0 0 0 1\nv 0 1 0 0 0 1\nv 5 0 0\nv 6 0\nv 5 1 0\n"
    (tmp_path / "it.obj").write_text(f"mtllib it.mtl\n{points}f 1 2 3\nusemtl red\nf 4 5 6\n", "ascii")
    parts = parts_of(tmp_path / "it.obj")
    np.testing.assert_array_equal(parts.points[4], [6, 0, 0])
    assert parts.point_colors is not None
    assert parts.point_colors[:, :3].tolist() == [[0, 0, 255]] * 3 + [[255, 255, 255]] * 3
    mesh = mesh_of(tmp_path / "it.obj")
    assert mesh.vertex_colors is not None
    shades = mesh.vertex_colors[mesh.faces][..., :3]
    assert sorted(map(tuple, shades.reshape(-1, 3).tolist())) == [(0, 0, 255)] * 3 + [(255, 0, 0)] * 3


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "latin-1"])
def test_names_in_obj_are_told_apart_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    skin, hair, picture = ("hå", "hä", "bø") if encoding == "latin-1" else ("皮肤", "头发", "贴 图")
    Image.new("RGB", (2, 2), (0, 0, 255)).save(tmp_path / f"{picture}.png")
    materials = f"newmtl {skin}\nKd 1 0 0\nnewmtl {hair}\nmap_Kd -s 1 1 1 {picture}.png\n"
    (tmp_path / f"{skin}.mtl").write_text(materials, encoding)
    points = "v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\n"
    faces = f"usemtl {skin}\nf 1/1 2/1 3/1\nusemtl {hair}\nf 1/1 3/1 2/1\n"
    (tmp_path / "it.obj").write_text(f"mtllib {skin}.mtl\n{points}{faces}", encoding)
    parts = parts_of(tmp_path / "it.obj")
    assert parts.notes == []
    assert parts.face_material is not None
    first, second = (parts.materials[m] for m in parts.face_material)
    if encoding != "latin-1":  # which two letters of may be one of GB 18030
        assert (first.name, second.name) == (skin, hair)
    assert first.base_color == (255, 0, 0, 255)
    assert first.texture is None
    assert second.texture is not None
    assert second.texture.pixels[0, 0].tolist() == [0, 0, 255, 255]


def test_the_mark_before_utf_8_hides_no_line_of_obj(tmp_path: Path) -> None:
    (tmp_path / "it.mtl").write_text("newmtl red\nKd 1 0 0\n", "utf-8-sig")
    (tmp_path / "it.obj").write_text("mtllib it.mtl\nusemtl red\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "utf-8-sig")
    parts = parts_of(tmp_path / "it.obj")
    assert parts.face_material is not None
    assert parts.materials[parts.face_material[0]].base_color == (255, 0, 0, 255)


def test_a_material_file_that_is_missing_is_named_as_it_was_meant(tmp_path: Path) -> None:
    (tmp_path / "it.obj").write_text("mtllib 材质.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "gbk")
    assert "材质.mtl" in str(parts_of(tmp_path / "it.obj").notes[0])


PLY = "ply\nformat ascii 1.0\nelement vertex 3\n%selement face 1\nproperty list uchar int vertex_indices\nend_header\n"
XYZ = "".join(f"property float {axis}\n" for axis in "xyz")


@pytest.mark.parametrize(
    ("kind", "colors", "wanted"),
    [
        ("float", [(1, 0.5, 0), (1, 0, 0), (1, 1, 0)], [(255, 128, 0), (255, 0, 0), (255, 255, 0)]),
        ("double", [(255, 100, 0), (255, 0, 1), (0, 1, 0)], [(255, 100, 0), (255, 0, 1), (0, 1, 0)]),
        ("ushort", [(65535, 0, 257), (32896, 0, 0), (0, 0, 0)], [(255, 0, 1), (128, 0, 0), (0, 0, 0)]),
        ("ushort", [(255, 0, 1), (128, 0, 0), (0, 0, 0)], [(255, 0, 1), (128, 0, 0), (0, 0, 0)]),
        ("uchar", [(1, 0, 0), (0, 1, 0), (1, 1, 1)], [(1, 0, 0), (0, 1, 0), (1, 1, 1)]),
        ("uchar", [(1, 0, 0), (0, 0.5, 0), (1, 1, 1)], [(255, 0, 0), (0, 128, 0), (255, 255, 255)]),  # not its type
    ],
)
def test_channels_of_ply_share_a_scale_that_their_type_tells(
    kind: str, colors: list[tuple[float, ...]], wanted: list[tuple[int, ...]], tmp_path: Path
) -> None:
    header = PLY % (
        XYZ + "".join(f"property {kind} {c}\n" for c in ("red", "green", "blue")) + "property float alpha\n"
    )
    rows = ((0, 0, 0), (1, 0, 0), (0, 1, 0))
    lines = [" ".join(map(str, (*row, *color, 0.5))) for row, color in zip(rows, colors, strict=True)]
    (tmp_path / "it.ply").write_text(header + "\n".join([*lines, "3 0 1 2"]) + "\n", "ascii")
    parts = parts_of(tmp_path / "it.ply")
    assert parts.point_colors is not None
    np.testing.assert_array_equal(parts.point_colors[:, :3], wanted)
    np.testing.assert_array_equal(parts.point_colors[:, 3], 128)


def test_binary_floats_of_ply_are_fractions(tmp_path: Path) -> None:
    header = PLY.replace("ascii", "binary_little_endian") % (
        XYZ + "".join(f"property float {c}\n" for c in ("red", "green", "blue", "alpha"))
    )
    rows = np.array([[0, 0, 0, 1, 0.5, 0, 1], [1, 0, 0, 1, 0, 0, 1], [0, 1, 0, np.nan, 0, 0, 1]], "<f4")
    (tmp_path / "it.ply").write_bytes(header.encode() + rows.tobytes() + b"\3" + np.arange(3, dtype="<i4").tobytes())
    parts = parts_of(tmp_path / "it.ply")
    assert parts.point_colors is not None
    assert parts.point_colors.tolist() == [[255, 128, 0, 255], [255, 0, 0, 255], [0, 0, 0, 255]]


def gltf_with_picture(path: Path, uv: np.ndarray, wraps: tuple[int, int] | None) -> np.ndarray:
    """A triangle with the coordinates ``uv`` (3, 2) on a picture of 4 × 2 texels, which is returned (2, 4, 3)."""
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 4, 3) * 10
    picture = io.BytesIO()
    Image.fromarray(pixels).save(picture, "PNG")
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], "<f4")
    pieces = [points.tobytes(), uv.astype("<f4").tobytes(), picture.getvalue()]
    starts = np.cumsum([0, *map(len, pieces)]).tolist()
    path.with_suffix(".bin").write_bytes(b"".join(pieces))
    root = {
        "asset": {"version": "2.0"},
        "buffers": [{"uri": path.with_suffix(".bin").name, "byteLength": starts[-1]}],
        "bufferViews": [
            {"buffer": 0, "byteOffset": start, "byteLength": len(piece)}
            for start, piece in zip(starts, pieces, strict=False)
        ],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"},
            {"bufferView": 1, "componentType": 5126, "count": 3, "type": "VEC2"},
        ],
        "images": [{"bufferView": 2, "mimeType": "image/png"}],
        "samplers": [] if wraps is None else [{"wrapS": wraps[0], "wrapT": wraps[1]}],
        "textures": [{"source": 0, "sampler": 0}],
        "materials": [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "TEXCOORD_0": 1}, "material": 0}]}],
        "nodes": [{"mesh": 0}],
    }
    path.write_text(json.dumps(root), "utf-8")
    return pixels


def texel(index: np.ndarray, size: int, mode: int) -> np.ndarray:
    """Which texel is shown for a texel number beyond the picture (OpenGL ES 3.0, table 3.19)."""
    if mode == 33071:
        return np.clip(index, 0, size - 1)
    if mode == 33648:
        again = index % (2 * size)
        return np.minimum(again, 2 * size - 1 - again)
    return index % size


@pytest.mark.parametrize(
    "wraps", [None, (10497, 10497), (33648, 10497), (10497, 33648), (33648, 33648), (33071, 33648), (33071, 33071)]
)
@pytest.mark.parametrize("shift", [(0, 0), (1, 0), (-1, 2), (0.5, -0.5)])
def test_pictures_of_gltf_go_on_as_their_sampler_says(
    wraps: tuple[int, int] | None, shift: tuple[float, float], tmp_path: Path
) -> None:
    uv = np.array([[0.13, 0.26], [0.87, 0.26], [0.13, 0.74]]) + shift
    pixels = gltf_with_picture(tmp_path / "it.gltf", uv, wraps)
    mesh = mesh_of(tmp_path / "it.gltf")
    weights = np.random.default_rng(3).dirichlet([1, 1, 1], 200)
    shown = colors_at(mesh, np.zeros(200, np.int32), weights)
    x, y = np.floor(weights @ uv * [4, 2]).astype(int).T
    modes = wraps or (10497, 10497)
    np.testing.assert_array_equal(shown, pixels[texel(y, 2, modes[1]), texel(x, 4, modes[0])])
    texture = mesh.materials[0].texture
    assert texture is not None
    for mode, moved, size, now in zip(modes, shift, (4, 2), texture.pixels.shape[1::-1], strict=True):
        continued = {10497: size, 33648: 2 * size, 33071: size + size // 2 + 2}[mode]
        assert now == (continued if moved % 1 else size)


def test_a_clamped_picture_of_gltf_ends_at_its_border(tmp_path: Path) -> None:
    uv = np.array([[0.6, 1.0], [1.0, 1.4], [3.0, 7.0]])
    pixels = gltf_with_picture(tmp_path / "it.gltf", uv, (33071, 33071))
    mesh = mesh_of(tmp_path / "it.gltf")
    shown = colors_at(mesh, np.zeros(3, np.int32), np.eye(3))
    np.testing.assert_array_equal(shown, pixels[1, [2, 3, 3]])


def test_a_clamped_picture_that_cannot_reach_so_far_ends_at_its_border(tmp_path: Path) -> None:
    uv = np.array([[0.1, 0.1], [3e38, 0.1], [0.1, np.inf]])
    pixels = gltf_with_picture(tmp_path / "it.gltf", uv, (33071, 33071))
    mesh = mesh_of(tmp_path / "it.gltf")
    shown = colors_at(mesh, np.zeros(2, np.int32), np.eye(3)[:2])
    np.testing.assert_array_equal(shown, pixels[0, [0, 3]])
