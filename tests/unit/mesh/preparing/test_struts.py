"""Loose parts are joined to the rest: one body, in the colours that are there, over the shortest free ways."""

import numpy as np
import pytest

from app.errors import RepairFailedError
from app.jobs.progress import silent
from app.mesh.inspect import inspect
from app.mesh.mesh import Mesh
from app.mesh.preparing import ALL
from app.settings.process import find_process
from tests.unit.mesh.preparing.figures import globe, shell_volumes, solid, tinted
from tests.unit.mesh.shapes import box, icosphere, inside_out, moved, together

PROCESS = find_process("full-color-jetting")


def connected(mesh: Mesh, **values: object) -> tuple[Mesh, str]:
    result = ALL["connect_floating"].run(mesh, values, PROCESS, silent())
    return result.mesh, str(result.summary)


def test_three_loose_parts_become_one_body():
    parts = together(
        box((20.0, 20.0, 20.0)),
        moved(icosphere(6.0, 3), (10.0, 10.0, 30.0)),
        moved(icosphere(5.0, 3), (10.0, 10.0, 45.0)),
        moved(box((8.0, 8.0, 8.0)), (24.0, 6.0, 4.0)),
    )
    mesh = tinted(parts)
    after, words = connected(mesh)
    assert words.startswith("Joined 3 loose parts by 6 struts of 1 mm")
    assert len(shell_volumes(after)) == 1
    assert solid(after).volume() - solid(mesh).volume() < 6 * np.pi * 0.5**2 * 12
    report = inspect(after, PROCESS, None, silent())
    assert report.bodies == 1
    assert report.printable
    assert report.finding("min_feature").count == 0
    kept = {tuple(v): tuple(c) for v, c in zip(after.vertices.tolist(), after.vertex_colors.tolist(), strict=True)}
    there = [
        kept.get(tuple(v)) == tuple(c) for v, c in zip(mesh.vertices.tolist(), mesh.vertex_colors.tolist(), strict=True)
    ]
    assert np.mean(there) > 0.9


def test_struts_take_the_colour_around_them():
    ball = globe(10.0)
    other = moved(ball, (0.0, 0.0, 25.0))
    both = together(ball, other).with_(
        corner_uv=np.concatenate([ball.corner_uv, other.corner_uv]), materials=ball.materials
    )
    after, _ = connected(both, number=1, diameter_mm=3.0)
    assert after.color == "texture"
    struts = [m for m in after.materials if m.name == "strut"]
    assert len(struts) == 1
    red, green, blue, _ = struts[0].base_color
    assert green < 60
    assert max(red, blue) > 100


def test_a_hollow_is_no_loose_part():
    mesh = together(box((20.0, 20.0, 20.0)), inside_out(box((10.0, 10.0, 10.0), at=(5.0, 5.0, 5.0))))
    after, words = connected(mesh)
    assert after is mesh
    assert words == "The model is one piece"


def test_specks_stay_unless_wanted():
    mesh = together(box((20.0, 20.0, 20.0)), moved(box((0.3, 0.3, 0.3)), (10.0, 10.0, 21.0)))
    assert connected(mesh)[0] is mesh
    after, words = connected(mesh, dust="yes", number=1)
    assert words == "Joined 1 loose part by 1 strut of 1 mm"
    assert len(shell_volumes(after)) == 1


def test_an_open_part_cannot_be_joined():
    mesh = together(box((20.0, 20.0, 20.0)), moved(box((8.0, 8.0, 8.0)).keep_faces(np.arange(10)), (24.0, 6.0, 4.0)))
    with pytest.raises(RepairFailedError):
        connected(mesh)


def test_a_picture_of_the_struts():
    mesh = together(box((20.0, 20.0, 20.0)), moved(icosphere(6.0, 3), (10.0, 10.0, 30.0)))
    ghost = ALL["connect_floating"].preview(mesh, {}, PROCESS)
    assert ghost is not None
    assert ghost.tone == "add"
    assert 18.0 < ghost.points[:, 2].min() < 20.0 < ghost.points[:, 2].max() < 27.0
