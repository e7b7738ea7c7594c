"""The bodies of a draft made whole, all at once: holes closed, sheets given a wall, what is never seen dropped."""

from dataclasses import dataclass

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.healing.body_view import BodyView
from app.mesh.healing.cavities import reversed_cavities
from app.mesh.healing.crossings import crossing_pairs
from app.mesh.healing.edit import Draft, joined
from app.mesh.healing.sheets import facing_out, thickened
from app.mesh.healing.topology import closed, without_double_edges
from app.mesh.kernels.components import face_components
from app.mesh.kernels.hole_fill import border_loops
from app.mesh.kernels.measure import face_areas, face_volumes
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.kernels.pairing import pair_half_edges

FLAT = 1e-4  # of area x diagonal: less volume than this is a sheet
NOTHING = 1e-8  # of area x diagonal: less volume than this encloses nothing
SMALL_NOTHING = 1e-4  # of the area: only what is smaller than this and encloses nothing is dropped
SMALL_SHEET = 1e-3  # of the area: nobody sees which side of a smaller sheet stays where it is
MAY_BURY = 1.5e-3  # of the visible samples
TOGETHER = 2.0  # times as much all bodies may bury that are not small fillings
MANY = 30.0  # a body that buries less than this part of what it may is not counted among those
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
    """Closed bodies that look outwards, hollows inside them that look inwards, and what was done to get them.

    bodies     their faces in the order of the bodies, which ``part`` numbers as they were in the draft that was given
    cavities   likewise, or None
    holes      (N,) how many were closed in each body of the draft
    new_faces  (N,) with how many faces
    sheet      (N,) bool: bodies that were taken for sheets
    sheets     their share (0-1) of the area of all that is kept
    hidden     how many bodies were dropped
    """

    bodies: Draft
    cavities: Draft | None
    holes: IntArray
    new_faces: IntArray
    sheet: BoolArray
    sheets: float
    hidden: int

    @property
    def decided(self) -> bytes:
        """Two preparations of one draft that decided the same have the same result."""
        return self.sheet.tobytes()


def prepared(draft: Draft, diagonal: float, progress: Progress, preparation: Preparation) -> Prepared:
    """Each body of an oriented, split draft closed.

    Holes are filled, sheets thickened, insides turned out; bodies that cannot be seen are dropped, except
    hollows.
    """
    count, label = face_components(draft.faces, len(draft.points))
    draft = draft.with_(part=label)
    twins = pair_half_edges(draft.points, draft.faces)
    whole = np.bincount(label, (twins.reshape(-1, 3) < 0).sum(axis=1), count) == 0
    area = _sums(face_areas(draft.points, draft.faces), label, count)
    view = BodyView.of(draft, area, diagonal, progress.part(0, 0.3))
    hollow = _hollows(draft, whole, progress)
    view = view.without(hollow)
    unseen = ~hollow & ((view.share <= 0) | (area <= 0)) if count > 1 else np.zeros(count, np.bool_)
    is_open = ~whole & ~hollow & ~unseen
    parts = [draft.keep((whole & ~hollow & ~unseen)[label])]
    holes = new_faces = np.zeros(count, np.int32)
    sheet = np.zeros(count, np.bool_)
    if is_open.any():
        given = draft.keep(is_open[label]).compact()
        filled, _, _ = closed(given, progress.part(0.3, 0.8), closing=True, fair=True)
        sheet = _sheets(given, filled, area, view, diagonal, preparation, progress.part(0.8, 0.9))
        new_faces, holes = (np.where(sheet, 0, number).astype(np.int32) for number in _filled(given, filled, count))
        assert filled.part is not None
        parts.append(filled.keep(~sheet[filled.part]))
    result = without_double_edges(joined([p.compact() for p in parts]), diagonal)
    if sheet.any():
        sheets = draft.keep(sheet[label]).compact()
        if not preparation.keep_sheets:
            depth = THICKNESS * diagonal if preparation.wall_mm is None else preparation.wall_mm
            large = area > SMALL_SHEET * area.sum()
            sheets = facing_out(sheets, large, Scene(draft.points, draft.faces), diagonal, progress.part(0.9, 1.0))
            sheets = without_double_edges(thickened(sheets, depth), diagonal)
        result = joined([result, sheets])
    stays_open = sheet if preparation.keep_sheets else np.zeros(count, np.bool_)
    result, empty = _facing_out(result, area, stays_open, diagonal)
    if not result.size:
        result = draft.keep(label == int(np.argmax(area)))
    assert result.part is not None
    result = result.keep(np.argsort(result.part, kind="stable")).compact()
    cavities = draft.keep(hollow[label]).compact() if hollow.any() else None
    share = float(area[sheet].sum()) / (float(area[~unseen].sum()) or 1.0)
    hidden = int(unseen.sum()) + empty
    return Prepared(result, cavities, holes, new_faces, sheet, share, hidden)


def _sums(values: FloatArray, label: IntArray, count: int) -> FloatArray:
    return np.asarray(np.bincount(label, values, count), np.float64)


def _hollows(draft: Draft, whole: BoolArray, progress: Progress) -> BoolArray:
    """(N,) bool: closed (``whole``) shells inside others, looking inwards, crossing nothing: hollows on purpose."""
    assert draft.part is not None
    volume = _sums(face_volumes(draft.points, draft.faces), draft.part, len(whole))
    chosen: BoolArray = whole & (volume < 0)
    if not chosen.any():
        return chosen
    chosen &= reversed_cavities(draft, draft.part, len(whole), volume, progress)
    if chosen.any():
        chosen[np.unique(draft.part[crossing_pairs(draft, progress, chosen[draft.part])])] = False
    return chosen


def _sheets(  # noqa: PLR0917 - one step of the function above
    given: Draft,
    filled: Draft,
    area: FloatArray,
    view: BodyView,
    diagonal: float,
    preparation: Preparation,
    progress: Progress,
) -> BoolArray:
    """(N,) bool: bodies that are sheets: filled, they enclose next to nothing, or bury what can be seen of others."""
    assert given.part is not None
    assert filled.part is not None
    count = len(area)
    is_open = np.bincount(given.part, minlength=count) > 0
    volume = _sums(face_volumes(filled.points, filled.faces), filled.part, count)
    of_filling = _sums(face_areas(filled.points, filled.faces) * filled.closing, filled.part, count)
    thin = is_open & (np.abs(volume) < FLAT * area * diagonal)
    small = of_filling < SMALL_FILLING * area
    may_bury = np.where(small, max(preparation.may_bury, SMALL_MAY_BURY), preparation.may_bury)
    least = np.where(small, may_bury, preparation.may_bury / MANY)
    buried = view.buried(filled, is_open & ~thin, least, diagonal, progress)
    too_much = buried > may_bury
    # Many that each bury a little: those that bury most, until the others together do not bury too much.
    rest = np.where(small | too_much, 0.0, buried)
    order = np.argsort(-rest, kind="stable")
    left = rest.sum() - np.cumsum(rest[order])
    too_much[order[(left + rest[order] > TOGETHER * preparation.may_bury) & (rest[order] > 0)]] = True
    return thin | too_much


def _filled(given: Draft, filled: Draft, count: int) -> tuple[IntArray, IntArray]:
    """How many faces and holes closing each body (N,) took."""
    assert given.part is not None
    assert filled.part is not None
    loops = border_loops(given.faces, pair_half_edges(given.points, given.faces))
    beside = np.array([loop[0] // 3 for loop in loops], np.int64)
    number = (np.bincount(part, minlength=count) for part in (filled.part[given.size :], given.part[beside]))
    faces, holes = (n.astype(np.int32) for n in number)
    return faces, holes


def _facing_out(draft: Draft, area: FloatArray, stays: BoolArray, diagonal: float) -> tuple[Draft, int]:
    """Bodies with negative volume turned over, small ones that enclose nothing dropped; also how many were dropped.

    stays  (N,) bool: bodies that are let alone
    """
    assert draft.part is not None
    count = len(area)
    there = np.bincount(draft.part, minlength=count) > 0
    volume = _sums(face_volumes(draft.points, draft.faces), draft.part, count)
    empty = there & ~stays & (np.abs(volume) < NOTHING * area * diagonal) & (area < SMALL_NOTHING * area.sum())
    if count == 1:
        empty[:] = False
    inverted = ~stays & (volume < 0)
    return draft.turned(inverted[draft.part]).keep(~empty[draft.part]), int(empty.sum())
