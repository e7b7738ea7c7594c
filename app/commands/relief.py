"""Make a solid of a picture, and put it on the bench: lithophane, medallion, charm, keychain, magnet.

Called on the main thread; the work runs beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from shapely.geometry import Polygon

# By name: the window's process must not import what they need (SciPy, scikit-image).
_WORK = "app.commands.relief_work:"


@dataclass(frozen=True, eq=False)
class ReliefPreview:
    """How a relief will look.

    pixels      (R, C, 4) uint8 sRGB with straight alpha: lit from the upper left, from above
    backlit     the same with a lamp behind it; None for what is not looked through
    size_mm     width, height and thickness of the finished thing
    volume_mm3  of its material, on the grid of the preview
    """

    pixels: NDArray[np.uint8]
    backlit: NDArray[np.uint8] | None
    size_mm: tuple[float, float, float]
    notes: tuple[Text, ...]
    volume_mm3: float = 0.0


@dataclass(frozen=True, eq=False)
class Outlined:
    """The outline that a design has already, for the same thing in 3D.

    trim  along what the flat thing is cut, with its hole, in mm, y downwards, its box beginning at (0, 0); the picture is
          that box
    """

    trim: "Polygon"


@dataclass(frozen=True, eq=False)
class Subject:
    """What a solid is made of, and for what.

    picture   a file; it is read only when something is made of it
    title     of the model; "" for the name of the picture
    outlined  the outline of a design; None where one is found around the picture, or chosen
    item      of the order that it is made for; 0 for none
    process   id of the print process it has to hold for; "" for the one that is set
    book      id of the book that the item is of
    """

    picture: Path
    title: str = ""
    outlined: Outlined | None = None
    item: int = 0
    process: str = ""
    book: str = ""


def start_of(workshop: Workshop, kind: Start, process: str = "") -> AnyWishes:
    """Where people begin, thick enough for this print process, or for the one that is set."""
    return start_with(kind, _process(workshop, process).min_wall_mm)


def make_relief(
    workshop: Workshop,
    subject: Subject,
    wishes: AnyWishes,
    *,
    made: Callable[[], None] | None = None,
    failed: Callable[[AppError], None] | None = None,
) -> Job:
    """Make the solid and open it on the modelling bench, where it is checked like any other model.

    made  is called when it is on the bench
    """
    process = _process(workshop, subject.process)

    def then(opened: Opened) -> None:
        workshop.bench.open(
            Document(
                title=subject.title or subject.picture.stem,
                source=subject.picture,
                original=opened.revision,
                revision=opened.revision,
                process=process.id,
                height_mm=round(opened.height_mm, 2),
                notes=opened.notes,
                item=subject.item,
                made_here=True,
                book=subject.book if subject.item else "",
            )
        )
        if made is not None:
            made()

    return workshop.runner.run(
        text("Make a solid of {file}", file=subject.title or subject.picture.name),
        _WORK + "relief_in_store", workshop.store, subject, wishes, process.min_wall_mm,
        then=then, failed=failed,
    )  # fmt: skip


def preview_relief(
    workshop: Workshop,
    subject: Subject,
    wishes: AnyWishes,
    shown: Callable[[ReliefPreview], None],
    failed: Callable[[AppError], None],
) -> Job:
    """Ask how it will look; what cannot be made says why, and nothing is listed among the jobs."""
    return workshop.runner.run(
        text("Preview"), _WORK + "relief_preview", subject, wishes, _process(workshop, subject.process).min_wall_mm,
        then=shown, failed=failed, quiet=True,
    )  # fmt: skip


def _process(workshop: Workshop, wanted: str = "") -> ProcessProfile:
    """The wanted one, else the one that is set, or the default one where it is gone."""
    try:
        return find_process(wanted or workshop.preferences.process)
    except AppError:
        return find_process(None)
