"""Proof pictures: one, or one of each side in one go."""

import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.gui.pictures.darkroom import Darkroom
from app.gui.viewport.camera import Pose, ViewName, direction
from app.gui.viewport.drawable import prepare
from app.gui.viewport.figure import Mode
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.mesh import Mesh
from app.safe_write import replace_with

MARGIN = 1.16
SIDES: dict[str, ViewName] = {"front": "front", "side": "right", "back": "back", "three-quarter": "three-quarter"}


def render_still(
    mesh: Mesh,
    out: Path,
    size: tuple[int, int] = (1600, 1600),
    *,
    view: ViewName = "three-quarter",
    mode: Mode = "color",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Draw the mesh into a PNG file of ``size`` (width, height) pixels, framed by its box.

    Returns size, frames and seconds. Raises AppError where the machine cannot draw, and OSError for a file that cannot
    be written.
    """
    began = time.perf_counter()
    progress = progress or Progress()
    progress(0.0, text("Drawing the picture"))
    drawable = prepare(mesh)
    progress(0.3)
    with Darkroom(drawable, size, mode) as room:
        write_stills(room, {view: out}, size, progress.part(0.3, 1.0))
    return {"size": list(size), "frames": 1, "seconds": round(time.perf_counter() - began, 3)}


def write_stills(room: Darkroom, out: Mapping[ViewName, Path], size: tuple[int, int], progress: Progress) -> None:
    """Draw what is in the darkroom from each of these sides into a PNG file. Raises as :func:`render_still` does."""
    room.resize(size)
    for number, (view, path) in enumerate(out.items()):
        progress(number / len(out), text("Drawing the pictures"))
        picture = Image.fromarray(take_side(room, view, size))
        replace_with(path, partial(picture.save, format="PNG"))
    progress(1.0)


def take_side(room: Darkroom, view: ViewName, size: tuple[int, int]) -> NDArray[np.uint8]:
    """(H, W, 3) uint8: the figure from this side, filling the picture; the room must be of this size."""
    drawable = room.drawable
    azimuth, elevation = direction(view)
    pose = Pose(drawable.bounds.mean(axis=0), azimuth, elevation, 1.0)
    return room.take(pose.framing(drawable.outline, size[0] / size[1], MARGIN))
