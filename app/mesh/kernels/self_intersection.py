"""Which faces of a mesh cross each other: a tree of boxes finds the candidates, exact arithmetic decides."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position

import os
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.jobs.threads import in_thread
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.duplicates import first_copies
from app.mesh.kernels.predicates import has_area
from app.mesh.kernels.triangle_apart import surely_apart
from app.mesh.kernels.triangle_pair import triangles_cross
from app.mesh.kernels.wide_tree import SHIFT, WIDTH, Boxes, WideTree, box_of_face, lowest, meeting, wide_tree

SLICES = 64  # even work, though the crossings sit in one spot; the same for any number of threads
MAX_THREADS = 8
STEPS = 1_000_000  # groups of boxes that one call of the kernel looks at: about 20 ms, so that cancel is quick
MAX_PAIRS = 5_000_000  # 40 MB; a mesh with more is a heap of copies, and more pairs tell nothing new
FEW = 0.25  # of the faces: where fewer are active, those far from all of them are passed over first


def intersecting_pairs(
    vertices: FloatArray,
    faces: IntArray,
    progress: Progress,
    active: BoolArray | None = None,
    limit: int = MAX_PAIRS,
) -> IntArray:
    """Find the pairs of faces that cross (see ``triangle_pair``): (P, 2) int32, each and all ascending.

    Of faces with the same three vertices only the first is looked at; no pair is reported among them.
    active   (F,) bool: only pairs with at least one such face; a few of them are quick even in a large mesh
    limit    the search stops when it has found this many pairs, always the same ones
    Raises Cancelled from ``progress`` within a fraction of a second.
    """
    vertices = as_input(vertices, np.float64)
    faces = as_input(faces, np.int32).reshape(-1, 3)
    if len(faces) < 2 or (active is not None and not active.any()):
        return np.empty((0, 2), np.int32)

    def worth_testing() -> IntArray:
        return _worth_testing(vertices, faces, None if active is None else _near(vertices, faces, active))

    which = in_thread(worth_testing, progress)
    if len(which) < 2:
        return np.empty((0, 2), np.int32)
    tree = in_thread(lambda: wide_tree(vertices, faces, which), progress, 0.05)
    progress(0.15)
    chosen = as_input(np.ones(len(tree.order)) if active is None else active[tree.order], np.bool_)
    found = _search(vertices, tree, chosen, active is not None, limit, progress.part(0.15, 0.98))
    if not len(found):
        return np.empty((0, 2), np.int32)
    pairs = np.sort(tree.order[found], axis=1).astype(np.int64)
    keys = np.sort(pairs[:, 0] * len(faces) + pairs[:, 1])
    return np.stack([keys // len(faces), keys % len(faces)], axis=1).astype(np.int32)


def _near(vertices: FloatArray, faces: IntArray, active: BoolArray) -> IntArray | None:
    """Faces whose box meets that of an active face (they themselves among them), or None for all."""
    if np.count_nonzero(active) > FEW * len(faces):
        return None
    tree = wide_tree(vertices, faces, np.flatnonzero(active).astype(np.int32))
    near = np.empty(len(faces), np.bool_)
    _mark_near(vertices, faces, tree.boxes, tree.starts, near)
    return np.flatnonzero(near).astype(np.int32)


def _worth_testing(vertices: FloatArray, faces: IntArray, among: IntArray | None) -> IntArray:
    """Faces that have area and are the first of their copies; copies have one box, so they are all ``among`` or none."""
    some = faces if among is None else as_input(faces[among], np.int32)
    which = np.empty(len(some), np.int32)
    which = which[: _list_worth_testing(vertices, some, first_copies(some), which)].copy()
    return which if among is None else among[which]


def _search(
    vertices: FloatArray, tree: WideTree, chosen: BoolArray, partial: bool, limit: int, progress: Progress
) -> IntArray:
    """Search slices of the leaves in threads; positions along the curve (P, 2), the first ``limit`` along the slices."""
    leaves = tree.leaves
    slices = SLICES if leaves > SLICES else 1
    stop = Event()

    def search(k: int) -> list[IntArray]:
        leaf, last = k * leaves // slices, (k + 1) * leaves // slices
        found: list[IntArray] = []
        number = 0
        room = 4096
        out = np.empty((room, 2), np.int32)
        while leaf < last and number < limit and not stop.is_set():
            count, after = _query(
                vertices, tree.faces, tree.boxes, tree.starts, chosen, partial, leaf, last, STEPS, out
            )  # fmt: skip
            if count:
                found.append(out[:count].copy())
                number += count
            if after == leaf:  # one leaf alone has more pairs than there is room for
                room *= 4
                out = np.empty((room, 2), np.int32)
            leaf = after
        return found

    with ThreadPoolExecutor(min(MAX_THREADS, os.cpu_count() or 1)) as pool:
        futures: list[Future[list[IntArray]]] = [pool.submit(search, k) for k in range(slices)]
        try:
            found, total = [], 0
            for k, future in enumerate(futures):
                while not future.done():
                    wait([future], timeout=0.05)
                    progress(k / slices)
                found += future.result()
                total = sum(len(part) for part in found)
                if total >= limit:
                    break
        finally:
            stop.set()
            for future in futures:
                future.cancel()
    return np.concatenate(found)[:limit] if found else np.empty((0, 2), np.int32)


@njit(cache=True, nogil=True)
def _list_worth_testing(vertices: FloatArray, faces: IntArray, first: IntArray, out: IntArray) -> int:
    """List the faces that have area and are the first of their copies."""
    n = 0
    for f in range(len(faces)):
        a, b, c = int(np.int64(faces[f, 0])), int(np.int64(faces[f, 1])), int(np.int64(faces[f, 2]))
        if first[f] == f and has_area(vertices, a, b, c):
            out[n] = f
            n += 1
    return n


@njit(cache=True, nogil=True)
def _mark_near(vertices: FloatArray, faces: IntArray, boxes: Boxes, starts: NDArray[np.int64], near: BoolArray) -> None:
    """Mark the faces whose box meets one of the boxes in the tree."""
    stack = np.empty((128, 2), np.int64)
    box = np.empty(6, np.float32)
    top = len(starts) - 2
    for f in range(len(faces)):
        box_of_face(vertices, faces, f, box)
        near[f] = False
        stack[0, 0], stack[0, 1] = top, 0
        depth = 1
        while depth > 0:
            depth -= 1
            level, group = stack[depth, 0], stack[depth, 1]
            mask = meeting(boxes, starts[level] + group, box)
            if level == 0 and mask != 0:
                near[f] = True
                break
            while mask != 0:
                stack[depth, 0], stack[depth, 1] = level - 1, group * WIDTH + lowest(mask)
                depth += 1
                mask &= mask - 1


@njit(cache=True, nogil=True)
def _query(
    vertices: FloatArray,
    faces: NDArray[np.int64],
    boxes: Boxes,
    starts: NDArray[np.int64],
    chosen: BoolArray,
    partial: bool,
    first: int,
    last: int,
    steps: int,
    out: IntArray,
) -> tuple[int, int]:
    """Test the faces of the leaves from ``first`` on; return the number of pairs and the leaf to go on with.

    Without ``partial`` a pair is found from its lower leaf alone, so only what lies behind a leaf is looked at.
    Ends early when the steps are used up or ``out`` is full; the pairs of a leaf are then dropped and found again.
    """
    stack = np.empty((256, 2), np.int64)
    own, box = np.empty(6, np.float32), np.empty(6, np.float32)
    top = len(starts) - 1
    everyone = (1 << WIDTH) - 1
    count = 0
    for leaf in range(first, last):
        if steps <= 0:
            return count, leaf
        before = count
        active = everyone
        if partial:
            active = 0
            for i in range(leaf * WIDTH, min(len(faces), leaf * WIDTH + WIDTH)):
                active |= int(chosen[i]) << (i & (WIDTH - 1))
            if active == 0:
                continue
        _box_of_group(boxes, leaf, own)
        stack[0, 0], stack[0, 1] = 0, leaf
        depth = 1
        node = leaf
        for level in range(1, top):  # the siblings of its ancestors hold all other leaves
            place = node & (WIDTH - 1)
            mask = meeting(boxes, starts[level] + (node >> SHIFT), own)
            mask &= ~(1 << place) if partial else ~((2 << place) - 1)
            steps -= 1
            while mask != 0:
                stack[depth, 0], stack[depth, 1] = level - 1, node - place + lowest(mask)
                depth += 1
                mask &= mask - 1
            node >>= SHIFT
        while depth > 0:
            depth -= 1
            level, node = stack[depth, 0], stack[depth, 1]
            if level > 0:
                mask = meeting(boxes, starts[level] + node, own)
                steps -= 1
                while mask != 0:
                    stack[depth, 0], stack[depth, 1] = level - 1, node * WIDTH + lowest(mask)
                    depth += 1
                    mask &= mask - 1
                continue
            mine = active
            if node != leaf:
                _box_of_group(boxes, node, box)
                mine &= meeting(boxes, leaf, box)
            while mine != 0:
                place = lowest(mine)
                mine &= mine - 1
                for k in range(6):
                    box[k] = boxes[leaf, k, place]
                theirs = meeting(boxes, node, box)
                if node == leaf and not partial:
                    theirs &= ~((2 << place) - 1)
                i = leaf * WIDTH + place
                steps -= 1
                while theirs != 0:
                    j = node * WIDTH + lowest(theirs)
                    theirs &= theirs - 1
                    if partial and (j == i or (chosen[j] and j < i)):
                        continue
                    steps -= 4
                    if surely_apart(vertices, faces, i, j):
                        continue
                    if triangles_cross(vertices, faces[i], faces[j]):
                        if count == len(out):
                            return before, leaf
                        out[count, 0], out[count, 1] = i, j
                        count += 1
    return count, last


@njit(cache=True, nogil=True)
def _box_of_group(boxes: Boxes, group: int, box: Boxes) -> None:
    for k in range(3):
        low, high = np.float32(np.inf), np.float32(-np.inf)
        for j in range(WIDTH):
            low = min(low, boxes[group, k, j])
            high = max(high, boxes[group, 3 + k, j])
        box[k], box[3 + k] = low, high
