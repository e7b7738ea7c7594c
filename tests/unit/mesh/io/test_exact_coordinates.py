"""A surface that was proven in memory must be the same surface in the file: coordinates that a float holds come back."""

from pathlib import Path

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.loading import FORMATS, load, save
from tests.unit.mesh.shapes import icosphere


@pytest.mark.parametrize("suffix", sorted(s for f in FORMATS if f.writes and f.reads for s in f.suffixes))
def test_coordinates_come_back_to_the_bit(tmp_path: Path, suffix: str) -> None:
    rng = np.random.default_rng(7)
    mesh = icosphere()
    vertices = (mesh.vertices * 7 + rng.normal(size=mesh.vertices.shape) + [17, -23, 60]).astype(np.float32)
    mesh = mesh.with_(vertices=vertices.astype(np.float64))
    path = tmp_path / f"mesh{suffix}"
    save(mesh, path, silent())
    again = load(path, silent()).mesh
    assert np.array_equal(again.vertices[again.faces], mesh.vertices[mesh.faces])
