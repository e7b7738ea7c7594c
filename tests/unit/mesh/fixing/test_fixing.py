"""Fixing by hand: what is around the selection stays to the bit, and what was mended is good for judges of its own."""

from typing import Any

import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray

from app.errors import AppError, Cancelled, RepairFailedError
from app.jobs.progress import Progress, silent
from app.mesh.arrays import BoolArray
from app.mesh.fixing import ALL
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.tool import facts_of
from app.settings.process import find_process
from tests.unit.mesh.shapes import box, icosphere, moved, torus, uv_sphere

PROCESS = find_process(None)
PLACED = {"fill_hole", "bridge"}  # work on openings, which the meshes of the common tests do not have


def fixed(tool: str, mesh: Mesh, chosen: BoolArray | None = None, **values: Any) -> Mesh:
    if chosen is not None:
        values["faces"] = np.flatnonzero(chosen)
    return ALL[tool].run(mesh, values, PROCESS, silent()).mesh


def middles(mesh: Mesh) -> NDArray[np.float64]:
    return np.asarray(mesh.vertices[mesh.faces].mean(axis=1))


def judged(mesh: Mesh) -> trimesh.Trimesh:
    return trimesh.Trimesh(mesh.vertices, mesh.faces, process=False)


def is_closed(mesh: Mesh) -> bool:
    judge = judged(mesh)
    return bool(judge.is_watertight and judge.is_winding_consistent)


def crossings(mesh: Mesh) -> int:
    return len(intersecting_pairs(mesh.vertices, mesh.faces, silent()))


def painted(mesh: Mesh) -> Mesh:
    """With vertex colours that say where each vertex is."""
    low, size = mesh.vertices.min(axis=0), np.maximum(np.ptp(mesh.vertices, axis=0), 1e-9)
    colors = np.full((len(mesh.vertices), 4), 255, np.uint8)
    colors[:, :3] = np.round(255 * (mesh.vertices - low) / size)
    return mesh.with_(vertex_colors=colors)


def globe() -> Mesh:
    """A ball with a picture that is stretched over each face from its corner's place in x and y."""
    mesh = uv_sphere(20.0, 40, 80)
    uv = (mesh.vertices[mesh.faces][:, :, :2] / 40 + 0.5).astype(np.float32)
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[..., 0], pixels[..., 1], pixels[..., 3] = np.arange(64) * 4, np.arange(64)[:, None] * 4, 255
    return mesh.with_(corner_uv=uv, materials=(Material("globe", texture=Texture(pixels)),))


def rows(mesh: Mesh, which: BoolArray | None = None) -> list[bytes]:
    """Everything about each face, as bytes: positions, picture, colours, material."""
    which = np.ones(len(mesh.faces), np.bool_) if which is None else which
    faces = mesh.faces[which]
    parts = [mesh.vertices[faces].reshape(len(faces), -1).view(np.uint8)]
    if mesh.corner_uv is not None:
        parts.append(np.ascontiguousarray(mesh.corner_uv[which]).reshape(len(faces), -1).view(np.uint8))
    if mesh.vertex_colors is not None:
        parts.append(mesh.vertex_colors[faces].reshape(len(faces), -1))
    parts.append(mesh.material_of_face[which][:, None].view(np.uint8))
    return [row.tobytes() for row in np.concatenate(parts, axis=1)]


def cap(mesh: Mesh, above: float = 14.0) -> BoolArray:
    return np.asarray(middles(mesh)[:, 2] > above)


BALLS = [icosphere(20, 4), painted(icosphere(20, 4)), globe()]


@pytest.mark.parametrize("tool", sorted(set(ALL) - PLACED - {"keep_faces", "unite_shells"}))
@pytest.mark.parametrize("ball", BALLS, ids=["plain", "colors", "picture"])
def test_faces_around_stay_to_the_bit(tool: str, ball: Mesh):
    mesh = ball
    if tool == "merge_vertices":
        mesh = mesh.with_(vertices=mesh.vertices + np.random.default_rng(1).normal(0, 0.02, mesh.vertices.shape))
    chosen = cap(mesh)
    result = fixed(tool, mesh, chosen, **({"distance_mm": 1.2} if tool == "merge_vertices" else {}))
    rest = rows(mesh, ~chosen)
    assert set(rest) <= set(rows(result))
    assert rows(result) != rows(mesh)
    assert result.color == mesh.color
    assert result.materials[: len(mesh.materials)] == mesh.materials
    if tool not in {"delete_faces", "flip_faces"}:
        assert is_closed(result)
        assert crossings(result) == 0
    if tool in {"smooth_here", "flatten_here", "flip_faces", "extrude_here"}:  # every face keeps its number
        keeps = np.zeros(len(result.faces), np.bool_)
        keeps[np.flatnonzero(~chosen)] = True
        assert rows(result, keeps) == rest


@pytest.mark.parametrize("tool", sorted(ALL))
def test_nothing_selected_is_said(tool: str):
    with pytest.raises(RepairFailedError, match=r"elect|opening"):
        ALL[tool].run(icosphere(), {}, PROCESS, silent())
    with pytest.raises(RepairFailedError, match="another state"):
        ALL[tool].run(icosphere(), {"faces": np.array([10_000_000])}, PROCESS, silent())


@pytest.mark.parametrize(
    "tool", sorted(set(ALL) - PLACED - {"delete_faces", "flip_faces", "unite_shells", "merge_vertices"})
)
def test_cancel_ends_each_tool(tool: str):
    mesh = icosphere(20, 4)
    with pytest.raises(Cancelled):
        ALL[tool].run(mesh, {"faces": np.flatnonzero(cap(mesh))}, PROCESS, Progress(cancelled=lambda: True))


@pytest.mark.parametrize("tool", sorted(ALL))
def test_defaults_lie_within_their_limits(tool: str):
    form = ALL[tool].form
    for mesh in (box(), icosphere(), torus()):
        facts = facts_of(mesh)
        values = form.complete({}, facts)
        assert list(values) == [parameter.id for parameter in form.parameters]
        for parameter in form.parameters:
            if parameter.limits is not None:
                limits = parameter.limits(facts)
                assert limits.low <= values[parameter.id] <= limits.high, (parameter.id, limits)
            elif parameter.keys:
                assert values[parameter.id] in parameter.keys


def test_refilling_a_ball_makes_it_round_again():
    mesh = icosphere(20, 5)
    dented = mesh.with_(vertices=mesh.vertices * np.where(mesh.vertices[:, 2:] > 16, 0.9, 1.0))
    result = fixed("delete_and_fill", dented, cap(dented, 13))
    radius = np.linalg.norm(result.vertices, axis=1)
    assert is_closed(result)
    assert np.abs(radius - 20).max() < 0.35
    flat = fixed("delete_and_fill", dented, cap(dented, 13), shape="flat")
    assert is_closed(flat)
    assert np.linalg.norm(middles(flat), axis=1).min() < 16  # straight across


def test_refilling_a_band_connects_its_sides():
    mesh = torus(20, 6, 96, 48)
    band = np.abs(np.arctan2(middles(mesh)[:, 1], middles(mesh)[:, 0])) < 0.3
    connected = fixed("delete_and_fill", mesh, band)
    assert is_closed(connected)
    assert judged(connected).euler_number == 0  # still a ring
    assert judged(connected).volume == pytest.approx(judged(mesh).volume, rel=0.02)
    stumps = fixed("delete_and_fill", mesh, band, band="close")
    assert is_closed(stumps)
    assert judged(stumps).euler_number == 2  # a bent sausage


def test_refilling_leaves_other_openings_open():
    mesh = icosphere(20, 4)
    mesh = mesh.keep_faces(~np.asarray(middles(mesh)[:, 2] < -15))
    before = len(judged(mesh).outline().entities)
    result = fixed("delete_and_fill", mesh, cap(mesh))
    assert len(judged(result).outline().entities) == before == 1


def test_refilled_colors():
    mesh = painted(icosphere(20, 5))
    assert mesh.vertex_colors is not None
    spot = mesh.vertex_colors.copy()
    spot[mesh.vertices[:, 2] > 18] = (255, 0, 255, 255)  # a stain inside the place that is refilled
    mesh = mesh.with_(vertex_colors=spot)
    stained = np.array([255, 0, 255, 255])
    around = fixed("delete_and_fill", mesh, cap(mesh, 13))
    assert around.vertex_colors is not None
    assert not (around.vertex_colors == stained).all(axis=1).any()
    before = fixed("delete_and_fill", mesh, cap(mesh, 13), color="before")
    assert before.vertex_colors is not None
    assert (before.vertex_colors[before.vertices[:, 2] > 18.5] == stained).all(axis=1).all()


def test_a_part_of_its_own_cannot_be_refilled():
    mesh = icosphere()
    two = Mesh(
        np.vstack([mesh.vertices, mesh.vertices + 100]), np.vstack([mesh.faces, mesh.faces + len(mesh.vertices)])
    )
    with pytest.raises(RepairFailedError, match="part of its own"):
        fixed("delete_and_fill", two, np.arange(len(two.faces)) < len(mesh.faces))
    with pytest.raises(RepairFailedError, match="body of its own"):
        fixed("separate", two, np.arange(len(two.faces)) < len(mesh.faces))


def holed(mesh: Mesh) -> Mesh:
    """With an opening at the top and one at the bottom."""
    return mesh.keep_faces(np.abs(middles(mesh)[:, 2]) < 16)


@pytest.mark.parametrize("ball", BALLS, ids=["plain", "colors", "picture"])
def test_only_the_picked_opening_is_closed(ball: Mesh):
    mesh = holed(ball)
    result = fixed("fill_hole", mesh, at=(0, 0, 21, 0, 0, 1))
    assert rows(result)[: len(mesh.faces)] == rows(mesh)
    assert len(judged(result).outline().entities) == 1
    assert middles(result)[len(mesh.faces) :, 2].min() > 10
    both = np.abs(middles(mesh)[:, 2]) > 13
    assert is_closed(fixed("fill_hole", mesh, both))
    with pytest.raises(RepairFailedError, match="several"):
        fixed("fill_hole", mesh)
    with pytest.raises(RepairFailedError, match="touches no opening"):
        fixed("fill_hole", mesh, np.abs(middles(mesh)[:, 2]) < 5)
    with pytest.raises(RepairFailedError, match="no opening"):
        fixed("fill_hole", ball)


@pytest.mark.parametrize("shape", ["curved", "flat"])
@pytest.mark.parametrize("ball", BALLS, ids=["plain", "colors", "picture"])
def test_a_bridge_makes_one_surface(ball: Mesh, shape: str):
    mesh = holed(ball)
    result = fixed("bridge", mesh, first=(0, 0, 20, 0, 0, 1), second=(0, 0, -20, 0, 0, -1), shape=shape)
    assert rows(result)[: len(mesh.faces)] == rows(mesh)
    assert is_closed(result)
    assert judged(result).euler_number == 0  # a ball with a tunnel through it
    with pytest.raises(RepairFailedError, match="same opening"):
        fixed("bridge", mesh, first=(0, 0, 20, 0, 0, 1), second=(0, 1, 20, 0, 0, 1))


def test_a_curved_bridge_runs_on_as_the_surface_does():
    mesh = torus(20, 6, 96, 48)
    band = np.abs(np.arctan2(middles(mesh)[:, 1], middles(mesh)[:, 0])) < 0.35
    result = fixed("bridge", mesh.keep_faces(~band))
    new = result.vertices[len(np.unique(mesh.faces[~band])) :]
    distance = np.hypot(np.hypot(new[:, 0], new[:, 1]) - 20, new[:, 2])
    assert len(new) > 100
    assert np.abs(distance - 6).max() < 0.6  # straight, it would be 1.2 at the outside
    assert crossings(result) == 0
    straight = fixed("bridge", mesh.keep_faces(~band), shape="flat")
    assert is_closed(straight)
    assert len(straight.vertices) == len(np.unique(mesh.faces[~band]))


def test_a_cut_off_part_is_a_body_beside_the_rest():
    mesh = painted(icosphere(20, 4))
    result = fixed("separate", mesh, cap(mesh), gap_mm=0.5)
    bodies = judged(result).split(only_watertight=True)
    assert len(bodies) == 2
    assert sum(body.volume for body in bodies) == pytest.approx(judged(mesh).volume, rel=1e-6)
    tops = sorted(body.bounds[1, 2] for body in bodies)
    assert tops[1] == pytest.approx(mesh.vertices[:, 2].max() + 0.5, abs=0.01)


def test_a_crack_is_merged_shut():
    mesh = painted(icosphere(20, 3))
    upper, lower = mesh.keep_faces(cap(mesh, 0)), mesh.keep_faces(~cap(mesh, 0))
    shifted = moved(upper, (0, 0, 0.01)).vertices
    cracked = Mesh(
        np.vstack([lower.vertices, shifted]),
        np.vstack([lower.faces, upper.faces + np.int32(len(lower.vertices))]),
        vertex_colors=np.vstack([lower.vertex_colors, upper.vertex_colors]),  # type: ignore[list-item]
    )
    assert not is_closed(cracked)
    result = fixed("merge_vertices", cracked, np.arange(len(cracked.faces)) >= len(lower.faces), distance_mm=0.05)
    assert not is_closed(result)  # both sides of a crack must be selected: points of faces around never merge
    result = fixed("merge_vertices", cracked, np.ones(len(cracked.faces), np.bool_), distance_mm=0.05)
    assert is_closed(result)
    assert len(result.faces) == len(mesh.faces)


def test_united_shells_are_one_body_and_others_stay():
    one, other = icosphere(10, 3), icosphere(10, 3)
    n = len(one.vertices)
    three = Mesh(
        np.vstack([one.vertices, moved(other, (8, 1, 0.5)).vertices, moved(other, (100, 0, 0)).vertices]),
        np.vstack([one.faces, other.faces + n, other.faces + 2 * n]),
    )
    chosen = np.zeros(len(three.faces), np.bool_)
    chosen[[0, len(one.faces)]] = True
    result = fixed("unite_shells", three, chosen)
    assert is_closed(result)
    assert len(judged(result).split(only_watertight=False)) == 2
    far = np.arange(len(three.faces)) >= 2 * len(one.faces)
    assert rows(result)[: far.sum()] == rows(three, far)
    with pytest.raises(RepairFailedError, match="one shell only"):
        fixed("unite_shells", three, np.arange(len(three.faces)) == 0)


def test_remeshing_here_makes_even_triangles_and_keeps_the_form():
    mesh = globe()
    chosen = cap(mesh, 10)
    result = fixed("remesh_here", mesh, chosen, edge_mm=0.8)
    new = np.arange(len(result.faces)) >= int((~chosen).sum())
    sides = result.vertices[result.faces[new]]
    length = np.linalg.norm(sides - np.roll(sides, 1, axis=1), axis=2)
    assert np.median(length) == pytest.approx(0.8, rel=0.25)
    assert np.abs(np.linalg.norm(result.vertices, axis=1) - 20).max() < 0.1
    assert result.corner_uv is not None
    expected = (result.vertices[result.faces][:, :, :2] / 40 + 0.5)[new]
    assert np.abs(result.corner_uv[new] - expected).max() < 0.01


def test_smoothing_here_takes_ripples_out():
    mesh = icosphere(20, 5)
    chosen = cap(mesh, 10)
    inside = np.ones(len(mesh.vertices), np.bool_)
    inside[mesh.faces[~chosen]] = False
    ripples = np.random.default_rng(2).normal(0, 0.004, (len(mesh.vertices), 1)) * inside[:, None]
    rough = mesh.with_(vertices=mesh.vertices * (1 + ripples))
    before = np.abs(np.linalg.norm(rough.vertices[inside], axis=1) - 20).mean()
    for way, most in (("ripples", 0.5), ("smoothest", 0.65)):  # a third of the ball is much to guess from its rim
        result = fixed("smooth_here", rough, chosen, way=way)
        after = np.abs(np.linalg.norm(result.vertices[inside], axis=1) - 20).mean()
        assert after < most * before
        assert np.array_equal(result.vertices[~inside], rough.vertices[~inside])


@pytest.mark.parametrize("plane", ["fit", "lowest", "highest"])
def test_flattening_presses_onto_the_plane(plane: str):
    mesh = icosphere(20, 5)
    chosen = cap(mesh, 15)
    result = fixed("flatten_here", mesh, chosen, plane=plane, blend_mm=0.0)
    inside = np.ones(len(mesh.vertices), np.bool_)
    inside[mesh.faces[~chosen]] = False
    height = result.vertices[inside, 2]
    assert np.ptp(height) < 0.05
    at = {"lowest": mesh.vertices[mesh.faces[chosen]][:, :, 2].min(), "highest": 20.0}
    assert height.mean() == pytest.approx(at.get(plane, 17.0), abs=0.6 if plane == "fit" else 0.05)


@pytest.mark.parametrize("distance", [2.0, -2.0])
def test_extruding_adds_a_prism(distance: float):
    mesh = box()
    top = middles(mesh)[:, 2] == mesh.vertices[:, 2].max()
    result = fixed("extrude_here", mesh, top, distance_mm=distance)
    assert is_closed(result)
    assert judged(result).volume == pytest.approx(20 * 20 * (20 + distance))
    with pytest.raises(RepairFailedError, match="distance is 0"):
        fixed("extrude_here", mesh, top, distance_mm=0.0)


def test_previews_show_where_it_will_be():
    mesh = icosphere(20, 4)
    chosen = {"faces": np.flatnonzero(cap(mesh))}
    moved_faces = ALL["extrude_here"].preview(mesh, {**chosen, "distance_mm": 3.0}, PROCESS)
    assert moved_faces is not None
    assert len(moved_faces.faces) == cap(mesh).sum()
    assert moved_faces.points[:, 2].max() == pytest.approx(mesh.vertices[:, 2].max() + 3, abs=0.01)
    plane = ALL["flatten_here"].preview(mesh, {**chosen, "plane": "highest"}, PROCESS)
    assert plane is not None
    assert np.allclose(plane.points[:, 2], mesh.vertices[mesh.faces[cap(mesh)]][:, :, 2].max())
    for tool in ("extrude_here", "flatten_here"):
        assert ALL[tool].preview(mesh, {}, PROCESS) is None


def test_values_outside_their_limits_are_refused():
    mesh = icosphere()
    with pytest.raises(AppError, match="Strength"):
        fixed("smooth_here", mesh, cap(mesh), strength=1000)
