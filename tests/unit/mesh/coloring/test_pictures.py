"""Baking, vertex colours, sizes of pictures, colours from a photo."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.errors import AppError, FileRefusedError, RepairFailedError
from app.jobs.progress import silent
from app.mesh.bake.source_color import SourceColor
from app.mesh.colorimetry import ciede2000, lab_of
from app.mesh.coloring import ALL
from app.mesh.coloring.dots import dots_per_inch
from app.mesh.coloring.palette import palette
from app.mesh.coloring.resized import smaller
from app.mesh.coloring.vertex_colors import painted_vertices
from app.mesh.kernels.columns import times_covered
from app.mesh.kernels.edges import edge_table
from app.mesh.loading import load
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.srgb import srgba8_from_linear
from app.mesh.tints.oklab import oklab_of
from app.settings.process import find_process
from tests.unit.mesh.bake.colored_shapes import gradient, painted_ball, two_sided_plate
from tests.unit.mesh.coloring.test_recolored import two_materials, unwrapped_box, vertex_ball
from tests.unit.mesh.shapes import icosphere

PROCESS = find_process(None)


def run(tool: str, mesh: Mesh, **values: Any) -> Mesh:
    return ALL[tool].run(mesh, values, PROCESS, silent()).mesh


def smooth_ball(subdivisions: int = 3) -> Mesh:
    """A ball with a picture without steps, and without a seam that anybody sees."""
    ball = icosphere(20.0, subdivisions)
    pixels = gradient(512).pixels.copy()
    pixels[..., 2] = 90
    uv = ball.vertices[ball.faces][:, :, [0, 2]] / 44 + 0.5
    return ball.with_(corner_uv=uv.astype(np.float32), materials=(Material("skin", texture=Texture(pixels)),))


def shown(mesh: Mesh, weights: np.ndarray) -> np.ndarray:
    """(F, 3) sRGB at these weights of every face, as the renderers mix it."""
    faces = np.arange(len(mesh.faces), dtype=np.int32)
    light = SourceColor.of(mesh).at(faces, np.broadcast_to(weights, (len(faces), 3)).copy())
    return srgba8_from_linear(light)[:, :3]


def apart(first: Mesh, second: Mesh) -> np.ndarray:
    """ΔE00 at four points of each face of two meshes with the same faces."""
    places = np.array([[1, 1, 1], [4, 1, 1], [1, 4, 1], [1, 1, 4]]) / np.array([[3], [6], [6], [6]])
    return np.concatenate([ciede2000(lab_of(shown(first, w)), lab_of(shown(second, w))) for w in places])


@pytest.mark.parametrize("make", [smooth_ball, vertex_ball, two_materials, two_sided_plate, unwrapped_box])
def test_baking_keeps_the_looks_without_overlaps(make: Any) -> None:
    mesh = make()
    result = run("bake_texture", mesh, size="512")
    assert len(result.materials) == 1
    texture = result.materials[0].texture
    assert texture is not None
    assert texture.pixels.shape == (512, 512, 4)
    assert result.vertex_colors is None
    np.testing.assert_array_equal(result.vertices, mesh.vertices)
    np.testing.assert_array_equal(result.faces, mesh.faces)
    assert result.corner_uv is not None
    assert result.corner_uv.min() >= 0
    assert result.corner_uv.max() <= 1
    assert (times_covered(result.corner_uv.astype(np.float64), 512) > 1).mean() < 0.01
    difference = apart(mesh, result)
    assert np.quantile(difference, 0.95) < 2.5
    assert difference.mean() < 0.8


def test_baking_fills_a_good_part_of_the_picture() -> None:
    result = run("bake_texture", vertex_ball(), size="1024")
    assert result.corner_uv is not None
    covered = (times_covered(result.corner_uv.astype(np.float64), 1024) > 0).mean()
    assert covered > 0.5


def test_baking_a_finer_picture_averages_it() -> None:
    """A checker of single texels becomes even grey of the same light, not a pattern of its own."""
    mesh = unwrapped_box()
    pixels = np.full((1024, 1024, 4), 255, np.uint8)
    pixels[..., :3] = (np.indices((1024, 1024)).sum(axis=0) % 2 * 255).astype(np.uint8)[..., None]
    mesh = mesh.with_(materials=(Material("checker", texture=Texture(pixels)),))
    result = run("bake_texture", mesh, size="512")
    middle = shown(result, np.full(3, 1 / 3)).astype(int)
    assert np.abs(middle - 188).max() < 40  # half of the light is 188 of 255
    assert np.abs(np.median(middle) - 188) < 12


def test_a_smooth_picture_becomes_vertex_colors_that_look_the_same() -> None:
    mesh = smooth_ball(4)
    result, error = painted_vertices(mesh, silent())
    assert result.color == "vertex"
    assert not result.materials
    assert apart(mesh, result).mean() < 0.6
    assert abs(float(error.mean()) - float(apart(mesh, result).mean())) < 0.3


def test_refining_keeps_the_shape_and_gets_nearer_to_the_picture() -> None:
    coarse = painted_ball(subdivisions=2)
    rough = run("vertex_colors", coarse, faces_most=len(coarse.faces))
    fine = run("vertex_colors", coarse, faces_most=6_000, error=2.0)
    assert len(rough.faces) == len(coarse.faces)
    assert 4 * len(coarse.faces) < len(fine.faces) <= 6_000
    edges = edge_table(fine.faces)
    assert (edges.count == 2).all()
    np.testing.assert_array_equal(fine.vertices[: len(coarse.vertices)], coarse.vertices)

    def volume(mesh: Mesh) -> float:
        a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)

    assert volume(fine) == pytest.approx(volume(coarse), rel=1e-9)
    _, before = painted_vertices(coarse, silent())
    summary = str(ALL["vertex_colors"].run(coarse, {"faces_most": 6_000}, PROCESS, silent()).summary)
    assert "ΔE00" in summary
    error = float(summary.split("ΔE00 ")[1].split(" ", maxsplit=1)[0])
    assert error < 0.5 * float(before.mean())


def test_vertex_colors_stay_as_they_are() -> None:
    mesh = vertex_ball()
    assert run("vertex_colors", mesh) is mesh


def test_sizes_of_pictures_and_what_is_said_of_them() -> None:
    mesh = smooth_ball()
    done = ALL["texture_size"].run(mesh, {"side_px": 128}, PROCESS, silent())
    texture = done.mesh.materials[0].texture
    assert texture is not None
    assert texture.pixels.shape == (128, 128, 4)
    assert dots_per_inch(done.mesh) == pytest.approx(dots_per_inch(mesh) / 4, rel=1e-3)
    assert "512" in str(done.summary)
    assert "128" in str(done.summary)
    np.testing.assert_array_equal(done.mesh.corner_uv, mesh.corner_uv)
    assert apart(mesh, done.mesh).mean() < 1
    assert run("texture_size", mesh, side_px=1024) is mesh  # never larger unless asked
    larger = ALL["texture_size"].run(mesh, {"side_px": 1000, "enlarge": "yes"}, PROCESS, silent())
    texture = larger.mesh.materials[0].texture
    assert texture is not None
    assert texture.pixels.shape == (1000, 1000, 4)
    assert "no more detail" in str(larger.summary)
    with pytest.raises(RepairFailedError):
        run("texture_size", vertex_ball(), side_px=256)


@pytest.mark.parametrize("size", [(64, 128), (60, 100), (37, 41), (1, 3)])
def test_making_smaller_is_the_mean_of_the_light(size: tuple[int, int]) -> None:
    """Against the whole picture averaged at once, in doubles."""
    rng = np.random.default_rng(5)
    pixels = rng.integers(0, 256, (256, 512, 4)).astype(np.uint8)
    pixels[..., 3] = 255
    everything = np.ones((256, 512), np.bool_)
    result = smaller(pixels, everything, size, silent())
    value = pixels[..., :3] / 255
    light = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)

    def spans(old: int, new: int) -> np.ndarray:
        edges = np.arange(new + 1) * old / new
        cell = np.arange(old)
        overlap = np.minimum(edges[1:, None], cell + 1) - np.maximum(edges[:-1, None], cell)
        overlap = np.clip(overlap, 0, None)
        return overlap / overlap.sum(axis=1, keepdims=True)

    mean = np.einsum("yi,ijc,xj->yxc", spans(256, size[0]), light, spans(512, size[1]), optimize=True)
    wanted = np.where(mean <= 0.0031308, 12.92 * mean, 1.055 * mean ** (1 / 2.4) - 0.055) * 255
    assert np.abs(result[..., :3] - wanted).max() < 1.6


def test_what_no_face_shows_does_not_bleed_in() -> None:
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[...] = (255, 0, 255, 255)
    shown_ = np.zeros((64, 64), np.bool_)
    shown_[10:30, 10:30] = True
    pixels[shown_] = (10, 120, 40, 255)
    result = smaller(pixels, shown_, (16, 16), silent())
    assert np.abs(result[3:7, 3:7, :3].astype(int) - (10, 120, 40)).max() <= 12
    assert np.abs(result[2, 2, :3].astype(int) - (10, 120, 40)).max() <= 12  # a corner of it is shown


@pytest.fixture
def photo(tmp_path: Path) -> str:
    pixels = np.zeros((60, 80, 4), np.uint8)
    pixels[:30], pixels[30:] = (230, 150, 60, 255), (40, 60, 120, 255)
    pixels[:, :10] = (0, 255, 0, 0)  # transparent: does not count
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    return str(tmp_path / "photo.png")


def test_the_mood_of_a_photo(photo: str) -> None:
    mesh = smooth_ball()
    result = run("recolor_from_photo", mesh, photo=photo, strength=100.0)
    seen = oklab_of(shown(result, np.full(3, 1 / 3)))
    pixels = np.asarray(Image.open(photo))
    wanted = oklab_of(pixels[pixels[..., 3] > 0][:, :3])
    np.testing.assert_allclose(seen.mean(axis=0), wanted.mean(axis=0), atol=0.03)
    kept = run("recolor_from_photo", mesh, photo=photo, strength=100.0, keep_lightness="yes")
    before, after = (oklab_of(shown(m, np.full(3, 1 / 3)))[:, 0] for m in (mesh, kept))
    assert np.median(np.abs(before - after)) < 0.03
    assert run("recolor_from_photo", mesh, photo=photo, strength=0.0) is mesh


def test_the_palette_of_a_photo(photo: str) -> None:
    """Dark becomes the dark of the photo, light its light."""
    mesh = two_sided_plate().with_(
        materials=(
            Material("dark", texture=Texture(np.full((80, 80, 4), (60, 20, 20, 255), np.uint8))),
            Material("light", texture=Texture(np.full((80, 80, 4), (200, 220, 200, 255), np.uint8))),
        )
    )
    result = run("recolor_from_photo", mesh, photo=photo, way="palette", colors=2, strength=100.0)
    shades = [m.texture.pixels[0, 0, :3] for m in result.materials if m.texture is not None]
    assert np.abs(shades[0].astype(int) - (40, 60, 120)).max() < 12
    assert np.abs(shades[1].astype(int) - (230, 150, 60)).max() < 12


def test_palettes_find_the_colors_that_are_there() -> None:
    rng = np.random.default_rng(1)
    middle = np.array([[0.2, 0.1, 0.0], [0.5, -0.1, 0.1], [0.9, 0.0, -0.05]])
    lab = (middle[rng.integers(0, 3, 3000)] + rng.normal(0, 0.01, (3000, 3))).astype(np.float32)
    found = palette(lab, np.ones(3000), 3)
    order = np.argsort(found.colors[:, 0])
    np.testing.assert_allclose(found.colors[order], middle, atol=0.005)
    np.testing.assert_allclose(found.share, 1 / 3, atol=0.05)
    assert len(palette(np.zeros((5, 3), np.float32), np.ones(5), 4).colors) == 1


def test_photos_that_cannot_be_used_are_refused_with_a_sentence(tmp_path: Path) -> None:
    mesh = smooth_ball()
    junk, clear = tmp_path / "junk.png", tmp_path / "clear.png"
    junk.write_bytes(b"no picture")
    Image.fromarray(np.zeros((4, 4, 4), np.uint8)).save(clear)
    for name in (junk, clear, tmp_path / "missing.png"):
        with pytest.raises(FileRefusedError):
            run("recolor_from_photo", mesh, photo=str(name))
    with pytest.raises(AppError):
        run("recolor_from_photo", mesh)


@pytest.mark.corpus
def test_a_real_figurine_is_baked_and_painted(corpus: Path) -> None:
    mesh = load(corpus / "figurines" / "TRELLIS--sample.glb", silent()).mesh.scaled_to_height(100.0)
    baked = run("bake_texture", mesh, size="2048")
    assert apart(mesh, baked).mean() < 1
    vertices = ALL["vertex_colors"].run(mesh, {"faces_most": 20_000}, PROCESS, silent())
    assert len(vertices.mesh.faces) <= 20_000
    assert float(str(vertices.summary).split("ΔE00 ")[1].split(" ")[0]) < 1.5
