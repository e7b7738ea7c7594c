"""Registration pins: where they go in the area of a cut, and what they look like."""

from dataclasses import dataclass
from typing import Literal

import manifold3d
import numpy as np

from app.mesh.arrays import FloatArray
from app.mesh.preparing.outline import hexagon
from app.mesh.preparing.solid_shapes import prism, segments

Shape = Literal["round", "hex", "key"]
CELLS = 200  # along an area
FINEST_MM = 0.05
AUTO = 0.4  # of the way from the middle of an area to its edge: radius of a pin
SHARED = 0.25  # the same where it shares the area with others
AUTO_MM = (1.0, 4.0)  # radius where none is asked for
APART = 2.6  # radii between the middles of two pins, at least
LONG = 1.5  # diameters, where no length is asked for
LONGEST_MM = 12.0
TIP = 0.25  # of the radius: chamfer of the tip, which finds the socket
FLAT = 0.6  # of the radius: where the flat side of a key is
MOUTH_MM = 0.5  # how far the cut for a socket reaches out of it


@dataclass(frozen=True)
class Pin:
    """One pin in the plane of the cut; lengths in mm."""

    x: float
    y: float
    radius: float
    length: float


@dataclass(frozen=True)
class Wish:
    """What is asked for; 0 leaves the choice."""

    shape: Shape
    number: int
    radius: float
    length: float
    clearance: float
    wall: float


def pins_in(area: manifold3d.CrossSection, wish: Wish, inset: float = 0.0) -> list[Pin]:
    """Pins in one connected area of a cut, far apart, each with its wall; none where there is no room.

    inset   0 to 1: how far they keep from the edge beyond that, as a share of what there is
    """
    import cv2  # noqa: PLC0415 - takes a moment

    low, high = np.asarray(area.bounds()).reshape(2, 2)
    pitch = max(float((high - low).max()) / CELLS, FINEST_MM)
    shape = np.ceil((high - low) / pitch).astype(int) + 3
    loops = [np.round((np.asarray(loop) - low) / pitch + 1).astype(np.int32) for loop in area.to_polygons()]
    picture = np.zeros((int(shape[1]), int(shape[0])), np.uint8)
    cv2.fillPoly(picture, loops, 1)
    inside = cv2.distanceTransform(picture, cv2.DIST_L2, 5).astype(np.float64) * pitch
    around = wish.clearance + wish.wall
    radius = wish.radius or float(np.clip((AUTO if wish.number == 1 else SHARED) * inside.max(), *AUTO_MM))
    spare = float(inside.max()) - radius - around
    if spare < 0:
        return []
    rows, columns = np.nonzero(inside >= radius + around + inset * spare)
    places = np.column_stack([columns, rows]).astype(np.float64) * pitch + low - pitch
    chosen = _spread(places, inside[rows, columns], wish.number, APART * radius)
    length = wish.length or min(LONG * 2 * radius, LONGEST_MM)
    return [Pin(float(x), float(y), radius, length) for x, y in places[chosen]]


def _spread(places: FloatArray, inside: FloatArray, number: int, apart: float) -> list[int]:
    """Indices of at most so many places (N, 2): one alone where it is widest, several as far apart as can be."""
    if number == 1:
        return [int(np.argmax(inside))]
    first = int(np.argmax(np.linalg.norm(places - places.mean(axis=0), axis=1)))
    chosen = [first]
    nearest = np.linalg.norm(places - places[first], axis=1)
    while len(chosen) < number:
        following = int(np.argmax(nearest))
        if nearest[following] < apart:
            break
        chosen.append(following)
        nearest = np.minimum(nearest, np.linalg.norm(places - places[following], axis=1))
    return chosen if len(chosen) > 1 else [int(np.argmax(inside))]


def pin_solid(pin: Pin, shape: Shape, root: float) -> manifold3d.Manifold:
    """The pin, out of the plane z = 0 upwards, with a root below it."""
    solid = prism(_section(shape, pin.radius), pin.length + root, "chamfer", TIP * pin.radius)
    return solid.translate([pin.x, pin.y, -root])


def socket_solid(pin: Pin, shape: Shape, clearance: float) -> manifold3d.Manifold:
    """What has to be cut away for the pin to go in, from below the plane z = 0 upwards."""
    section = _section(shape, pin.radius).offset(
        clearance, manifold3d.JoinType.Round, circular_segments=segments(pin.radius)
    )
    deep = manifold3d.Manifold.extrude(section, pin.length + clearance + MOUTH_MM)
    return deep.translate([pin.x, pin.y, -MOUTH_MM])


def walled_solid(pin: Pin, clearance: float, wall: float) -> manifold3d.Manifold:
    """The socket with the wall that it needs around it."""
    radius = pin.radius + clearance + wall
    solid = manifold3d.Manifold.cylinder(pin.length + clearance + wall - 0.05, radius, radius, segments(radius))
    return solid.translate([pin.x, pin.y, 0.05])


def _section(shape: Shape, radius: float) -> manifold3d.CrossSection:
    if shape == "hex":
        return hexagon(radius * np.cos(np.pi / 6))
    circle = manifold3d.CrossSection.circle(radius, segments(radius))
    if shape == "round":
        return circle
    side = manifold3d.CrossSection.square([2 * radius, 4 * radius]).translate([FLAT * radius, -2 * radius])
    return circle - side
