"""Groups of things that are joined pair by pair: union-find with path halving; the lowest of a group is its root."""

from numba import njit

from app.mesh.arrays import IntArray


@njit(cache=True, nogil=True)
def root_of(parent: IntArray, i: int) -> int:
    """Return the root of ``i``; ``parent`` (N,) int32 starts as its own places."""
    x = int(i)
    while parent[x] != x:
        parent[x] = parent[parent[x]]
        x = int(parent[x])
    return x


@njit(cache=True, nogil=True)
def join(parent: IntArray, i: int, j: int) -> None:
    """Make one group of those of ``i`` and ``j``."""
    a, b = root_of(parent, i), root_of(parent, j)
    if a < b:
        parent[b] = a
    elif b < a:
        parent[a] = b
