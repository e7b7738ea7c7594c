"""Faces that belong together: shells, flat places, places of one colour, and what is beside them."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, IntArray
from app.mesh.selecting.links import FaceLinks


def parts(count: int, pairs: IntArray) -> IntArray:
    """(F,) int32: the number of the part that each of ``count`` faces hangs together with by ``pairs`` (P, 2)."""
    from scipy.sparse import coo_matrix  # noqa: PLC0415 - loaded where the first selection asks for it, in its thread
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    ones = np.ones(len(pairs), np.bool_)
    graph = coo_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], np.int32)


def whole_parts(labels: IntArray, mask: BoolArray) -> BoolArray:
    """(F,) bool: every face of the parts that a selected face is in."""
    chosen = np.zeros(int(labels.max()) + 1 if len(labels) else 0, np.bool_)
    chosen[labels[mask]] = True
    return np.asarray(chosen[labels])


def smooth_region(links: FaceLinks, normals: NDArray[np.float32], seeds: BoolArray, degrees: float) -> BoolArray:
    """Faces that are reached from the seeds (F,) without crossing an edge that bends by more than ``degrees``."""
    one, other = normals[links.pairs[:, 0]], normals[links.pairs[:, 1]]
    bend = np.einsum("ij,ij->i", one, other)
    level = bend >= np.cos(np.deg2rad(degrees)) - 1e-6
    return whole_parts(parts(links.count, links.pairs[level]), seeds)


def reached(links: FaceLinks, allowed: BoolArray, seeds: BoolArray) -> BoolArray:
    """Allowed faces that hang together with a seed by allowed ones; the seeds among them."""
    allowed = allowed | seeds
    within = allowed[links.pairs].all(axis=1)
    return whole_parts(parts(links.count, links.pairs[within]), seeds) & allowed


def grown(faces: IntArray, n_vertices: int, mask: BoolArray) -> BoolArray:
    """With the faces that share a vertex with selected ones."""
    marked = np.zeros(n_vertices, np.bool_)
    marked[faces[mask]] = True
    return np.asarray(marked[faces].any(axis=1))


def shrunk(faces: IntArray, n_vertices: int, links: FaceLinks, mask: BoolArray) -> BoolArray:
    """Without the faces that share a vertex with others, or lie at an open edge."""
    marked = np.zeros(n_vertices, np.bool_)
    marked[faces[~mask]] = True
    marked[links.open_edges] = True
    return np.asarray(mask & ~marked[faces].any(axis=1))


def evened(links: FaceLinks, mask: BoolArray, rounds: int) -> BoolArray:
    """With a quieter outline: in each round, faces go with two or three of their neighbours across edges."""
    one, other = links.pairs.T
    for _ in range(rounds):
        chosen = np.bincount(one, mask[other], links.count) + np.bincount(other, mask[one], links.count)
        all_ = np.bincount(one, minlength=links.count) + np.bincount(other, minlength=links.count)
        mask = np.where(2 * chosen > all_, True, np.where(2 * chosen < all_, False, mask))
    return np.asarray(mask)


def closed_gaps(links: FaceLinks, mask: BoolArray, most: int) -> BoolArray:
    """With the islands of at most ``most`` faces that the selection leaves out inside it."""
    outside = ~mask
    within = outside[links.pairs].all(axis=1)
    labels = parts(links.count, links.pairs[within])
    size = np.bincount(labels[outside], minlength=int(labels.max()) + 1)
    return np.asarray(mask | (outside & (size[labels] <= most)))
