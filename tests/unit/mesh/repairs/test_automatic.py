"""The automatic repair: damage to a good mesh is undone, and what is good is left alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Cancelled, RepairFailedError
from app.jobs.progress import Progress
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.repair import repair_automatically
from app.settings.process import find_process
from tests.unit.mesh.shapes import box, icosphere, torus, uv_sphere

PROCESS = find_process(None)


def together(*meshes: Mesh) -> Mesh:
    offsets = np.cumsum([0, *(len(m.vertices) for m in meshes)])
    return Mesh(
        vertices=np.concatenate([m.vertices for m in meshes]),
        faces=np.concatenate([m.faces + o for m, o in zip(meshes, offsets[:-1], strict=True)]),
    )


def textured(mesh: Mesh) -> Mesh:
    """With a texture whose islands are split along the middle of the picture."""
    corner = mesh.vertices[mesh.faces]
    low, high = mesh.bounds
    uv = ((corner - low) / (high - low))[:, :, :2] * 0.5
    uv[corner.mean(axis=1)[:, 2] > mesh.bounds.mean(axis=0)[2]] += 0.5
    rng = np.random.default_rng(3)
    pixels = np.full((64, 64, 4), 255, np.uint8)
    pixels[:, :, :3] = rng.integers(0, 255, (8, 8, 3)).repeat(8, axis=0).repeat(8, axis=1)
    return mesh.with_(corner_uv=uv.astype(np.float32), materials=(Material("skin", texture=Texture(pixels)),))


def edges_are_manifold(mesh: Mesh) -> bool:
    directed = np.concatenate([mesh.faces[:, [0, 1]], mesh.faces[:, [1, 2]], mesh.faces[:, [2, 0]]])
    forward = {tuple(e) for e in directed.tolist()}
    return len(forward) == len(directed) and all((b, a) in forward for a, b in forward)


def enclosed(mesh: Mesh) -> float:
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


def assert_printable(mesh: Mesh) -> None:
    """Told without the checks that the repair itself used to prove its result."""
    assert len(np.unique(mesh.vertices, axis=0)) == len(mesh.vertices)
    assert edges_are_manifold(mesh)
    assert enclosed(mesh) > 0
    assert len(intersecting_pairs(mesh.vertices, mesh.faces, Progress())) == 0


def test_a_printable_mesh_comes_back_unchanged():
    mesh = textured(icosphere())
    result = repair_automatically(mesh, PROCESS, 40.0)
    assert result.mesh is mesh
    assert result.steps == ()
    assert result.deviation.max == 0
    assert result.color_delta_e == (0.0, 0.0)


@settings(max_examples=7, deadline=None)
@given(seed=st.integers(0, 10_000), remove=st.integers(0, 12), flip=st.integers(0, 12), double=st.integers(0, 4))
def test_random_damage_is_undone(seed: int, remove: int, flip: int, double: int):
    rng = np.random.default_rng(seed)
    mesh = icosphere()
    faces = mesh.faces.copy()
    turned = rng.choice(len(faces), flip, replace=False)
    faces[turned] = faces[turned][:, ::-1]
    faces = np.delete(faces, rng.choice(len(faces), remove, replace=False), axis=0)
    faces = np.concatenate([faces, faces[rng.choice(len(faces), double, replace=False)]])
    result = repair_automatically(Mesh(mesh.vertices, faces), PROCESS, 40.0, mode="conservative")
    assert result.after.printable
    assert_printable(result.mesh)
    assert enclosed(result.mesh) == pytest.approx(enclosed(mesh), rel=0.03)
    assert result.deviation.missing == 0


@settings(max_examples=5, deadline=None)
@given(x=st.floats(8, 30), y=st.floats(-8, 8), z=st.floats(-8, 8))
def test_overlapping_bodies_become_one(x: float, y: float, z: float):
    mesh = together(uv_sphere(20.0), uv_sphere(15.0, at=(x, y, z)))
    result = repair_automatically(mesh, PROCESS, 40.0, mode="conservative")
    assert result.after.printable
    assert_printable(result.mesh)
    assert result.after.bodies == 1
    assert enclosed(result.mesh) <= enclosed(mesh)
    assert result.deviation.missing < 1e-3


def test_the_same_mesh_gives_the_same_result():
    mesh = together(textured(box()).with_(corner_uv=None, materials=()), uv_sphere(12.0, at=(18.0, 9.0, 9.0)))
    mesh = mesh.keep_faces(np.arange(len(mesh.faces) - 3))
    first = repair_automatically(mesh, PROCESS, 30.0)
    second = repair_automatically(mesh, PROCESS, 30.0)
    assert first.mesh.revision == second.mesh.revision
    assert first.deviation == second.deviation


def test_kept_faces_keep_their_texture_bit_for_bit():
    whole = textured(uv_sphere(20.0, 24, 48))
    hole = np.arange(500, 508)
    result = repair_automatically(whole.keep_faces(np.setdiff1d(np.arange(len(whole.faces)), hole)), PROCESS, 40.0)
    assert result.after.printable
    assert result.mesh.corner_uv is not None
    assert whole.corner_uv is not None
    known = {
        tuple(np.round(v, 4).ravel()): uv for v, uv in zip(whole.vertices[whole.faces], whole.corner_uv, strict=True)
    }
    kept = 0
    for corners, uv in zip(result.mesh.vertices[result.mesh.faces], result.mesh.corner_uv, strict=True):
        for shift in range(3):
            before = known.get(tuple(np.round(np.roll(corners, -shift, axis=0), 4).ravel()))
            if before is not None:
                kept += np.array_equal(np.roll(uv, -shift, axis=0), before)
    assert kept >= len(whole.faces) - len(hole)


def test_a_filled_hole_takes_the_color_of_its_rim():
    whole = uv_sphere(20.0, 24, 48)
    colors = np.full((len(whole.vertices), 4), 255, np.uint8)
    colors[:, 0] = np.where(whole.vertices[:, 2] > 0, 200, 20)
    mesh = whole.with_(vertex_colors=colors).keep_faces(np.arange(60, len(whole.faces)))
    result = repair_automatically(mesh, PROCESS, 40.0)
    assert result.after.printable
    assert result.mesh.vertex_colors is not None
    top = result.mesh.vertices[:, 2] > 5
    assert (result.mesh.vertex_colors[top, 0] == 200).all()
    assert result.color_delta_e is not None
    assert result.color_delta_e[1] < 1


def test_cut_faces_keep_the_picture_they_were_cut_from():
    body = textured(uv_sphere(20.0, 24, 48))
    other = uv_sphere(12.0, at=(16.0, 2.0, 1.0))
    mesh = Mesh(
        np.concatenate([body.vertices, other.vertices]),
        np.concatenate([body.faces, other.faces + len(body.vertices)]),
        np.concatenate([body.corner_uv, np.full((len(other.faces), 3, 2), 0.1, np.float32)]),
        materials=body.materials,
    )
    result = repair_automatically(mesh, PROCESS, 40.0)
    assert result.after.printable
    assert result.color_delta_e is not None
    assert result.color_delta_e[0] < 0.5
    assert result.color_delta_e[1] < 1.0


def test_a_hollow_is_not_filled():
    hollow = icosphere(12.0)
    outer = icosphere(20.0)
    mesh = together(outer.keep_faces(np.arange(4, len(outer.faces))), hollow.with_(faces=hollow.faces[:, ::-1]))
    result = repair_automatically(mesh, PROCESS, 40.0)
    assert result.after.printable
    assert enclosed(result.mesh) == pytest.approx(enclosed(outer) - enclosed(hollow), rel=0.01)


def test_a_rebuild_is_closed_near_and_coloured():
    whole = torus()
    colors = np.full((len(whole.vertices), 4), 255, np.uint8)
    colors[:, 1] = np.where(whole.vertices[:, 0] > 0, 250, 10)
    mesh = whole.with_(vertex_colors=colors)
    result = repair_automatically(mesh, PROCESS, None, mode="rebuild", resolution_mm=0.8)
    assert result.after.watertight
    assert_printable(result.mesh)
    assert result.deviation.p99 < 0.4
    assert enclosed(result.mesh) == pytest.approx(enclosed(whole), rel=0.02)
    assert result.mesh.vertex_colors is not None
    right = result.mesh.vertices[:, 0] > 7
    assert (result.mesh.vertex_colors[right, 1] == 250).all()


def test_what_has_no_surface_is_refused_in_one_sentence():
    flat = Mesh(np.array([[0.0, 0, 0], [1, 0, 0], [2, 0, 0]]), np.array([[0, 1, 2]]))
    with pytest.raises(RepairFailedError, match="no surface"):
        repair_automatically(flat, PROCESS, None)


def test_cancel_stops_it():
    calls = 0

    def cancelled() -> bool:
        nonlocal calls
        calls += 1
        return calls > 10

    mesh = together(icosphere(), icosphere(15.0).with_(vertices=icosphere(15.0).vertices + 10))
    with pytest.raises(Cancelled):
        repair_automatically(mesh, PROCESS, None, progress=Progress(cancelled=cancelled))


def test_the_result_says_what_the_command_line_promises():
    mesh = uv_sphere()
    result = repair_automatically(mesh.keep_faces(np.arange(4, len(mesh.faces))), PROCESS, 40.0)
    data = result.to_json()
    assert set(data) >= {"before", "after", "steps", "deviation_mm", "color_delta_e", "seconds"}
    assert set(data["deviation_mm"]) >= {"mean", "p99", "max"}
    assert [step["id"] for step in data["steps"]][-1] == "proof"
    assert any(step["summary"] == "Closed 1 hole with 4 faces" for step in data["steps"])


def test_needles_do_not_stay_behind():
    sphere = uv_sphere()
    a, b, c = sphere.faces[len(sphere.faces) // 2]
    middle = len(sphere.vertices)
    faces = [f for i, f in enumerate(sphere.faces.tolist()) if i not in {3, len(sphere.faces) // 2}]  # 3: a hole
    broken = sphere.with_(
        vertices=[*sphere.vertices, (sphere.vertices[a] + sphere.vertices[b]) / 2],
        faces=[*faces, [a, middle, c], [middle, b, c], [a, b, middle]],
        face_material=None,
    )
    result = repair_automatically(broken, PROCESS, None)
    assert result.after.printable
    assert result.after.finding("degenerate_faces").count == 0
    assert "drop_needles" in [step.id for step in result.steps]
