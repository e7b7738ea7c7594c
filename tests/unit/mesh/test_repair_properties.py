"""Random damage to a good mesh is found and undone; motion and scale change no verdict; what is good stays as it is."""

from collections.abc import Callable

import manifold3d
import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from app.jobs.progress import Progress
from app.mesh.inspect import inspect
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.mesh import Mesh
from app.mesh.repair import repair_automatically
from app.settings.process import find_process
from tests.unit.mesh.shapes import box, icosphere, inside_out, together, torus, uv_sphere

PROCESS = find_process(None)
HAIR = 1e-6  # of the diagonal: how far corners that belong together lie apart
Damage = Callable[[Mesh, np.random.Generator], Mesh]

GOOD: dict[str, Mesh] = {
    "ball": icosphere(20.0, 2),
    "ring": torus(20.0, 6.0, 18, 10),
    "globe": uv_sphere(18.0, 10, 18),
    "box": box((20.0, 16.0, 30.0)),
}
# What tells whether the surface is sound; the rest of the report depends on millimetres, as it should.
SOUNDNESS = (
    "open_edges", "non_manifold_edges", "non_manifold_vertices", "duplicate_faces", "inconsistent_winding", "inverted",
    "self_intersections",
)  # fmt: skip


def drop_faces(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    count = min(4, len(mesh.faces) // 8)
    return mesh.keep_faces(np.sort(rng.permutation(len(mesh.faces))[count:]))


def flip_faces(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    faces = mesh.faces.copy()
    chosen = rng.choice(len(faces), max(1, len(faces) // 6), replace=False)
    faces[chosen] = faces[chosen][:, ::-1]
    return mesh.with_(faces=faces)


def duplicate_faces(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    return _plus(mesh, mesh.faces[rng.choice(len(mesh.faces), 3, replace=False)])


def split_vertices(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Every face gets corners of its own, a hair beside those of its neighbours."""
    corners = mesh.vertices[mesh.faces].reshape(-1, 3)
    hair = mesh.diagonal * HAIR
    colors = None if mesh.vertex_colors is None else mesh.vertex_colors[mesh.faces.reshape(-1)]
    return mesh.with_(
        vertices=corners + rng.uniform(-hair, hair, corners.shape),
        faces=np.arange(len(corners), dtype=np.int32).reshape(-1, 3),
        vertex_colors=colors,
    )


def turn_inside_out(mesh: Mesh, _: np.random.Generator) -> Mesh:
    return inside_out(mesh)


def add_needle(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """An edge is split on one side only, and a face without area closes the gap."""
    face = int(rng.integers(len(mesh.faces)))
    a, b, c = (int(v) for v in mesh.faces[face])
    middle = len(mesh.vertices)
    faces = np.delete(mesh.faces, face, axis=0)
    faces = np.concatenate([faces, np.array([[a, middle, c], [middle, b, c], [a, b, middle]], np.int32)])
    return _with_points(mesh, (mesh.vertices[a] + mesh.vertices[b])[None] / 2, faces)


def add_dust(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Tetrahedra of 0.2 mm float beside the model."""
    points, faces = [], [mesh.faces]
    for k in range(3):
        at = mesh.bounds[1] + rng.uniform(1.0, 4.0, 3)
        points.append(at + 0.2 * np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float64))
        faces.append(np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]], np.int32) + len(mesh.vertices) + 4 * k)
    return _with_points(mesh, np.concatenate(points), np.concatenate(faces))


def add_fin(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """A third face on an edge, standing off the surface."""
    a, b, _ = mesh.faces[int(rng.integers(len(mesh.faces)))]
    middle = (mesh.vertices[a] + mesh.vertices[b]) / 2
    out = middle - mesh.bounds.mean(axis=0)
    tip = middle + 0.02 * mesh.diagonal * out / np.linalg.norm(out)
    return _with_points(mesh, tip[None], np.concatenate([mesh.faces, [[a, b, len(mesh.vertices)]]]).astype(np.int32))


DAMAGE: dict[str, tuple[Damage, str]] = {
    "drop": (drop_faces, "open_edges"),
    "flip": (flip_faces, "inconsistent_winding"),
    "duplicate": (duplicate_faces, "duplicate_faces"),
    "split": (split_vertices, "open_edges"),
    "inside out": (turn_inside_out, "inverted"),
    "needle": (add_needle, "degenerate_faces"),
    "dust": (add_dust, "fragments"),
    "fin": (add_fin, "non_manifold_edges"),
}


def _plus(mesh: Mesh, faces: np.ndarray) -> Mesh:
    return mesh.with_(faces=np.concatenate([mesh.faces, faces]).astype(np.int32), face_material=None)


def _with_points(mesh: Mesh, points: np.ndarray, faces: np.ndarray) -> Mesh:
    colors = mesh.vertex_colors
    if colors is not None:
        colors = np.concatenate([colors, np.full((len(points), 4), 255, np.uint8)])
    return mesh.with_(
        vertices=np.concatenate([mesh.vertices, points]), faces=faces, vertex_colors=colors, face_material=None
    )


def painted(mesh: Mesh) -> Mesh:
    """Every vertex has a colour that tells where it is."""
    low, high = mesh.bounds
    colors = np.full((len(mesh.vertices), 4), 255, np.uint8)
    colors[:, :3] = np.round(40 + 200 * (mesh.vertices - low) / (high - low))
    return mesh.with_(vertex_colors=colors)


def rotated(mesh: Mesh, seed: int) -> Mesh:
    q, r = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    q = q * np.sign(np.diag(r))
    q[:, 0] *= np.linalg.det(q)
    return mesh.with_(vertices=mesh.vertices @ q.T)


def height_of(mesh: Mesh) -> float:
    return float(mesh.size_mm[2])


def assert_printable(mesh: Mesh) -> None:
    """Told by trimesh and manifold3d, and by the search for crossings, which has tests of its own."""
    judged = trimesh.Trimesh(mesh.vertices, mesh.faces, process=False)
    assert judged.is_watertight
    assert judged.is_winding_consistent
    assert judged.volume > 0
    assert solid(mesh).status() == manifold3d.Error.NoError
    assert len(intersecting_pairs(mesh.vertices.copy(), mesh.faces.copy(), Progress())) == 0


def solid(mesh: Mesh) -> manifold3d.Manifold:
    return manifold3d.Manifold(manifold3d.Mesh64(mesh.vertices.copy(), mesh.faces.astype(np.uint64)))


def volume(mesh: Mesh) -> float:
    return float(trimesh.Trimesh(mesh.vertices, mesh.faces, process=False).volume)


shapes = st.sampled_from(sorted(GOOD))
seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("kind", DAMAGE)
@settings(max_examples=4, deadline=None, derandomize=True)
@given(shape=shapes, seed=seeds)
def test_each_damage_is_found_and_undone(kind: str, shape: str, seed: int):
    damage, finding = DAMAGE[kind]
    good = GOOD[shape]
    mesh = damage(good, np.random.default_rng(seed))
    assert inspect(mesh, PROCESS, height_of(good), Progress()).finding(finding).count > 0
    assert_undone(mesh, good, fin=kind == "fin")


@settings(max_examples=10, deadline=None, derandomize=True)
@given(shape=shapes, kinds=st.lists(st.sampled_from(sorted(DAMAGE)), min_size=2, max_size=4, unique=True), seed=seeds)
def test_damage_upon_damage_is_undone(shape: str, kinds: list[str], seed: int):
    rng = np.random.default_rng(seed)
    mesh = GOOD[shape]
    for kind in kinds:
        mesh = DAMAGE[kind][0](mesh, rng)
    assert_undone(mesh, GOOD[shape], fin="fin" in kinds)


def assert_undone(damaged: Mesh, good: Mesh, *, fin: bool) -> None:
    """The shape is back. A fin may be dropped, which takes its own visible surface away, or be given a thickness."""
    result = repair_automatically(damaged, PROCESS, height_of(good))
    assert result.after.printable
    assert_printable(result.mesh)
    assert volume(result.mesh) == pytest.approx(volume(good), rel=0.05)
    assert result.deviation.missing <= (0.03 if fin else 1e-3)


@settings(max_examples=6, deadline=None, derandomize=True)
@given(shape=shapes, other=shapes, seed=seeds)
def test_bodies_that_cross_become_their_union(shape: str, other: str, seed: int):
    first = GOOD[shape]
    by = np.random.default_rng(seed).uniform(-0.45, 0.45, 3) * first.size_mm
    second = rotated(GOOD[other], seed)
    second = second.with_(vertices=second.vertices * 0.9 + by)
    both = together(first, second)
    wanted = (solid(first) + solid(second)).volume()
    result = repair_automatically(both, PROCESS, height_of(both))
    assert result.after.printable
    assert_printable(result.mesh)
    assert volume(result.mesh) == pytest.approx(wanted, rel=0.01)
    assert result.deviation.missing <= 1e-3


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    shape=shapes,
    kind=st.sampled_from([None, *sorted(DAMAGE)]),
    seed=seeds,
    scale=st.floats(0.02, 50.0),
    shift=st.tuples(*[st.floats(-200.0, 200.0)] * 3),
)
def test_motion_and_scale_change_no_verdict(
    shape: str, kind: str | None, seed: int, scale: float, shift: tuple[float, float, float]
):
    mesh = GOOD[shape] if kind is None else DAMAGE[kind][0](GOOD[shape], np.random.default_rng(seed))
    moved = rotated(mesh, seed)
    moved = moved.with_(vertices=moved.vertices * scale + np.array(shift) * scale)
    first, second = (inspect(m, PROCESS, height_of(m), Progress()) for m in (mesh, moved))
    assert {k: second.finding(k).count for k in SOUNDNESS} == {k: first.finding(k).count for k in SOUNDNESS}
    assert (second.watertight, second.manifold, second.bodies) == (first.watertight, first.manifold, first.bodies)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(shape=shapes, seed=seeds, scale=st.floats(0.9, 4.0), colored=st.booleans())
def test_a_printable_mesh_passes_unchanged(shape: str, seed: int, scale: float, colored: bool):
    mesh = rotated(GOOD[shape], seed).scaled(scale)
    mesh = painted(mesh) if colored else mesh
    result = repair_automatically(mesh, PROCESS, height_of(mesh), mode="conservative")
    assert result.before.printable
    assert result.mesh.revision == mesh.revision
    assert result.steps == ()


@settings(max_examples=5, deadline=None, derandomize=True)
@given(shape=shapes, kind=st.sampled_from(sorted(DAMAGE)), seed=seeds)
def test_the_same_mesh_gives_the_same_revision(shape: str, kind: str, seed: int):
    mesh = painted(DAMAGE[kind][0](GOOD[shape], np.random.default_rng(seed)))
    first, second = (repair_automatically(mesh, PROCESS, height_of(mesh)) for _ in range(2))
    assert first.mesh.revision == second.mesh.revision
    assert first.deviation == second.deviation


@settings(max_examples=8, deadline=None, derandomize=True)
@given(shape=shapes, kind=st.sampled_from(sorted(DAMAGE)), seed=seeds)
def test_what_is_kept_keeps_its_color(shape: str, kind: str, seed: int):
    good = painted(GOOD[shape])
    damaged = DAMAGE[kind][0](good, np.random.default_rng(seed))
    result = repair_automatically(damaged, PROCESS, height_of(good))
    assert result.mesh.vertex_colors is not None
    distance, nearest = cKDTree(good.vertices).query(result.mesh.vertices)
    same = distance < 1e-5 * good.diagonal
    assert same.sum() >= 0.9 * len(good.vertices)
    assert np.array_equal(result.mesh.vertex_colors[same], good.vertex_colors[nearest[same]])  # type: ignore[index]
    assert result.color_delta_e is not None
    assert result.color_delta_e[0] < 1
