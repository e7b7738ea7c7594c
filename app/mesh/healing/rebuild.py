"""The rebuild: a new closed surface around the model, at a resolution, for models that cannot be repaired face by face.

The space is cut into a grid. Outside is what can be reached from the border without coming nearer than half a step to
the surface; such a walk cannot pass through it, since an edge that the surface crosses has an end within half a step.
Around solid parts the outside then grows to the surface itself; parts thinner than a step or two are kept as a body of
about one step.
"""

import manifold3d
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from app.errors import BudgetExceededError, RepairFailedError
from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.healing.bodies import Preparation, prepared
from app.mesh.healing.conservative import Attempt, StepLog, cleaned
from app.mesh.healing.crossings import EFFORT, crossing_pairs, cured
from app.mesh.healing.edit import Draft, joined
from app.mesh.healing.outward_shells import looking_outwards
from app.mesh.healing.recolor import from_closest
from app.mesh.healing.topology import grid_step
from app.mesh.kernels.march import march
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import BoolArray, FloatArray, IntArray, Mesh
from app.settings.process import ProcessProfile

BLOCK = 8
MOST_NODES = 48_000_000  # of the grid: about 0.7 GB at work
MOST_FACES = 1_000_000  # of the raw surface: less than 1 GB at work
FACES_A_CELL = 5.0  # raw faces for an area of one step squared, as counted
USUAL_STEPS = 256  # along the longest side where nobody asked for a resolution
FEWEST_STEPS = 24
SIMPLIFY = 0.2  # of a step: flat regions get larger faces
FEW_CROSSINGS = 2_000  # pairs after simplifying: with more of them the surface stays as fine as it was
NEAREST_END, FARTHEST_END = 0.05, 0.95  # where on a grid edge a vertex may lie: faces stay well shaped
QUERIES = 100_000  # points a call, so that cancelling is quick


def rebuild(mesh: Mesh, process: ProcessProfile, resolution_mm: float | None, progress: Progress) -> Attempt:
    """Wrap the model. Colour comes from the nearest point of the input.

    resolution_mm   size of a grid step; None for the process's own where the grid stays small, else a 256th of the
                    longest side
    Raises BudgetExceededError where the resolution asks for more memory than a repair may use.
    """
    log = StepLog()
    draft = cleaned(mesh, log, progress.part(0.0, 0.05, text("Cleaning up")))
    ready = prepared(draft, mesh.diagonal, progress.part(0.05, 0.15, text("Closing holes")), Preparation())
    solid = joined([*ready.bodies, *ready.cavities])
    size = float(mesh.size_mm.max())
    affordable = float(np.sqrt(FACES_A_CELL * solid.area / MOST_FACES))
    step = max(process.resolution_mm, size / USUAL_STEPS, affordable) if resolution_mm is None else resolution_mm
    step = min(step, size / FEWEST_STEPS)
    shape = np.ceil(np.ptp(solid.points, axis=0) / step).astype(np.int64) + 7
    if int(np.prod(shape)) > MOST_NODES or step < affordable:
        coarser = max(step * (float(np.prod(shape)) / MOST_NODES) ** (1 / 3), affordable)
        raise BudgetExceededError(
            text(
                "A rebuild at {step} mm needs too much memory for this size; use {coarser} mm or more.",
                step=round(step, 3),
                coarser=float(f"{coarser * 1.05:.2g}"),
            )
        )
    wrapped = _wrap(solid, step, shape, progress.part(0.15, 0.7, text("Rebuilding the surface")))
    if not len(wrapped[1]):
        raise RepairFailedError(text("Nothing solid is left at this resolution; choose a finer one."))
    points, faces = _simplified(*wrapped, step)
    surface = _bare(points, faces)
    part = progress.part(0.7, 0.9)
    left = len(crossing_pairs(surface, part))
    if 0 < left < FEW_CROSSINGS:
        cure = cured(surface, mesh.diagonal, part, rings=(0, 1), effort=EFFORT)
        surface, left = cure.draft, cure.left
    if left:
        surface, left = _bare(*wrapped), 0
    progress(0.9, text("Carrying the colours over"))
    surface = looking_outwards(surface, part)
    result = from_closest(mesh, surface.points, surface.faces, progress.part(0.9, 1.0))
    log.add(
        "rebuild",
        result.size,
        plural(
            "Rebuilt the surface at {mm} mm with {n} face",
            "Rebuilt the surface at {mm} mm with {n} faces",
            result.size,
            mm=round(step, 3),
        ),
    )
    return Attempt(result, None, tuple(log.steps), left)


def _bare(points: FloatArray, faces: IntArray) -> Draft:
    return Draft(points, faces, None, None, np.zeros(len(faces), np.int16), np.zeros(len(faces), np.bool_), ())


def _wrap(solid: Draft, step: float, shape: NDArray[np.int64], progress: Progress) -> tuple[FloatArray, IntArray]:
    """Vertices (V, 3) mm and faces of the wrap."""
    # An odd fraction of a step keeps nodes off faces that lie on round coordinates.
    origin = solid.points.min(axis=0) - step * (3 + np.array([0.2137, 0.1618, 0.2718]))
    scene = Scene(solid.points, solid.faces)
    distance = _near_distances(scene, origin, step, shape, progress.part(0.0, 0.6))
    half = step / 2
    free = distance > half
    label, _ = ndimage.label(free)
    outside: BoolArray = label == label[0, 0, 0]
    del label
    deep = free & ~outside
    thick = ndimage.binary_dilation(deep, np.ones((3, 3, 3), np.bool_), iterations=2) & ~outside
    del deep, free
    progress(0.65)
    _grow(scene, outside, thick, origin, step, progress.part(0.65, 0.8))
    inside = (~outside).astype(np.uint8)
    some = ndimage.maximum_filter(inside, 2, origin=-1)[:-1, :-1, :-1]
    every = ndimage.minimum_filter(inside, 2, origin=-1)[:-1, :-1, :-1]
    cells = np.argwhere((some == 1) & (every == 0)).astype(np.int32)
    keys = march(np.ascontiguousarray(inside), np.ascontiguousarray(cells))
    progress(0.9)
    edges, faces = np.unique(keys, return_inverse=True)
    low = np.stack(np.unravel_index(edges >> 3, inside.shape), axis=1)
    high = low + np.stack([edges & 1, (edges >> 1) & 1, (edges >> 2) & 1], axis=1)
    turn = inside[tuple(low.T)] == 1
    out_node, in_node = np.where(turn[:, None], high, low), np.where(turn[:, None], low, high)
    d_out = np.minimum(distance[tuple(out_node.T)], 4 * step).astype(np.float64)
    d_in = np.minimum(distance[tuple(in_node.T)], 4 * step).astype(np.float64)
    # Thick parts: the surface itself, where the signed distance is zero. Thin ones: half a step off it.
    exact = thick[tuple(in_node.T)] | (d_in > half)
    along = np.where(exact, d_out / np.maximum(d_out + d_in, 1e-30), (d_out - half) / np.maximum(d_out - d_in, 1e-30))
    along = np.where(np.isfinite(along), along, 0.5).clip(NEAREST_END, FARTHEST_END)
    points = origin + step * (out_node + (in_node - out_node) * along[:, None])
    grid = grid_step(points)
    return np.round(points / grid) * grid + 0.0, np.ascontiguousarray(faces.reshape(-1, 3), np.int32)


def _near_distances(
    scene: Scene, origin: FloatArray, step: float, shape: NDArray[np.int64], progress: Progress
) -> NDArray[np.float32]:
    """(X, Y, Z) float32 mm: distance of each node near the surface, and infinity for those farther than three steps."""
    distance = np.full(tuple(shape), np.inf, np.float32)
    blocks = np.stack(np.meshgrid(*(np.arange(0, n, BLOCK) for n in shape), indexing="ij"), axis=-1).reshape(-1, 3)
    middle = origin + step * (blocks + (BLOCK - 1) / 2)
    reach = step * ((BLOCK - 1) / 2 * np.sqrt(3) + 3)
    near = np.concatenate([scene.distance(middle[i : i + QUERIES]) < reach for i in range(0, len(middle), QUERIES)])
    chosen = blocks[near]
    inner = np.stack(np.meshgrid(*(np.arange(BLOCK),) * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    a_slice = max(1, QUERIES // len(inner))
    for start in range(0, len(chosen), a_slice):
        progress(start / len(chosen))
        nodes = (chosen[start : start + a_slice, None] + inner).reshape(-1, 3)
        nodes = nodes[(nodes < shape).all(axis=1)]
        distance[tuple(nodes.T)] = scene.distance(origin + step * nodes)
    return distance


def _grow(  # noqa: PLR0917 - the grid and where it lies
    scene: Scene, outside: BoolArray, thick: BoolArray, origin: FloatArray, step: float, progress: Progress
) -> None:
    """Let the outside take the nodes beside it that the surface does not part from it, around thick parts only."""
    for axis in range(3):
        for way in (1, -1):
            progress((2 * axis + (way < 0)) / 6)
            before = np.roll(outside, way, axis=axis)  # the neighbour on the side we come from
            target = np.argwhere(before & ~outside & thick)
            direction = np.zeros(3)
            direction[axis] = way
            for start in range(0, len(target), QUERIES):
                progress((2 * axis + (way < 0)) / 6)
                nodes = target[start : start + QUERIES]
                source = origin + step * (nodes - direction)
                open_way = scene.hit_distance(source, direction) > step
                outside[tuple(nodes[open_way].T)] = True


def _simplified(points: FloatArray, faces: IntArray, step: float) -> tuple[FloatArray, IntArray]:
    solid = manifold3d.Manifold(
        manifold3d.Mesh64(vert_properties=np.ascontiguousarray(points), tri_verts=faces.astype(np.uint64))
    )
    if solid.status() != manifold3d.Error.NoError:
        return points, faces
    mesh = solid.simplify(SIMPLIFY * step).to_mesh64()
    simple = np.asarray(mesh.vert_properties)[:, :3]
    grid = grid_step(simple)
    return np.round(simple / grid) * grid + 0.0, np.asarray(mesh.tri_verts).astype(np.int32)
