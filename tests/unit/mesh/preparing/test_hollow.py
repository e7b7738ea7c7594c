"""A hollow figure: its wall is nowhere thinner than asked, its skin is as it was, and what fills it gets out."""

from pathlib import Path

import numpy as np
import pytest

from app.errors import Cancelled, RepairFailedError
from app.jobs.progress import Progress, silent
from app.mesh.inspect import inspect
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.preparing import ALL
from app.mesh.preparing.hollow import hollowed
from app.settings.process import find_process
from tests.unit.mesh.preparing.figures import (
    GOOD,
    figurine,
    globe,
    shell_volumes,
    solid,
    still_printable,
    tinted,
    triangles,
    volume,
)
from tests.unit.mesh.shapes import box, icosphere, inside_out, moved, together, torus

RESIN = find_process("white-resin")


def hollow(mesh: Mesh, **values: float | str) -> tuple[Mesh, str]:
    result = ALL["hollow"].run(mesh, values, RESIN, silent())
    return result.mesh, str(result.summary)


def thinnest_wall(before: Mesh, after: Mesh) -> float:
    """Distance from many points all over the new inner skin to the skin that was there, by Open3D."""
    inner = after.faces[len(before.faces) :]
    weights = np.random.default_rng(7).dirichlet((1, 1, 1), (len(inner), 12))
    points = np.einsum("fkc,fcj->fkj", weights, after.vertices[inner]).reshape(-1, 3)
    return float(Scene(before.vertices, before.faces).distance(points).min())


def rounded_box(size: np.ndarray, r: float) -> float:
    """The volume that a ball sweeps within a box (Steiner's formula)."""
    a, b, c = size - 2 * r
    return float(a * b * c + 2 * r * (a * b + b * c + c * a) + np.pi * r * r * (a + b + c) + 4 / 3 * np.pi * r**3)


@pytest.mark.parametrize(("wall", "room"), [(2.0, 3.5), (1.0, 2.0), (3.0, 6.0)])
@pytest.mark.parametrize("shape", ["ball", "box", "ring"])
def test_the_wall_is_nowhere_thinner_than_asked(shape: str, wall: float, room: float):
    mesh = {"ball": icosphere(18.0, 4), "box": box((40.0, 30.0, 25.0)), "ring": torus(25.0, 9.0, 60, 30)}[shape]
    after = hollowed(mesh, wall, room, silent())
    assert thinnest_wall(mesh, after) >= wall - 0.02
    ideal = {"ball": 4 / 3 * np.pi * (18 - wall) ** 3, "box": rounded_box(np.array([40, 30, 25]) - 2 * wall, room / 2)}
    if shape in ideal:  # and not much thicker either
        assert 0.95 * ideal[shape] < -shell_volumes(after)[-1] < ideal[shape]
    solid(after)


def test_the_skin_stays_to_the_bit_with_its_picture():
    mesh = globe()
    after, words = hollow(mesh, drains="no", wall_mm=2.0)
    n = len(mesh.faces)
    assert after.vertices[after.faces[:n]].tobytes() == mesh.vertices[mesh.faces].tobytes()
    assert after.corner_uv[:n].tobytes() == mesh.corner_uv.tobytes()
    inner = after.faces[n:]
    west = after.vertices[inner].mean(axis=1)[:, 0] < -3.0
    assert (after.corner_uv[n:][west][:, :, 0] == 0.25).all()  # inside it has the colour of the skin before it
    assert words == "Hollowed with walls of 2 mm: 1 room saves 23.9 of 33.4 cm³ (72 %)"


def test_vertex_colours_stay():
    mesh = tinted(icosphere(18.0, 3))
    after, _ = hollow(mesh, drains="no")
    assert after.vertex_colors[: len(mesh.vertices)].tobytes() == mesh.vertex_colors.tobytes()


def test_drained_by_default():
    mesh = globe(20.0)
    after, words = hollow(mesh)
    assert "2 drain holes of 3.5 mm" in words
    assert after.revision == hollow(mesh)[0].revision
    assert len(shell_volumes(after)) == 1
    body = solid(after)
    assert body.genus() == 1  # a ball with a room and two holes is a thick tube
    report = inspect(after, RESIN, None, silent())
    assert report.finding("trapped_volumes").count == 0
    assert report.printable
    kept, before = triangles(after), triangles(mesh)
    common = kept.keys() & before.keys()
    assert len(common) > 0.95 * len(mesh.faces)
    for key in common:
        assert sorted(after.corner_uv[kept[key]].tolist()) == sorted(mesh.corner_uv[before[key]].tolist())


def test_each_body_gets_a_room_and_holes():
    mesh = together(box((30.0, 30.0, 30.0)), moved(icosphere(15.0, 3), (60.0, 15.0, 15.0)))
    after, words = hollow(mesh)
    assert "2 rooms" in words
    assert "4 drain holes" in words
    assert len(shell_volumes(after)) == 2


def test_hollowed_again_it_is_as_if_it_never_was():
    mesh = icosphere(20.0, 3)
    once = hollowed(mesh, 4.0, 4.0, silent())
    again = hollowed(once, 2.0, 4.0, silent())
    assert again.revision == hollowed(mesh, 2.0, 4.0, silent()).revision


@pytest.mark.parametrize(
    ("mesh", "values", "words"),
    [
        (box((3.0, 30.0, 30.0)), {}, "thick enough"),
        (box((30.0, 30.0, 30.0)), {"wall_mm": 0.5}, "thinner than the 0.6 mm"),
        (box((30.0, 30.0, 30.0)).keep_faces(np.arange(11)), {}, "open"),
        (inside_out(box((30.0, 30.0, 30.0))), {}, "inside out"),
        (together(box((30.0, 30.0, 30.0)), box((30.0, 30.0, 30.0), (7, 8, 9))), {}, "unite"),
    ],
)
def test_it_says_why_it_cannot(mesh: Mesh, values: dict[str, float], words: str):
    with pytest.raises(RepairFailedError, match=words):
        hollow(mesh, **values)


def test_cancelled():
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 6

    with pytest.raises(Cancelled):
        ALL["hollow"].run(icosphere(20.0, 4), {}, RESIN, Progress(cancelled=stop))


@pytest.mark.parametrize("name", GOOD)
def test_figures_stay_printable(corpus: Path, name: str):
    mesh = figurine(corpus, name, 100.0)
    after = hollowed(mesh, 2.0, 3.5, silent())
    assert thinnest_wall(mesh, after) >= 1.95
    result, _ = hollow(mesh, plugs="yes")
    still_printable(mesh, result, RESIN)
    assert volume(result) < 0.95 * volume(mesh)
    assert result.color == mesh.color
