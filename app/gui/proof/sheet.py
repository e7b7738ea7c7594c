"""The proof sheet: one A4 page that says all that a buyer agrees to."""

from functools import partial
from pathlib import Path

from app.commands.proof import ProofWishes
from app.gui.proof.main_colors import MainColor
from app.gui.proof.paper import DIM, Paper, typesetting
from app.gui.proof.photographs import Photographs
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
from app.gui.proof.words import to_look_at
from app.i18n import tr
from app.safe_write import replace_with


def write_sheet(
    path: Path, wishes: ProofWishes, photographs: Photographs, colors: tuple[MainColor, ...], revision: str
) -> None:
    """Write the PDF; an interrupted write leaves the old file. Raises OSError, and AppError without our fonts."""
    with typesetting():
        replace_with(path, partial(_write, wishes=wishes, photographs=photographs, colors=colors, revision=revision))


def _write(
    path: Path, wishes: ProofWishes, photographs: Photographs, colors: tuple[MainColor, ...], revision: str
) -> None:
    paper = Paper(path, tr("Proof of {title}, round {n}", title=wishes.title, n=wishes.round))
    draw_head(paper, wishes, revision)
    _draw_pictures(paper, wishes, photographs, colors)
    heading(paper, tr("Size"), LEFT, FACTS)
    draw_size(paper, photographs, (LEFT, FACTS + 6.5, HALF, 58.0))
    _draw_facts(paper, wishes, photographs.size_mm)
    draw_checks(paper, to_look_at(wishes, photographs.size_mm[2]))
    draw_decision(paper, tr("Only the model with this content hash is printed: {hash}", hash=revision))
    paper.close()


def _draw_pictures(paper: Paper, wishes: ProofWishes, photographs: Photographs, colors: tuple[MainColor, ...]) -> None:
    x, y, _width, height = PICTURES
    gap, small = 2.5, 45.5
    half = (height - gap) / 2
    second, third = RIGHT - 2 * small - gap, RIGHT - small
    places = {
        "three-quarter": (x, y, second - gap - x, height),
        "front": (second, y, small, half),
        "side": (third, y, small, half),
        "back": (second, y + half + gap, small, half),
    }
    names = {
        "three-quarter": tr("Three-quarter view"),
        "front": tr("Front side"),
        "side": tr("Side"),
        "back": tr("Back side"),
    }
    for name, box in places.items():
        paper.picture(photographs.views[name], box)
        if wishes.watermark:
            paper.watermark(wishes.watermark, box)
        paper.words(names[name], (box[0] + 2.0, box[1] + box[3] - 5.0, box[2] - 4, 4), 2.6, color=DIM)
    _draw_colors(paper, wishes, colors, (third, y + half + gap, small, half))


def _draw_colors(
    paper: Paper, wishes: ProofWishes, colors: tuple[MainColor, ...], box: tuple[float, float, float, float]
) -> None:
    x, y, width, height = box
    paper.frame(box)
    heading(paper, tr("Main colours"), x + 3.0, y + 2.5)
    if wishes.white or not colors:
        sentence = tr("Printed white, not painted.")
        paper.words(sentence, (x + 3, y + 10, width - 6, height - 12), 3.0, color=DIM)
        return
    row = min(7.2, (height - 11.0) / len(colors))
    for number, color in enumerate(colors):
        top = y + 9.5 + number * row
        paper.frame((x + 3.0, top, 9.0, row - 1.6), fill=color.code, width=0.15, radius=0.8)
        paper.words(color.code, (x + 14.0, top, 16, row - 1.6), 2.8, middle=True)
        share = f"{color.share:.0%}"
        paper.words(share, (x + 29.0, top, width - 32, row - 1.6), 2.8, color=DIM, align="right", middle=True)


def _draw_facts(paper: Paper, wishes: ProofWishes, size_mm: tuple[float, float, float]) -> None:
    wide, deep, high = size_mm
    rows = [
        (tr("Height"), tr("{mm} mm", mm=f"{high:.1f}")),
        (tr("Width × depth"), tr("{w} × {d} mm", w=f"{wide:.1f}", d=f"{deep:.1f}")),
        (tr("Colours"), tr("White, not painted") if wishes.white else tr("In colour, as shown")),
        (tr("Material"), wishes.material or "–"),
    ]
    draw_facts(paper, rows, tr("Text on the base"), wishes.base_text, 6.0)
