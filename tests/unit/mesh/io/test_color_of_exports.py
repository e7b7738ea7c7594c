"""What a colour printer gets: read back by other programs, or by the standard of the format."""

import re
from pathlib import Path

import numpy as np
import pytest
import trimesh
from PIL import Image

from app.jobs.progress import silent
from app.mesh.colorimetry import ciede2000, lab_of
from app.mesh.loading import find_format, load, save
from app.mesh.mesh import Material, Mesh
from app.mesh.proof.color_difference import colors_at
from app.mesh.srgb import tinted
from tests.unit.mesh.bake.colored_shapes import painted_ball

from .shapes import tetrahedron, with_materials, with_texture, with_vertex_colors


def both_kinds() -> Mesh:
    """A textured half and a half with vertex colours, tinted by the base colour of its material."""
    mesh = with_texture()
    colors = with_vertex_colors().vertex_colors
    return mesh.with_(
        vertex_colors=colors,
        face_material=np.array([0, 0, 1, 1], np.int16),
        materials=(mesh.materials[0], Material("dyed", (200, 255, 100, 255))),
    )


def numbers(text: str, field: str) -> np.ndarray:
    found = re.search(rf"\b{field} (?:\w+ {{ \w+ )?\[([^\]]*)\]", text)
    assert found is not None, field
    return np.array(found.group(1).replace(",", " ").split(), float)


def test_vrml_names_its_picture_and_every_corner_finds_its_texel(tmp_path: Path) -> None:
    mesh = with_texture().with_(
        materials=(Material("skin", (255, 128, 255, 255), with_texture().materials[0].texture),)
    )
    save(mesh, tmp_path / "my figure.wrl", silent())
    words = (tmp_path / "my figure.wrl").read_text("utf-8")
    assert words.startswith("#VRML V2.0 utf8\n")
    url = re.search(r'ImageTexture \{ url "([^"]+)" \}', words)
    assert url is not None
    assert " " not in url.group(1)
    picture = np.asarray(Image.open(tmp_path / url.group(1)))
    texture = mesh.materials[0].texture
    assert texture is not None
    assert picture.shape == (4, 8, 3)
    np.testing.assert_array_equal(picture[..., 0], texture.pixels[..., 0])
    assert (picture[..., 1] <= texture.pixels[..., 1]).all()  # the base colour is in it
    points = numbers(words, "coord").reshape(-1, 3)
    faces = numbers(words, "coordIndex").astype(int).reshape(-1, 4)
    places = numbers(words, "texCoord").reshape(-1, 2)
    corners = numbers(words, "texCoordIndex").astype(int).reshape(-1, 4)
    assert (faces[:, 3] == -1).all()
    np.testing.assert_array_equal(points[faces[:, :3]], mesh.vertices[mesh.faces])
    np.testing.assert_array_equal(places[corners[:, :3]].astype(np.float32), mesh.corner_uv)


def test_vrml_has_vertex_and_plain_colors(tmp_path: Path) -> None:
    save(with_vertex_colors(), tmp_path / "it.wrl", silent())
    words = (tmp_path / "it.wrl").read_text("utf-8")
    assert "colorPerVertex TRUE" in words
    shades = np.rint(numbers(words, "color").reshape(-1, 3) * 255)
    np.testing.assert_array_equal(shades, with_vertex_colors().vertex_colors[:, :3])
    save(with_materials(), tmp_path / "it.wrl", silent())
    assert re.findall(r"diffuseColor ([^}]*) }", (tmp_path / "it.wrl").read_text("utf-8")) == ["1 0 0", "0 0.11765 1"]


def test_vrml_is_offered_for_saving_alone() -> None:
    assert find_format(Path("it.wrl")) is None
    found = find_format(Path("it.wrl"), writing=True)
    assert found is not None
    assert not found.reads


@pytest.mark.parametrize("suffix", [".ply", ".off"])
def test_a_picture_is_painted_onto_the_vertices_where_the_format_has_none(suffix: str, tmp_path: Path) -> None:
    ball = painted_ball(subdivisions=5)
    lost = save(ball, tmp_path / f"it{suffix}", silent())
    assert len(lost) == 1
    read = trimesh.load(tmp_path / f"it{suffix}", process=False)
    assert len(read.faces) == len(ball.faces)
    np.testing.assert_allclose(read.triangles, ball.vertices[ball.faces], atol=1e-9)
    colors = read.visual.vertex_colors
    if suffix == ".off":  # of which trimesh reads the shape alone
        lines = (tmp_path / "it.off").read_text("ascii").splitlines()
        assert lines[0] == "COFF"
        colors = np.array([line.split()[3:] for line in lines[2 : 2 + len(ball.vertices)]], int)
    shown = np.asarray(colors)[np.asarray(read.faces)][:, :, :3].mean(axis=1)
    middle = np.full((len(ball.faces), 3), 1 / 3)
    wanted = colors_at(ball, np.arange(len(ball.faces), dtype=np.int32), middle)
    difference = ciede2000(lab_of(np.rint(shown).astype(np.uint8)), lab_of(wanted))
    assert np.median(difference) < 2  # the picture has steps between its fields, which no triangle follows


@pytest.mark.parametrize("suffix", [".3mf", ".glb", ".obj"])
def test_the_base_color_under_a_picture_is_kept(suffix: str, tmp_path: Path) -> None:
    texture = with_texture().materials[0].texture
    mesh = with_texture().with_(
        materials=(Material("plain", (255, 255, 255, 255), texture), Material("dyed", (255, 255, 0, 255), texture)),
        face_material=np.array([0, 0, 1, 1], np.int16),
    )
    save(mesh, tmp_path / f"it{suffix}", silent())
    back = load(tmp_path / f"it{suffix}", silent()).mesh
    faces, middle = np.arange(4, dtype=np.int32), np.full((4, 3), 1 / 3)
    wanted, shown = colors_at(mesh, faces, middle), colors_at(back, faces, middle)
    assert (wanted[2:, 2] == 0).all()
    np.testing.assert_allclose(sorted(shown.tolist()), sorted(wanted.tolist()), atol=1)
    if suffix == ".obj":
        assert (tmp_path / "it.mtl").read_text("utf-8").count("Kd 1.00000 1.00000 1.00000\n") == 2


def test_materials_of_one_name_stay_apart_in_obj(tmp_path: Path) -> None:
    shades = {"skin": (255, 0, 0, 255), "skin_2": (0, 255, 0, 255), "skin ": (0, 0, 255, 255)}
    materials = tuple(Material(name, shade) for name, shade in shades.items())
    mesh = with_texture().with_(materials=materials, face_material=np.array([0, 1, 2, 2], np.int16))
    save(mesh, tmp_path / "it.obj", silent())
    written = (tmp_path / "it.mtl").read_text("utf-8")
    assert len({line for line in written.splitlines() if line.startswith("newmtl")}) == 3


@pytest.mark.parametrize("suffix", [".3mf", ".glb", ".obj"])
def test_pictures_and_vertex_colors_stay_beside_each_other(suffix: str, tmp_path: Path) -> None:
    mesh = both_kinds()
    save(mesh, tmp_path / f"it{suffix}", silent())
    back = load(tmp_path / f"it{suffix}", silent()).mesh
    assert back.textured
    assert mesh.vertex_colors is not None
    base = np.array([m.base_color for m in mesh.materials], np.uint8)[mesh.material_of_face]
    for corner in range(3):
        wanted = tinted(mesh.vertex_colors[mesh.faces[:, corner]], base)[:, :3]
        weights = np.full((4, 3), 0.1)
        weights[:, corner] = 0.8  # the nearest texel, where the reader gave a corner one of its own
        shown = colors_at(back, np.arange(4, dtype=np.int32), weights)
        there = np.einsum("nk,nkj->nj", weights, back.vertices[back.faces])
        here = np.full((4, 3), 0.1)
        here[:, corner] = 0.8
        places = np.einsum("nk,nkj->nj", here, mesh.vertices[mesh.faces])
        for face in (2, 3):
            same = np.flatnonzero(np.linalg.norm(there - places[face], axis=1) < 1e-3)
            assert len(same) == 1
            np.testing.assert_allclose(shown[same[0]], wanted[face], atol=2)


def test_colors_are_kept_that_a_material_gives_to_a_model_with_vertex_colors(tmp_path: Path) -> None:
    """As when a coloured base is put under a figure with vertex colours."""
    shades = np.full((4, 4), 255, np.uint8)
    mesh = tetrahedron().with_(vertex_colors=shades, materials=(Material("base", (200, 30, 60, 255)),))
    for suffix in (".3mf", ".ply", ".glb", ".obj"):
        save(mesh, tmp_path / f"it{suffix}", silent())
        back = load(tmp_path / f"it{suffix}", silent()).mesh
        color = colors_at(back, np.zeros(1, np.int32), np.full((1, 3), 1 / 3))[0]
        np.testing.assert_allclose(color, (200, 30, 60), atol=1, err_msg=suffix)
