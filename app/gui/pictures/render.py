"""A picture or a film, by the suffix of the file: what the command line's ``render`` does."""

from pathlib import Path
from typing import Any

from app.errors import WriteRefusedError
from app.gui.pictures.still import render_still
from app.gui.pictures.turntable import render_turntable
from app.gui.viewport.camera import ViewName
from app.gui.viewport.figure import Mode
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.mesh import Mesh

EDGE = 720
FRAMES = 72


def render(mesh: Mesh, out: Path, wishes: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Draw ``mesh`` into ``out`` (.png, .mp4 or .webp). ``wishes`` may hold size (edge in pixels), frames, view, mode.

    Returns size, frames, seconds. Raises WriteRefusedError for another suffix, an empty mesh or a file that cannot be
    written, and AppError where the machine cannot draw.
    """
    suffix = out.suffix.lower()
    if suffix not in (".png", ".mp4", ".webp"):
        raise WriteRefusedError(text("Pictures end in .png, films in .mp4 or .webp: {name} does not.", name=out.name))
    if not len(mesh.faces):
        raise WriteRefusedError(text("There is nothing to draw: the model has no faces."))
    edge = int(wishes.get("size") or EDGE)
    frames = int(wishes.get("frames") or FRAMES)
    mode: Mode = wishes.get("mode") or "color"
    view: ViewName = wishes.get("view") or "three-quarter"
    try:
        if suffix == ".png":
            return render_still(mesh, out, (edge, edge), view=view, mode=mode, progress=progress)
        return render_turntable(mesh, out, frames, (edge, edge), mode=mode, progress=progress)
    except OSError as error:
        raise unwritable(out, error) from error


def unwritable(out: Path, error: OSError) -> WriteRefusedError:
    """What to tell somebody whose picture cannot be written."""
    reason = error.strerror or str(error)
    return WriteRefusedError(
        text("{name} cannot be written ({reason}): choose another folder.", name=out.name, reason=reason)
    )
