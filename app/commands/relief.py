"""Make a solid of a picture, and put it on the bench: lithophane, medallion, charm, keychain, magnet.

Called on the main thread; the work runs beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.commands.results import Opened
from app.commands.workshop import Workshop
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.runner import Job
from app.layouts.relief.wishes import AnyWishes, Start, start_with
from app.session.bench import Document
from app.settings.process import ProcessProfile, find_process

# By name: the window's process must not import what they need (SciPy, scikit-image).
_WORK = "app.commands.relief_work:"


@dataclass(frozen=True, eq=False)
class ReliefPreview:
    """How a relief will look.

    pixels      (R, C, 4) uint8 sRGB with straight alpha: lit from the upper left, from above
    backlit     the same with a lamp behind it; None for what is not looked through
    size_mm     width, height and thickness of the finished thing
    """

    pixels: NDArray[np.uint8]
    backlit: NDArray[np.uint8] | None
    size_mm: tuple[float, float, float]
    notes: tuple[Text, ...]


def start_of(workshop: Workshop, kind: Start) -> AnyWishes:
    """Where people begin, thick enough for the print process that is set."""
    return start_with(kind, _process(workshop).min_wall_mm)


def make_relief(
    workshop: Workshop,
    picture: Path,
    wishes: AnyWishes,
    *,
    item: int = 0,
    made: Callable[[], None] | None = None,
    failed: Callable[[AppError], None] | None = None,
) -> Job:
    """Make the solid and open it on the modelling bench, where it is checked like any other model.

    item    of the order that it is made for; 0 for none
    made    is called when it is on the bench
    """
    process = _process(workshop)

    def then(opened: Opened) -> None:
        workshop.bench.open(
            Document(
                title=picture.stem,
                source=picture,
                original=opened.revision,
                revision=opened.revision,
                process=process.id,
                height_mm=round(opened.height_mm, 2),
                notes=opened.notes,
                item=item,
            )
        )
        if made is not None:
            made()

    return workshop.runner.run(
        text("Make a solid of {file}", file=picture.name),
        _WORK + "relief_in_store", workshop.store, picture, wishes, process.min_wall_mm,
        then=then, failed=failed,
    )  # fmt: skip


def preview_relief(
    workshop: Workshop,
    picture: Path,
    wishes: AnyWishes,
    shown: Callable[[ReliefPreview], None],
    failed: Callable[[AppError], None],
) -> Job:
    """Ask how it will look; what cannot be made says why, and nothing is listed among the jobs."""
    return workshop.runner.run(
        text("Preview"), _WORK + "relief_preview", picture, wishes, _process(workshop).min_wall_mm,
        then=shown, failed=failed, quiet=True,
    )  # fmt: skip


def _process(workshop: Workshop) -> ProcessProfile:
    """The one that is set, or the default one where it is gone."""
    try:
        return find_process(workshop.preferences.process)
    except AppError:
        return find_process(None)
