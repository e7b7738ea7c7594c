"""Short loops that do not bound a piece of the surface: around thin handles and through narrow tunnels.

Tree and cotree (Eppstein, "Dynamic generators of topologically embedded graphs", 2003): a spanning tree of the faces, one of
the vertices that does not cross it, and 2 × genus edges that are in neither. Each of those closes a loop over the faces;
an edge's signature says which of these loops it crosses, so that a loop of edges bounds a piece of the surface exactly
where the signatures along it cancel (Busaryev et al., "Annotating simplices with a homology basis", 2012). Signatures are
64 fixed, well mixed bits for each of the loops, joined by XOR. Every loop that does not bound has an edge with a signature,
so the shortest ones are searched around those edges alone.
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.edges import EdgeTable
from app.mesh.kernels.union_find import root_of

STARTS_A_CALL = 256  # searches between two looks at the cancel button: a few milliseconds
Signatures = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Loop:
    """A closed chain of ``vertices`` (N,) int32, ``length`` mm long; loops with one ``signature`` go around the same thing."""

    vertices: IntArray
    length: float
    signature: int


def short_loops(vertices: FloatArray, edges: EdgeTable, longest_mm: float, progress: Progress) -> list[Loop]:
    """Find the shortest loop of each signature, those up to ``longest_mm``, shortest first.

    edges  of faces that form closed manifolds: two faces at each edge, one fan at each vertex
    """
    ends, of_face = as_input(edges.vertices, np.int32), as_input(edges.of_face, np.int32)
    progress(0.0)
    signature = np.zeros(len(ends), np.uint64)
    _sign(of_face, ends, len(vertices), signature)
    progress(0.3)
    starts = np.unique(ends[signature != 0, 0])
    if not len(starts):
        return []
    first, around = _incident(ends, len(vertices))
    length = np.linalg.norm(vertices[ends[:, 0]] - vertices[ends[:, 1]], axis=1)
    shortest, closing = np.full(len(starts), np.inf), np.full(len(starts), -1, np.int64)
    found_signature = np.zeros(len(starts), np.uint64)
    far, back = np.full(len(vertices), np.inf), np.full(len(vertices), -1, np.int64)
    signed = np.zeros(len(vertices), np.uint64)
    search = (ends, first, around, length, signature, longest_mm, far, back, signed)
    for begin in range(0, len(starts), STARTS_A_CALL):
        progress(0.3 + 0.6 * begin / len(starts))
        some = slice(begin, begin + STARTS_A_CALL)
        _search(*search, starts[some].copy(), shortest[some], closing[some], found_signature[some])
    loops, known = [], set()
    for i in np.argsort(shortest, kind="stable"):
        mark = int(found_signature[i])
        if closing[i] < 0 or mark in known:
            continue
        known.add(mark)
        loops.append(Loop(_loop(*search, int(starts[i]), int(closing[i])), float(shortest[i]), mark))
    progress(1.0)
    return loops


@njit(cache=True, nogil=True)
def _mixed(x: np.uint64) -> np.uint64:
    """Steele, Lea and Flood's SplitMix64: well mixed bits from a count."""
    z = x * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True)
def _sign(of_face: IntArray, ends: IntArray, n_vertices: int, signature: Signatures) -> None:
    """Signature of each edge: breadth first over the faces, then a tree over the vertices, then up from the leaves."""
    n_faces, n_edges = len(of_face), len(ends)
    side = np.full((n_edges, 2), -1, np.int32)
    for f in range(n_faces):
        for k in range(3):
            e = of_face[f, k]
            side[e, 0 if side[e, 0] < 0 else 1] = f
    entry = np.full(n_faces, -2, np.int32)  # the edge through which a face was reached; -1 for a first one
    order = np.empty(n_faces, np.int32)
    crossed = np.zeros(n_edges, np.bool_)
    n = 0
    for root in range(n_faces):
        if entry[root] != -2:
            continue
        entry[root] = -1
        order[n] = root
        at = n
        n += 1
        while at < n:
            f = order[at]
            at += 1
            for k in range(3):
                e = of_face[f, k]
                g = side[e, 0] + side[e, 1] - f
                if entry[g] == -2:
                    entry[g] = e
                    crossed[e] = True
                    order[n] = g
                    n += 1
    parent = np.arange(n_vertices).astype(np.int32)
    value = np.zeros(n_faces, np.uint64)
    count = np.uint64(0)
    for e in range(n_edges):
        if crossed[e]:
            continue
        a, b = root_of(parent, ends[e, 0]), root_of(parent, ends[e, 1])
        if a != b:
            parent[max(a, b)] = min(a, b)
            continue
        count += np.uint64(1)
        signature[e] = _mixed(count)
        value[side[e, 0]] ^= signature[e]
        value[side[e, 1]] ^= signature[e]
    for i in range(n_faces - 1, -1, -1):
        f = order[i]
        e = entry[f]
        if e >= 0:
            signature[e] = value[f]
            value[side[e, 0] + side[e, 1] - f] ^= value[f]


@njit(cache=True, nogil=True)
def _incident(ends: IntArray, n_vertices: int) -> tuple[NDArray[np.int64], IntArray]:
    """Edges around each vertex v: ``around[first[v]:first[v + 1]]``."""
    first = np.zeros(n_vertices + 1, np.int64)
    for e in range(len(ends)):
        first[ends[e, 0] + 1] += 1
        first[ends[e, 1] + 1] += 1
    for v in range(n_vertices):
        first[v + 1] += first[v]
    at = first[:-1].copy()
    around = np.empty(2 * len(ends), np.int32)
    for e in range(len(ends)):
        for k in range(2):
            v = ends[e, k]
            around[at[v]] = e
            at[v] += 1
    return first, around


@njit(cache=True, nogil=True)
def _reach(
    ends: IntArray,
    first: NDArray[np.int64],
    around: IntArray,
    length: FloatArray,
    signature: Signatures,
    longest: float,
    far: FloatArray,
    back: NDArray[np.int64],
    signed: Signatures,
    start: int,
) -> NDArray[np.int64]:
    """Go (Dijkstra) from a vertex as far as half of the longest loop; returns the vertices, which the caller must reset."""
    heap = [(0.0, np.int64(start))]
    far[start], back[start], signed[start] = 0.0, -1, np.uint64(0)
    reached = [np.int64(start)]
    while len(heap) > 0:
        distance, v = _pop(heap)
        if distance > far[v]:
            continue
        for i in range(first[v], first[v + 1]):
            e = around[i]
            w = np.int64(ends[e, 0] + ends[e, 1] - v)
            further = distance + length[e]
            if further <= longest / 2 and further < far[w]:
                if far[w] == np.inf:
                    reached.append(w)
                far[w], back[w], signed[w] = further, e, signed[v] ^ signature[e]
                _push(heap, further, w)
    return np.array(reached)


@njit(cache=True, nogil=True)
def _push(heap: list[tuple[float, Any]], key: float, value: Any) -> None:
    heap.append((key, value))
    i = len(heap) - 1
    while i > 0 and heap[(i - 1) // 2][0] > heap[i][0]:
        heap[i], heap[(i - 1) // 2] = heap[(i - 1) // 2], heap[i]
        i = (i - 1) // 2


@njit(cache=True, nogil=True)
def _pop(heap: list[tuple[float, Any]]) -> tuple[float, int]:
    top = heap[0]
    last = heap.pop()
    if len(heap) > 0:
        heap[0] = last
        i = 0
        while True:
            child = 2 * i + 1
            if child >= len(heap):
                break
            if child + 1 < len(heap) and heap[child + 1][0] < heap[child][0]:
                child += 1
            if heap[i][0] <= heap[child][0]:
                break
            heap[i], heap[child] = heap[child], heap[i]
            i = child
    return top


@njit(cache=True, nogil=True)
def _search(
    ends: IntArray,
    first: NDArray[np.int64],
    around: IntArray,
    length: FloatArray,
    signature: Signatures,
    longest: float,
    far: FloatArray,
    back: NDArray[np.int64],
    signed: Signatures,
    starts: IntArray,
    shortest: FloatArray,
    closing: NDArray[np.int64],
    found: Signatures,
) -> None:
    """The shortest loop through each start that does not bound: its length, the edge that closes it, its signature."""
    for s in range(len(starts)):
        reached = _reach(ends, first, around, length, signature, longest, far, back, signed, int(np.int64(starts[s])))
        for v in reached:
            for i in range(first[v], first[v + 1]):
                e = around[i]
                w = ends[e, 0] + ends[e, 1] - v
                if w < v or far[w] == np.inf or back[w] == e or back[v] == e:
                    continue
                around_it = far[v] + far[w] + length[e]
                mark = signed[v] ^ signed[w] ^ signature[e]
                if mark != 0 and around_it <= longest and around_it < shortest[s]:
                    shortest[s], closing[s], found[s] = around_it, e, mark
        for v in reached:
            far[v] = np.inf


def _loop(
    ends: IntArray,
    first: NDArray[np.int64],
    around: IntArray,
    length: FloatArray,
    signature: Signatures,
    longest: float,
    far: FloatArray,
    back: NDArray[np.int64],
    signed: Signatures,
    start: int,
    closing: int,
) -> IntArray:
    """The vertices of the loop that this edge closes, from where its two ways part."""
    reached = _reach(ends, first, around, length, signature, longest, far, back, signed, start)
    ways = []
    for v in ends[closing].tolist():
        way = [v]
        while back[way[-1]] >= 0:
            way.append(int(ends[back[way[-1]]].sum()) - way[-1])
        ways.append(way[::-1])
    far[reached] = np.inf
    common = 0
    while common < min(map(len, ways)) and ways[0][common] == ways[1][common]:
        common += 1
    return np.array(ways[0][common - 1 :] + ways[1][: common - 1 : -1], np.int32)
