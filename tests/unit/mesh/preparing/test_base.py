"""Bases: one body with the feet, wide enough, at z = 0, in their own colour."""

import numpy as np
import pytest

from app.errors import AppError
from app.jobs.progress import silent
from app.mesh.forms import FORMS
from app.mesh.inspect import inspect
from app.mesh.preparing import ALL
from app.mesh.preparing.base import bodies, centre_of_mass
from tests.unit.mesh.preparing.figures import figurine, solid
from tests.unit.mesh.preparing.walker import PROCESS, WHITE, painted, pictured, report, walker
from tests.unit.mesh.shapes import box, moved, together

SHAPES = [key for key in FORMS["base"].parameter("shape").keys if key != "file"]


def based(mesh, process=PROCESS, **values):
    result = ALL["base"].run(mesh, values, process, silent())
    return result.mesh, str(result.summary)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("edge", ["sharp", "round"])
def test_one_body_that_stands(shape, edge):
    figure = moved(painted(walker()), (13.0, -7.0, 5.0))
    mesh, words = based(figure, shape=shape, edge=edge, color="#204060")
    assert bodies(mesh) == 1
    assert len(solid(mesh).decompose()) == 1
    assert "one body" in words
    assert mesh.bounds[0, 2] == 0.0
    assert mesh.size_mm[2] == pytest.approx(60.0 + 6.0 - 0.8, abs=1e-6)
    assert report(mesh).printable
    assert inspect(mesh, PROCESS, None, silent()).finding("stability").count == 0
    # the margin is left around both feet
    floor = np.asarray(solid(mesh).slice(0.5).to_polygons()[0])
    legs = np.array([[20.0, -7.0], [6.0, -7.0]])
    assert np.linalg.norm(floor[:, None] - legs, axis=2).min() > 5.0 + 4.0 - 0.1


def test_a_foot_in_the_air_gets_a_pillar():
    mesh, words = based(walker(left_mm=1.0), reach_mm=1.5)
    assert "1 foot reaches it on a pillar" in words
    # a section just above the base goes through both feet
    assert len(solid(mesh).slice(6.1).decompose()) == 2
    mesh, words = based(walker(left_mm=1.0), reach_mm=0.0)
    assert len(solid(mesh).slice(6.1).decompose()) == 1


def test_parts_that_float_are_told():
    figure = together(walker(), box((3.0, 3.0, 3.0), at=(30.0, 0.0, 40.0)))
    _, words = based(figure)
    assert "1 part does not touch it" in words


def test_sizes_that_are_asked_for():
    mesh, words = based(walker(), shape="rectangle", width_mm=70.0, depth_mm=44.0, height_mm=10.0)
    assert mesh.size_mm[:2] == pytest.approx([70.0, 44.0])
    assert words.startswith("Base of 70.0 × 44.0 mm, 69.2 mm high in all")


def test_a_leaning_figure_gets_a_wider_base():
    figure = walker()
    lean = figure.vertices.copy()
    lean[:, 0] += 0.5 * lean[:, 2]
    mesh, _ = based(figure.with_(vertices=lean), margin_mm=1.0)
    assert inspect(mesh, PROCESS, None, silent()).finding("stability").count == 0


def test_the_base_has_its_color_where_color_is_printed():
    mesh, _ = based(pictured(walker()), color="#204060")
    assert mesh.materials[-1].base_color == (0x20, 0x40, 0x60, 255)
    assert mesh.color == "texture"
    mesh, _ = based(walker(), WHITE, color="#204060")
    assert mesh.color == "none"


def test_an_outline_from_a_drawing(tmp_path):
    path = tmp_path / "heart.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 -3 C 2 -7 8 -6 8 -1 C 8 4 3 6 0 9 '
        'C -3 6 -8 4 -8 -1 C -8 -6 -2 -7 0 -3 Z"/></svg>'
    )
    mesh, _ = based(walker(), shape="file", outline=str(path))
    assert bodies(mesh) == 1
    assert report(mesh).printable
    with pytest.raises(AppError, match="SVG"):
        based(walker(), shape="file", outline=str(tmp_path / "none.svg"))


def test_the_ghost_shows_the_base_under_the_figure():
    figure = moved(walker(), (0.0, 0.0, 12.0))
    ghost = ALL["base"].preview(figure, {"height_mm": 6.0, "sink_mm": 1.0}, PROCESS)
    assert ghost is not None
    assert ghost.tone == "add"
    assert ghost.points[:, 2].min() == pytest.approx(12.0 - 5.0)
    assert ghost.points[:, 2].max() == pytest.approx(13.0)


def test_the_same_figure_gives_the_same_base():
    assert based(painted(walker()))[0].revision == based(painted(walker()))[0].revision


def test_centre_of_mass():
    assert centre_of_mass(moved(box((2.0, 4.0, 6.0)), (5.0, 0.0, 0.0))) == pytest.approx([6.0, 2.0, 3.0])


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["TRELLIS--sample.glb", "meshes--penguin_hr.obj", "MagicArticulate--boy.obj"])
def test_printable_stays_printable(corpus, name):
    figure = figurine(corpus, name, 100.0)
    assert report(figure).printable
    mesh, _ = based(figure, shape="contour")
    assert report(mesh).printable
    assert bodies(mesh) == 1
