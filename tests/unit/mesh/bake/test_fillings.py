"""Faces that close holes show the colours of their rim, smoothly; every other face keeps its own."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.arrays import FloatArray
from app.mesh.bake.continued import picture_goes_on
from app.mesh.bake.fillings import painted_fillings
from app.mesh.bake.harmonic import harmonic_colors
from app.mesh.bake.rim_mesh import rim_mesh
from app.mesh.colorimetry import ciede2000, lab_of
from app.mesh.healing.edit import Draft
from app.mesh.healing.topology import closed
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.measure import face_areas
from app.mesh.loading import load, save
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.proof.color_difference import colors_at
from app.mesh.repairs.fill_holes import REPAIR
from app.settings.process import find_process
from tests.unit.mesh.bake.colored_shapes import gradient, plain
from tests.unit.mesh.shapes import icosphere

RADIUS = 20.0
SIDE = 512


def color_at(x: FloatArray, y: FloatArray) -> NDArray[np.uint8]:
    """The colour of the ball, whose picture is cut in two along x = 0."""
    red, green = 140 + 90 * x / RADIUS, 130 + 90 * y / RADIUS
    return np.stack([red, green, np.full_like(red, 90.0)], axis=-1).clip(0, 255).round().astype(np.uint8)


def two_islands() -> Texture:
    """The left half shows x from -1.1 to 0.1 radii, the right half, upside down, from -0.1 to 1.1; else black."""
    column, row = np.meshgrid((np.arange(SIDE) + 0.5) / SIDE, 1 - (np.arange(SIDE) + 0.5) / SIDE)
    left = column < 0.5
    x = np.where(left, column * 2.4 - 1.1, (column - 0.5) * 2.4 - 0.1) * RADIUS
    y = np.where(left, row * 2.2 - 1.1, (1 - row) * 2.2 - 1.1) * RADIUS
    pixels = np.full((SIDE, SIDE, 4), 255, np.uint8)
    pixels[..., :3] = color_at(x, y)
    pixels[np.hypot(x, y) > 1.02 * RADIUS, :3] = 0
    return Texture(pixels)


def ball_with_hole() -> Mesh:
    ball = icosphere(RADIUS, 4)
    corners = ball.vertices[ball.faces] / RADIUS
    left = (corners[:, :, 0].mean(axis=1) < 0)[:, None]
    u = np.where(left, (corners[:, :, 0] + 1.1) / 2.4, (corners[:, :, 0] + 0.1) / 2.4 + 0.5)
    v = (corners[:, :, 1] + 1.1) / 2.2
    uv = np.stack([u, np.where(left, v, 1 - v)], axis=2).astype(np.float32)
    ball = ball.with_(corner_uv=uv, materials=(Material("skin", texture=two_islands()),))
    return ball.keep_faces(corners[:, :, 2].mean(axis=1) < 0.85)


def filled(mesh: Mesh) -> Mesh:
    return REPAIR.run(mesh, find_process(None), silent()).mesh


def in_middle(mesh: Mesh, faces: NDArray[np.int64]) -> NDArray[np.uint8]:
    return colors_at(mesh, faces.astype(np.int32), np.full((len(faces), 3), 1 / 3))


def test_a_hole_over_two_islands_shows_one_smooth_colour() -> None:
    mesh = filled(ball_with_hole())
    new = np.flatnonzero(mesh.material_of_face == 1)
    assert len(new) > 100
    rng = np.random.default_rng(1)
    faces = np.repeat(new, 8).astype(np.int32)
    weights = rng.dirichlet(np.ones(3), len(faces))
    points = np.einsum("nk,nkj->nj", weights, mesh.vertices[mesh.faces[faces]])
    off = ciede2000(lab_of(colors_at(mesh, faces, weights)), lab_of(color_at(points[:, 0], points[:, 1])))
    assert off.mean() < 1.0
    assert off.max() < 3.0


def test_there_is_no_seam_along_the_rim() -> None:
    holed = ball_with_hole()
    mesh = filled(holed)
    edges = edge_table(mesh.faces)
    order = np.argsort(edges.of_face.reshape(-1), kind="stable").reshape(-1, 2)
    materials = mesh.material_of_face[order // 3]
    rim = order[materials[:, 0] != materials[:, 1]]
    assert len(rim) > 40
    weights = np.zeros((2 * len(rim), 3))
    place = np.arange(len(weights))
    half_edge = rim.reshape(-1)
    weights[place, half_edge % 3] = weights[place, (half_edge % 3 + 1) % 3] = 0.5
    shown = lab_of(colors_at(mesh, (half_edge // 3).astype(np.int32), weights))
    assert ciede2000(shown[::2], shown[1::2]).max() < 2.5


def test_every_other_face_keeps_its_colour_to_the_bit() -> None:
    holed = ball_with_hole()
    mesh = filled(holed)
    kept = len(holed.faces)
    assert holed.corner_uv is not None
    assert mesh.corner_uv is not None
    assert mesh.corner_uv[:kept].tobytes() == holed.corner_uv.tobytes()
    assert (mesh.material_of_face[:kept] == 0).all()
    assert mesh.materials[0] is holed.materials[0]
    assert (mesh.vertices[mesh.faces[:kept]] == holed.vertices[holed.faces]).all()


def test_the_same_hole_gives_the_same_bytes() -> None:
    assert filled(ball_with_hole()).revision == filled(ball_with_hole()).revision


def test_what_is_too_small_to_be_seen_stays_as_it_is() -> None:
    source = icosphere(RADIUS, 6)
    source = source.with_(
        corner_uv=np.zeros((len(source.faces), 3, 2), np.float32), materials=ball_with_hole().materials
    )
    draft = Draft.of(source)
    few = draft.with_(closing=np.arange(draft.size) < 4)
    assert painted_fillings(source, few, silent()) is few
    more = draft.with_(closing=np.arange(draft.size) < 40)
    assert painted_fillings(source, more, silent()) is not more


def test_one_texel_that_the_source_shows_on_purpose_stays_and_one_that_a_repair_left_does_not() -> None:
    ball = ball_with_hole()
    assert ball.corner_uv is not None
    uv = ball.corner_uv.copy()
    uv[:30] = (0.25, 0.25)
    source = ball.with_(corner_uv=uv)
    smeared = uv.copy()
    smeared[100:130] = smeared[100:130, :1]
    draft = Draft.of(source).with_(uv=smeared)
    result = painted_fillings(source, draft, silent())
    assert np.flatnonzero(result.material == 1).tolist() == list(range(100, 130))
    assert result.uv is not None
    assert (result.uv[:30] == uv[:30]).all()


def test_a_picture_that_the_source_shows_there_goes_on_across_the_hole() -> None:
    whole = icosphere(RADIUS, 4)
    uv = (whole.vertices[whole.faces][:, :, :2] / (2.2 * RADIUS) + 0.5).astype(np.float32)
    source = whole.with_(corner_uv=uv, materials=(Material("skin", texture=gradient()),))
    lid = whole.vertices[whole.faces][:, :, 2].mean(axis=1) > 17
    draft = Draft.of(source).with_(closing=lid)
    assert picture_goes_on(source, draft, silent()).tolist() == lid.tolist()
    assert painted_fillings(source, draft, silent()) is draft
    elsewhere = uv.copy()
    elsewhere[lid] = 1 - elsewhere[lid] * 0.5
    far = draft.with_(uv=elsewhere)
    assert not picture_goes_on(source, far, silent()).any()
    assert not picture_goes_on(source.keep_faces(~lid), draft.with_(uv=uv), silent()).all()


def test_vertex_colours_inside_a_filling_are_spread_from_its_rim() -> None:
    ball = icosphere(RADIUS, 4)
    colors = np.full((len(ball.vertices), 4), 255, np.uint8)
    colors[:, :3] = color_at(ball.vertices[:, 0], ball.vertices[:, 1])
    holed = ball.with_(vertex_colors=colors).keep_faces(ball.vertices[ball.faces][:, :, 2].mean(axis=1) < 17)
    assert holed.vertex_colors is not None
    mesh = filled(holed)
    assert mesh.vertex_colors is not None
    inner = np.setdiff1d(np.arange(len(mesh.vertices)), mesh.faces[: len(holed.faces)])
    assert len(inner) > 50
    wanted = color_at(mesh.vertices[inner, 0], mesh.vertices[inner, 1])
    off = ciede2000(lab_of(mesh.vertex_colors[inner, :3]), lab_of(wanted))
    assert off.mean() < 1.0
    assert off.max() < 3.0
    assert (mesh.vertex_colors[mesh.faces[: len(holed.faces)]] == holed.vertex_colors[holed.faces]).all()


def test_a_table_of_colours_gets_a_picture_that_is_interpolated() -> None:
    ball = icosphere(RADIUS, 3)
    ball = ball.with_(
        corner_uv=np.full((len(ball.faces), 3, 2), 0.5, np.float32),
        materials=(Material("red", texture=plain((200, 20, 20))),),
    )
    mesh = filled(ball.keep_faces(ball.vertices[ball.faces][:, :, 2].mean(axis=1) < 17))
    new = np.flatnonzero(mesh.material_of_face == 1)
    assert len(new)
    assert np.abs(in_middle(mesh, new).astype(int) - (200, 20, 20)).max() <= 1


@pytest.mark.parametrize("suffix", ["glb", "obj", "3mf"])
def test_files_hold_both_pictures(tmp_path: Path, suffix: str) -> None:
    mesh = filled(ball_with_hole())
    path = tmp_path / f"ball.{suffix}"
    save(mesh, path, silent())
    again = load(path, silent()).mesh
    assert sum(m.texture is not None for m in again.materials) == 2
    before, after = in_middle(mesh, np.arange(len(mesh.faces))), in_middle(again, np.arange(len(again.faces)))
    assert np.abs(np.sort(before.sum(axis=1)).astype(int) - np.sort(after.sum(axis=1)).astype(int)).max() <= 30


def test_painting_is_cancelled() -> None:
    mesh = ball_with_hole()
    draft, _, _ = closed(Draft.of(mesh), silent(), closing=True, fair=True)
    calls = 0

    def stop() -> bool:
        nonlocal calls
        calls += 1
        return calls > 20

    with pytest.raises(Cancelled):
        painted_fillings(mesh, draft, Progress(cancelled=stop))
    assert calls == 21


def disc(rng: np.random.Generator) -> tuple[FloatArray, NDArray[np.int32]]:
    from scipy.spatial import Delaunay

    turn = np.arange(60) * 2 * np.pi / 60
    flat = np.concatenate([np.column_stack([np.cos(turn), np.sin(turn)]), rng.uniform(-0.65, 0.65, (200, 2))])
    return np.column_stack([flat * 10, np.zeros(len(flat))]), Delaunay(flat).simplices.astype(np.int32)


def test_what_is_linear_along_the_rim_is_linear_within() -> None:
    points, faces = disc(np.random.default_rng(2))
    light = np.column_stack([0.5 + points[:, :2] / 25, np.full((len(points), 2), 0.25)]).astype(np.float32)
    known = np.arange(len(points)) < 60
    colors, reached = harmonic_colors(points, np.where(known[:, None], light, np.float32(0)), known, faces, silent())
    assert reached.all()
    assert np.abs(colors - light).max() < 2e-3


def test_the_rim_is_cut_finely_and_the_surface_stays() -> None:
    points, faces = disc(np.random.default_rng(3))
    uv = points[faces][:, :, :2].astype(np.float32)
    fine = rim_mesh(points, faces, uv, 0.2, silent())
    assert face_areas(fine.points, fine.faces).sum() == pytest.approx(face_areas(points, faces).sum())
    edges = edge_table(fine.faces)
    assert set(edges.count.tolist()) == {1, 2}
    rim = fine.points[edges.vertices[edges.count == 1]]
    assert np.linalg.norm(rim[:, 0] - rim[:, 1], axis=1).max() <= 0.2
    assert np.abs(fine.points[fine.faces][:, :, :2] - fine.uv).max() < 1e-5
    assert len(fine.points) < 8_000
