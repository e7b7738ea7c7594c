import numpy as np
import pytest

from app.mesh.brushes.brush import PAINT_KINDS, Brush, PaintKind
from app.mesh.brushes.canvas import Canvas, VertexCanvas
from app.mesh.brushes.clone import CloneSource
from app.mesh.brushes.film import Film
from app.mesh.brushes.paint_stroke import PaintStroke
from app.mesh.brushes.surface import Surface
from app.mesh.brushes.texture_canvas import TextureCanvas
from app.mesh.mesh import Material, Mesh, Texture
from tests.unit.mesh.brushes.brush_shapes import ball, globe, wall

RED, BLUE = (230, 30, 30), (40, 60, 200)
ORIGIN = np.zeros(3)
UP = np.array([0.0, 0.0, 1.0])


def canvas_of(mesh: Mesh) -> Canvas:
    surface = Surface(mesh)
    return TextureCanvas(surface, mesh) if mesh.textured else VertexCanvas(surface, mesh)


def colored_ball() -> Mesh:
    mesh = ball()
    return mesh.with_(vertex_colors=np.full((len(mesh.vertices), 4), (*BLUE, 99), np.uint8))


def dab(  # noqa: PLR0917
    canvas: Canvas, brush: Brush, at, normal, kind: PaintKind = "paint", times: int = 1, **more
) -> PaintStroke:
    stroke = PaintStroke(Film(canvas), kind, brush, ORIGIN, **more)
    for _time in range(times):
        stroke.dab(np.array(at, float), np.array(normal, float), 1.0)
    return stroke


def test_exactly_the_texels_under_the_brush_are_painted() -> None:
    side = 300
    canvas = canvas_of(wall(side))
    dab(canvas, Brush(4.0, 1.0, "constant", color=RED), (12.0, 9.0, 0.0), UP)
    painted = (canvas.colors.reshape(side, side, 3) == RED).all(axis=2)
    row, column = np.mgrid[0:side, 0:side]
    x, y = (column + 0.5) * 20 / side, 20 - (row + 0.5) * 20 / side
    away = np.hypot(x - 12, y - 9)
    assert painted[away < 3.99].all()
    assert not painted[away > 4.01].any()


def test_mirrored_islands_share_their_paint() -> None:
    canvas = canvas_of(wall(200, mirrored=True))
    dab(canvas, Brush(2.0, 1.0, "constant", color=RED), (5.0, 15.0, 0.0), UP)
    painted = (canvas.colors.reshape(200, 200, 3) == RED).all(axis=2)
    assert painted.sum() == pytest.approx(np.pi * 20**2, rel=0.05)
    assert canvas.shared
    assert not TextureCanvas(Surface(globe()), globe()).shared
    # The brush is on the second triangle, whose picture is the first one's, mirrored at the diagonal.
    row, column = np.nonzero(painted)
    assert column.mean() == pytest.approx(150, abs=2)
    assert row.mean() == pytest.approx(150, abs=2)


def test_paint_goes_across_the_seam_and_beside_it() -> None:
    mesh = globe()
    canvas = canvas_of(mesh)
    dab(canvas, Brush(3.0, 1.0, "constant", color=RED), (-10.0, 0.0, 0.0), (-1.0, 0.0, 0.0))
    picture = canvas.colors.reshape(256, 512, 3)
    red = (picture == RED).all(axis=2)
    assert red[128, :8].all()
    assert red[128, -8:].all()
    # The same reach to the east and to the west of the seam.
    assert red[128, :256].sum() == pytest.approx(red[128, 256:].sum(), abs=1)


def test_texels_beside_a_seam_are_painted_with_it() -> None:
    side = 128
    whole = wall(side)
    uv = whole.corner_uv * 0.5 + 0.25  # an island in the middle of the picture
    canvas = canvas_of(whole.with_(corner_uv=uv.astype(np.float32)))
    dab(canvas, Brush(50.0, 1.0, "constant", color=RED), (10.0, 10.0, 0.0), UP)
    red = (canvas.colors.reshape(side, side, 3) == RED).all(axis=2)
    assert red[32:96, 32:96].all()
    assert red[28:32, 32:96].all()  # some more on every side: a picture that is drawn smaller mixes several texels
    assert red[32:96, 96:100].all()
    assert red.sum() <= 72 * 72


def test_texels_of_another_island_are_not_painted_along() -> None:
    side, whole = 128, wall(128)
    low, high = whole.corner_uv * [0.5, 0.4], whole.corner_uv * [0.5, 0.4] + [0.0, 0.4 + 2 / side]
    away = whole.vertices + np.array([100, 0, 0])
    two = Mesh(
        np.concatenate([whole.vertices, away]),
        np.concatenate([whole.faces, whole.faces + 4]),
        corner_uv=np.concatenate([low, high]).astype(np.float32),
        materials=whole.materials,
    )
    canvas = canvas_of(two)
    dab(canvas, Brush(50.0, 1.0, "constant", color=RED), (10.0, 10.0, 0.0), UP)
    red = (canvas.colors.reshape(side, side, 3) == RED).all(axis=2)
    edge = side - round(0.4 * side)  # the first row of the lower island; the other one ends two texels above
    assert red[edge + 1 :, :64].all()
    assert not red[30 : edge - 3, 2:60].any()


@pytest.mark.parametrize("mesh", [colored_ball(), globe()], ids=["vertices", "texels"])
def test_going_over_a_place_again_covers_it_no_more(mesh: Mesh) -> None:
    once, often = canvas_of(mesh), canvas_of(mesh)
    brush = Brush(3.0, 0.5, color=RED)
    dab(once, brush, (10.0, 0.0, 0.0), (1.0, 0.0, 0.0))
    dab(often, brush, (10.0, 0.0, 0.0), (1.0, 0.0, 0.0), times=8)
    assert np.array_equal(once.colors, often.colors)
    half = (np.array(RED) + np.array(BLUE)) / 2
    nearest = np.abs(once.colors.astype(int) - half).max(axis=1).min()
    assert nearest <= 3


@pytest.mark.parametrize("kind", PAINT_KINDS)
@pytest.mark.parametrize("mesh", [colored_ball(), globe()], ids=["vertices", "texels"])
def test_a_stroke_can_be_taken_back(mesh: Mesh, kind: PaintKind) -> None:
    canvas = canvas_of(mesh)
    noise = np.random.default_rng(5).integers(0, 255, canvas.colors.shape, np.uint8)
    canvas.colors[:] = noise
    original = np.full_like(noise, 7)
    source = CloneSource(
        (np.array([0.0, 10.0, 0.0]), np.array([0.0, 1.0, 0.0])), (np.array([10.0, 0, 0]), np.array([1.0, 0, 0])), UP
    )
    stroke = dab(
        canvas, Brush(3.0, 0.8, color=RED), (10, 0, 0), (1, 0, 0), kind, times=3, original=original, source=source
    )
    assert (canvas.colors != noise).any()
    stroke.cancel()
    assert np.array_equal(canvas.colors, noise)


def test_the_eraser_brings_back_the_original() -> None:
    mesh = globe()
    canvas = canvas_of(mesh)
    original = canvas.original(mesh)
    assert original is not None
    dab(canvas, Brush(3.0, 1.0, color=RED), (10.0, 0.0, 0.0), (1.0, 0.0, 0.0)).end()
    assert not np.array_equal(canvas.colors, original)
    dab(canvas, Brush(4.0, 1.0, "constant"), (10.0, 0.0, 0.0), (1.0, 0.0, 0.0), "erase", original=original)
    assert np.array_equal(canvas.colors, original)


def test_blur_softens_a_border_that_runs_along_the_seam() -> None:
    canvas = canvas_of(globe())
    picture = canvas.colors.reshape(256, 512, 3)
    picture[:, :256] = RED  # the other half is blue: the border is the seam, and the meridian opposite
    brush = Brush(3.0, 1.0, "constant")
    dab(canvas, brush, (-10.0, 0.0, 0.0), (-1.0, 0.0, 0.0), "blur", times=12)
    red = picture[128, :, 0].astype(int)
    assert abs(red[1] - red[-2]) < 40
    assert abs(int(picture[128, 254, 0]) - int(picture[128, 257, 0])) == RED[0] - BLUE[0]


def test_clone_copies_a_pattern_the_right_way_round() -> None:
    side = 400
    mesh = wall(side)
    canvas = canvas_of(mesh)
    picture = canvas.colors.reshape(side, side, 3)
    picture[300:340, 60:100] = RED
    picture[300:320, 60:80] = (10, 220, 10)  # its upper left quarter
    before = picture.copy()
    place = lambda row, column: np.array([(column + 0.5) / 20, 20 - (row + 0.5) / 20, 0.0])  # noqa: E731
    source = CloneSource((place(320, 80), UP), (place(100, 300), UP), np.array([0.0, 1.0, 0.0]))
    dab(canvas, Brush(1.8, 1.0, "constant"), place(100, 300), UP, "clone", source=source)
    assert np.array_equal(picture[85:115, 285:315], before[305:335, 65:95])


def test_clone_from_another_side_of_the_model_is_turned_with_the_surface() -> None:
    canvas = canvas_of(globe())
    picture = canvas.colors.reshape(256, 512, 3)
    picture[100:128, 384:] = RED  # north of the equator, from 90° east on
    source = CloneSource(
        (np.array([0.0, 10.0, 0.0]), np.array([0.0, 1.0, 0.0])), (np.array([10.0, 0, 0]), np.array([1.0, 0, 0])), UP
    )
    dab(canvas, Brush(2.0, 1.0, "constant"), (10.0, 0.0, 0.0), (1.0, 0.0, 0.0), "clone", source=source)
    assert tuple(picture[120, 264]) == RED  # 0° is column 256: north-east of the place
    assert tuple(picture[120, 248]) == BLUE
    assert tuple(picture[136, 264]) == BLUE


def test_a_mirrored_stroke_paints_both_sides() -> None:
    canvas = canvas_of(globe())
    dab(canvas, Brush(2.0, 1.0, color=RED, mirror="x"), (9.0, 4.0, 1.0), (0.9, 0.4, 0.1))
    picture = canvas.colors.reshape(256, 512, 3)
    red = (picture[..., 0] > 150).sum(axis=0)
    assert red[256:384].sum() == pytest.approx(red[384:].sum(), rel=0.02)
    assert red[:256].sum() == 0


def test_colors_are_taken_as_they_are_seen_and_painted_so_that_they_are() -> None:
    mesh = globe(color=(200, 200, 200))
    tinted = mesh.with_(materials=(Material("map", (128, 255, 255, 255), mesh.materials[0].texture),))
    surface = Surface(tinted)
    canvas = TextureCanvas(surface, tinted)
    hit = surface.hit(np.array([50.0, 0, 0]), np.array([-1.0, 0, 0]))
    assert hit is not None
    assert canvas.color_at(hit) == (100, 200, 200)
    dab(canvas, Brush(2.0, 1.0, "constant", color=(60, 70, 80)), (10.0, 0.0, 0.0), (1.0, 0.0, 0.0))
    assert canvas.color_at(hit) == pytest.approx((60, 70, 80), abs=1)


def test_the_painted_mesh_keeps_what_is_not_painted() -> None:
    mesh = wall()
    other = Texture(np.full((4, 4, 4), 9, np.uint8))
    two = mesh.with_(
        materials=(*mesh.materials, Material("other", texture=other)), face_material=np.array([0, 1], np.int16)
    )
    canvas = canvas_of(two)
    dab(canvas, Brush(1.5, 1.0, "constant", color=RED), (12.0, 4.0, 0.0), UP)
    after = canvas.painted(two, canvas.colors)
    assert after.materials[1].texture is other
    assert after.materials[0].texture.pixels[..., 3].min() == 77
    assert (after.materials[0].texture.pixels[..., 0] == RED[0]).any()
    assert np.array_equal(canvas.original(after), canvas.colors)
    vertex = colored_ball()
    assert (canvas_of(vertex).painted(vertex, canvas_of(vertex).colors).vertex_colors == vertex.vertex_colors).all()


def test_the_far_side_of_a_thin_wall_is_not_painted() -> None:
    front = wall(200)
    back = front.with_(
        vertices=front.vertices - [0, 0, 0.3], faces=front.faces[:, ::-1], corner_uv=front.corner_uv[:, ::-1]
    )
    both = Mesh(
        np.concatenate([front.vertices, back.vertices]),
        np.concatenate([front.faces, back.faces + 4]),
        corner_uv=np.concatenate([front.corner_uv * 0.4, back.corner_uv * 0.4 + 0.5]).astype(np.float32),
        materials=front.materials,
    )
    canvas = canvas_of(both)
    dab(canvas, Brush(5.0, 1.0, color=RED), (10.0, 10.0, 0.0), UP)
    picture = canvas.colors.reshape(200, 200, 3)
    assert (picture[120:, :80] == RED).any()
    assert (picture[:100, 100:] == BLUE).all()
