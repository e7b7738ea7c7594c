"""The pictures that a proof sheet needs, taken before the sheet is set."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.gui.pictures.darkroom import Darkroom
from app.gui.pictures.still import take_side
from app.gui.viewport.camera import Pose, ViewName
from app.gui.viewport.studio import PAPER, rgb
from app.i18n import text
from app.jobs.progress import Progress

Picture = NDArray[np.uint8]
WHITE = replace(PAPER, below=rgb("#ffffff"), above=rgb("#ffffff"), grid_strength=0.0, shadow=0.0)
LONG_EDGE = 1000  # pixels of the picture to scale
# Name, side and size in pixels: about 300 dpi where they stand on the sheet
VIEWS: tuple[tuple[str, ViewName, tuple[int, int]], ...] = (
    ("three-quarter", "three-quarter", (1040, 1300)),
    ("front", "front", (540, 640)),
    ("side", "right", (540, 640)),
    ("back", "back", (540, 640)),
)


@dataclass(frozen=True, eq=False)
class Photographs:
    """Pictures, (H, W, 3) uint8 sRGB.

    views           by name
    front_to_scale  just the figure's width and height, from the front, without perspective
    size_mm         width, depth, height
    """

    views: dict[str, Picture]
    front_to_scale: Picture
    size_mm: tuple[float, float, float]


def photograph(room: Darkroom, progress: Progress) -> Photographs:
    """Take all pictures of what is in the darkroom."""
    views = {}
    for number, (name, side, size) in enumerate(VIEWS):
        progress(number / (len(VIEWS) + 1), text("Drawing the pictures"))
        room.resize(size)
        views[name] = take_side(room, side, size)
    progress(len(VIEWS) / (len(VIEWS) + 1))
    low, high = room.drawable.bounds
    width, depth, height = (max(float(edge), 1e-3) for edge in high - low)
    edge = LONG_EDGE / max(width, height)
    size = (max(2, round(width * edge)), max(2, round(height * edge)))
    room.resize(size)
    room.set_look(WHITE)
    try:
        pose = Pose((low + high) / 2, 0.0, 0.0, 2.0 * (width + depth + height))
        front = room.take(pose, height_mm=size[1] / edge)
    finally:
        room.set_look(PAPER)
    progress(1.0)
    return Photographs(views, front, (width, depth, height))
