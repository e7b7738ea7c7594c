"""Thin parts grow to what is asked, softly, and nothing else does."""

from pathlib import Path

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.inspect import inspect
from app.mesh.mesh import Mesh
from app.mesh.preparing import ALL
from app.settings.process import find_process
from tests.unit.mesh.preparing.figures import figurine, solid, tinted
from tests.unit.mesh.shapes import box, icosphere, moved, together

PROCESS = find_process("full-color-jetting")


def thickened(mesh: Mesh, **values: float) -> tuple[Mesh, str]:
    result = ALL["thicken_thin"].run(mesh, values, PROCESS, silent())
    return result.mesh, str(result.summary)


def leaf() -> Mesh:
    """An upright plate 40 mm long (y), 4 mm thick (x), in the middle 0.4 mm only."""
    n = 81
    x = np.linspace(-20, 20, n)
    y = np.linspace(-8, 8, 33)
    half = np.where(np.abs(x) < 6, 0.2, 2.0)
    grid = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1).reshape(-1, 2)
    z = np.repeat(half, len(y))
    top, low = np.column_stack([grid, z + 10]), np.column_stack([grid, 10 - z])
    i, j = np.meshgrid(np.arange(n - 1), np.arange(len(y) - 1), indexing="ij")
    a = (i * len(y) + j).reshape(-1)
    b, c, d = a + len(y), a + len(y) + 1, a + 1
    up = np.vstack([np.column_stack([a, b, c]), np.column_stack([a, c, d])])
    shift = len(top)
    rim = np.concatenate([
        np.arange(n) * len(y), (n - 1) * len(y) + np.arange(1, len(y)),
        np.arange(n - 2, -1, -1) * len(y) + len(y) - 1, np.arange(len(y) - 2, 0, -1),
    ])  # fmt: skip
    after = np.roll(rim, -1)
    side = np.vstack([np.column_stack([rim + shift, after + shift, after]), np.column_stack([rim + shift, after, rim])])
    return Mesh(np.vstack([top, low])[:, [2, 0, 1]], np.vstack([up, up[:, ::-1] + shift, side]).astype(np.int32))


def test_only_what_is_thin_grows():
    mesh = tinted(leaf())
    solid(mesh)
    after, words = thickened(mesh)
    assert words == "Made 1 thin part thick enough; 0 are left"
    assert inspect(after, PROCESS, None, silent()).finding("wall_thickness").count == 0
    assert inspect(after, PROCESS, None, silent()).printable
    moved_by = np.linalg.norm(after.vertices - mesh.vertices, axis=1)
    along = np.abs(mesh.vertices[:, 1])
    assert moved_by[along > 8.0].max() == 0.0
    assert 0.25 < moved_by[along < 5.0].max() < 0.5
    assert after.faces.tobytes() == mesh.faces.tobytes()
    assert after.vertex_colors.tobytes() == mesh.vertex_colors.tobytes()
    assert np.abs(after.vertices[:, 2]).max() < 8.0 + 0.1  # the rim does not grow sideways


def test_as_thick_as_asked():
    plates = together(box((20.0, 20.0, 1.5), at=(0, 0, 12.0)), moved(icosphere(10.0), (40.0, 0, 10.0)))
    after, words = thickened(plates)
    assert after is plates
    assert words == "No wall or rod is too thin"
    after, _ = thickened(plates, min_mm=2.5)
    assert 2.45 < np.ptp(after.vertices[:8, 2]) < 2.7
    assert after.vertices[8:].tobytes() == plates.vertices[8:].tobytes()


@pytest.mark.parametrize("name", ["TRELLIS--sample.glb", "vtk-data--lucy.ply"])
def test_figures_stay_printable(corpus: Path, name: str):
    mesh = figurine(corpus, name, 80.0)
    before = inspect(mesh, PROCESS, None, silent())
    after, _ = thickened(mesh)
    report = inspect(after, PROCESS, None, silent())
    assert before.printable
    assert report.printable
    thin = [(r.finding("wall_thickness").count, r.finding("min_feature").count) for r in (before, report)]
    assert sum(thin[0]) > 0
    assert sum(thin[1]) == 0
    assert after.color == mesh.color
    assert np.mean((after.vertices != mesh.vertices).any(axis=1)) < 0.05


def test_the_growth_fades_out():
    mesh = leaf()
    after, _ = thickened(mesh)
    moved_by = np.linalg.norm(after.vertices - mesh.vertices, axis=1)
    top = mesh.faces[: 80 * 32 * 2]
    for k in range(3):
        a, b = top[:, k], top[:, (k + 1) % 3]
        same = mesh.vertices[a, 0] == mesh.vertices[b, 0]  # not up the step, where the skin is upright
        assert np.abs(moved_by[a] - moved_by[b])[same].max() < 0.4
