"""The colours of files that other programs write."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.jobs.progress import silent
from app.mesh.files.assembly import assemble
from app.mesh.files.formats import Parts
from app.mesh.loading import find_format
from app.mesh.mesh import Mesh


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
