"""Simple shapes added, cut and intersected, and the white version, against manifold3d's own volumes."""

import manifold3d
import numpy as np
import pytest

from app.errors import AppError
from app.jobs.progress import silent
from app.mesh.mesh import Mesh
from app.mesh.preparing import ALL
from tests.unit.mesh.preparing.figures import solid
from tests.unit.mesh.preparing.walker import PROCESS, painted, pictured, report, walker

HALF = manifold3d.Manifold.cube([20.0, 30.0, 16.0], center=True).translate([4.0, 5.0, 30.0])
BOX = {"shape": "box", "x_mm": 20.0, "y_mm": 30.0, "z_mm": 16.0, "at_x_mm": 4.0, "at_y_mm": 5.0, "at_z_mm": 30.0}


def run(tool: str, mesh: Mesh, **values) -> tuple[Mesh, str]:
    result = ALL[tool].run(mesh, values, PROCESS, silent())
    return result.mesh, str(result.summary)


@pytest.mark.parametrize("operation", ["add", "subtract", "intersect"])
def test_volumes(operation):
    figure = pictured(walker())
    body = solid(figure)
    expected = {"add": body + HALF, "subtract": body - HALF, "intersect": body ^ HALF}[operation]
    mesh, _ = run("boolean", figure, operation=operation, color="#00ff00", **BOX)
    assert solid(mesh).volume() == pytest.approx(expected.volume(), rel=1e-9)
    assert report(mesh).printable
    assert mesh.materials[-1].base_color == (0, 255, 0, 255)
    assert mesh.color == "texture"


@pytest.mark.parametrize(
    ("shape", "volume"), [("cylinder", np.pi * 30), ("sphere", np.pi / 6 * 6**3), ("cone", np.pi * 10)]
)
def test_shapes(shape, volume):
    values = {"shape": shape, "x_mm": 6.0, "y_mm": 4.0, "z_mm": 5.0, "at_x_mm": 80.0}
    mesh, words = run("boolean", walker(), **values)
    assert "stands by itself" in words
    parts = sorted(piece.volume() for piece in solid(mesh).decompose())
    assert parts[0] == pytest.approx(volume, rel=2e-2)


def test_standing_on_the_surface():
    at = (0.0, -15.0, 30.0, 0.0, -1.0, 0.0)
    values = {"shape": "cylinder", "x_mm": 2.0, "y_mm": 2.0, "z_mm": 10.0, "at": at}
    mesh, _ = run("boolean", walker(), align="yes", **values)
    assert mesh.bounds[0, 1] == pytest.approx(-20.0)
    mesh, _ = run("boolean", walker(), align="no", **values)
    assert mesh.bounds[0, 1] == pytest.approx(-16.0, abs=0.01)


def test_cutting_everything_away_is_refused():
    with pytest.raises(AppError, match="Nothing"):
        run("boolean", walker(), operation="intersect", shape="box", at_x_mm=200.0)


def test_the_white_version_has_the_same_shape():
    for figure, said in ((painted(walker()), "points"), (pictured(walker()), "pictures")):
        mesh, words = run("white", figure)
        assert said in words
        assert mesh.color == "none"
        assert mesh.corner_uv is None
        assert (mesh.vertices == figure.vertices).all()
        assert (mesh.faces == figure.faces).all()
    assert "already" in run("white", walker())[1]
