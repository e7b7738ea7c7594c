"""Packers that see nothing but boxes: quick, and what the others have to beat."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.dispatch.plates.body import UPRIGHT, Body, Layout, Place, Room, rotation
from app.mesh.arrays import FloatArray


@dataclass(frozen=True)
class _Box:
    body: Body
    side: str
    turn: float
    size: FloatArray


def box_layout(bodies: Sequence[Body], room: Room, sides: Sequence[str] = (UPRIGHT,)) -> Layout:
    """Boxes in rows, rows in layers (next-fit by depth; Coffman et al. 1980), each lying as low as it can.

    Without a height of the room there is one layer.
    """
    boxes = [_lowest(body, room, sides) for body in bodies]
    known = [box for box in boxes if box is not None]
    known.sort(key=lambda box: (-box.size[2], -box.size[1], box.body.id))
    places: dict[int, Place] = {}
    x = y = z = row = layer = 0.0
    for box in known:
        width, depth, height = (float(v) for v in box.size)
        if x + width > room.width + 1e-9:
            x, y, row = 0.0, y + row + room.spacing, 0.0
        if y + depth > room.depth + 1e-9:
            if not room.height:
                continue
            x, y, row, z, layer = 0.0, 0.0, 0.0, z + layer + room.spacing, 0.0
        if room.height and z + height > room.height + 1e-9:
            continue
        places[box.body.id] = Place(x, y, z, box.turn, box.side)
        x, row, layer = x + width + room.spacing, max(row, depth), max(layer, height)
    left = tuple(body.id for body in bodies if body.id not in places)
    heights = {box.body.id: float(box.size[2]) for box in known}
    return Layout(places, left, "boxes", heights)


def _lowest(body: Body, room: Room, sides: Sequence[str]) -> _Box | None:
    """The way to lie that is lowest, then narrowest from front to back; None where none goes into the room."""
    found = []
    for side in sides:
        for turn in (0.0, 90.0):
            size = abs(rotation(Place(0, 0, 0, turn, side))) @ body.size
            fits = size[0] <= room.width and size[1] <= room.depth and (not room.height or size[2] <= room.height)
            if fits:
                found.append(_Box(body, side, turn, size))
    return min(found, key=lambda box: (round(float(box.size[2]), 3), float(box.size[1])), default=None)
