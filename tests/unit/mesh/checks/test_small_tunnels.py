"""Narrow tunnels and thin handles are counted and found; wide ones are only told."""

import manifold3d
import numpy as np
import pytest

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.checks import ALL, small_tunnels
from app.mesh.inspection import Inspection
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.tunnels import short_loops
from app.mesh.mesh import Mesh
from app.mesh.report import Finding
from app.settings.process import find_process
from tests.unit.mesh.shapes import box, icosphere, inside_out, moved, together, torus

PROCESS = find_process("full-color-jetting")


def look(mesh: Mesh, height_mm: float | None = 40.0) -> Finding:
    return small_tunnels.CHECK.finding(Inspection(mesh, PROCESS, height_mm, silent()))


def drilled(*holes: tuple[float, float, float], refine: float | None = None) -> Mesh:
    """A block of 20 × 20 × 10 mm with holes (x, y, diameter) through it."""
    solid = manifold3d.Manifold.cube((20.0, 20.0, 10.0))
    for x, y, diameter in holes:
        solid -= manifold3d.Manifold.cylinder(30.0, diameter / 2, circular_segments=12).translate((x, y, -10.0))
    mesh = (solid.refine_to_length(refine) if refine else solid).to_mesh64()
    return Mesh(vertices=np.asarray(mesh.vert_properties)[:, :3], faces=np.asarray(mesh.tri_verts).astype(np.int32))


@pytest.mark.parametrize("refine", [None, 0.7])
def test_narrow_holes_are_counted_and_found(refine):
    finding = look(drilled((5.0, 5.0, 0.4), (15.0, 5.0, 0.3), (10.0, 14.0, 4.0), refine=refine))
    assert (finding.count, finding.severity) == (2, "warns")
    assert finding.values["genus"] == 3
    assert finding.values["shortest_mm"] == pytest.approx(12 * 0.3 * np.sin(np.pi / 12), rel=1e-6)
    centres = finding.places.boxes.mean(axis=1)[:, :2]
    assert sorted(centres.round(1).tolist()) == [[5.0, 5.0], [15.0, 5.0]]


def test_wide_holes_pass():
    finding = look(drilled((5.0, 5.0, 2.0), (14.0, 5.0, 3.0)))
    assert (finding.count, finding.values["genus"], finding.passed) == (0, 2, True)


def test_a_thin_handle():
    handle = torus(5.0, 0.2, 40, 8)
    finding = look(together(box(), moved(handle, (40, 0, 0))), 20.0)
    assert (finding.count, finding.values["genus"]) == (1, 1)


@pytest.mark.parametrize("make", [box, icosphere])
def test_without_handles(make):
    finding = look(make())
    assert (finding.count, finding.values["genus"], finding.passed) == (0, 0, True)


def test_a_loop_runs_once_around():
    ring = torus(20.0, 2.0, 60, 12)
    loops = short_loops(ring.vertices, edge_table(ring.faces), 20.0, silent())
    assert len(loops) == 1
    assert len(loops[0].vertices) == 12
    assert loops[0].length == pytest.approx(12 * 4 * np.sin(np.pi / 12), rel=1e-9)
    ways = ring.vertices[np.append(loops[0].vertices, loops[0].vertices[0])]
    assert np.linalg.norm(np.diff(ways, axis=0), axis=1).sum() == pytest.approx(loops[0].length)
    assert short_loops(ring.vertices, edge_table(ring.faces), 12.0, silent()) == []


def test_open_meshes_are_not_counted():
    ball = icosphere()
    assert not look(ball.keep_faces(np.arange(1, len(ball.faces)))).ran
    half_good = together(drilled((5.0, 5.0, 0.4)), moved(ball.keep_faces(np.arange(1, len(ball.faces))), (60, 0, 0)))
    assert look(half_good).count == 1
    assert look(inside_out(drilled((5.0, 5.0, 0.4)))).count == 1


def test_cancel():
    mesh = drilled((5.0, 5.0, 0.4))
    with pytest.raises(Cancelled):
        short_loops(mesh.vertices, edge_table(mesh.faces), 3.0, Progress(cancelled=lambda: True))


def test_it_is_part_of_the_report():
    assert "small_tunnels" in {check.id for check in ALL}
