"""Places of real figurines, mended: closed stays closed, and everything around stays to the bit."""

from pathlib import Path

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.arrays import BoolArray
from app.mesh.fixing import ALL
from app.mesh.loading import load
from app.mesh.mesh import Mesh
from app.mesh.selecting.links import links_of
from app.mesh.selecting.regions import reached
from app.settings.process import find_process
from tests.unit.mesh.fixing.test_fixing import is_closed, rows

CLOSED = ("3d-desktop-pet--public-sample.glb", "TRELLIS--sample.glb", "meshes--penguin_hr.obj", "point-e--corgi.ply")
TOOLS = ("delete_and_fill", "smooth_here", "remesh_here", "flatten_here", "extrude_here", "separate")


def place(mesh: Mesh, seed: int, share: float) -> BoolArray:
    """A connected place of about this share of the faces, ragged as a quick lasso leaves it."""
    middles = mesh.vertices[mesh.faces].mean(axis=1)
    first = int(np.random.default_rng(seed).integers(len(mesh.faces)))
    apart = np.linalg.norm(middles - middles[first], axis=1)
    return reached(links_of(mesh.faces), apart < np.quantile(apart, share), np.arange(len(apart)) == first)


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("tool", TOOLS)
def test_a_place_is_mended_and_the_rest_stays(corpus: Path, name: str, tool: str):
    mesh = load(corpus / "figurines" / name, silent()).mesh.scaled_to_height(100.0)
    assert is_closed(mesh)
    for seed, share in ((1, 0.01), (2, 0.05)):
        chosen = place(mesh, seed, share)
        result = ALL[tool].run(mesh, {"faces": np.flatnonzero(chosen)}, find_process(None), silent()).mesh
        assert is_closed(result)
        assert set(rows(mesh, ~chosen)) <= set(rows(result))
        assert result.color == mesh.color
