"""Which faces see the outside."""

import numpy as np
import pytest

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.mesh import Mesh
from app.mesh.wrap.enclosure import outside_faces
from tests.unit.mesh.shapes import box, icosphere, inside_out, moved, together
from tests.unit.mesh.wrap.forms import double_wall


def test_an_enclosed_shell_is_not_seen_whichever_way_it_faces() -> None:
    outer = icosphere(20.0, 4)
    for inner in (icosphere(15.0, 3), inside_out(icosphere(15.0, 3)), icosphere(19.7, 4)):
        both = together(outer, inner)
        seen = outside_faces(both.vertices, both.faces, 0.5, 0.5, silent())
        assert seen[: len(outer.faces)].all()
        assert not seen[len(outer.faces) :].any()


def test_small_faces_follow_those_around_them_and_specks_their_place() -> None:
    outer, inner = icosphere(20.0, 6), icosphere(18.0, 6)  # edges of half a millimetre on a grid of two
    speck = moved(icosphere(0.05, 0), (25.3, 0.2, 0.2))
    hidden = moved(icosphere(0.05, 0), (3.1, 4.2, 5.3))
    all_ = together(outer, inner, speck, hidden)
    seen = outside_faces(all_.vertices, all_.faces, 2.0, 1.0, silent())
    n = len(outer.faces)
    assert seen[:n].all()
    assert not seen[n : 2 * n].any()
    assert seen[2 * n : 2 * n + 20].all()
    assert not seen[2 * n + 20 :].any()


@pytest.mark.parametrize(("gap", "open_"), [(0.5, True), (4.0, False)])
def test_a_pinhole_is_closed_to_walks_when_it_is_narrower_than_the_gap(gap: float, open_: bool) -> None:
    mesh, inner = double_wall(radius=20.0, wall=3.0, hole=1.2)
    seen = outside_faces(mesh.vertices, mesh.faces, 0.4, gap, silent())
    assert seen[: int(np.flatnonzero(inner)[0])].all()
    assert seen[inner].mean() > 0.95 if open_ else seen[inner].mean() < 0.05


def test_an_open_sheet_and_touching_boxes_are_seen() -> None:
    half = icosphere(20.0, 3)
    half = half.keep_faces(half.vertices[half.faces].mean(axis=1)[:, 2] > 0)
    assert outside_faces(half.vertices, half.faces, 0.5, 0.5, silent()).all()
    two = together(box(), box(at=(20.0, 0.0, 0.0)))
    seen = outside_faces(two.vertices, two.faces, 0.5, 0.5, silent())
    touching = (two.vertices[two.faces][:, :, 0] == 20.0).all(axis=1)
    assert touching.sum() == 4
    assert np.array_equal(seen, ~touching)


def test_the_answer_does_not_depend_on_place_or_order() -> None:
    mesh = together(icosphere(20.0, 4), box((8.0, 8.0, 40.0), (-4.0, -4.0, -20.5)), icosphere(11.0, 3))
    seen = outside_faces(mesh.vertices, mesh.faces, 0.4, 0.5, silent())
    order = np.random.default_rng(1).permutation(len(mesh.faces))
    turned = outside_faces(mesh.vertices, mesh.faces[order][:, ::-1], 0.4, 0.5, silent())
    assert np.array_equal(turned, seen[order])
    far = outside_faces(mesh.vertices + 512.0, mesh.faces, 0.4, 0.5, silent())
    assert np.array_equal(far, seen)


def test_nothing_and_cancel() -> None:
    assert outside_faces(np.zeros((0, 3)), np.zeros((0, 3), np.int32), 0.5, 0.5, silent()).shape == (0,)
    mesh: Mesh = icosphere(20.0, 5)
    calls = 0

    def pressed() -> bool:
        nonlocal calls
        calls += 1
        return calls > 5

    with pytest.raises(Cancelled):
        outside_faces(mesh.vertices, mesh.faces, 0.2, 0.5, Progress(cancelled=pressed))
