"""Selecting: regions end where they should, and what is seen is what rays of another library meet."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.mesh.kernels.measure import face_normals
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.selecting.alike import face_colors
from app.mesh.selecting.links import links_of, rim_edges
from app.mesh.selecting.openings import rims_of
from app.mesh.selecting.regions import closed_gaps, evened, grown, parts, shrunk, smooth_region
from app.mesh.selecting.seen import ScreenView, along_stroke, inside_outline, visible
from app.mesh.selecting.state import Reach, Selected, picked_by_click, stepped
from app.mesh.selecting.surface import SelectSurface
from tests.unit.mesh.shapes import box, icosphere, moved, together, torus

NOTHING = np.zeros(0, np.int32)
WIDTH, HEIGHT = 800, 600


def middles(mesh: Mesh) -> NDArray[np.float64]:
    return np.asarray(mesh.vertices[mesh.faces].mean(axis=1))


def seen_from_front(mesh: Mesh) -> ScreenView:
    """Looking along +Y from 100 mm before the model, ten pixels a mm at a plain parallel projection."""
    x, y, z = mesh.vertices.T
    screen = np.column_stack([WIDTH / 2 + 10 * x, HEIGHT / 2 - 10 * z, 100 + y])
    return ScreenView(screen.astype(np.float32), mesh.faces, WIDTH, HEIGHT)


@pytest.mark.parametrize("mesh", [box(at=(-10, -10, -10)), icosphere(20, 4), torus(20, 6, 60, 30)])
def test_what_is_seen_is_what_rays_meet(mesh: Mesh):
    found = visible(seen_from_front(mesh))
    start = middles(mesh) * (1, 0, 1) + (0, -200, 0)
    hits = Scene(mesh.vertices, mesh.faces).hits(start, np.tile([0.0, 1.0, 0.0], (len(start), 1)))
    truth = hits.face == np.arange(len(mesh.faces))
    normals = face_normals(mesh.vertices, mesh.faces)
    clear = np.abs(normals[:, 1]) > 0.15  # of faces seen edge on nobody can say
    assert (found == truth)[clear].mean() > 0.98


def test_hidden_faces_hide_nothing():
    mesh = together(icosphere(10, 3), moved(icosphere(10, 3), (0, 30, 0)))
    n = len(mesh.faces) // 2
    view = seen_from_front(mesh)
    assert visible(view)[n:].mean() < 0.03  # right behind the outline of the first
    hidden = np.arange(2 * n) < n
    again = visible(view, hidden)
    assert not again[:n].any()
    assert again[n:].sum() > 0.4 * n


def test_an_outline_takes_the_faces_inside():
    mesh = icosphere(20, 4)
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    mask[:200] = True  # above z = 10
    assert np.array_equal(inside_outline(seen_from_front(mesh), mask), middles(mesh)[:, 2] > 10)


def test_a_stroke_takes_what_is_within_its_radius():
    mesh = icosphere(20, 4)
    view = seen_from_front(mesh)
    stroke = np.array([[300.0, 300.0], [500.0, 300.0]])  # x from -10 to 10 at z = 0
    taken = along_stroke(view.middles, stroke, 20.0)
    x, z = middles(mesh)[:, 0], middles(mesh)[:, 2]
    beyond = np.maximum(np.abs(x) - 10, 0)
    assert set(taken) == set(np.flatnonzero(np.hypot(beyond, z) <= 2.0))


def test_links_say_what_meets_and_what_is_open():
    mesh = box()
    links = links_of(mesh.faces)
    assert len(links.pairs) == 18
    assert not len(links.open_edges)
    opened = mesh.keep_faces(np.arange(12) >= 2)
    links = links_of(opened.faces)
    assert len(links.open_edges) == 4
    rims = rims_of(links)
    assert rims.count == 1
    assert set(rims.faces(0)) == set(links.open_faces)
    two = together(opened, moved(opened, (50, 0, 0)))
    rims = rims_of(links_of(two.faces))
    assert rims.count == 2
    eye = np.array([25.0, 10.0, -100.0])
    first, second = (rims.nearest(two.vertices, eye, np.array([x, 10.0, 20.0])) for x in (10.0, 60.0))
    assert {first, second} == {0, 1}
    assert two.vertices[rims.edges(first)][:, :, 0].max() < 25


def test_regions():
    mesh = box()
    links, surface = links_of(mesh.faces), SelectSurface(mesh)
    seed = np.arange(12) == 0
    side = smooth_region(links, surface.normals, seed, 10)
    assert side.sum() == 2
    assert smooth_region(links, surface.normals, seed, 95).all()
    ball = icosphere(20, 4)
    cap = middles(ball)[:, 2] > 15
    links = links_of(ball.faces)
    more, less = grown(ball.faces, len(ball.vertices), cap), shrunk(ball.faces, len(ball.vertices), links, cap)
    assert less.sum() < cap.sum() < more.sum()
    assert (less <= cap).all()
    assert (cap <= more).all()
    holed = more.copy()
    holed[np.flatnonzero(less)[:3]] = False
    assert np.array_equal(closed_gaps(links, holed, 20), more)
    rough = cap ^ (np.random.default_rng(3).random(len(cap)) < 0.03)
    even = evened(links, rough, 4)
    assert len(rim_edges(links, even)) < 0.5 * len(rim_edges(links, rough))
    assert (even != cap).mean() < 0.02
    edges = rim_edges(links, cap)
    assert (np.bincount(edges.reshape(-1)) % 2 == 0).all()  # closed lines
    assert parts(len(ball.faces), links.pairs).max() == 0


def test_colors_of_faces():
    pixels = np.zeros((2, 2, 4), np.uint8)
    pixels[0, 0], pixels[1, 1] = (255, 0, 0, 255), (0, 0, 255, 255)  # upper left, lower right
    mesh = box()
    uv = np.full((12, 3, 2), 0.25, np.float32)
    uv[:, :, 1] = 0.75
    uv[6:] = (0.75, 0.25)
    mesh = mesh.with_(corner_uv=uv, materials=(Material("m", (255, 255, 128, 255), Texture(pixels)),))
    colors = face_colors(mesh)
    assert (colors[:6] == (255, 0, 0)).all()
    assert (colors[6:] == (0, 0, 128)).all()


def two_balls() -> SelectSurface:
    """One red, the other blue above and red below."""
    mesh = together(icosphere(10, 3), moved(icosphere(10, 3), (30, 0, 0)))
    colors = np.full((len(mesh.vertices), 4), (200, 20, 20, 255), np.uint8)
    colors[(mesh.vertices[:, 0] > 15) & (mesh.vertices[:, 2] > 0)] = (20, 20, 200, 255)
    return SelectSurface(mesh.with_(vertex_colors=colors))


def test_a_click_takes_what_it_says():
    surface = two_balls()
    n = surface.count // 2
    state = Selected.of(surface.count, NOTHING, NOTHING)
    top = int(np.argmax(middles(surface.mesh)[:, 2] + 100 * (np.arange(2 * n) >= n)))
    ray = np.array([30.0, 0.0, 100.0]), np.array([30.0, 0.0, 10.0])

    def clicked(face: int, **reach: object) -> int:
        return int(picked_by_click(surface, state, face, ray, Reach(**reach)).sum())  # type: ignore[arg-type]

    assert clicked(top) == 1
    assert clicked(top, scope="shell") == n
    assert 0.3 * n < clicked(top, scope="color") < 0.6 * n
    bottom = int(np.argmin(middles(surface.mesh)[:, 2]))
    assert clicked(bottom, scope="color", connected=False) > clicked(bottom, scope="color") == n
    assert clicked(top, scope="opening") == 0


def test_steps():
    surface = two_balls()
    n = surface.count // 2
    one = np.arange(2 * n) == 0
    state = Selected.of(2 * n, np.array([0], np.int32), NOTHING)

    def after(*steps: str) -> Selected:
        result = state
        for step in steps:
            result = stepped(surface, result, step, Reach())  # type: ignore[arg-type]
        return result

    assert after("all").faces.all()
    assert not after("none").faces.any()
    assert np.array_equal(after("invert").faces, ~one)
    assert after("shell").faces.sum() == n
    assert np.array_equal(after("grow", "shrink").faces, one)
    assert after("color").faces.sum() == n
    hidden = after("shell", "hide")
    assert not hidden.faces.any()
    assert hidden.hidden.sum() == n
    assert after("shell", "hide", "all").faces.sum() == n  # what is hidden cannot be selected
    alone = after("shell", "isolate")
    assert alone.faces.sum() == n
    assert np.array_equal(alone.hidden, ~alone.faces)
    assert not after("shell", "hide", "show").hidden.any()
    assert not after("none", "isolate").hidden.any()
    assert not after("openings").faces.any()


def test_adding_and_removing():
    state = Selected.of(4, np.array([0, 1], np.int32), np.array([3], np.int32))
    picked = np.array([False, True, True, True])
    assert state.with_(picked, "add").faces.tolist() == [True, True, True, False]
    assert state.with_(picked, "remove").faces.tolist() == [True, False, False, False]
    assert state.with_(picked, "replace").faces.tolist() == [False, True, True, False]
