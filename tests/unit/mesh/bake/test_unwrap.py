"""Charts: nothing overlaps, nothing is blurred, nothing runs outside the picture."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.bake.layout import GUTTER, Layout
from app.mesh.bake.surface import Surface
from app.mesh.bake.unwrap import LARGEST, unwrapped
from app.mesh.kernels.measure import face_areas
from app.mesh.mesh import Mesh
from tests.unit.mesh.shapes import box, icosphere, torus

SHAPES = {"box": box(), "torus": torus(), "ball": icosphere(20.0, 4)}


def spiral(turns: int = 3, steps: int = 60, height: float = 8.0) -> Surface:
    """A closed ramp that winds over itself: every normal of its top side looks up, yet it covers its own shadow."""
    t = np.linspace(0, turns * 2 * np.pi, turns * steps)
    ring = [np.stack([r * np.cos(t), r * np.sin(t), t * height / 6 + z], axis=1) for r, z in
            ((6, 0), (12, 0), (12, 1), (6, 1))]  # fmt: skip
    points = np.stack(ring, axis=1).reshape(-1, 3)
    faces: list[tuple[int, int, int]] = []
    for i in range(len(t) - 1):
        for k in range(4):
            a, b = 4 * i + k, 4 * i + (k + 1) % 4
            faces += [(a, a + 4, b + 4), (a, b + 4, b)]
    last = 4 * (len(t) - 1)
    faces += [(0, 1, 2), (0, 2, 3), (last, last + 2, last + 1), (last, last + 3, last + 2)]
    return Surface(points, np.array(faces, np.int32))


def areas(uv: FloatArray) -> FloatArray:
    a, b = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    return np.asarray((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) / 2)


def times_covered(layout: Layout) -> IntArray:
    """(H, W): how many faces cover the middle of each texel, well inside."""
    count = np.zeros((layout.height, layout.width), np.int32)
    for t in layout.uv:
        low, high = np.floor(t.min(axis=0)).astype(int), np.ceil(t.max(axis=0)).astype(int)
        x, y = np.meshgrid(np.arange(low[0], high[0]) + 0.5, np.arange(low[1], high[1]) + 0.5)
        inside = np.ones_like(x, np.bool_)
        for k in range(3):
            (ax, ay), (bx, by) = t[k], t[(k + 1) % 3]
            inside &= (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0.06 * np.hypot(bx - ax, by - ay)
        count[low[1] : high[1], low[0] : high[0]] += inside
    return count


@pytest.mark.parametrize("name", SHAPES)
def test_no_two_faces_overlap_and_none_is_turned_over(name: str) -> None:
    mesh = SHAPES[name]
    layout = unwrapped(Surface(mesh.vertices, mesh.faces), 4.0, silent())
    assert times_covered(layout).max() == 1
    assert (areas(layout.uv) > 0).all()
    assert layout.uv.min() >= GUTTER
    assert (layout.uv.max(axis=(0, 1)) <= np.array([layout.width, layout.height]) - GUTTER).all()


def test_a_ramp_over_itself_is_cut_apart() -> None:
    surface = spiral()
    layout = unwrapped(surface, 6.0, silent())
    assert times_covered(layout).max() == 1


@pytest.mark.parametrize("name", SHAPES)
def test_the_density_is_what_was_asked_for_and_nothing_is_squeezed(name: str) -> None:
    mesh = SHAPES[name]
    layout = unwrapped(Surface(mesh.vertices, mesh.faces), 5.0, silent())
    density = np.sqrt(areas(layout.uv) / face_areas(mesh.vertices, mesh.faces))
    assert np.average(density, weights=face_areas(mesh.vertices, mesh.faces)) == pytest.approx(5.0, rel=0.05)
    assert density.min() > 5.0 / 2.0  # the steepest face of a chart is 73° off its axis


def test_charts_keep_their_distance() -> None:
    mesh = SHAPES["torus"]
    layout = unwrapped(Surface(mesh.vertices, mesh.faces), 5.0, silent())
    owner = np.full((layout.height, layout.width), -1)
    label = charts_of(mesh, layout)
    for chart, t in zip(label, layout.uv, strict=True):
        low, high = np.floor(t.min(axis=0)).astype(int) - GUTTER, np.ceil(t.max(axis=0)).astype(int) + GUTTER
        x, y = np.meshgrid(np.arange(low[0], high[0]) + 0.5, np.arange(low[1], high[1]) + 0.5)
        near = np.ones_like(x, np.bool_)
        for k in range(3):
            (ax, ay), (bx, by) = t[k], t[(k + 1) % 3]
            near &= (bx - ax) * (y - ay) - (by - ay) * (x - ax) > -(GUTTER - 1) * np.hypot(bx - ax, by - ay)
        here = owner[low[1] : high[1], low[0] : high[0]]
        assert set(np.unique(here[near])) <= {-1, chart}
        here[near] = chart


def charts_of(mesh: Mesh, layout: Layout) -> IntArray:
    """(F,): faces that share an edge in the picture share a chart."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    keys: dict[tuple[float, ...], list[int]] = {}
    for f, t in enumerate(np.round(layout.uv, 6)):
        for corner in t:
            keys.setdefault(tuple(corner), []).append(f)
    pairs = np.array([(faces[0], f) for faces in keys.values() for f in faces])
    graph = coo_matrix((np.ones(len(pairs)), pairs.T), shape=(len(mesh.faces), len(mesh.faces)))
    return np.asarray(connected_components(graph, directed=False)[1])


def test_a_density_beyond_the_largest_picture_is_lowered() -> None:
    mesh = box((200.0, 200.0, 200.0))
    layout = unwrapped(Surface(mesh.vertices, mesh.faces), 1000.0, silent())
    assert max(layout.width, layout.height) <= LARGEST
    assert areas(layout.uv).sum() > 0.45 * LARGEST**2


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.5, 12.0))
def test_rough_surfaces_do_not_overlap(seed: int, density: float) -> None:
    ball = icosphere(10.0, 2)
    bumps = np.random.default_rng(seed).uniform(0.6, 1.4, len(ball.vertices))
    layout = unwrapped(Surface(ball.vertices * bumps[:, None], ball.faces), density, silent())
    assert times_covered(layout).max() == 1


def test_the_layout_is_the_same_every_time() -> None:
    mesh = SHAPES["torus"]
    first, second = (unwrapped(Surface(mesh.vertices, mesh.faces), 4.0, silent()) for _ in range(2))
    assert first.uv.tobytes() == second.uv.tobytes()
    assert (first.width, first.height) == (second.width, second.height)


def test_it_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        unwrapped(Surface(SHAPES["ball"].vertices, SHAPES["ball"].faces), 4.0, Progress(cancelled=lambda: True))


def test_slivers_and_faces_without_area_are_laid_out_too() -> None:
    points = np.array([[0, 0, 0], [50, 0, 0], [100, 1e-9, 0], [100, 0, 0], [20, 20, 0]], np.float64)
    faces = np.array([[0, 1, 2], [0, 2, 3], [0, 1, 1], [0, 1, 4]], np.int32)
    layout = unwrapped(Surface(points, faces), 1e6, silent())
    assert max(layout.width, layout.height) <= LARGEST
    assert np.isfinite(layout.uv).all()
    assert (layout.uv >= 0).all()
    assert (layout.uv <= [layout.width, layout.height]).all()
