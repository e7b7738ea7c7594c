"""Broken, hostile and unusual files, made here: each ends with a mesh or one sentence."""

import json
import os
import re
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from app.errors import AppError, FileRefusedError, WriteRefusedError
from app.i18n import spoken
from app.jobs.progress import silent
from app.mesh.files.assembly import assemble
from app.mesh.loading import find_format, load, save
from app.mesh.mesh import Mesh

from .shapes import tetrahedron

LOOP = b"outer loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1e0 0\nendloop\n"
ASCII = b"solid a\nfacet normal 0 0 1\n" + LOOP + b"endfacet\nendsolid\n"
FACET = struct.pack("<12fH", 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0)
PLY = b"ply\nformat %s 1.0\nelement vertex %d\nproperty float x\nproperty float y\nproperty float z\nelement face %d\nproperty list %s int vertex_indices\nend_header\n"  # noqa: E501


def read(folder: Path, name: str, content: bytes) -> Mesh:
    path = folder / name
    path.write_bytes(content)
    found = find_format(path)
    assert found is not None
    assert found.read is not None
    return assemble(found.read(path, silent()), silent())[0]


def gltf(**root: object) -> bytes:
    return json.dumps({"asset": {"version": "2.0"}, **root}).encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.stl", ASCII[:-60]),
        ("infinite.stl", ASCII.replace(b"1e0", b"inf")),
        ("words.stl", ASCII.replace(b"1e0", b"e-")),
        ("announced.stl", b"solid".ljust(80) + struct.pack("<I", 4_000_000_000) + FACET),
        ("beyond.obj", b"v 0 0 0\nv 1 0 0\nf 1 2 3\n"),
        ("zero.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 0 1 2\n"),
        ("points.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\n"),
        ("huge.ply", PLY % (b"binary_little_endian", 4_000_000_000, 10, b"uchar")),
        ("list.ply", PLY % (b"binary_little_endian", 1, 2, b"uint") + bytes(12) + b"\xff" * 4 + bytes(8)),
        ("beyond.ply", PLY % (b"ascii", 3, 1, b"uchar") + b"0 0 0\n1 0 0\n0 1 0\n3 0 1 3\n"),
        ("cut.off", b"OFF\n3 1 0\n0 0 0\n1 0 0\n"),
        ("beyond.off", b"OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 7\n"),
        ("deep.gltf", b'{"asset":{"version":"2.0"},"x":' + b"[" * 100_000),
        ("circle.gltf", gltf(nodes=[{"children": [1]}, {"children": [0]}], scenes=[{"nodes": [0]}])),
        ("version.gltf", b'{"asset":{"version":"1.0"}}'),
        ("extension.gltf", gltf(extensionsRequired=["X_secret"])),
        ("types.gltf", gltf(nodes=3, meshes={"a": 1}, scenes=[{"nodes": [0]}])),
        (
            "material.gltf",
            gltf(
                nodes=[{"mesh": 0}],
                scenes=[{"nodes": [0]}],
                meshes=[{"primitives": [{"attributes": {"POSITION": 0}, "material": [0]}]}],
                accessors=[{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
                bufferViews=[{"buffer": 0, "byteLength": 36}],
                buffers=[{"uri": "data:;base64," + "A" * 48, "byteLength": 36}],
            ),
        ),
        ("short.glb", b"glTF" + struct.pack("<II", 2, 1000) + b"xx"),
        ("bytes.3mf", b"PK\3\4" + b"x" * 500),
    ],
)
def test_broken_files_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(FileRefusedError) as refusal:
        read(tmp_path, name, content)
    assert str(refusal.value).endswith(".")


def test_the_reason_is_in_the_language_of_the_window(tmp_path: Path) -> None:
    path = tmp_path / "it.3mf"
    save(tetrahedron(), path, silent())
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("3D/other.model", b"<!DOCTYPE model><model/>")
    with pytest.raises(FileRefusedError) as refusal:
        read(tmp_path, "bad.3mf", path.read_bytes())
    assert "it declares a document type" in str(refusal.value)
    assert set(re.findall("[A-Za-z]+", spoken(refusal.value.sentence, "zh_CN"))) == {"MF"}


@pytest.mark.parametrize("bad", ["../model.model", "/abs.model", "a\\b.model"])
def test_parts_outside_of_the_package_are_refused(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "it.3mf"
    save(tetrahedron(), path, silent())
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(zipfile.ZipInfo(bad), b"x")
    content = path.read_bytes()
    if "\\" in bad:  # zipfile itself writes it with a slash on some systems
        content = content.replace(b"a/b.model", b"a\\b.model")
    with pytest.raises(FileRefusedError):
        read(tmp_path, "bad.3mf", content)


def test_zip_bombs_are_refused_before_they_unpack(tmp_path: Path) -> None:
    path = tmp_path / "bomb.3mf"
    save(tetrahedron(), path, silent())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("3D/more.model", b" " * 60_000_000)
    with pytest.raises(FileRefusedError, match="unpacks"):
        load(path, silent())


def test_unusual_but_right_files_are_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, "cr.stl", ASCII.replace(b"\n", b"\r")).faces) == 1
    assert len(read(tmp_path, "solid.stl", b"solid x".ljust(80) + struct.pack("<I", 2) + FACET * 2).faces) == 2
    negative = read(tmp_path, "n.obj", b"v 9 9 9\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf -3//1 -2//1 -1//1\n")
    np.testing.assert_array_equal(negative.vertices[negative.faces[0]], [[0, 0, 0], [1, 0, 0], [0, 1, 0]])
    colored = read(tmp_path, "c.off", b"COFF\n3 1 0\n0 0 0 255 0 0 255\n1 0 0 0 255 0 255\n0 1 0 0 0 9 255\n3 0 1 2\n")
    assert colored.vertex_colors is not None
    assert colored.vertex_colors[:, :3].tolist() == [[255, 0, 0], [0, 255, 0], [0, 0, 9]]
    strip = PLY.replace(b"element face %d", b"element tristrips %d") % (b"ascii", 4, 1, b"int")
    mesh = read(tmp_path, "s.ply", strip + b"0 0 0\n1 0 0\n0 1 0\n1 1 0\n4 0 1 2 3\n")
    corners = mesh.vertices[mesh.faces]
    assert (np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2] > 0).all()
    concave = b"v 0 0 0\nv 2 0 0\nv 2 2 0\nv 1 .5 0\nv 0 2 0\nf 1 2 3 4 5\n"
    corners = (mesh := read(tmp_path, "p.obj", concave)).vertices[mesh.faces]
    assert (np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2] > 0).all()


def test_draco_is_decoded(tmp_path: Path) -> None:
    DracoPy = pytest.importorskip("DracoPy")
    mesh = tetrahedron()
    packed = DracoPy.encode(mesh.vertices.astype(np.float32), mesh.faces.astype(np.uint32), quantization_bits=16)
    extension = {"KHR_draco_mesh_compression": {"bufferView": 0, "attributes": {"POSITION": 0}}}
    accessors = [
        {"componentType": 5126, "count": 4, "type": "VEC3"},
        {"componentType": 5125, "count": 12, "type": "SCALAR"},
    ]
    (tmp_path / "it.bin").write_bytes(packed)
    content = gltf(
        extensionsRequired=["KHR_draco_mesh_compression"],
        buffers=[{"uri": "it.bin", "byteLength": len(packed)}],
        bufferViews=[{"buffer": 0, "byteLength": len(packed)}],
        accessors=accessors,
        meshes=[{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "extensions": extension}]}],
        nodes=[{"mesh": 0}],
    )
    result = read(tmp_path, "it.gltf", content)
    assert len(result.faces) == 4
    np.testing.assert_allclose(result.size_mm, [10_000, 30_000, 20_000], rtol=1e-3)


def test_faces_with_their_own_colors_keep_them(tmp_path: Path) -> None:
    """More colours than materials would bear: each face finds its own on a picture."""
    rng = np.random.default_rng(0)
    lines = [f"OFF\n{300} 100 0"] + [f"{x} {y} {z}" for x, y, z in rng.random((300, 3))]
    shades = rng.integers(0, 256, (100, 3))
    lines += [f"3 {3 * i} {3 * i + 1} {3 * i + 2} {r} {g} {b}" for i, (r, g, b) in enumerate(shades)]
    lines[301] = lines[301].replace("0 1 2", "0 1 5")  # a vertex of two faces with different colours
    mesh = read(tmp_path, "c.off", "\n".join(lines).encode())
    if mesh.color == "texture":
        texture = mesh.materials[0].texture
        assert texture is not None
        assert mesh.corner_uv is not None
        height, width = texture.pixels.shape[:2]
        u, v = mesh.corner_uv[..., 0], mesh.corner_uv[..., 1]
        seen = texture.pixels[((1 - v) * height).astype(int), (u * width).astype(int), :3]
        np.testing.assert_array_equal(seen, np.repeat(shades[:, None], 3, axis=1))
    else:
        pytest.fail(f"colours went to {mesh.color}")


def test_writing_where_it_cannot_be_says_why(tmp_path: Path) -> None:
    for path, word in ((tmp_path / "it.fbx", "ends in"), (tmp_path / "no" / "it.stl", "folder"), (tmp_path, "ends in")):
        with pytest.raises(WriteRefusedError, match=word):
            save(tetrahedron(), path, silent())
    assert not list(tmp_path.iterdir())


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "it.stl"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteRefusedError, match="full"):
        save(tetrahedron(), path, silent())
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["it.stl"]


def test_other_suffixes_are_told_what_to_do(tmp_path: Path) -> None:
    for name, word in (("a.fbx", "GLB"), ("a.usdz", "GLB"), ("a.doc", r"\.stl")):
        (tmp_path / name).write_bytes(b"x")
        with pytest.raises(AppError, match=word):
            load(tmp_path / name, silent())
    with pytest.raises(FileRefusedError, match="no file"):
        load(tmp_path / "none.stl", silent())


def test_components_that_double_twenty_times_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "laughs.3mf"
    save(tetrahedron(), path, silent())
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = next(n for n in parts if n.endswith(".model"))
    number = parts[name].split(b'<object id="')[1].split(b'"')[0]
    chain, last = b"", number
    for level in range(20):
        twice = b"".join(
            b'<component objectid="%s" p:UUID="00000000-0000-0000-%04d-%012d"/>' % (last, side, level)
            for side in (1, 2)
        )
        last = b"%d" % (1000 + level)
        names = (last, level, twice)
        chain += (
            b'<object id="%s" type="model" p:UUID="00000000-0000-0000-0000-%012d"><components>%s</components></object>'
            % names
        )
    start, end = parts[name].split(b"</resources>")
    end = end.replace(b'objectid="%s"' % number, b'objectid="%s"' % last)
    parts[name] = start + chain + b"</resources>" + end
    with zipfile.ZipFile(path, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    with pytest.raises(FileRefusedError, match="repeats its parts"):
        load(path, silent())
