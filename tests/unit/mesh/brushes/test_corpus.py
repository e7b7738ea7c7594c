"""Brushes on real models, broken ones among them: nothing fails, and a stroke can always be taken back to the bit."""

from pathlib import Path

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.brushes.brush import PAINT_KINDS, SCULPT_KINDS, Brush
from app.mesh.brushes.canvas import VertexCanvas
from app.mesh.brushes.clone import CloneSource
from app.mesh.brushes.film import Film
from app.mesh.brushes.paint_stroke import PaintStroke
from app.mesh.brushes.sculpt_stroke import SculptStroke
from app.mesh.brushes.surface import Surface
from app.mesh.brushes.texture_canvas import TextureCanvas
from app.mesh.loading import load

MODELS = (
    "broken/trimesh--soup.stl",
    "broken/manifold--openscad-nonmanifold-crash.obj",
    "broken/meshoptimizer--pirate.glb",
    "figurines/gradio--Fox.gltf",
    "figurines/gradio--face.obj",
)
pytestmark = pytest.mark.corpus


@pytest.mark.parametrize("name", MODELS)
def test_every_brush_works_on_every_model(corpus: Path, name: str) -> None:
    mesh = load(corpus / name, silent()).mesh
    surface, diagonal = Surface(mesh), mesh.diagonal
    if mesh.textured:
        canvas = TextureCanvas(surface, mesh)
    else:
        white = mesh.with_(vertex_colors=np.full((len(mesh.vertices), 4), 200, np.uint8))
        canvas = VertexCanvas(surface, white)
    middle = mesh.bounds.mean(axis=0)
    face = mesh.faces[len(mesh.faces) // 2]
    way = np.array([0.3, 0.8, -0.5]) / np.linalg.norm([0.3, 0.8, -0.5])
    hit = surface.hit(mesh.vertices[face].mean(axis=0) - way * 2 * diagonal, way)
    assert hit is not None
    brush = Brush(0.08 * diagonal, 0.7, mirror="x", connected=True)
    for kind in SCULPT_KINDS:
        stroke = SculptStroke(surface, kind, brush, middle)
        for _dab in range(3):
            stroke.dab(hit.point, hit.normal, hit.face, 1.0, np.full(3, 0.01) * diagonal)
        assert np.isfinite(surface.vertices).all()
        stroke.cancel()
        assert surface.vertices.tobytes() == mesh.vertices.tobytes()
    before = canvas.colors.copy()
    for paint in PAINT_KINDS:
        source = CloneSource(
            (hit.point, hit.normal), (hit.point + 0.1 * diagonal, hit.normal), np.array([0.0, 0.0, 1.0])
        )
        drawn = PaintStroke(Film(canvas), paint, brush, middle, np.full_like(before, 9), source)
        drawn.dab(hit.point, hit.normal, 1.0)
        drawn.cancel()
        assert np.array_equal(canvas.colors, before)
