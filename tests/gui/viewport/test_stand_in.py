import numpy as np
import pytest
from viewport_shapes import cube, painted, sphere

from app.gui.viewport import drawable
from app.gui.viewport.drawable import prepare, sketch
from app.gui.viewport.stand_in import stand_in
from app.mesh.mesh import Material, Mesh, Texture

BALL = sphere(20.0, 90)  # 32,040 faces


def halves(mesh: Mesh) -> Mesh:
    """With a picture: red on the left half of it, where u < 0.5, and blue on the right; u grows with x."""
    pixels = np.full((64, 64, 4), 255, np.uint8)
    pixels[:, :32, :3], pixels[:, 32:, :3] = (220, 20, 20), (20, 20, 220)
    corner = mesh.vertices[mesh.faces]
    uv = np.stack([0.5 + corner[..., 0] / 50, corner[..., 2] / 50], axis=2).astype(np.float32)
    return mesh.with_(corner_uv=uv, materials=(Material("skin", texture=Texture(pixels)),))


def test_it_is_as_light_as_wanted_and_lies_on_the_surface() -> None:
    light = stand_in(BALL, 3000)
    assert 0.5 * 3000 < len(light.mesh.faces) < 1.5 * 3000
    distance = np.linalg.norm(light.mesh.vertices - [0, 0, 20], axis=1)
    assert distance.min() > 19
    assert distance.max() <= 20 + 1e-9
    outward = (light.mesh.vertices - [0, 0, 20]) / distance[:, None]
    assert np.einsum("ij,ij->i", outward, light.normals).min() > 0.95


def test_faces_and_vertices_say_what_they_stand_for() -> None:
    light = stand_in(BALL, 3000)
    apart = np.linalg.norm(BALL.vertices[light.vertices] - light.mesh.vertices, axis=1)
    middles = BALL.vertices[BALL.faces[light.faces]].mean(axis=1)
    own = light.mesh.vertices[light.mesh.faces].mean(axis=1)
    assert apart.max() < 3
    assert np.linalg.norm(middles - own, axis=1).max() < 3


def test_no_two_of_its_faces_join_the_same_cells() -> None:
    light = stand_in(BALL, 3000)
    assert len(np.unique(np.sort(light.mesh.faces, axis=1), axis=0)) == len(light.mesh.faces)


def test_colours_stay_where_they_are() -> None:
    light = stand_in(halves(BALL), 3000).mesh
    assert light.corner_uv is not None
    place = light.vertices[light.faces]
    np.testing.assert_allclose(light.corner_uv[..., 0], 0.5 + place[..., 0] / 50, atol=0.03)
    colors = np.full((len(BALL.vertices), 4), 255, np.uint8)
    colors[BALL.vertices[:, 0] > 0, :3] = (10, 20, 30)
    dotted = stand_in(BALL.with_(vertex_colors=colors), 3000).mesh
    assert dotted.vertex_colors is not None
    right = dotted.vertices[:, 0] > 1
    assert (dotted.vertex_colors[right, :3] == (10, 20, 30)).all()


def test_a_seam_of_the_picture_is_not_smeared() -> None:
    mesh = painted(BALL, (1, 2, 3))
    u = np.where(mesh.vertices[mesh.faces].mean(axis=1)[:, 0] > 0, 0.9, 0.1)
    uv = np.repeat(np.stack([u, np.full_like(u, 0.5)], axis=1)[:, None], 3, axis=1).astype(np.float32)
    light = stand_in(mesh.with_(corner_uv=uv), 3000).mesh
    assert light.corner_uv is not None
    assert np.minimum(np.abs(light.corner_uv[..., 0] - 0.1), np.abs(light.corner_uv[..., 0] - 0.9)).max() < 1e-6
    assert np.ptp(light.corner_uv[..., 0], axis=1).max() < 1e-6


@pytest.mark.parametrize("mesh", [cube(), Mesh(np.zeros((3, 3)), np.array([[0, 1, 2]], np.int32))])
def test_odd_meshes_have_one_too(mesh: Mesh) -> None:
    light = stand_in(mesh, 500)
    assert np.isfinite(light.mesh.vertices).all()


def test_a_sketch_names_faces_of_the_mesh_and_is_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawable, "PART_FACES", 5000)
    first = sketch(BALL)
    assert first.sketch
    assert first.mesh is BALL
    assert first.light is not None
    assert max(part.faces.max() for part in first.light.parts) < len(BALL.faces)
    assert max(part.vertices.max() for part in first.light.parts) < len(BALL.vertices)
    whole = prepare(BALL, first)
    assert whole.completes(first)
    assert not whole.sketch
    assert len(whole.parts) == 7
    assert sorted(np.concatenate([p.faces for p in whole.parts]).tolist()) == list(range(len(BALL.faces)))
    assert whole.rays.first_hit(np.array([0.0, -99, 20]), np.array([0.0, 1, 0])) is not None
