"""Connected parts of a mesh, by union-find."""

from typing import Literal

import numpy as np
from numba import njit

from app.mesh.arrays import IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.edges import EdgeTable, edge_table
from app.mesh.kernels.union_find import join, root_of


def face_components(
    faces: IntArray, n_vertices: int, through: Literal["edges", "vertices"] = "edges", edges: EdgeTable | None = None
) -> tuple[int, IntArray]:
    """Return the number of parts and the part of each face (F,) int32; parts are numbered by their first face.

    through  whether faces belong together that share an edge (any number of faces to an edge), or already one vertex
    edges    the table of these faces, where the caller has it
    """
    faces = as_input(faces, np.int32).reshape(-1, 3)
    if through == "vertices":
        keys, n_keys = faces, n_vertices
    else:
        table = edges or edge_table(faces)
        keys, n_keys = as_input(table.of_face, np.int32), len(table.vertices)
    label = np.empty(len(faces), np.int32)
    count = _join(keys, np.arange(n_keys, dtype=np.int32), label)
    return count, label


def group_by_links(n: int, links: IntArray) -> tuple[int, IntArray]:
    """Return the number of groups of ``n`` things that (P, 2) int32 ``links`` join, and the group of each (n,) int32.

    Groups are numbered by the first thing in them.
    """
    label = np.empty(n, np.int32)
    links = as_input(links, np.int32).reshape(-1, 2)
    count = _join_pairs(links, np.arange(n, dtype=np.int32), label)
    return count, label


@njit(cache=True, nogil=True)
def _join(keys: IntArray, parent: IntArray, label: IntArray) -> int:
    for f in range(len(keys)):
        join(parent, keys[f, 0], keys[f, 1])
        join(parent, keys[f, 0], keys[f, 2])
    number = np.full(len(parent), -1, np.int32)
    count = 0
    for f in range(len(keys)):
        root = root_of(parent, keys[f, 0])
        if number[root] < 0:
            number[root] = count
            count += 1
        label[f] = number[root]
    return count


@njit(cache=True, nogil=True)
def _join_pairs(links: IntArray, parent: IntArray, label: IntArray) -> int:
    for i in range(len(links)):
        join(parent, links[i, 0], links[i, 1])
    count = 0
    for i in range(len(label)):  # a root is the lowest of its group, so it is met first
        root = root_of(parent, i)
        if root == i:
            label[i] = count
            count += 1
        else:
            label[i] = label[root]
    return count
