"""One proof picture."""

import time
from pathlib import Path
from typing import Any

from PIL import Image

from app.gui.pictures.darkroom import Darkroom
from app.gui.viewport.camera import Pose, ViewName, direction
from app.gui.viewport.drawable import prepare
from app.gui.viewport.figure import Mode
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.files.safe_write import replace_with
from app.mesh.mesh import Mesh

MARGIN = 1.16


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
        azimuth, elevation = direction(view)
        pose = Pose(drawable.bounds.mean(axis=0), azimuth, elevation, 1.0)
        picture = Image.fromarray(room.take(pose.framing(drawable.outline, size[0] / size[1], MARGIN)))
    progress(0.8)
    replace_with(out, lambda temporary: picture.save(temporary, "PNG"))
    progress(1.0)
    return {"size": list(size), "frames": 1, "seconds": round(time.perf_counter() - began, 3)}
