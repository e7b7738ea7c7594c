"""Reducing, evening out, smoothing and refining: what must stay the same does."""

from collections.abc import Callable

import numpy as np
import pytest

from app.errors import AppError, Cancelled, RepairFailedError
from app.jobs.progress import Progress, silent
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.collapse import collapsed
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.measure import face_areas, face_volumes
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.samples import ALL as SAMPLES
from app.mesh.shaping import ALL
from app.mesh.shaping.decimate import decimated_without_crossings
from app.settings.process import find_process
from tests.unit.mesh.shapes import box, grid_surface, icosphere, together, torus, uv_sphere

PROCESS = find_process(None)


def shaped(tool: str, mesh: Mesh, **values: float | str) -> Mesh:
    return ALL[tool].run(mesh, values, PROCESS, silent()).mesh


def closed(faces: IntArray) -> bool:
    edges = edge_table(faces)
    return bool((edges.count == 2).all() and (edges.forward == 1).all())


def volume(mesh: Mesh) -> float:
    return float(face_volumes(mesh.vertices, mesh.faces).sum())


def globe(rings: int = 60, sectors: int = 120) -> Mesh:
    """A sphere with a picture: one seam from pole to pole, as a map of the world has it."""
    mesh = uv_sphere(20.0, rings, sectors)
    corners = mesh.vertices[mesh.faces] / 20
    u = np.arctan2(corners[:, :, 1], corners[:, :, 0]) / (2 * np.pi) % 1
    v = 0.5 + np.arcsin(np.clip(corners[:, :, 2], -1, 1)) / np.pi
    pole = np.abs(corners[:, :, 2]) > 1 - 1e-9
    wide = np.where(pole, np.nan, u)
    far = np.nanmax(wide, axis=1) - np.nanmin(wide, axis=1) > 0.5
    u = np.where(far[:, None] & (u < 0.5), u + 1, u)
    u = np.where(pole, np.where(pole, 0, u).sum(axis=1, keepdims=True) / 2, u)
    pixels = np.zeros((64, 128, 4), np.uint8)
    pixels[..., 0], pixels[..., 1], pixels[..., 3] = np.arange(128), np.arange(64)[:, None] * 4, 255
    uv = np.stack([u, v], axis=2).astype(np.float32)
    return mesh.with_(corner_uv=uv, materials=(Material("globe", texture=Texture(pixels)),))


def fine_torus() -> Mesh:
    return torus(20, 6, 80, 40)


def fine_box() -> Mesh:
    return shaped("subdivide", box(), rounds=3)


def picture_slip(mesh: Mesh) -> FloatArray:
    """How far the picture of a globe has moved on its surface, in mm, at points inside its faces."""
    weights = np.random.default_rng(0).dirichlet([1, 1, 1], len(mesh.faces))
    assert mesh.corner_uv is not None
    point = np.einsum("fk,fkj->fj", weights, mesh.vertices[mesh.faces])
    uv = np.einsum("fk,fkj->fj", weights, mesh.corner_uv.astype(np.float64))
    point /= np.linalg.norm(point, axis=1, keepdims=True)
    u, v = np.arctan2(point[:, 1], point[:, 0]) / (2 * np.pi) % 1, 0.5 + np.arcsin(point[:, 2]) / np.pi
    du = np.abs(u - uv[:, 0] % 1)
    du = np.minimum(du, 1 - du) * 2 * np.pi * 20 * np.sqrt(1 - point[:, 2] ** 2)
    return np.asarray(np.hypot(du, (v - uv[:, 1]) * np.pi * 20)[np.abs(point[:, 2]) < 0.9])


@pytest.mark.parametrize("tool", sorted(ALL))
@pytest.mark.parametrize("make", [icosphere, fine_torus, fine_box, globe])
def test_a_closed_mesh_stays_closed(tool: str, make: Callable[[], Mesh]):
    mesh = make()
    result = shaped(tool, mesh)
    assert closed(result.faces)
    assert volume(result) == pytest.approx(volume(mesh), rel=0.03)
    assert (result.corner_uv is None) == (mesh.corner_uv is None)


@pytest.mark.parametrize("tool", sorted(ALL))
@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_sample_keeps_its_colors_and_gets_no_new_faults(tool: str, name: str):
    mesh = SAMPLES[name].make()
    result = shaped(tool, mesh)
    assert result.color == mesh.color
    if tool == "reduce":  # the others cut edges in two, good and bad ones
        assert (edge_table(result.faces).count > 2).sum() <= (edge_table(mesh.faces).count > 2).sum()
    assert Scene(mesh.vertices, mesh.faces).distance(result.vertices).max() < 0.04 * mesh.diagonal


def test_values_outside_their_limits_are_refused_with_a_sentence():
    with pytest.raises(AppError, match="Strength"):
        shaped("smooth", icosphere(), strength=1000)
    with pytest.raises(AppError, match="speed"):
        shaped("smooth", icosphere(), speed=1)
    with pytest.raises(RepairFailedError, match="tolerance"):
        shaped("reduce", icosphere(), faces=0)
    with pytest.raises(RepairFailedError, match="surface"):
        shaped("smooth", Mesh(np.zeros((3, 3)), np.array([[0, 1, 2]])))


@pytest.mark.parametrize("tool", sorted(ALL))
def test_cancel_ends_each_tool(tool: str):
    with pytest.raises(Cancelled):
        ALL[tool].run(icosphere(20, 5), {}, PROCESS, Progress(cancelled=lambda: True))


def test_reducing_keeps_the_picture_in_place():
    mesh = globe()
    result = shaped("reduce", mesh, faces=1500)
    assert len(result.faces) <= 1500
    slip = picture_slip(result)
    assert slip.mean() < 0.25
    assert np.quantile(slip, 0.99) < 1.5
    assert result.corner_uv is not None
    assert (
        np.ptp(result.corner_uv[:, :, 0], axis=1).max() < 0.5
    )  # the seam is still there: nothing runs all the way back


def test_reducing_keeps_borders_of_materials():
    mesh = icosphere(20, 5)
    above = mesh.vertices[mesh.faces].mean(axis=1)[:, 2] > 3
    materials = (Material("a", (255, 0, 0, 255)), Material("b", (0, 0, 255, 255)))
    mesh = mesh.with_(face_material=above.astype(np.int16), materials=materials)
    result = shaped("reduce", mesh, faces=1000)
    before = face_areas(mesh.vertices, mesh.faces)[above].sum()
    after = face_areas(result.vertices, result.faces)[result.material_of_face == 1].sum()
    assert after == pytest.approx(before, rel=0.01)


def test_reducing_keeps_colors_where_they_change():
    mesh = icosphere(20, 6)
    red = np.where(mesh.vertices[:, 0] > 0, 255, 0)
    colors = np.stack([red, 255 - red, red * 0, red * 0 + 255], axis=1).astype(np.uint8)
    result = shaped("reduce", mesh.with_(vertex_colors=colors), faces=4000)
    assert result.vertex_colors is not None
    clear = np.abs(result.vertices[:, 0]) > 1.0
    assert ((result.vertices[clear, 0] > 0) == (result.vertex_colors[clear, 0] > 127)).all()
    assert (np.abs(result.vertex_colors[:, 0].astype(int) - 128) < 100).mean() < 0.05


def shells(gap: float) -> Mesh:
    """A wavy skin and one inside of it that runs alike."""
    outer = icosphere(20, 6)
    wave = 1 + 0.05 * np.sin(outer.vertices[:, 0]) * np.cos(outer.vertices[:, 1] * 1.3)
    outer = outer.with_(vertices=outer.vertices * wave[:, None])
    inner = outer.with_(vertices=outer.vertices * (1 - gap / 20), faces=outer.faces[:, ::-1])
    return together(outer, inner)


@pytest.mark.parametrize(("gap", "tolerance"), [(0.12, 0.5), (0.3, 0.4)])
def test_close_skins_do_not_cross_after_decimation(gap: float, tolerance: float):
    mesh = shells(gap)
    assert not len(intersecting_pairs(mesh.vertices, mesh.faces, silent()))
    plain = collapsed(mesh.vertices, mesh.faces, silent(), tolerance=tolerance)
    assert len(intersecting_pairs(plain.points, plain.faces, silent()))  # else this would prove nothing
    result = decimated_without_crossings(mesh.vertices, mesh.faces, tolerance, silent())
    assert result.crossings == 0
    assert not len(intersecting_pairs(result.points, result.faces, silent()))
    assert closed(result.faces)
    assert len(result.faces) < 0.6 * len(mesh.faces)
    again = decimated_without_crossings(mesh.vertices, mesh.faces, tolerance, silent())
    assert np.array_equal(again.points, result.points)
    assert np.array_equal(again.faces, result.faces)


def test_crossings_that_were_given_are_left_alone():
    mesh = together(
        icosphere(20, 5), icosphere(20, 5).with_(vertices=icosphere(20, 5).vertices + np.array([9.0, 1.0, 2.0]))
    )
    result = decimated_without_crossings(mesh.vertices, mesh.faces, 0.2, silent())
    assert closed(result.faces)
    assert len(result.faces) < 0.6 * len(mesh.faces)


def test_evened_out_triangles_have_one_size():
    mesh = uv_sphere(20.0, 40, 30)
    result = shaped("remesh", mesh, edge_mm=1.5)
    ends = result.vertices[edge_table(result.faces).vertices]
    length = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1)
    assert length.mean() == pytest.approx(1.5, rel=0.15)
    assert np.quantile(length, 0.99) < 2.1
    assert np.quantile(length, 0.01) > 0.8
    assert np.abs(np.linalg.norm(result.vertices, axis=1) - 20).max() < 0.3


def test_evening_out_keeps_creases_and_the_picture():
    result = shaped("remesh", box(), edge_mm=2.0)
    assert volume(result) == pytest.approx(8000, rel=1e-6)
    corners = {tuple(p) for p in box().vertices}
    assert corners <= {tuple(p) for p in np.round(result.vertices, 9)}
    slip = picture_slip(shaped("remesh", globe(), edge_mm=1.0))
    assert slip.mean() < 0.05
    assert np.quantile(slip, 0.99) < 0.3


def test_smoothing_takes_noise_away_and_keeps_volume_and_creases():
    clean = icosphere(20, 5)
    noise = np.random.default_rng(3).normal(0, 0.1, len(clean.vertices))
    mesh = clean.with_(vertices=clean.vertices * (1 + noise / 20)[:, None])
    result = shaped("smooth", mesh, strength=20)
    assert np.std(np.linalg.norm(result.vertices, axis=1)) < 0.6 * np.std(np.linalg.norm(mesh.vertices, axis=1))
    assert volume(result) == pytest.approx(volume(mesh), rel=1e-4)
    cube = shaped("subdivide", box(), rounds=3)
    assert np.allclose(shaped("smooth", cube, strength=20).vertices, cube.vertices, atol=1e-9)
    assert not np.allclose(shaped("smooth", cube, strength=20, keep_creases="round").vertices, cube.vertices, atol=0.1)


def test_refining_as_it_is_adds_only_middles():
    mesh = globe(12, 24)
    result = shaped("subdivide", mesh)
    assert len(result.faces) == 4 * len(mesh.faces)
    assert np.array_equal(result.vertices[: len(mesh.vertices)], mesh.vertices)
    edges = edge_table(mesh.faces)
    assert np.array_equal(result.vertices[len(mesh.vertices) :], mesh.vertices[edges.vertices].mean(axis=1))
    assert face_areas(result.vertices, result.faces).sum() == pytest.approx(
        face_areas(mesh.vertices, mesh.faces).sum(), rel=1e-12
    )


def test_refining_by_loops_rules_makes_a_cube_round_and_keeps_an_open_edge_a_line():
    ball = shaped("subdivide", box(), rounds=3, method="loop")
    radius = np.linalg.norm(ball.vertices - 10, axis=1)
    assert radius.std() / radius.mean() < 0.1
    assert volume(ball) < 0.6 * 8000
    sheet = grid_surface(6, 6)
    x, y = np.meshgrid(np.arange(6.0), np.arange(6.0), indexing="ij")
    points = np.stack([x, y, 0 * x], axis=2).reshape(-1, 3)
    flat = Mesh(points, sheet[np.ptp(points[sheet], axis=1).max(axis=1) < 2])
    result = shaped("subdivide", flat, method="loop")
    edges = edge_table(result.faces)
    rim = result.vertices[np.unique(edges.vertices[edges.count == 1])]
    assert (np.abs(rim[:, :2] - 2.5).max(axis=1) > 2.3).all()
    assert np.allclose(result.vertices[:, 2], 0)
