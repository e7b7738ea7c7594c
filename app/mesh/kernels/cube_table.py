"""Which triangles a cube of eight nodes holds, for each of its 256 states: the case table of marching cubes.

After W. Lorensen and H. Cline, "Marching Cubes", 1987, with the ambiguity of G. Nielson and B. Hamann, "The Asymptotic
Decider", 1991, settled the same way on every face of every cube: where two inside nodes lie across from each other, they
are joined. Each face then holds the same line in both its cubes, the lines of a cube form closed loops, and each cut edge
is in one loop of each of its four cubes: the surface is closed and manifold. A loop is cut into a fan of
triangles whose diagonals run through the inside of the cube alone, for one in a face could be an edge of the neighbouring
cube too; wherever the vertices lie on their edges, no two triangles of such a fan cross.
"""

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Edge = int  # 3 * corner + axis: from that corner (bit 0 is x, bit 1 y, bit 2 z) along an axis
Loop = tuple[Edge, ...]

MOST_TRIANGLES = 5

# Corners of the six faces, counter-clockwise seen from outside.
_FACES = ((0, 4, 6, 2), (1, 3, 7, 5), (0, 1, 5, 4), (2, 6, 7, 3), (0, 2, 3, 1), (4, 5, 7, 6))


@cache
def cube_table() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Number of triangles (256,) and their corners (256, 5, 3), each an edge of the cube: 3 * corner + axis.

    Bit c of the state is set where corner c (x + 2 y + 4 z) is inside. Triangles are counter-clockwise seen from outside.
    """
    number = np.zeros(256, np.uint8)
    corners = np.zeros((256, MOST_TRIANGLES, 3), np.uint8)
    for state in range(256):
        triangles = [t for loop in _loops(state) for t in _triangles(loop)]
        number[state] = len(triangles)
        for row, triangle in enumerate(triangles):
            corners[state, row] = triangle
    number.flags.writeable = corners.flags.writeable = False
    return number, corners


def _edge(a: int, b: int) -> Edge:
    return 3 * min(a, b) + (a ^ b).bit_length() - 1


def _loops(state: int) -> list[Loop]:
    """Closed lines of cut edges: on each face, a line cuts each run of outside corners off."""
    following: dict[Edge, Edge] = {}
    for face in _FACES:
        inside = [bool(state >> corner & 1) for corner in face]
        for i in range(4):
            if inside[i] and not inside[(i + 1) % 4]:  # a run of outside corners begins here
                end = next(j for j in range(i + 1, i + 5) if inside[(j + 1) % 4])
                enters = _edge(face[end % 4], face[(end + 1) % 4])
                following[enters] = _edge(face[i], face[(i + 1) % 4])
    loops = []
    while following:
        loop = [min(following)]
        while (edge := following.pop(loop[-1])) != loop[0]:
            loop.append(edge)
        loops.append(tuple(loop))
    return loops


def _triangles(loop: Loop) -> list[Loop]:
    """A fan of triangles about the first corner of the loop from which no diagonal runs in a face of the cube."""
    for k in range(len(loop)):
        apex, *rest = loop[k:] + loop[:k]
        if not any(_in_a_face(apex, edge) for edge in rest[1:-1]):
            return [(apex, a, b) for a, b in pairwise(rest)]
    raise AssertionError(loop)


def _in_a_face(a: Edge, b: Edge) -> bool:
    return any(_lies_in(a, face) and _lies_in(b, face) for face in _FACES)


def _lies_in(edge: Edge, face: tuple[int, ...]) -> bool:
    corner, axis = divmod(edge, 3)
    return corner in face and corner | 1 << axis in face
