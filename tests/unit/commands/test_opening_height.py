"""Which printed height is proposed for a model that is opened."""

from pathlib import Path

import pytest
import trimesh

from app.commands.work import open_in_store
from app.jobs.progress import silent
from app.settings.process import find_process
from app.storage.mesh_store import FolderMeshStore


@pytest.mark.parametrize(
    ("sides", "height_mm"),
    [
        ((230.0, 230.0, 5.0), 5.0 * 0.99 * 218 / 230),  # a relief: 100 mm high it would be 4.6 m wide
        ((600.0, 400.0, 4.0), 4.0 * 0.99 * 260 / 600),
        ((150.0, 150.0, 180.0), 100.0),
    ],
)
def test_what_is_proposed_can_be_printed(tmp_path: Path, sides: tuple[float, float, float], height_mm: float) -> None:
    trimesh.creation.box(sides).export(tmp_path / "it.stl")
    store, process = FolderMeshStore(tmp_path / "store"), find_process("white-resin")
    opened = open_in_store(store, tmp_path / "it.stl", process, 100.0, silent())
    assert opened.height_mm == pytest.approx(height_mm, rel=1e-5)
    assert process.prints(store.get(opened.revision).size_mm.tolist())


@pytest.mark.parametrize(
    ("name", "edge", "given"),
    [
        ("generated.glb", 1.0, (100, True, 1000)),  # a metre, as all that generators make
        ("figure.glb", 0.08, (80, False, None)),
        ("figure.stl", 80.0, (80, True, None)),  # whether these are millimetres is for a person to say
        ("generated.obj", 997.0, (100, True, 997)),
        ("small.stl", 1.0, (100, True, 1)),
        ("small.glb", 0.001, (100, True, 1)),
        ("small.3mf", 1.0, (1, False, None)),
        ("large.3mf", 900.0, (900, False, None)),  # its maker chose the unit
    ],
)
def test_the_size_of_a_file_counts_where_it_can_be_printed(
    tmp_path: Path, name: str, edge: float, given: tuple[float, bool, float | None]
) -> None:
    height_mm, proposed, overruled_mm = given
    path = tmp_path / name
    trimesh.creation.box((edge, edge, edge)).export(path)
    store = FolderMeshStore(tmp_path / "store")
    opened = open_in_store(store, path, find_process("full-color-jetting"), 100.0, silent())
    assert opened.height_mm == pytest.approx(height_mm, rel=1e-5)
    assert opened.proposed is proposed
    assert (opened.overruled_mm is None) is (overruled_mm is None)
    assert (opened.overruled_mm or 0) == pytest.approx(overruled_mm or 0, rel=1e-5)
    assert float(store.get(opened.revision).size_mm[2]) == pytest.approx(height_mm, rel=1e-5)
