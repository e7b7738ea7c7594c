"""Each check on a good shape with one thing wrong, and the verdict."""

import json
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.checks import ALL
from app.mesh.inspect import inspect
from app.mesh.kernels.weld import weld
from app.mesh.mesh import Mesh
from app.mesh.report import Report
from app.settings.process import ProcessProfile, find_process
from tests.unit.mesh.shapes import box, icosphere, inside_out, moved, together, torus, uv_sphere


@pytest.fixture(scope="module")
def process() -> ProcessProfile:
    return find_process("full-color-jetting")


Inspect = Callable[..., Report]


@pytest.fixture(scope="module")
def look(process: ProcessProfile) -> Inspect:
    def look(mesh: Mesh, height_mm: float | None = 40.0) -> Report:
        return inspect(mesh, process, height_mm, silent())

    return look


# How a shape stands and prints has tests of its own: no ball stands, and what hangs over needs supports.
PRINTING = {"stability", "trapped_volumes", "islands", "overhangs"}


def _found(report: Report) -> set[str]:
    """Ids of the checks that did not pass; one that only warns may be unable to run."""
    failed = {f.id for f in report.findings if not f.passed and (f.ran or f.severity == "blocks")}
    return failed - PRINTING


def _welded(mesh: Mesh) -> Mesh:
    vertices, index = weld(mesh.vertices)
    return Mesh(vertices=vertices, faces=index[mesh.faces])


@pytest.mark.parametrize("make", [box, torus, icosphere, uv_sphere])
def test_good_shapes_pass_everything(look: Inspect, make: Callable[[], Mesh]) -> None:
    report = look(make())
    assert _found(report) == set()
    assert report.printable
    assert report.watertight
    assert report.manifold
    assert report.bodies == 1
    assert [f.id for f in report.findings] == [check.id for check in ALL]
    assert json.loads(json.dumps(report.to_json()))["printable"] is True


def test_measures(look: Inspect) -> None:
    report = look(box((10, 20, 30), (-500.0, 7.0, 3.0)))
    assert report.volume_mm3 == pytest.approx(6000)
    assert report.area_mm2 == pytest.approx(2200)
    assert report.size_mm == pytest.approx((10, 20, 30))


def test_holes(look: Inspect) -> None:
    ball = icosphere()
    report = look(ball.keep_faces(np.delete(np.arange(len(ball.faces)), [0, 700])))
    finding = report.finding("open_edges")
    assert _found(report) == {"open_edges", "volume"}
    assert not report.printable
    assert not report.watertight
    assert (finding.count, finding.values["holes"], len(finding.places.boxes)) == (6, 2.0, 2)
    assert finding.places.indices.shape == (6, 2)
    assert "fill_holes" in finding.repairs
    assert not report.finding("volume").ran


def test_a_fin(look: Inspect) -> None:
    mesh = box()
    fin = mesh.with_(vertices=[*mesh.vertices, [-9.0, -9.0, 10.0]], faces=[*mesh.faces, [0, 4, 8]], face_material=None)
    report = look(fin)
    assert report.finding("non_manifold_edges").count == 1
    assert report.finding("open_edges").count == 2
    assert not report.manifold


def test_bodies_that_touch_in_a_point(look: Inspect) -> None:
    report = look(_welded(together(box(), box(at=(20.0, 20.0, 20.0)))))
    finding = report.finding("non_manifold_vertices")
    assert _found(report) == {"non_manifold_vertices"}
    assert finding.count == 1
    assert finding.places.boxes[0].tolist() == [[0, 0, 0], [40, 40, 40]]
    assert report.watertight
    assert not report.manifold


def test_a_patch_turned_over(look: Inspect) -> None:
    faces = icosphere().faces.copy()
    faces[:5] = faces[:5, ::-1]
    report = look(icosphere().with_(faces=faces))
    assert _found(report) == {"inconsistent_winding"}
    assert report.finding("inconsistent_winding").repairs[0] == "orient"


def test_a_body_inside_out(look: Inspect) -> None:
    report = look(inside_out(box()))
    assert _found(report) == {"inverted", "volume"}
    assert report.finding("inverted").places.indices.tolist() == list(range(12))


def test_a_body_inside_out_that_starts_inside_another_one_is_no_hollow(look: Inspect) -> None:
    bunch = moved(inside_out(uv_sphere(5.0)), (7.3, 0.4, 0.0))
    report = look(together(uv_sphere(10.0), bunch))
    assert report.finding("inverted").count == 1


def test_a_hollow_is_not_inside_out(look: Inspect) -> None:
    hollow = inside_out(uv_sphere(5.0))
    assert _found(look(together(uv_sphere(20.0), hollow))) == set()
    assert look(together(uv_sphere(20.0), moved(hollow, (26.0, 0, 0)))).finding("inverted").count == 1
    body_in_hollow = together(uv_sphere(20.0), inside_out(uv_sphere(10.0)), inside_out(uv_sphere(5.0)))
    assert look(body_in_hollow).finding("inverted").count == 1


def test_faces_without_area(look: Inspect) -> None:
    mesh = box()
    middle = len(mesh.vertices)
    needle = mesh.with_(  # the edge 1-3 of the bottom gets a corner in its middle, and a face without area beside it
        vertices=[*mesh.vertices, (mesh.vertices[1] + mesh.vertices[3]) / 2],
        faces=[*mesh.faces[:1], [0, 3, middle], [0, middle, 1], [3, 1, middle], *mesh.faces[2:]],
        face_material=None,
    )
    faces = [f for f in needle.faces.tolist() if sorted(f) != [0, 1, 3]]
    report = look(needle.with_(faces=faces, face_material=None))
    assert _found(report) == {"degenerate_faces"}
    assert report.finding("degenerate_faces").severity == "warns"
    assert report.printable
    collapsed = mesh.with_(faces=[*mesh.faces, [3, 3, 5]], face_material=None)
    assert _found(look(collapsed)) == {"degenerate_faces"}
    assert not look(collapsed).printable
    assert look(collapsed).finding("degenerate_faces").places.indices.tolist() == [12]


def test_doubled_faces(look: Inspect) -> None:
    mesh = box()
    doubled = mesh.with_(faces=[*mesh.faces, mesh.faces[3][::-1]], face_material=None)
    report = look(doubled)
    assert report.finding("duplicate_faces").places.indices.tolist() == [12]
    assert report.finding("self_intersections").count == 0
    assert not report.printable


def test_overlapping_bodies(look: Inspect) -> None:
    report = look(together(box(), box(at=(10.0, 3.0, 5.0)), box((5, 5, 5), (60.0, 0.0, 0.0))))
    finding = report.finding("self_intersections")
    assert _found(report) == {"self_intersections", "loose_parts"}
    assert finding.repairs[0] == "union_shells"
    assert finding.count == report.self_intersections > 0
    assert len(finding.places.boxes) == 1
    assert report.finding("loose_parts").count == 1
    assert report.bodies == 3


def test_two_bodies_apart_are_printable_with_a_warning(look: Inspect) -> None:
    report = look(together(box(), box(at=(30.0, 0.0, 0.0))))
    assert _found(report) == {"loose_parts"}
    assert report.printable


def test_dust(look: Inspect) -> None:
    grain = box((0.5, 0.5, 0.5), (30.0, 0.0, 0.0))
    report = look(together(uv_sphere(), grain, moved(grain, (5.0, 0, 0))))
    assert _found(report) == {"fragments"}
    assert report.finding("fragments").count == 2
    assert report.printable
    inside = look(together(uv_sphere(), moved(grain, (-30.0, 0, 0))))
    assert inside.finding("fragments").count == 0, "inside the body it is no dust"


@pytest.mark.parametrize(
    ("factor", "height", "severity", "count"),
    [(1, None, "informs", 0), (0.01, None, "warns", 1), (100, None, "warns", 1), (1, 20.0, "blocks", 0),
     (30, 600.0, "blocks", 1), (0.4, 8.0, "warns", 1), (20, 400.0, "warns", 1)],
)  # fmt: skip
def test_size(look: Inspect, factor: float, height: float | None, severity: str, count: int) -> None:
    finding = look(box((4, 4, 20)).scaled(factor), height).finding("size")
    assert (finding.severity, finding.count) == (severity, count)


def test_nothing_at_all(look: Inspect) -> None:
    report = look(Mesh(vertices=np.zeros((0, 3)), faces=np.zeros((0, 3), np.int32)))
    assert not report.printable
    assert not report.watertight
    assert str(report.finding("volume").message) == "The model has no faces."
    collapsed = look(Mesh(vertices=np.zeros((1, 3)), faces=np.zeros((4, 3), np.int32)))
    assert not collapsed.printable


def test_a_sheet_without_thickness_is_not_printable(look: Inspect) -> None:
    square = np.array([[0.0, 0, 0], [20, 0, 0], [20, 20, 0], [0, 20, 0]])
    both = np.array([[0, 1, 2], [0, 2, 3], [0, 2, 1], [0, 3, 2]], np.int32)
    report = look(Mesh(vertices=square, faces=both))
    assert {"duplicate_faces", "volume"} <= _found(report)
    assert not report.printable


def test_cancel(process: ProcessProfile) -> None:
    with pytest.raises(Cancelled):
        inspect(box(), process, None, Progress(cancelled=lambda: True))


def test_progress_only_grows_and_names_the_checks(process: ProcessProfile) -> None:
    told: list[tuple[float, str]] = []
    inspect(torus(), process, None, Progress(lambda done, what: told.append((done, str(what)))))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert any("Surface through itself" in what for _, what in told)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_any_soup_gets_a_report(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    mesh = Mesh(vertices=rng.integers(0, 3, (20, 3)) * 10.0, faces=rng.integers(0, 20, (count, 3)))
    report = inspect(_welded(mesh), find_process(None), None, silent())
    json.dumps(report.to_json())
    for finding in report.findings:
        indices, boxes = finding.places.indices, finding.places.boxes
        assert indices.dtype == np.int32
        assert np.isfinite(boxes).all()
        assert (boxes[:, 0] <= boxes[:, 1]).all()
        assert (len(indices) > 0) == (len(boxes) > 0)
    if report.printable:
        assert report.watertight
        assert report.manifold
        assert report.volume_mm3 > 0
