"""The proof sheet of a flat thing: one A4 page in the style of the figurine's. Runs in a process of its own."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app import i18n
from app.commands.flat_pictures import FlatPictures
from app.commands.proof import ProofWishes
from app.errors import WriteRefusedError
from app.gui.proof.paper import DIM, Paper, typesetting
from app.gui.proof.sheet_parts import (
    FACTS,
    HALF,
    LEFT,
    PICTURES,
    RIGHT,
    draw_checks,
    draw_decision,
    draw_facts,
    draw_head,
    heading,
)
from app.gui.proof.size_panel import draw_size
from app.i18n import text, tr
from app.jobs.progress import Progress
from app.safe_write import replace_with

BESIDE = 53.0  # mm, width of the pictures beside the large one
GAP = 2.5
GROUND = "#eceef1"  # as around the sides in their pictures
CAPTION = 5.2


@dataclass(frozen=True, eq=False)
class _Scaled:
    """The thing as the panel of sizes takes it."""

    front_to_scale: NDArray[np.uint8]
    size_mm: tuple[float, float, float]


def sheet_of_pictures(
    path: Path, wishes: ProofWishes, pictures: FlatPictures, revision: str, progress: Progress
) -> bytes:
    """Write the PDF and give its bytes; an interrupted write leaves the old file.

    Raises WriteRefusedError, and AppError without our fonts.
    """
    i18n.activate(wishes.language)
    progress(0.0, text("Setting the proof sheet"))
    try:
        with typesetting():
            replace_with(path, partial(_write, wishes=wishes, pictures=pictures, revision=revision))
        progress(1.0)
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteRefusedError(
            text(
                "The proof cannot be written to “{folder}” ({reason}): choose another folder.",
                folder=str(path.parent), reason=reason,
            )
        ) from error  # fmt: skip


def to_look_at(wishes: ProofWishes, pictures: FlatPictures) -> list[str]:
    """One line for each thing; what the workshop adds comes first."""
    width, height = pictures.size_mm
    usual = [
        tr("The picture is the right one, and nothing that matters is cut off"),
        tr("The size is right: {w} × {h} mm", w=f"{width:.1f}", h=f"{height:.1f}"),
        tr("The colours are right; a print is a little less bright than a screen"),
    ]
    if pictures.words:
        usual.append(tr("Every letter, name and date is right"))
    if pictures.codes:
        usual.append(tr("The code opens the right page; try it with your phone"))
    if pictures.hole:
        usual.append(tr("The hole is in the right place"))
    return [*wishes.look_at, *usual]


def _write(path: Path, wishes: ProofWishes, pictures: FlatPictures, revision: str) -> None:
    paper = Paper(path, tr("Proof of {title}, round {n}", title=wishes.title, n=wishes.round))
    draw_head(paper, wishes, revision)
    _draw_pictures(paper, wishes, pictures)
    heading(paper, tr("Size"), LEFT, FACTS)
    scaled = _Scaled(pictures.to_scale, (pictures.size_mm[0], 0.0, pictures.size_mm[1]))
    draw_size(paper, scaled, (LEFT, FACTS + 6.5, HALF, 58.0))
    _draw_facts(paper, wishes, pictures)
    draw_checks(paper, to_look_at(wishes, pictures))
    draw_decision(paper, tr("Only the design with this content hash is printed: {hash}", hash=revision))
    paper.close()


def _draw_pictures(paper: Paper, wishes: ProofWishes, pictures: FlatPictures) -> None:
    x, y, width, height = PICTURES
    large = (x, y, width - BESIDE - GAP, height)
    _picture(paper, wishes, pictures.mockup, large, tr("How it will look"), fills=True)
    beside = [(pictures.front, tr("Front: cut along the line"))]
    if pictures.back is not None:
        beside.append((pictures.back, tr("Back: cut along the line")))
    elif pictures.second is not None:
        beside.append((pictures.second, tr("How it will look")))
    each = (height - GAP * (len(beside) - 1)) / len(beside)
    for number, (pixels, words) in enumerate(beside):
        box = (RIGHT - BESIDE, y + number * (each + GAP), BESIDE, each)
        _picture(paper, wishes, pixels, box, words)


def _picture(
    paper: Paper, wishes: ProofWishes, pixels: NDArray[np.uint8], box: tuple[float, float, float, float], words: str,
    *, fills: bool = False,
) -> None:  # fmt: skip
    """Over its words, on a ground. ``fills``: all of the room; what stands over it is left out."""
    x, y, width, height = box
    room = height - CAPTION
    paper.frame(box, line=None, fill=GROUND, radius=0.01)
    if fills:
        pixels = _cropped(pixels, width / room)
    scale = min(width / pixels.shape[1], room / pixels.shape[0])
    wide, high = pixels.shape[1] * scale, pixels.shape[0] * scale
    paper.picture(pixels, (x + (width - wide) / 2, y + (room - high) / 2, wide, high))
    if wishes.watermark:
        paper.watermark(wishes.watermark, (x, y, width, room))
    paper.words(words, (x + 2.0, y + height - 5.0, width - 4, 4), 2.6, color=DIM)


def _cropped(pixels: NDArray[np.uint8], ratio: float) -> NDArray[np.uint8]:
    """The middle with this width to height, but from the bottom: the code of the watermark is in the lower right corner."""
    height, width = pixels.shape[:2]
    if width / height > ratio:
        wide = round(height * ratio)
        return pixels[:, (width - wide) // 2 : (width - wide) // 2 + wide]
    return pixels[height - round(width / ratio) :]


def _draw_facts(paper: Paper, wishes: ProofWishes, pictures: FlatPictures) -> None:
    wide, high = pictures.size_mm
    rows = [
        (tr("Size"), tr("{w} × {d} mm", w=f"{wide:.1f}", d=f"{high:.1f}")),
        (tr("Printed on"), tr("Both sides") if pictures.back is not None else tr("One side")),
        (tr("Colours"), tr("In colour, as shown")),
        (tr("Material"), wishes.material or "–"),
    ]
    draw_facts(paper, rows, tr("Written on it"), "\n".join(pictures.words), 4.2)
