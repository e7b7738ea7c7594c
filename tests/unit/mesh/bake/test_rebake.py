"""Colour carried to a new surface."""

from pathlib import Path

import numpy as np
import pytest

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.bake import texture as texture_of
from app.mesh.bake.giver import Giver
from app.mesh.bake.layout import Layout
from app.mesh.bake.rebake import rebaked
from app.mesh.bake.surface import Surface
from app.mesh.bake.texture import painted
from app.mesh.bake.vertex_color import vertex_light
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.loading import load
from app.mesh.mesh import Material, Mesh
from app.mesh.proof.color_difference import ciede2000, colors_at, lab_of
from app.mesh.proof.deviation import visible_surface
from tests.unit.mesh.bake.colored_shapes import gradient, painted_ball, plain, subdivided, two_sided_plate
from tests.unit.mesh.shapes import box, icosphere

DENSITY = 8.0


def difference(source: Mesh, result: Mesh) -> FloatArray:
    """ΔE00 at points of the source and the nearest ones of the result."""
    seen = visible_surface(source, silent())
    near = Scene(result.vertices, result.faces).closest(seen.points)
    first, second = colors_at(source, seen.faces, seen.weights), colors_at(result, near.face, near.weights)
    return ciede2000(lab_of(first), lab_of(second))


def shown(mesh: Mesh, faces: IntArray) -> IntArray:
    """(N, 3) colour in the middle of these faces."""
    return colors_at(mesh, faces.astype(np.int32), np.full((len(faces), 3), 1 / 3)).astype(np.int32)


def whole(mesh: Mesh, points: FloatArray, faces: IntArray, density: float | None = DENSITY) -> Mesh:
    return rebaked(mesh, points, faces, silent(), texels_per_mm=density).to_mesh()


def test_a_picture_is_carried_to_another_triangulation() -> None:
    source = painted_ball(20.0, 4)
    other = icosphere(20.0, 5)
    result = whole(source, other.vertices, other.faces)
    assert result.textured
    assert len(result.materials) == 1
    off = difference(source, result)
    assert off.mean() < 1.0
    assert np.quantile(off, 0.95) < 4.0


def test_the_picture_is_at_least_as_fine_as_that_of_the_source() -> None:
    source = painted_ball()
    texture = whole(source, source.vertices, source.faces, None).materials[0].texture
    assert texture is not None
    assert texture.pixels.shape[1] >= 2048


def test_nothing_bleeds_from_the_far_side_of_a_thin_plate() -> None:
    """The new surface lies 0.15 mm deep in a plate of 0.4 mm: the far side is not much farther than the right one."""
    source = two_sided_plate(0.4)
    points, faces = subdivided(source, 3)
    inwards = points * [1.0, 1.0, 0.25] + [0.0, 0.0, 0.15]
    result = whole(source, inwards, faces)
    normal = np.cross(*(inwards[faces[:, k]] - inwards[faces[:, 0]] for k in (1, 2)))
    up, down = normal[:, 2] > 1e-9, normal[:, 2] < -1e-9
    assert (shown(result, np.flatnonzero(up)) == [255, 0, 0]).all()
    assert (shown(result, np.flatnonzero(down)) == [0, 0, 255]).all()


def test_the_outer_skin_wins_over_an_inner_wall_beneath_it() -> None:
    outer, inner = painted_ball(20.0, 4), icosphere(19.8, 4)
    mesh = Mesh(
        np.concatenate([outer.vertices, inner.vertices]),
        np.concatenate([outer.faces, inner.faces[:, ::-1] + np.int32(len(outer.vertices))]),
        np.concatenate([outer.corner_uv, np.zeros_like(outer.corner_uv)]),
        face_material=np.repeat([0, 1], len(outer.faces)).astype(np.int16),
        materials=(*outer.materials, Material("inside", texture=plain((0, 255, 0)))),
    )
    surface = icosphere(19.88, 4)  # nearer to the inner wall than to the skin
    result = whole(mesh, surface.vertices, surface.faces)
    off = difference(outer, result)
    assert np.quantile(off, 0.95) < 5.0


def test_a_body_that_is_wound_inside_out_gives_its_colour_all_the_same() -> None:
    plate = two_sided_plate(0.4)
    inside_out = plate.with_(faces=plate.faces[:, ::-1])
    points, faces = subdivided(plate, 3)
    result = whole(inside_out, points, faces)
    normal = np.cross(*(points[faces[:, k]] - points[faces[:, 0]] for k in (1, 2)))
    assert (shown(result, np.flatnonzero(normal[:, 2] > 1e-9)) == [255, 0, 0]).all()
    assert (shown(result, np.flatnonzero(normal[:, 2] < -1e-9)) == [0, 0, 255]).all()


def test_both_sides_of_a_sheet_get_its_colour() -> None:
    plate = two_sided_plate(0.4)
    top = plate.keep_faces(plate.material_of_face == 1)
    points, faces = subdivided(plate, 3)
    result = whole(top, points, faces)
    flat = np.abs(np.cross(*(points[faces[:, k]] - points[faces[:, 0]] for k in (1, 2)))[:, 2]) > 1e-9
    assert (shown(result, np.flatnonzero(flat)) == [255, 0, 0]).all()


def test_where_the_source_has_nothing_the_colour_spreads_from_the_rim() -> None:
    """Half of a ball is missing: its stand-in is between the colours of the rim, and nowhere black."""
    source = painted_ball()
    bright = source.with_(
        materials=(Material(texture=plain((200, 60, 60))), Material(texture=plain((60, 60, 200)))),
        face_material=(source.vertices[source.faces].mean(axis=1)[:, 0] > 0).astype(np.int16),
    )
    half = bright.keep_faces(source.vertices[source.faces].mean(axis=1)[:, 2] < 0)
    result = whole(half, source.vertices, source.faces)
    gone = np.flatnonzero(source.vertices[source.faces].mean(axis=1)[:, 2] > 5)
    color = shown(result, gone)
    assert color[:, [0, 2]].min() >= 59
    assert color.max() <= 201
    # It is spread evenly: from red on one side to blue on the other, mixed at the top.
    x = source.vertices[source.faces[gone]].mean(axis=1)[:, 0]
    assert color[x < -10, 0].mean() > color[x > 10, 0].mean() + 40


def test_gutters_repeat_the_rim_and_the_rest_has_the_mean_colour() -> None:
    source = box().with_(
        corner_uv=np.full((12, 3, 2), 0.5, np.float32), materials=(Material(texture=plain((10, 200, 30))),)
    )
    result = whole(source, source.vertices, source.faces)
    texture = result.materials[0].texture
    assert texture is not None
    assert (texture.pixels == [10, 200, 30, 255]).all()


def test_plain_and_textured_materials_and_base_colours_meet_in_one_picture() -> None:
    cube = box()
    top = (cube.vertices[cube.faces][:, :, 2] > 19).all(axis=1)
    source = cube.with_(
        corner_uv=np.full((12, 3, 2), 0.5, np.float32),
        face_material=top.astype(np.int16),
        materials=(
            Material("plain", (0, 128, 255, 255)),
            Material("tinted", (255, 0, 255, 255), plain((200, 200, 200))),
        ),
    )
    result = whole(source, *subdivided(cube, 2))
    up = (result.vertices[result.faces][:, :, 2] > 19).all(axis=1)
    assert (shown(result, np.flatnonzero(up)) == [200, 0, 200]).all()
    down = (result.vertices[result.faces][:, :, 2] < 1).all(axis=1)
    assert (shown(result, np.flatnonzero(down)) == [0, 128, 255]).all()
    assert result.materials[0].base_color == (255, 255, 255, 255)


def test_alpha_is_kept() -> None:
    source = box().with_(
        corner_uv=np.full((12, 3, 2), 0.5, np.float32), materials=(Material(texture=plain((10, 200, 30), 100)),)
    )
    texture = whole(source, source.vertices, source.faces).materials[0].texture
    assert texture is not None
    assert (texture.pixels[:, :, 3] == 100).all()


def test_vertex_colours_stay_vertex_colours() -> None:
    ball = icosphere(20.0, 4)
    ramp = np.clip(ball.vertices[:, 2] * 6 + 128, 0, 255)
    source = ball.with_(vertex_colors=np.stack([ramp, 255 - ramp, np.full_like(ramp, 40), np.full_like(ramp, 255)], 1))
    other = icosphere(20.0, 5)
    draft = rebaked(source, other.vertices, other.faces, silent())
    assert draft.uv is None
    assert draft.materials == ()
    assert draft.colors is not None
    expected = np.clip(other.vertices[:, 2] * 6 + 128, 0, 255)
    assert np.abs(draft.colors[:, 0] - expected).max() < 6


def test_plain_materials_are_carried_face_by_face() -> None:
    plate = two_sided_plate(0.4)
    source = plate.with_(
        corner_uv=None, materials=(Material("blue", (0, 0, 255, 255)), Material("red", (255, 0, 0, 255)))
    )
    points, faces = subdivided(plate, 2)
    draft = rebaked(source, points, faces, silent())
    up = np.cross(*(points[faces[:, k]] - points[faces[:, 0]] for k in (1, 2)))[:, 2] > 1e-9
    assert draft.uv is None
    assert draft.materials == source.materials
    assert (draft.material == up).all()


def test_a_model_without_colour_gives_none() -> None:
    draft = rebaked(box(), *subdivided(box(), 1), silent())
    assert (draft.uv, draft.colors, draft.materials) == (None, None, ())


def test_the_picture_does_not_depend_on_the_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    source, other = painted_ball(), icosphere(20.0, 3)
    first = whole(source, other.vertices, other.faces)
    monkeypatch.setattr(texture_of, "THREADS", 5)
    second = whole(source, other.vertices, other.faces)
    assert first.revision == second.revision


def test_a_picture_is_painted_anew_on_the_coordinates_it_has() -> None:
    """What a repair of the colour does: same coordinates, new picture."""
    source = painted_ball()
    once = whole(source, source.vertices, source.faces)
    assert once.corner_uv is not None
    assert once.materials[0].texture is not None
    height, width = once.materials[0].texture.pixels.shape[:2]
    taker = Surface(once.vertices.copy(), once.faces.copy())
    giver = Giver.of(source, taker, silent())
    again = painted(
        giver, taker, Layout.of(once.corner_uv, width, height), vertex_light(giver, taker, silent()), silent()
    )
    off = np.abs(again.pixels.astype(int) - once.materials[0].texture.pixels)
    assert (off > 2).mean() < 0.001


@pytest.mark.parametrize("after", [1, 5, 20, 60])
def test_it_can_be_cancelled(after: int) -> None:
    calls = iter(range(after))
    source = painted_ball()
    with pytest.raises(Cancelled):
        rebaked(source, source.vertices, source.faces, Progress(cancelled=lambda: next(calls, None) is None))


def test_a_table_of_flat_colours_is_not_mixed() -> None:
    palette = np.zeros((8, 16, 4), np.uint8)
    palette[:, ::2] = (255, 0, 0, 255)
    palette[:, 1::2] = (0, 0, 255, 255)
    cube = box()
    top = (cube.vertices[cube.faces][:, :, 2] > 19).all(axis=1)
    uv = np.where(top[:, None, None], [1.1 / 16, 0.5], [0.9 / 16, 0.5]).astype(np.float32) * np.ones(
        (12, 3, 2), np.float32
    )
    source = cube.with_(corner_uv=uv, materials=(Material(texture=gradient()),))
    source = source.with_(materials=(Material(texture=type(gradient())(palette)),))
    result = whole(source, *subdivided(cube, 1))
    texture = result.materials[0].texture
    assert texture is not None
    charts = texture.pixels.reshape(-1, 4)
    mixed = (charts[:, 0] > 0) & (charts[:, 2] > 0)
    mean = charts[mixed]
    assert len(np.unique(mean, axis=0)) <= 1  # only what no chart covers is mixed, all of it alike


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["TRELLIS--sample.glb", "gradio--Fox.gltf", "3d-desktop-pet--public-sample.glb"])
def test_real_models_keep_their_colours(corpus: Path, name: str) -> None:
    source = load(corpus / "figurines" / name, silent()).mesh.scaled_to_height(100.0)
    surface = source.with_(corner_uv=None, materials=(), face_material=None)
    result = whole(source, *subdivided(surface, 1), None)
    off = difference(source, result)
    assert off.mean() < 1.0
    assert np.quantile(off, 0.95) < 4.0
