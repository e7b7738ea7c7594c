import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from app.jobs.progress import silent
from app.layouts.relief.field import HeightField
from app.layouts.relief.outline_distance import distance_inside
from app.layouts.relief.solid import Pocket, Solid, solid_of
from app.mesh.kernels.self_intersection import intersecting_pairs

from .closedness import euler, open_edges, volume

UP = np.array([1.0, -1.0, 1.0])  # y upwards


def grid(side: float = 20.0, step: float = 0.25) -> np.ndarray:
    return np.arange(-1.0, side + 1.0, step)


def field_over(shape: Polygon, heights: float = 3.0, step: float = 0.25) -> HeightField:
    x = grid(step=step)
    inside = distance_inside(shape, x, x)
    return HeightField(np.full(inside.shape, heights), inside, (step, step), (-1.0, -1.0))


def is_solid(solid: Solid) -> bool:
    return open_edges(solid.faces) == 0 and volume(solid.points * UP, solid.faces) > 0


def test_an_even_height_gives_a_prism() -> None:
    shape = Point(10, 10).buffer(8, quad_segs=50)
    solid = solid_of(field_over(shape))
    assert is_solid(solid)
    assert volume(solid.points * UP, solid.faces) == pytest.approx(shape.area * 3, rel=2e-3)
    assert euler(solid.faces) == 2
    border = np.hypot(*(solid.points[np.abs(solid.points[:, 2]) < 1e-9, :2] - 10).T)
    assert np.abs(border - 8).max() < 0.02, "the outline is found between the points of the grid"


def test_a_hole_goes_through() -> None:
    ring = Point(10, 10).buffer(8).difference(Point(10, 5).buffer(1.5))
    solid = solid_of(field_over(ring))
    assert is_solid(solid)
    assert euler(solid.faces) == 0
    assert volume(solid.points * UP, solid.faces) == pytest.approx(ring.area * 3, rel=3e-3)


def test_a_pocket_is_taken_from_the_back() -> None:
    shape = Point(10, 10).buffer(8)
    whole = solid_of(field_over(shape))
    solid = solid_of(field_over(shape), pocket=Pocket(10.0, 11.0, 6.0, 1.25))
    assert is_solid(solid)
    assert euler(solid.faces) == 2
    removed = volume(whole.points * UP, whole.faces) - volume(solid.points * UP, solid.faces)
    assert removed == pytest.approx(np.pi * 9 * 1.25, rel=2e-3)
    assert not len(intersecting_pairs(solid.points * UP, solid.faces.astype(np.int32), silent()))


def test_a_rounded_back_meets_the_top() -> None:
    field = field_over(Point(10, 10).buffer(8))
    solid = solid_of(field, flat_back=False, back=np.clip(0.8 - field.inside, 0.0, 0.8))
    assert is_solid(solid)
    assert solid.points[:, 2].min() == 0
    assert not len(intersecting_pairs(solid.points * UP, solid.faces.astype(np.int32), silent()))


def test_only_the_top_shows_the_picture() -> None:
    solid = solid_of(field_over(Point(10, 10).buffer(8)))
    corners = solid.points[solid.faces[solid.top]] * UP
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert (normal[:, 2] > 0).all()
    assert np.linalg.norm(normal, axis=1).sum() / 2 == pytest.approx(np.pi * 64, rel=5e-3)


@settings(max_examples=15, deadline=None)
@given(
    blobs=st.lists(st.tuples(st.floats(1, 19), st.floats(1, 19), st.floats(0.8, 6)), min_size=1, max_size=6),
    holes=st.lists(st.tuples(st.floats(1, 19), st.floats(1, 19), st.floats(0.3, 3)), max_size=4),
    seed=st.integers(0, 1000),
)
def test_any_outline_with_any_heights_is_closed(
    blobs: list[tuple[float, float, float]], holes: list[tuple[float, float, float]], seed: int
) -> None:
    shape = shapely.union_all([Point(x, y).buffer(r) for x, y, r in blobs])
    shape = shape.difference(shapely.union_all([Point(x, y).buffer(r) for x, y, r in holes]))
    x = grid(step=0.5)
    inside = distance_inside(shape, x, x)
    if not (inside > 0).any():
        return
    heights = np.random.default_rng(seed).uniform(0.5, 4.0, inside.shape)
    field = HeightField(heights, inside, (0.5, 0.5), (-1.0, -1.0))
    for flat in (True, False):
        solid = solid_of(field, flat_back=flat)
        assert is_solid(solid)
        assert not len(intersecting_pairs(solid.points * UP, solid.faces.astype(np.int32), silent()))


def test_distance_is_that_to_the_polygon_near_the_outline() -> None:
    shape = Point(10, 10).buffer(8, quad_segs=100)
    x = grid()
    inside = distance_inside(shape, x, x, exact_mm=1.0)
    columns, rows = np.meshgrid(x, x)
    truth = 8 - np.hypot(columns - 10, rows - 10)
    near = np.abs(truth) < 1.0
    assert np.abs(inside - truth)[near].max() < 2e-3
    assert np.abs(inside - truth).max() < 0.25
    assert ((inside > 0) == (truth > 0))[np.abs(truth) > 2e-3].all()
