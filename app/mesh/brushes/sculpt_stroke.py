"""One stroke of a sculpting brush over a surface, with its mirror images."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray
from app.mesh.brushes.brush import Brush, SculptKind
from app.mesh.brushes.deform import DEFORMS, Dab
from app.mesh.brushes.falloff import facing, falloff
from app.mesh.brushes.mirror import image, mirrored
from app.mesh.brushes.surface import Surface

Moved = NDArray[np.intp]
Touched = tuple[NDArray[np.intp], FloatArray, Dab]


class SculptStroke:
    """From the press of the button to its release. :meth:`dab` at each place; :meth:`cancel` takes all of it back.

    middle  (3,) mm: where the mirror planes meet
    """

    def __init__(self, surface: Surface, kind: SculptKind, brush: Brush, middle: FloatArray) -> None:
        self._surface, self._kind, self._brush, self._middle = surface, kind, brush, middle
        self._images = mirrored(brush.mirror)
        self._held: list[tuple[NDArray[np.intp], FloatArray]] | None = None
        self._before: list[tuple[NDArray[np.intp], FloatArray]] = []
        self._touched = np.zeros(len(surface.vertices), np.bool_)

    @property
    def empty(self) -> bool:
        """Whether nothing has been moved."""
        return not self._before

    def dab(self, at: FloatArray, normal: FloatArray, face: int, pressure: float, drag: FloatArray) -> Moved:
        """Touch the surface; returns the vertices whose place or normal changed.

        at, normal  (3,) mm and unit; face: the one that is touched; pressure 0..1
        drag        (3,) mm the pointer has gone since the last dab: what a grabbing brush follows
        """
        amount = self._brush.strength * pressure * (-1.0 if self._brush.inverted else 1.0)
        if self._kind == "grab":
            return self._pull(at, normal, face, drag)
        touches = []
        for factors in self._images:
            own = bool((factors > 0).all())
            dab = Dab(image(at, self._middle, factors), normal * factors, self._brush.radius_mm, amount, drag * factors)
            touches.append((*self._under(dab, face if own else None), dab))
        return self._apply(touches)

    def cancel(self) -> Moved:
        """Put everything back; returns the vertices whose place or normal changed."""
        changed = [self._surface.move(some, places) for some, places in reversed(self._before)]
        self._before.clear()
        self._touched[:] = False
        return _union(changed)

    def _pull(self, at: FloatArray, normal: FloatArray, face: int, drag: FloatArray) -> Moved:
        """Move what was under the brush at the beginning; where images overlap, they pull together."""
        brush = self._brush
        dabs = [
            Dab(image(at, self._middle, f), normal * f, brush.radius_mm, brush.strength, drag * f) for f in self._images
        ]
        if self._held is None:
            # Half strength already holds the middle: a handle that slips through the fingers is of no use.
            self._held = []
            for number, dab in enumerate(dabs):
                some, weight = self._under(dab, face if number == 0 else None)
                self._held.append((some, weight * min(1.0, 2.0 * brush.strength)))
        touches = [(some, weight, dab) for dab, (some, weight) in zip(dabs, self._held, strict=True)]
        return self._apply(touches) if drag.any() else np.zeros(0, np.intp)

    def _under(self, dab: Dab, face: int | None) -> tuple[NDArray[np.intp], FloatArray]:
        """The vertices under the brush with a weight above 0. ``face``: the touched one, or None for a mirror image."""
        brush, surface = self._brush, self._surface
        some, distance = surface.vertices_near(dab.at, dab.radius)
        weight = falloff(distance, dab.radius, brush.curve, brush.hardness)
        if (
            brush.seen_only and self._kind != "grab"
        ):  # pulled by one side alone, a thin wall would go through its other one
            weight *= facing(surface.normals[some], dab.normal)
        if brush.connected and len(some):
            if face is None:
                hit = surface.hit(dab.at + dab.normal * dab.radius, -dab.normal)
                face = None if hit is None else hit.face
            weight *= 0.0 if face is None else surface.connected(some, face)
        kept = weight > 1e-4
        return some[kept], weight[kept]

    def _apply(self, touches: list[Touched]) -> Moved:
        """Move what the images of a dab touch, each from where it is now: so a mirrored model stays exactly mirrored."""
        touches = [touch for touch in touches if len(touch[0])]
        if not touches:
            return np.zeros(0, np.intp)
        some = _union([touch[0] for touch in touches])
        new = some[~self._touched[some]]
        if len(new):
            self._before.append((new, self._surface.vertices[new]))
            self._touched[new] = True
        if self._kind == "smooth" and len(touches) > 1:
            # Where images overlap, one of them is enough: the sum of two would go beyond the middle.
            most = np.zeros(len(some))
            for mine, weight, _dab in touches:
                at = np.searchsorted(some, mine)
                most[at] = np.maximum(most[at], weight)
            touches = [(some, most, touches[0][2])]
        deform = DEFORMS[self._kind]
        if len(touches) == 1:
            return self._surface.move(some, deform(self._surface, *touches[0]))
        here = self._surface.vertices[some]
        to = here.copy()
        for mine, weight, dab in touches:
            at = np.searchsorted(some, mine)
            to[at] += deform(self._surface, mine, weight, dab) - here[at]
        return self._surface.move(some, to)


def _union(parts: list[Moved]) -> Moved:
    parts = [part for part in parts if len(part)]
    if not parts:
        return np.zeros(0, np.intp)
    return parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts))
