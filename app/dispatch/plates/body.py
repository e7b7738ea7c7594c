"""What is put on a plate, and where it stands there."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from app.mesh.arrays import FloatArray, IntArray

UPRIGHT = "z"
SIDES: dict[str, FloatArray] = {
    "z": np.eye(3),
    "-z": np.diag([1.0, -1.0, -1.0]),
    "y": np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]),
    "-y": np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]]),
    "x": np.array([[0.0, 0, -1], [0, 1, 0], [1, 0, 0]]),
    "-x": np.array([[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]]),
}
"""Turns that bring the axis of this name up."""


@dataclass(frozen=True)
class Place:
    """Where a body stands: with ``side`` up, then turned by ``turn`` degrees about z against the clock, then moved.

    x, y, z   mm: the lowest corner of its box after it was turned, from the front left corner of the plate
    """

    x: float
    y: float
    z: float = 0.0
    turn: float = 0.0
    side: str = UPRIGHT

    def as_list(self) -> list[float | str]:
        """As it is kept in ``Plate.placements``."""
        return [round(self.x, 4), round(self.y, 4), round(self.z, 4), self.turn, self.side]

    @classmethod
    def of_list(cls, values: list[float | str]) -> "Place":
        """Raises ValueError, TypeError where it is no place."""
        x, y, z, turn = (float(value) for value in values[:4])
        side = str(values[4]) if len(values) > 4 else UPRIGHT
        if side not in SIDES:
            raise ValueError(side)
        return cls(x, y, z, turn, side)


@dataclass(frozen=True)
class Room:
    """What there is to be filled. Lengths in mm; ``height`` 0: as high as anything is.

    spacing   two bodies are nowhere nearer to each other than this
    """

    width: float
    depth: float
    height: float = 0.0
    spacing: float = 3.0


@dataclass(frozen=True, eq=False)
class Body:
    """The surface of a piece: vertices (V, 3) mm, all of them used, and faces (F, 3).

    rank   those with a smaller one go on a plate first; those of the same rank may stand in for each other
    """

    id: int
    vertices: FloatArray
    faces: IntArray
    rank: int = 0

    @cached_property
    def size(self) -> FloatArray:
        """(3,) mm."""
        return np.asarray(np.ptp(self.vertices, axis=0))

    @cached_property
    def volume(self) -> float:
        """mm³ that the surface encloses."""
        a, b, c = (self.vertices[self.faces[:, k]] for k in range(3))
        return float(abs(np.einsum("ij,ij->i", a, np.cross(b, c)).sum()) / 6)


@dataclass(frozen=True)
class Layout:
    """Where bodies stand, by their id; ``left``: those for which there is no room. ``how``: the packer that found it."""

    places: Mapping[int, Place]
    left: tuple[int, ...] = ()
    how: str = ""
    heights: Mapping[int, float] = field(default_factory=dict)

    @property
    def height(self) -> float:
        """Mm up to the highest point."""
        return max((place.z + self.heights.get(id_, 0.0) for id_, place in self.places.items()), default=0.0)


def rotation(place: Place) -> FloatArray:
    """(3, 3): how a body is turned there."""
    angle = np.radians(place.turn)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    if place.turn % 90 == 0:  # without what rounding leaves of a right angle
        cos, sin = round(cos), round(sin)
    return np.asarray(np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]]) @ SIDES[place.side])


def placed(vertices: FloatArray, place: Place) -> FloatArray:
    """(V, 3): the vertices of a body where it stands. All of them have to be used by faces."""
    turned = vertices @ rotation(place).T
    return np.asarray(turned - turned.min(axis=0) + np.array([place.x, place.y, place.z]))


def ranks_held(places: Iterable[int], bodies: Mapping[int, Body]) -> tuple[tuple[int, int], ...]:
    """Sorts layouts, the better one first: the one that holds more of the first rank, then of the next."""
    held = Counter(bodies[id_].rank for id_ in places)
    return tuple((rank, -held[rank]) for rank in sorted({body.rank for body in bodies.values()}))
