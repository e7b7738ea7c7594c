import numpy as np
import pytest

from app.gui.proof.main_colors import LEAST, MOST, main_colors
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.samples import ALL


def strip(*lengths: float) -> Mesh:
    """Rectangles 10 mm wide, of these lengths, apart from each other."""
    vertices, faces = [], []
    for number, length in enumerate(lengths):
        y = 20.0 * number
        vertices += [(0, y, 0), (length, y, 0), (length, y + 10, 0), (0, y + 10, 0)]
        faces += [(4 * number, 4 * number + 1, 4 * number + 2), (4 * number, 4 * number + 2, 4 * number + 3)]
    return Mesh(np.array(vertices, float), np.array(faces, np.int32))


def test_shares_are_those_of_the_area() -> None:
    mesh = strip(60, 30, 10)
    colors = np.full((12, 4), 255, np.uint8)
    colors[:4, :3], colors[4:8, :3], colors[8:, :3] = (250, 250, 250), (200, 30, 40), (20, 60, 200)
    found = main_colors(mesh.with_(vertex_colors=colors))
    assert [color.code for color in found] == ["#FAFAFA", "#C81E28", "#143CC8"]
    assert [color.share for color in found] == pytest.approx([0.6, 0.3, 0.1], abs=1e-6)


def test_shades_of_one_colour_are_one_colour() -> None:
    pixels = np.full((64, 64, 4), 255, np.uint8)
    pixels[..., 0] = np.linspace(190, 206, 64).astype(np.uint8)
    pixels[..., 1], pixels[..., 2] = 40, 50
    uv = np.tile(np.array([[0.02, 0.5], [0.98, 0.5], [0.98, 0.6]], np.float32), (2, 1, 1))
    found = main_colors(strip(40).with_(corner_uv=uv, materials=(Material("a", texture=Texture(pixels)),)))
    assert len(found) == 1
    assert found[0].share == pytest.approx(1.0)
    assert np.abs(np.array(found[0].rgb) - (198, 40, 50)).max() <= 4


def test_a_sample_has_a_handful_and_a_white_model_none() -> None:
    found = main_colors(ALL["singer"].make())
    assert 3 <= len(found) <= MOST
    assert all(color.share >= LEAST for color in found)
    assert sum(color.share for color in found) <= 1 + 1e-9
    assert main_colors(strip(10)) == ()
    assert main_colors(Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int32))) == ()
