"""The bodies of a draft: closing each by itself, dropping what is never seen, and uniting those that overlap."""

from dataclasses import dataclass

import manifold3d
import numpy as np

from app.jobs.progress import Progress
from app.mesh.healing.cavities import reversed_cavities
from app.mesh.healing.crossings import LITTLE_EFFORT, crossing_pairs
from app.mesh.healing.edit import Draft, bodies_of, joined
from app.mesh.healing.recolor import from_source_faces
from app.mesh.healing.sheets import facing_out, thickened
from app.mesh.healing.topology import closed, without_double_edges
from app.mesh.healing.uncrossing import uncrossed
from app.mesh.healing.visibility import seen, spread
from app.mesh.kernels.components import face_components, group_by_links
from app.mesh.kernels.measure import face_areas, face_volumes
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.kernels.pairing import pair_half_edges
from app.mesh.mesh import BoolArray, FloatArray, IntArray

SAMPLES = 20_000
FEW = 48  # samples: a smaller body gets ones of its own
OWN = 32
RAYS = 32
FLAT = 1e-4  # of area x diagonal: less volume than this is a sheet
NOTHING = 1e-8  # of area x diagonal: less volume than this encloses nothing
BURIED = 1e-3  # of the diagonal: visible surface this deep inside a filling would be lost
SMALL_SHEET = 1e-3  # of the area: nobody sees which side of a smaller sheet stays where it is
MAY_BURY = 1.5e-3  # of the visible samples
# A body with a few small holes is a body even where closing them hides a little (eyes in their sockets): a plate of its
# skin would look right and break in the hand.
SMALL_FILLING = 0.15  # of the body's area
SMALL_MAY_BURY = 1e-2  # of the visible samples
THICKNESS = 4e-4  # of the diagonal: the body that is given to a sheet of a model without a size


@dataclass(frozen=True)
class Preparation:
    """Choices that a second attempt may make differently.

    may_bury     share of the visible points that closing one body may bury before it is made a sheet instead
    wall_mm      thickness given to a sheet; None: a hair, where nobody has said how large the model will be
    keep_sheets  sheets stay as they are, without a body
    inner_walls  take away inner skins first
    """

    may_bury: float = MAY_BURY
    wall_mm: float | None = None
    keep_sheets: bool = False
    inner_walls: bool = False


@dataclass(frozen=True, eq=False)
class Prepared:
    """Closed bodies that look outwards, hollows inside them that look inwards, and what was done to get them."""

    bodies: list[Draft]
    cavities: list[Draft]
    holes: int
    new_faces: int
    hidden: int
    thickened: int


def prepared(draft: Draft, diagonal: float, progress: Progress, preparation: Preparation) -> Prepared:
    """Each body of an oriented, split draft closed.

    Holes are filled, sheets thickened, insides turned out; bodies that cannot be seen are dropped, except
    hollows.
    """
    count, label = face_components(draft.faces, len(draft.points))
    twins = pair_half_edges(draft.points, draft.faces)
    open_edges = np.bincount(label, (twins.reshape(-1, 3) < 0).sum(axis=1), count)
    raw = bodies_of(draft, label, count)
    area = np.bincount(label, face_areas(draft.points, draft.faces), count)
    view = _View.empty() if count == 1 else _View.of(draft, label, raw, diagonal, progress.part(0, 0.3))
    bodies: list[Draft] = []
    scene: Scene | None = None
    holes = new_faces = hidden = thick = 0
    hollow = _hollows(draft, label, open_edges == 0, progress)
    view = view.without(hollow)
    for number, body in enumerate(raw):
        part = progress.part(0.3 + 0.7 * number / count, 0.3 + 0.7 * (number + 1) / count)
        part(0.0)
        if hollow[number]:
            continue
        if count > 1 and (view.share[number] <= 0 or area[number] <= 0):
            hidden += 1
            continue
        whole = body
        if open_edges[number]:
            whole, h, n = closed(body, part, closing=True, fair=True)
            thin = abs(whole.volume) < FLAT * area[number] * diagonal
            may_bury = preparation.may_bury
            if whole.keep(whole.closing).area < SMALL_FILLING * area[number]:
                may_bury = max(may_bury, SMALL_MAY_BURY)
            if thin or (count > 1 and view.buries(whole, number, diagonal, may_bury)):
                thick += 1
                if preparation.keep_sheets:
                    bodies.append(body)
                    continue
                depth = THICKNESS * diagonal if preparation.wall_mm is None else preparation.wall_mm
                if area[number] > SMALL_SHEET * area.sum():
                    scene = Scene(draft.points, draft.faces) if scene is None else scene
                    body = facing_out(body, scene, diagonal)  # noqa: PLW2901 - the same sheet, turned
                whole = thickened(body, depth)
            else:
                holes, new_faces = holes + h, new_faces + n
        whole = without_double_edges(whole, diagonal)
        volume = whole.volume
        if count > 1 and abs(volume) < NOTHING * area[number] * diagonal and area[number] < 1e-4 * area.sum():
            hidden += 1
            continue
        bodies.append(whole.turned() if volume < 0 else whole)
    if not bodies:
        bodies.append(max(raw, key=lambda b: b.area))
    return Prepared(bodies, [raw[c] for c in np.flatnonzero(hollow)], holes, new_faces, hidden, thick)


def _hollows(draft: Draft, label: IntArray, whole: BoolArray, progress: Progress) -> BoolArray:
    """(N,) bool: closed (``whole``) shells inside others, looking inwards, crossing nothing: hollows on purpose."""
    volume: FloatArray = np.bincount(label, face_volumes(draft.points, draft.faces), len(whole)).astype(np.float64)
    chosen: BoolArray = whole & (volume < 0)
    if not chosen.any():
        return chosen
    chosen &= reversed_cavities(draft, label, len(whole), volume, progress)
    if chosen.any():
        chosen[np.unique(label[crossing_pairs(draft, progress)])] = False
    return chosen


def precured(bodies: list[Draft], diagonal: float, progress: Progress) -> list[Draft]:
    """Bodies that cross themselves, cured one by one before they are united: a union multiplies crossings."""
    result = []
    for number, body in enumerate(bodies):
        part = progress.part(number / len(bodies), (number + 1) / len(bodies))
        result.append(body)
        pairs = len(crossing_pairs(body, part))
        if pairs:
            cure = uncrossed(body, diagonal, part, rings=(0, 1, 2), effort=LITTLE_EFFORT)
            if cure.left < pairs:
                result[-1] = cure.draft
    return result


def united(bodies: list[Draft], progress: Progress) -> tuple[Draft, int]:
    """All bodies in one draft, those that cross one another united; also how many were united.

    Raises nothing where a body cannot take part (it is not manifold): it stays as it is.
    """
    if len(bodies) < 2:
        return bodies[0], 0
    everything = joined(bodies)
    owner = np.repeat(np.arange(len(bodies)), [b.size for b in bodies]).astype(np.int32)
    links = owner[crossing_pairs(everything, progress.part(0, 0.3))]
    links = np.unique(links[links[:, 0] != links[:, 1]], axis=0)
    if not len(links):
        return everything, 0
    count, group = group_by_links(len(bodies), np.ascontiguousarray(links))
    result, number = [], 0
    for g in range(count):
        progress(0.3 + 0.7 * g / count)
        members = [bodies[i] for i in np.flatnonzero(group == g)]
        if len(members) == 1:
            result.append(members[0])
            continue
        solids, apart, offset, source = [], [], 0, []
        for member in members:
            solid = manifold3d.Manifold(_mesh64(member, offset))
            if solid.status() == manifold3d.Error.NoError:
                solids.append(solid)
                source.append(member)
                offset += member.size
            else:
                apart.append(member)
        result += apart
        if len(solids) > 1:
            solid = manifold3d.Manifold.batch_boolean(solids, manifold3d.OpType.Add)
            result.append(_draft_of(solid, joined(source)))
            number += len(solids)
        else:
            result += source
    return joined(result), number


def _mesh64(draft: Draft, first_id: int) -> manifold3d.Mesh64:
    return manifold3d.Mesh64(
        vert_properties=np.ascontiguousarray(draft.points),
        tri_verts=np.ascontiguousarray(draft.faces, np.uint64),
        face_id=np.arange(first_id, first_id + draft.size, dtype=np.uint64),
    )


def _draft_of(solid: manifold3d.Manifold, source: Draft) -> Draft:
    """The solid as a draft; every face of it lies in the face of ``source`` that its ``face_id`` names."""
    mesh = solid.to_mesh64()
    points = np.ascontiguousarray(np.asarray(mesh.vert_properties)[:, :3], np.float64)
    faces = np.asarray(mesh.tri_verts).astype(np.int32)
    merged = np.arange(len(points), dtype=np.int32)
    merged[np.asarray(mesh.merge_from_vert, np.int64)] = np.asarray(mesh.merge_to_vert, np.int32)
    return from_source_faces(source, points, merged[faces], np.asarray(mesh.face_id).astype(np.int64)).compact()


@dataclass(frozen=True, eq=False)
class _View:
    """What can be seen from outside: the visible share of each body, visible points and whose they are."""

    share: FloatArray
    points: FloatArray
    owner: IntArray

    @classmethod
    def empty(cls) -> "_View":
        return cls(np.ones(1), np.zeros((0, 3)), np.zeros(0, np.int32))

    @classmethod
    def of(cls, draft: Draft, label: IntArray, raw: list[Draft], diagonal: float, progress: Progress) -> "_View":
        count = len(raw)
        scene = Scene(draft.points, draft.faces)
        points, face, _ = spread(draft.points, draft.faces, SAMPLES)
        owner = label[face]
        visible = seen(scene, points, diagonal, RAYS, progress)
        number = np.bincount(owner, minlength=count)
        share = np.bincount(owner[visible], minlength=count) / np.maximum(number, 1)
        few = np.flatnonzero((number < FEW) & np.array([body.area > 0 for body in raw]))
        if len(few):
            own = np.concatenate([spread(raw[c].points, raw[c].faces, OWN)[0] for c in few])
            share[few] = seen(scene, own, diagonal, RAYS, progress).reshape(len(few), OWN).mean(axis=1)
        return cls(share, points[visible], owner[visible])

    def without(self, bodies: BoolArray) -> "_View":
        """The view without the points of these bodies (N,) bool."""
        stays = ~bodies[self.owner]
        return _View(self.share, self.points[stays], self.owner[stays])

    def buries(self, whole: Draft, own: int, diagonal: float, may_bury: float) -> bool:
        """Whether closing this body would bury too much of what can be seen of the others."""
        low, high = whole.points.min(axis=0), whole.points.max(axis=0)
        near: BoolArray = (self.owner != own) & (self.points > low).all(axis=1) & (self.points < high).all(axis=1)
        limit = may_bury * len(self.points)
        if near.sum() <= limit:
            return False
        scene = Scene(whole.points, whole.faces)
        query = self.points[near]
        lost = scene.inside(query) & (scene.distance(query) > BURIED * diagonal)
        return bool(lost.sum() > limit)
