"""The inner skin goes, the outer one stays to the bit."""

from pathlib import Path

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.healing.edit import Draft
from app.mesh.healing.inner_walls import without_inner_walls
from app.mesh.inspect import inspect
from app.mesh.loading import load
from app.mesh.mesh import Mesh
from app.mesh.repairs import ALL
from app.settings.process import find_process
from tests.unit.mesh.double_walls import double_walled
from tests.unit.mesh.shapes import box, icosphere, inside_out, moved, together, torus

PROCESS = find_process(None)


def rows(mesh: Mesh, faces: np.ndarray) -> set[bytes]:
    """Positions and colours of faces, each from its lowest corner on."""
    result = set()
    for f in faces:
        corners = mesh.faces[f]
        parts = [mesh.vertices[v].tobytes() + (b"" if mesh.vertex_colors is None else mesh.vertex_colors[v].tobytes())
                 for v in corners]  # fmt: skip
        first = parts.index(min(parts))
        result.add(b"".join(parts[first:] + parts[:first]))
    return result


@pytest.mark.parametrize(("make", "wall", "pinholes"), [
    (lambda: icosphere(20.0, 4), 1.5, 1),
    (lambda: icosphere(20.0, 4), 0.8, 40),
    (lambda: torus(20.0, 8.0, 90, 45), 2.0, 9),
])  # fmt: skip
def test_the_body_is_solid_again(make, wall, pinholes):
    good = make()
    broken = double_walled(good, wall, pinholes)
    result = ALL["remove_inner_walls"].run(broken, PROCESS, silent())
    report = inspect(result.mesh, PROCESS, None, silent())
    whole = inspect(good, PROCESS, None, silent()).volume_mm3
    assert report.printable, [str(f.message) for f in report.findings if not f.passed]
    assert report.volume_mm3 == pytest.approx(whole, rel=2e-3)
    assert inspect(broken, PROCESS, None, silent()).volume_mm3 < 0.8 * whole
    outer = np.arange(len(good.faces) - pinholes)
    assert rows(broken, outer) <= rows(result.mesh, np.arange(len(result.mesh.faces)))
    assert str(result.summary).endswith("faces of inner walls")


def test_bodies_beside_it_are_left_alone():
    broken = double_walled(icosphere(20.0, 4), 1.5, 6)
    other = together(broken, moved(box(), (60.0, 0, 0)), moved(inside_out(icosphere(3.0)), (70.0, 10, 10)))
    draft, removed = without_inner_walls(Draft.of(other), PROCESS, silent())
    assert removed > 5000
    after = draft.to_mesh()
    assert rows(other, np.arange(len(broken.faces), len(other.faces))) <= rows(after, np.arange(len(after.faces)))


def test_nothing_to_do_is_the_same_draft():
    for mesh in (icosphere(), together(icosphere(20.0, 4), inside_out(icosphere(17.0, 4)))):
        draft = Draft.of(mesh)
        after, removed = without_inner_walls(draft, PROCESS, silent())
        assert removed == 0
        assert after is draft


@pytest.mark.corpus
def test_a_real_figurine_with_a_wall_added_comes_back(corpus: Path):
    good = load(corpus / "figurines" / "meshes--penguin_hr.obj", silent()).mesh.scaled_to_height(100.0)
    broken = double_walled(good, 1.0, 25, 0.4)
    assert inspect(broken, PROCESS, 100.0, silent()).finding("inner_walls").count >= 1
    result = ALL["remove_inner_walls"].run(broken, PROCESS, silent())
    report = inspect(result.mesh, PROCESS, 100.0, silent())
    assert report.finding("inner_walls").count == 0
    assert report.watertight
    whole = inspect(good, PROCESS, 100.0, silent()).volume_mm3
    assert report.volume_mm3 == pytest.approx(whole, rel=2e-3)
    outer = np.arange(len(good.faces) - 25)
    kept = rows(broken, outer) & rows(result.mesh, np.arange(len(result.mesh.faces)))
    assert len(kept) > 0.999 * len(outer)
