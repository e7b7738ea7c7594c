"""The mixed repair: bodies at fault get a new surface, the others keep theirs."""

import manifold3d
import numpy as np

from app.jobs.progress import silent
from app.mesh.healing.bodies import Preparation
from app.mesh.healing.conservative import Attempt, repair_conservatively
from app.mesh.healing.edit import Draft
from app.mesh.mesh import Mesh
from app.mesh.proof.deviation import deviation, visible_surface
from app.mesh.rebuild import RebuildWishes
from app.mesh.rebuild_bodies import rebuild_bodies, recolored_bodies
from app.settings.process import find_process
from tests.unit.mesh.repairs.test_automatic import assert_printable, textured
from tests.unit.mesh.shapes import icosphere, moved, together, uv_sphere

PROCESS = find_process(None)
SOUND = uv_sphere(3.6, 16, 32, at=(40.0, 0.0, 0.0))
# The repair moves points by a few nanometres, to where it cuts exactly.
SOUND = SOUND.with_(vertices=SOUND.vertices.round(3))
STEP_MM = 0.09  # of a rebuild; an open bowl gets a wall of about as much, and half of that must count as no difference


def bowl_with_a_ball(beside: Mesh = SOUND) -> Mesh:
    """A ball looks out of an open bowl, beside a sound body; whoever closes the bowl buries most of the ball."""
    ball = uv_sphere(6.0, 24, 48)
    bowl = ball.keep_faces(ball.vertices[ball.faces].mean(axis=1)[:, 2] < 0)
    return together(beside.with_(corner_uv=None, materials=()), bowl, uv_sphere(1.8, 12, 24, at=(0.0, 0.0, -0.9)))


def with_the_ball_buried(mesh: Mesh) -> Attempt:
    attempt = repair_conservatively(mesh, PROCESS, silent(), Preparation(may_bury=1.0))
    assert attempt is not None
    return attempt


def mixed(mesh: Mesh, before: Attempt) -> Attempt | None:
    surface = visible_surface(mesh, silent())
    return rebuild_bodies(mesh, PROCESS, RebuildWishes(STEP_MM), before, surface, silent())


def corners_of(draft: Draft) -> set[bytes]:
    return {np.ascontiguousarray(np.round(c[np.lexsort(c.T)], 4)).tobytes() for c in draft.points[draft.faces]}


def test_only_the_bodies_at_fault_are_rebuilt() -> None:
    mesh = bowl_with_a_ball()
    before = with_the_ball_buried(mesh)
    surface = visible_surface(mesh, silent())
    assert deviation(surface, before.draft, before.dust, silent()).missing > 0.05
    attempt = mixed(mesh, before)
    assert attempt is not None
    after = attempt.draft.to_mesh()
    assert_printable(after)
    solid = manifold3d.Manifold(manifold3d.Mesh64(after.vertices.copy(), after.faces.astype(np.uint64)))
    assert solid.status() == manifold3d.Error.NoError
    assert len(solid.decompose()) >= 2
    assert deviation(surface, attempt.draft, attempt.dust, silent()).missing < 0.005
    kept = corners_of(attempt.draft)
    assert all(
        np.ascontiguousarray(np.round(c[np.lexsort(c.T)], 4)).tobytes() in kept for c in SOUND.vertices[SOUND.faces]
    )
    assert {step.id for step in attempt.steps} >= {"rebuild"}
    again = mixed(mesh, before)
    assert again is not None
    assert again.draft.to_mesh().revision == after.revision


def test_bodies_that_stay_keep_their_picture_and_the_others_get_one() -> None:
    beside = textured(SOUND)
    mesh = bowl_with_a_ball()
    assert beside.corner_uv is not None
    uv = np.full((len(mesh.faces), 3, 2), 0.3, np.float32)
    uv[: len(beside.faces)] = beside.corner_uv
    mesh = mesh.with_(corner_uv=uv, materials=beside.materials)
    attempt = mixed(mesh, with_the_ball_buried(mesh))
    assert attempt is not None
    assert attempt.rebuilt is not None
    draft = recolored_bodies(mesh, attempt.draft, attempt.rebuilt, silent())
    assert draft.uv is not None
    assert draft.part is not None
    assert len(draft.materials) == 2
    new = draft.part == attempt.rebuilt
    assert (draft.material[new] == 1).all()
    assert (draft.material[~new] == 0).all()
    known = {np.round(c, 4).tobytes(): t for c, t in zip(mesh.vertices[mesh.faces], uv, strict=True)}
    found = 0
    for corners, own in zip(draft.points[draft.faces[~new]], draft.uv[~new], strict=True):
        for shift in range(3):
            before = known.get(np.round(np.roll(corners, -shift, axis=0), 4).tobytes())
            if before is not None:
                found += 1
                assert np.array_equal(np.roll(own, -shift, axis=0), before)
    assert found == len(beside.faces)


def test_bodies_that_stay_keep_their_vertex_colours() -> None:
    mesh = bowl_with_a_ball()
    colors = np.full((len(mesh.vertices), 4), 255, np.uint8)
    colors[:, :3] = np.where(mesh.vertices[:, :1] > 25, (200, 10, 10), (10, 10, 200))
    mesh = mesh.with_(vertex_colors=colors)
    attempt = mixed(mesh, with_the_ball_buried(mesh))
    assert attempt is not None
    assert attempt.rebuilt is not None
    after = recolored_bodies(mesh, attempt.draft, attempt.rebuilt, silent()).to_mesh()
    assert after.vertex_colors is not None
    right = after.vertices[:, 0] > 25
    assert (after.vertex_colors[right, 0] == 200).all()
    assert (after.vertex_colors[~right, 2] == 200).all()


def test_where_next_to_nothing_could_stay_the_whole_is_left_to_the_rebuild() -> None:
    beside = moved(icosphere(2.0, subdivisions=1), (40.0, 0.0, 0.0))
    mesh = bowl_with_a_ball(beside)
    assert len(beside.faces) < 0.05 * len(mesh.faces)
    assert mixed(mesh, with_the_ball_buried(mesh)) is None
