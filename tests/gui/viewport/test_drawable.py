import numpy as np
from viewport_shapes import cube, painted, sphere

from app.gui.viewport.camera import Pose
from app.gui.viewport.drawable import prepare
from app.gui.viewport.ground import grid_step
from app.gui.viewport.pick import clear_side, outward
from app.gui.viewport.ray_index import make_index
from app.mesh.mesh import Material, Mesh, Texture


def corners(mesh: Mesh) -> np.ndarray:
    """(F, 3, 3): where each corner of each face is."""
    return mesh.vertices[mesh.faces]


def test_a_cube_keeps_its_edges_and_a_sphere_is_smooth() -> None:
    (box,) = prepare(cube()).parts
    assert len(box.points) == 24
    np.testing.assert_allclose(np.sort(np.abs(box.normals), axis=1), np.tile([0.0, 0, 1], (24, 1)), atol=1e-6)
    ball = sphere()
    (part,) = prepare(ball).parts
    assert len(part.points) == len(ball.vertices)
    outwards = (part.points - [0, 0, 20]) / 20
    assert np.einsum("ij,ij->i", outwards, part.normals).min() > 0.99


def test_every_corner_keeps_its_place_and_its_picture_coordinate() -> None:
    rng = np.random.default_rng(3)
    mesh = painted(sphere(rings=8), (1, 2, 3))
    uv = np.round(rng.random(mesh.corner_uv.shape) * 3) / 3  # type: ignore[union-attr] - many seams, some shared
    mesh = mesh.with_(corner_uv=uv)
    (part,) = prepare(mesh).parts
    np.testing.assert_allclose(part.points[part.triangles], corners(mesh)[part.faces], rtol=1e-6)
    assert part.uv is not None
    np.testing.assert_array_equal(part.uv[part.triangles], mesh.corner_uv[part.faces])  # type: ignore[index]
    both = np.column_stack([part.points, part.uv])
    assert len(np.unique(both, axis=0)) == len(both), "a corner was split although another has the same values"


def test_materials_become_parts_that_know_their_faces() -> None:
    picture = np.zeros((4, 2, 4), np.uint8)
    picture[0, 0] = (255, 0, 0, 0)  # upper left; its alpha is not drawn
    half = np.repeat(np.array([0, 1], np.int16), 6)
    materials = (Material("a", (255, 0, 0, 255)), Material("b", texture=Texture(picture)))
    mesh = painted(cube(), (0, 0, 0)).with_(face_material=half, materials=materials)
    red, textured = prepare(mesh).parts
    assert red.base == (1.0, 0.0, 0.0)
    assert red.picture is None
    assert sorted(red.faces.tolist()) == list(range(6))
    assert sorted(textured.faces.tolist()) == list(range(6, 12))
    assert textured.picture is not None
    assert textured.picture.shape == (4, 2, 3)
    assert textured.picture[3, 0].tolist() == [255, 0, 0], "OpenGL has the lowest row first"


def test_odd_meshes_can_be_prepared() -> None:
    nothing = prepare(Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int32)))
    assert nothing.parts == ()
    point = np.zeros((3, 3))
    degenerate = prepare(Mesh(point, np.array([[0, 1, 2], [0, 0, 0]], np.int32)))
    assert all(np.isfinite(part.normals).all() for part in degenerate.parts)
    assert np.isfinite(degenerate.shadow).all()


def test_the_shadow_is_under_the_figure_and_fades_at_its_rim() -> None:
    drawable = prepare(cube())
    middle = drawable.shadow.shape[0] // 2
    assert drawable.shadow[middle, middle] > 0.6
    assert drawable.shadow[0].max() < 0.05


def test_grid_lines_stand_at_round_distances() -> None:
    assert [grid_step(extent) for extent in (5.0, 80.0, 100.0, 300.0)] == [1.0, 10.0, 20.0, 50.0]


def test_a_ray_meets_the_nearest_face() -> None:
    mesh = cube()
    hit = make_index(mesh.vertices, mesh.faces).first_hit(np.array([1.0, -100, 15]), np.array([0.0, 1, 0]))
    assert hit is not None
    assert hit[0] in (4, 5)
    assert hit[1] == 80.0
    assert make_index(mesh.vertices, mesh.faces).first_hit(np.array([100.0, -100, 15]), np.array([0.0, 1, 0])) is None


def test_the_way_out_of_a_place_on_a_sphere() -> None:
    way = outward(sphere(), np.array([[19.0, -2, 18], [20, 2, 22]]))
    np.testing.assert_allclose(way / np.linalg.norm(way), [1, 0, 0], atol=0.05)
    assert np.linalg.norm(way) > 0.9
    ring = outward(sphere(), np.array([[-20.0, -20, 18], [20, 20, 22]]))
    assert np.linalg.norm(ring) < 0.05


def test_a_place_behind_something_is_looked_at_from_another_side() -> None:
    box = cube()
    wall = box.vertices * [2, 0.05, 2] + [0, -60, 0]
    mesh = Mesh(np.concatenate([box.vertices, wall]), np.concatenate([box.faces, box.faces + 8]))
    pose = Pose(np.zeros(3), 10.0, 5.0, 100.0)
    front = np.array([0.0, -20, 20])
    assert clear_side(make_index(box.vertices, box.faces), box.diagonal, front, 1.0, pose, (0.0, 0.0)).azimuth == 0.0
    side = clear_side(make_index(mesh.vertices, mesh.faces), mesh.diagonal, front, 1.0, pose, (0.0, 0.0))
    assert abs(side.azimuth) >= 45
