"""What is written comes back: shape, colour, picture, per format."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from app.jobs.progress import silent
from app.mesh.files.assembly import assemble
from app.mesh.io import FORMATS
from app.mesh.loading import find_format, load, save
from app.mesh.mesh import Mesh

from .shapes import meshes, tetrahedron, with_materials, with_texture, with_vertex_colors

WRITTEN = [f for f in FORMATS if f.writes]
BOTH_WAYS = [f for f in WRITTEN if f.reads]
TINY = 1e-5


def back(mesh: Mesh, folder: Path, suffix: str) -> Mesh:
    """Write and read in this process: what the child does, a hundred times faster."""
    path = folder / f"it{suffix}"
    save(mesh, path, silent())
    reader = find_format(path)
    assert reader is not None
    assert reader.read is not None
    return assemble(reader.read(path, silent()), silent())[0]


def triangles(mesh: Mesh) -> np.ndarray:
    """Corners of all triangles in an order that does not depend on how vertices and faces are numbered."""
    corners = mesh.vertices[mesh.faces].round(3)
    rolled = [np.roll(t, -min(range(3), key=lambda k: tuple(t[k])), axis=0).reshape(-1) for t in corners]
    return np.array(sorted(map(tuple, rolled)))


def color_at(mesh: Mesh, points: np.ndarray) -> np.ndarray:
    assert mesh.vertex_colors is not None
    near = np.linalg.norm(mesh.vertices[None] - points[:, None], axis=2).argmin(axis=1)
    return mesh.vertex_colors[near]


@pytest.mark.parametrize("suffix", [s for f in BOTH_WAYS for s in f.suffixes])
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mesh=meshes())
def test_shape_and_vertex_colors_come_back(mesh: Mesh, suffix: str, tmp_path: Path) -> None:
    result = back(mesh, tmp_path, suffix)
    np.testing.assert_allclose(triangles(result), triangles(mesh), atol=2e-3)
    found = find_format(Path("it" + suffix))
    assert found is not None
    white = mesh.vertex_colors is None or (mesh.vertex_colors == 255).all()
    if found.holds_vertex_color and not white:
        np.testing.assert_array_equal(color_at(result, mesh.vertices), mesh.vertex_colors)


@pytest.mark.parametrize("suffix", [".glb", ".obj", ".3mf"])
def test_picture_and_its_place_come_back(suffix: str, tmp_path: Path) -> None:
    mesh = with_texture()
    result = back(mesh, tmp_path, suffix)
    assert result.color == "texture"
    texture = result.materials[0].texture
    assert texture is not None
    assert mesh.materials[0].texture is not None
    np.testing.assert_array_equal(texture.pixels, mesh.materials[0].texture.pixels)
    assert result.corner_uv is not None
    assert mesh.corner_uv is not None

    def corners(m: Mesh) -> np.ndarray:
        table = np.concatenate([m.vertices[m.faces], m.corner_uv], axis=2).reshape(-1, 5)
        return table[np.lexsort(table.round(4).T)]

    np.testing.assert_allclose(corners(result), corners(mesh), atol=TINY)


@pytest.mark.parametrize("suffix", [".glb", ".obj", ".3mf", ".ply", ".off"])
def test_plain_materials_come_back(suffix: str, tmp_path: Path) -> None:
    mesh = with_materials()
    result = back(mesh, tmp_path, suffix)
    shades = {result.materials[m].base_color for m in result.material_of_face.tolist()}
    assert shades == {m.base_color for m in mesh.materials}
    red = [result.materials[m].base_color == (255, 0, 0, 255) for m in result.material_of_face]
    assert sorted(red) == [False, False, True, True]


@pytest.mark.parametrize("make", [tetrahedron, with_vertex_colors, with_texture, with_materials])
@pytest.mark.parametrize("suffix", [s for f in WRITTEN for s in f.suffixes])
def test_writing_twice_gives_the_same_bytes(make: Callable[[], Mesh], suffix: str, tmp_path: Path) -> None:
    contents = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        save(make(), folder / f"it{suffix}", silent())
        contents.append({p.name: p.read_bytes() for p in sorted(folder.iterdir())})
    assert contents[0] == contents[1]


@pytest.mark.parametrize("suffix", [s for f in WRITTEN for s in f.suffixes])
def test_what_is_lost_is_said(suffix: str, tmp_path: Path) -> None:
    found = find_format(Path("it" + suffix), writing=True)
    assert found is not None
    lost = save(with_texture(), tmp_path / f"it{suffix}", silent())
    assert bool(lost) == (not found.holds_texture)
    lost = save(with_vertex_colors(), tmp_path / f"it{suffix}", silent())
    assert bool(lost) == (not found.holds_vertex_color)


def test_units_and_axes_survive_glb(tmp_path: Path) -> None:
    save(tetrahedron(), tmp_path / "it.glb", silent())
    loaded = load(tmp_path / "it.glb", silent())
    assert loaded.unit == "m"
    np.testing.assert_allclose(loaded.mesh.size_mm, [10, 20, 30], rtol=1e-6)
