"""Scaling, turning, mirroring and laying down change where points are, and nothing else."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from app.errors import AppError
from app.jobs.progress import silent
from app.mesh.mesh import Mesh
from app.mesh.preparing import ALL
from app.settings.process import find_process
from tests.unit.mesh.preparing.figures import globe, solid, tinted, volume
from tests.unit.mesh.shapes import box, icosphere, moved

PROCESS = find_process(None)


def done(tool: str, mesh: Mesh, **values: object) -> tuple[Mesh, str]:
    result = ALL[tool].run(mesh, values, PROCESS, silent())
    return result.mesh, str(result.summary)


def test_to_a_height_about_the_middle_of_its_foot():
    mesh = tinted(box((20.0, 10.0, 40.0), at=(100.0, 50.0, 5.0)))
    after, words = done("scale", mesh, by="height", height_mm=120)
    assert words == "Scaled by 3 to 60 × 30 × 120 mm"
    assert after.bounds.tolist() == [[80.0, 40.0, 5.0], [140.0, 70.0, 125.0]]
    assert after.vertex_colors.tobytes() == mesh.vertex_colors.tobytes()


@pytest.mark.parametrize(
    ("values", "factor"),
    [
        ({"by": "factor", "factor": 0.5}, 0.5),
        ({"by": "unit", "unit": "cm"}, 10),
        ({"by": "unit", "unit": "inch"}, 25.4),
    ],
)
def test_by_a_factor(values: dict[str, object], factor: float):
    mesh = box((2.0, 3.0, 4.0))
    after, _ = done("scale", mesh, **values)
    assert after.size_mm == pytest.approx(np.array([2.0, 3.0, 4.0]) * factor)


@pytest.mark.parametrize(
    ("mesh", "values"),
    [
        (box((20.0, 20.0, 20.0)), {"by": "unit", "unit": "m"}),
        (box((20.0, 20.0, 20.0)), {"height_mm": 301}),
        (Mesh(np.array([[0, 0, 0], [9, 0, 0], [0, 9, 0]], float), np.array([[0, 1, 2]])), {"height_mm": 20}),
    ],
)
def test_sizes_that_make_no_sense(mesh: Mesh, values: dict[str, object]):
    with pytest.raises(AppError):
        done("scale", mesh, **values)


def test_down_to_the_plate():
    mesh = box((20.0, 10.0, 40.0), at=(100.0, 50.0, 5.0))
    after, words = done("drop_to_plate", mesh)
    assert after.bounds.tolist() == [[100.0, 50.0, 0.0], [120.0, 60.0, 40.0]]
    assert words == "Put on the plate: moved down by 5 mm"
    centred, _ = done("drop_to_plate", mesh, center="yes")
    assert centred.bounds.tolist() == [[-10.0, -5.0, 0.0], [10.0, 5.0, 40.0]]
    assert done("drop_to_plate", centred, center="yes")[0] is centred


def test_turned_about_its_middle():
    mesh = box((20.0, 10.0, 40.0), at=(100.0, 50.0, 0.0))
    after, _ = done("turn", mesh, x_deg=90)
    assert after.bounds == pytest.approx(np.array([[100.0, 35.0, 0.0], [120.0, 75.0, 10.0]]))
    hanging, _ = done("turn", mesh, x_deg=90, drop="no")
    assert hanging.bounds[:, 2] == pytest.approx([15.0, 25.0])
    there, _ = done("turn", done("turn", globe(), y_deg=30)[0], y_deg=-30)
    assert there.vertices == pytest.approx(done("drop_to_plate", globe())[0].vertices, abs=1e-9)
    assert done("turn", mesh)[0] is mesh


@pytest.mark.parametrize("axis", ["x", "y", "z"])
def test_mirrored_with_its_picture(axis: str):
    mesh = moved(globe(), (5.0, 6.0, 7.0))
    after, _ = done("mirror", mesh, axis=axis)
    k = "xyz".index(axis)
    assert after.bounds == pytest.approx(mesh.bounds)
    assert volume(after) == pytest.approx(volume(mesh))
    solid(after)
    points = after.vertices[after.faces]
    points[:, :, k] = mesh.bounds[:, k].sum() - points[:, :, k]
    for corner in range(3):  # each corner shows what it showed, on the other side
        assert points[:, corner] == pytest.approx(mesh.vertices[mesh.faces[:, 2 - corner]])
        assert after.corner_uv[:, corner].tobytes() == mesh.corner_uv[:, 2 - corner].tobytes()
    twice, _ = done("mirror", after, axis=axis)
    assert twice.vertices == pytest.approx(mesh.vertices)
    assert twice.faces.tobytes() == mesh.faces.tobytes()


def test_a_face_laid_on_the_plate():
    turn = Rotation.from_euler("xyz", [20, 130, 50], degrees=True)
    mesh = moved(box((20.0, 10.0, 40.0)), (-10.0, -5.0, -20.0))
    mesh = mesh.with_(vertices=turn.apply(np.array(mesh.vertices)))
    at, normal = turn.apply([3.0, 5.0, 8.0]), turn.apply([0.0, 1.0, 0.0])
    after, words = done("face_to_plate", mesh, at=(*at, *normal))
    assert after.bounds[:, 2] == pytest.approx([0.0, 10.0])
    assert "face of 800 mm²" in words
    ghost = ALL["face_to_plate"].preview(mesh, {"at": (*at, *normal)}, PROCESS)
    assert ghost is not None
    assert len(ghost.faces) == 2
    with pytest.raises(AppError, match="Pick a place"):
        done("face_to_plate", mesh)


def test_a_rough_face_is_taken_as_a_whole():
    ball = icosphere(20.0, 5)
    flat = ball.with_(vertices=np.column_stack([ball.vertices[:, :2], np.minimum(ball.vertices[:, 2], 15.0)]))
    wrinkled = flat.with_(vertices=flat.vertices + np.random.default_rng(1).normal(0, 0.005, flat.vertices.shape))
    after, _ = done("face_to_plate", wrinkled, at=(0.0, 0.0, 15.0, 0.0, 0.0, 1.0))
    assert after.size_mm[2] == pytest.approx(35.0, abs=0.1)
