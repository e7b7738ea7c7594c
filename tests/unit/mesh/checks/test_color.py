"""Pictures, their coordinates and sharpness, unpainted skin and the gamut, on a ball that is painted for the purpose."""

import importlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.jobs.progress import silent
from app.mesh.gamut import box_of, gamut
from app.mesh.inspection import Inspection
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.paint import paint
from app.mesh.report import Finding
from app.settings.process import find_process
from tests.unit.mesh.shapes import box, uv_sphere

ALL = ("textures", "unpainted", "texture_resolution", "texture_coordinates", "gamut")


def check(name: str, mesh: Mesh, process: str = "full-color-jetting", height_mm: float | None = 40.0) -> Finding:
    inspection = Inspection(mesh, find_process(process), height_mm, silent())
    found: Finding = importlib.import_module(f"app.mesh.checks.{name}").CHECK.finding(inspection)
    assert np.isfinite(list(found.values.values())).all()
    assert (len(found.places.indices) > 0) == (len(found.places.boxes) > 0)
    return found


def picture(color: tuple[int, ...], side: int = 64) -> NDArray[np.uint8]:
    pixels = np.full((side, side, 4), 255, np.uint8)
    pixels[:, :, : len(color)] = color
    return pixels


def painted(pixels: NDArray[np.uint8], mesh: Mesh | None = None) -> Mesh:
    """The mesh with the picture seen from the front: x over the width, z over the height."""
    mesh = mesh or uv_sphere()
    low, size = mesh.bounds[0], mesh.size_mm
    uv = ((mesh.vertices - low) / size)[:, [0, 2]][mesh.faces]
    return mesh.with_(corner_uv=uv, materials=(Material(texture=Texture(pixels)),))


def plain(color: tuple[int, int, int], alpha: int = 255) -> Mesh:
    mesh = uv_sphere()
    return mesh.with_(vertex_colors=np.tile(np.array([*color, alpha], np.uint8), (len(mesh.vertices), 1)))


def test_paint_is_weighted_by_area_and_looks_up_the_right_texel() -> None:
    pixels = picture((200, 0, 0))
    pixels[:32] = (0, 0, 200, 255)  # the upper half of the picture
    mesh = painted(pixels, box((20, 20, 20)))
    kept, areas = np.arange(12, dtype=np.int32), np.full(12, 200.0)
    found = paint(mesh, kept, areas)
    assert found.area.sum() == pytest.approx(2400)
    assert found.textured.all()
    assert len(found.face) > 100_000, "few faces get many points"
    blue = found.color[:, 2] == 200
    walls = np.isin(found.face, np.flatnonzero(np.ptp(mesh.vertices[mesh.faces][:, :, 2], axis=1) > 0))
    assert found.area[walls & blue].sum() == pytest.approx(800, rel=0.01)
    assert found.area[walls & ~blue].sum() == pytest.approx(800, rel=0.01)
    again = paint(mesh, kept, areas)
    assert (again.color == found.color).all()


def test_paint_mixes_vertex_colors_and_tints_by_the_material() -> None:
    mesh = box()
    shade = np.zeros((8, 4), np.uint8)
    shade[mesh.vertices[:, 2] > 0] = 255
    shade[:, 3] = 255
    found = paint(mesh.with_(vertex_colors=shade), np.arange(12, dtype=np.int32), np.full(12, 200.0))
    assert (found.color[:, 0] * found.area).sum() / found.area.sum() == pytest.approx(127.5, abs=1)
    red = box().with_(materials=(Material(base_color=(255, 0, 0, 255)),))
    assert (paint(red, np.arange(12, dtype=np.int32), np.full(12, 200.0)).color == (255, 0, 0, 255)).all()


def test_without_colour_and_without_a_picture() -> None:
    bare = check("textures", uv_sphere())
    assert (bare.count, bare.severity) == (1, "informs")
    lost = uv_sphere()
    lost = lost.with_(corner_uv=painted(picture((9, 9, 9))).corner_uv)
    found = check("textures", lost)
    assert (found.count, found.severity) == (1, "warns")
    assert "missing" in str(found.message)
    assert check("textures", plain((100, 100, 100))).count == 0
    assert check("textures", painted(picture((100, 100, 100)))).count == 0
    for name in ALL:
        assert check(name, lost, "white-resin").count == 0, "white resin has no colour to check"


@pytest.mark.parametrize(("side", "severity", "count"), [(64, "warns", 1), (250, "informs", 0), (1024, "informs", 0)])
def test_sharpness_at_the_printed_size(side: int, severity: str, count: int) -> None:
    mesh = painted(picture((90, 120, 90), side), box((20, 20, 20)))
    walls = np.flatnonzero(np.abs(np.diff(mesh.vertices[mesh.faces][:, :, 1], axis=1)).max(axis=1) == 0)
    front = mesh.keep_faces(walls)  # seen straight on: side texels over 20 mm
    found = check("texture_resolution", front)
    assert (found.severity, found.count) == (severity, count)
    assert found.values["median_dpi"] == pytest.approx(side / 20 * 25.4, rel=0.01)
    twice = check("texture_resolution", front.scaled(2.0))
    assert twice.values["median_dpi"] == pytest.approx(found.values["median_dpi"] / 2, rel=0.01)


def test_sharpness_of_plain_colours_and_of_no_size() -> None:
    ball = painted(picture((90, 90, 90)))
    assert ball.corner_uv is not None
    palette = ball.with_(corner_uv=np.full_like(ball.corner_uv, 0.3))
    assert check("texture_resolution", palette).count == 0
    assert "plain" in str(check("texture_resolution", palette).message)
    assert not check("texture_resolution", ball.scaled(0.01), height_mm=None).ran


def test_texture_coordinates() -> None:
    ball = painted(picture((90, 90, 90)))
    assert ball.corner_uv is not None
    tiled = check("texture_coordinates", ball.with_(corner_uv=ball.corner_uv * 3))
    assert tiled.count > 0
    assert tiled.severity == "informs"
    assert tiled.values["outside_share"] > 0.5
    streaks = ball.corner_uv.copy()
    streaks[:100, :, 1] = 0.5
    found = check("texture_coordinates", ball.with_(corner_uv=streaks))
    assert found.severity == "warns"
    assert np.count_nonzero(found.places.indices < 100) > 90
    assert np.count_nonzero(found.places.indices >= 100) < 10, (
        "a few at the outline are drawn out by the projection itself"
    )
    assert tiled.values["shared_share"] > 0.9
    half = check("texture_coordinates", ball)
    assert half.values["shared_share"] > 0.95, "front and back share the picture"
    front = ball.keep_faces(uv_sphere().vertices[ball.faces][:, :, 1].mean(axis=1) < 0)
    assert check("texture_coordinates", front).values["shared_share"] < 0.01
    assert half.count == 0
    assert half.values["mirrored_share"] == pytest.approx(0.5, abs=0.02), "the back is seen through the front"
    assert check("texture_coordinates", uv_sphere()).count == 0


@pytest.mark.parametrize(
    ("color", "severity"), [((255, 0, 255, 255), "warns"), ((40, 90, 40, 0), "warns"), ((0, 0, 0, 255), "informs")]
)
def test_unpainted_skin(color: tuple[int, ...], severity: str) -> None:
    pixels = picture((90, 120, 90))
    pixels[:16] = color  # the upper quarter
    found = check("unpainted", painted(pixels))
    assert found.count == 1
    assert found.severity == severity
    top = uv_sphere()
    z = top.vertices[top.faces][:, :, 2]
    named = set(found.places.indices.tolist())
    assert set(np.flatnonzero(z.min(axis=1) > 10).tolist()) <= named <= set(np.flatnonzero(z.max(axis=1) > 10).tolist())
    assert max(found.values.values()) == pytest.approx(0.25, abs=0.02)


def test_painted_skin() -> None:
    for color in ((90, 120, 90), (20, 10, 10), (250, 30, 200)):
        assert check("unpainted", painted(picture(color))).count == 0
    assert check("unpainted", plain((0, 0, 0))).count == 0, "black points are a colour that somebody chose"


def test_the_gamut_of_coated_paper() -> None:
    inks = gamut("FOGRA39L_coated.icc")
    colors = np.array([(128, 128, 128), (200, 150, 130), (0, 255, 0), (0, 0, 255), (255, 255, 255)], np.uint8)
    grey, skin, green, blue, white = inks.difference[box_of(colors)]
    assert max(grey, skin, white) < 2.0
    assert min(green, blue) > 10.0
    assert 0.3 < (inks.difference > 5).mean() < 0.8


@pytest.mark.parametrize(("color", "severity", "count"), [((200, 150, 130), "informs", 0), ((0, 255, 60), "warns", 1)])
def test_colours_that_inks_cannot_show(color: tuple[int, int, int], severity: str, count: int) -> None:
    found = check("gamut", plain(color))
    assert (found.severity, found.count) == (severity, count)
    if count:
        assert len(found.places.indices) == len(uv_sphere().faces)
        assert found.values["share"] == pytest.approx(1.0)


def test_a_touch_of_green_is_for_information_and_black_is_counted() -> None:
    pixels = picture((200, 150, 130))
    pixels[:6] = (0, 255, 60, 255)
    pixels[-16:] = (12, 8, 10, 255)
    found = check("gamut", painted(pixels))
    assert found.severity == "informs"
    assert 0.02 < found.values["share"] < 0.15
    assert found.values["dark_share"] == pytest.approx(0.25, abs=0.02)


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        gamut("none.icc", tmp_path)
    process = find_process("full-color-jetting").model_copy(update={"color_profile": "none.icc"})
    module = importlib.import_module("app.mesh.checks.gamut")
    found = module.CHECK.finding(Inspection(plain((9, 9, 9)), process, 40.0, silent()))
    assert not found.ran
    assert "none.icc" in str(found.message)


def test_more_triangles_than_the_process_takes() -> None:
    process = find_process("full-color-jetting").model_copy(update={"max_triangles": 100})
    module = importlib.import_module("app.mesh.checks.triangle_count")
    many = module.CHECK.finding(Inspection(uv_sphere(), process, 40.0, silent()))
    assert (many.severity, many.count, many.repairs) == ("warns", len(uv_sphere().faces), ("reduce",))
    few = module.CHECK.finding(Inspection(box(), process, 40.0, silent()))
    assert few.passed
    assert few.repairs == ()


def test_nothing_at_all() -> None:
    nothing = Mesh(vertices=np.zeros((0, 3)), faces=np.zeros((0, 3), np.int32))
    textured = nothing.with_(corner_uv=np.zeros((0, 3, 2)), materials=(Material(texture=Texture(picture((1, 2, 3)))),))
    for name in ALL:
        for mesh in (nothing, textured):
            assert check(name, mesh).count <= (name == "textures")
