"""A model is turned so that it needs less of what costs in its process, and the reasons are told."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from app.errors import AppError
from app.jobs.progress import silent
from app.mesh.inspect import inspect
from app.mesh.kernels.measure import face_normals
from app.mesh.mesh import Mesh
from app.mesh.preparing import ALL
from app.mesh.preparing.orientation import DOWN, Model
from app.settings.process import find_process
from tests.unit.mesh.preparing.figures import tinted, volume
from tests.unit.mesh.shapes import box, icosphere, moved, together

FDM, RESIN, POWDER = (find_process(name) for name in ("white-fdm", "white-resin", "full-color-mjf"))


def oriented(mesh: Mesh, process: str = "white-fdm", **values: str) -> tuple[Mesh, str]:
    result = ALL["orient"].run(mesh, values, find_process(process), silent())
    return result.mesh, str(result.summary)


def mushroom() -> Mesh:
    """A wide cap on a narrow stem; upside down it needs no supports."""
    outline = np.array([[4, 0], [4, 30], [20, 30], [20, 36]], float)
    angle = np.arange(48) * 2 * np.pi / 48
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = [np.column_stack([r * ring, np.full(48, z)]) for r, z in outline]
    vertices = np.vstack([*points, [[0, 0, 0], [0, 0, 36]]])
    k, following = np.arange(48), (np.arange(48) + 1) % 48
    faces = [
        np.column_stack([following, k, np.full(48, 192)]),
        np.column_stack([144 + k, 144 + following, np.full(48, 193)]),
    ]
    for level in range(3):
        a, b, c, d = 48 * level + k, 48 * level + following, 48 * level + 48 + following, 48 * level + 48 + k
        faces += [np.column_stack([a, b, c]), np.column_stack([a, c, d])]
    return Mesh(vertices, np.vstack(faces).astype(np.int32))


def test_a_mushroom_stands_on_its_cap():
    mesh = tinted(mushroom())
    assert volume(mesh) > 0
    after, words = oriented(mesh, aim="support")
    assert after.bounds[0, 2] == pytest.approx(0.0, abs=1e-9)
    assert after.size_mm == pytest.approx([40.0, 40.0, 36.0], abs=0.2)
    report = inspect(after, FDM, None, silent())
    assert report.finding("overhangs").count == 0
    assert "→ 0 cm²" in words
    assert words.startswith("Turned by 180°")
    assert after.vertex_colors.tobytes() == mesh.vertex_colors.tobytes()
    assert after.faces.tobytes() == mesh.faces.tobytes()
    again, words = oriented(after, aim="support")
    assert again is after
    assert words.startswith("No way to lie is much better")


def test_a_tower_in_powder_is_laid_down():
    after, words = oriented(box((30.0, 20.0, 120.0)), "full-color-mjf")
    assert after.size_mm[2] == pytest.approx(20.0)
    assert "height 120 → 20 mm" in words
    assert "powder" in words


def test_upright_it_is_only_tilted():
    after, _ = oriented(box((30.0, 20.0, 120.0)), "full-color-mjf", upright="yes")
    assert after.size_mm[2] > 80.0


def test_the_numbers_are_those_of_the_checks():
    turn = Rotation.from_euler("xyz", [25, 40, 0], degrees=True)
    mesh = mushroom().with_(vertices=turn.apply(np.array(mushroom().vertices)))
    way = Model.of(mesh, FDM).lying(DOWN)
    checked = inspect(mesh, FDM, None, silent()).finding("overhangs").values
    assert way.support_mm2 == pytest.approx(checked["area_mm2"], rel=0.02)
    assert way.height_mm == pytest.approx(float(mesh.size_mm[2]))
    standing = Model.of(mushroom(), FDM).lying(DOWN)
    stability = inspect(mushroom(), FDM, None, silent()).finding("stability").values
    assert standing.tilt_deg == pytest.approx(stability["tilt_deg"], abs=1.0)


def test_the_room_of_supports():
    table = together(box((40.0, 40.0, 4.0), at=(0, 0, 30.0)), moved(box((40.0, 40.0, 10.0)), (0, 0, 0)))
    model = Model.of(table, FDM)
    way = model.measured(model.lying(DOWN))
    assert way.support_mm3 == pytest.approx(40 * 40 * 20, rel=0.03)


def test_a_fine_mesh_is_looked_at_coarsely():
    mesh = icosphere(30.0, 6)
    model = Model.of(mesh, RESIN)
    assert len(model.faces) < len(mesh.faces)
    assert model.volume == pytest.approx(volume(mesh), rel=0.01)
    down = -face_normals(mesh.vertices, mesh.faces, unit=False)[:, 2].clip(max=0).sum() / 2
    assert -model.normals[:, 2].clip(max=0).sum() / 2 == pytest.approx(down, rel=0.01)


def test_a_sheet_has_no_way_to_lie():
    with pytest.raises(AppError):
        oriented(Mesh(np.array([[0, 0, 0], [9, 0, 0], [0, 9, 0]], float), np.array([[0, 1, 2]])))
