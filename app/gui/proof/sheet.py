"""The proof sheet: one A4 page that says all that a buyer agrees to."""

from functools import partial
from pathlib import Path

from app import __version__
from app.commands.proof import ProofWishes, short_hash
from app.gui.proof.main_colors import MainColor
from app.gui.proof.paper import ACCENT, DIM, INK, LINE, Paper, typesetting
from app.gui.proof.photographs import Photographs
from app.gui.proof.size_panel import draw_size
from app.gui.proof.words import to_look_at
from app.i18n import tr
from app.mesh.files.safe_write import replace_with

LEFT, RIGHT = 13.0, 197.0  # mm
HALF = 90.0
PICTURES = (LEFT, 33.0, RIGHT - LEFT, 112.5)
FACTS = 150.0
CHECKS = 219.0
DECISION = 262.0


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
    _draw_head(paper, wishes, revision)
    _draw_pictures(paper, wishes, photographs, colors)
    _heading(paper, tr("Size"), LEFT, FACTS)
    draw_size(paper, photographs, (LEFT, FACTS + 6.5, HALF, 58.0))
    _draw_facts(paper, wishes, photographs.size_mm)
    _draw_checks(paper, to_look_at(wishes, photographs.size_mm[2]))
    _draw_decision(paper, revision)
    paper.close()


def _draw_head(paper: Paper, wishes: ProofWishes, revision: str) -> None:
    paper.words(wishes.title, (LEFT, 10.5, 128, 10.5), 7.4, bold=True, middle=True)
    badge = (RIGHT - 50.0, 11.0, 50.0, 9.5)
    paper.frame(badge, line=None, fill=ACCENT)
    words = tr("Proof, round {n}", n=wishes.round)
    paper.words(words, (badge[0] + 2, badge[1], 46, 9.5), 4.2, bold=True, color="#ffffff", align="center", middle=True)
    parts = [wishes.day, wishes.material, tr("Content {hash}", hash=short_hash(revision))]
    paper.words("   |   ".join(part for part in parts if part), (LEFT, 23.0, RIGHT - LEFT, 5), 3.1, color=DIM)
    paper.line((LEFT, 30.0), (RIGHT, 30.0), INK, 0.4)


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
    _heading(paper, tr("Main colours"), x + 3.0, y + 2.5)
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
    x = RIGHT - HALF + 2
    width = RIGHT - x
    _heading(paper, tr("What will be made"), x, FACTS)
    wide, deep, high = size_mm
    rows = [
        (tr("Height"), tr("{mm} mm", mm=f"{high:.1f}")),
        (tr("Width × depth"), tr("{w} × {d} mm", w=f"{wide:.1f}", d=f"{deep:.1f}")),
        (tr("Colours"), tr("White, not painted") if wishes.white else tr("In colour, as shown")),
        (tr("Material"), wishes.material or "–"),
    ]
    top = FACTS + 7.5
    for name, value in rows:
        paper.words(name, (x, top, 26, 6), 3.0, color=DIM, middle=True)
        paper.words(value, (x + 27, top, width - 27, 6), 3.2, middle=True)
        paper.line((x, top + 6.8), (RIGHT, top + 6.8), LINE, 0.12)
        top += 7.4
    paper.words(tr("Text on the base"), (x, top + 1.0, width, 4), 3.0, color=DIM)
    box = (x, top + 6.0, width, FACTS + 64.0 - top - 6.0)
    paper.frame(box, fill="#f6f7f9")
    inner = (box[0] + 3, box[1] + 1.5, box[2] - 6, box[3] - 3)
    if wishes.base_text:
        paper.words(wishes.base_text, inner, 6.0, bold=True, align="center", middle=True)
    else:
        paper.words(tr("No text"), inner, 3.4, color=DIM, align="center", middle=True)


def _draw_checks(paper: Paper, lines: list[str]) -> None:
    _heading(paper, tr("Please look at this closely"), LEFT, CHECKS)
    rows = -(-len(lines) // 2)
    row = min(8.6, (DECISION - CHECKS - 9.0) / max(rows, 1))
    for number, words in enumerate(lines):
        x = LEFT if number < rows else LEFT + HALF + 4
        y = CHECKS + 7.5 + (number % rows if number >= rows else number) * row
        box = min(3.6, row - 1.0)
        paper.frame((x, y + (row - 1 - box) / 2, box, box), line=INK, width=0.25, radius=0.5)
        paper.words(words, (x + 5.6, y, HALF - 6.6, row - 1.0), 3.2, middle=True)


def _draw_decision(paper: Paper, revision: str) -> None:
    paper.line((LEFT, DECISION), (RIGHT, DECISION), INK, 0.4)
    y = DECISION + 3.5
    for x, words in ((LEFT, tr("Approved: make it as shown")), (LEFT + 66, tr("Please change:"))):
        paper.frame((x, y, 4.6, 4.6), line=INK, width=0.3, radius=0.6)
        paper.words(words, (x + 6.6, y - 0.6, 58, 6), 3.5, bold=True, middle=True)
    paper.line((LEFT + 100, y + 5.2), (RIGHT, y + 5.2), DIM, 0.2)
    for x, width, words in ((LEFT, 86.0, tr("Name and signature")), (LEFT + 100, RIGHT - LEFT - 100, tr("Date"))):
        paper.line((x, y + 15.5), (x + width, y + 15.5), DIM, 0.2)
        paper.words(words, (x, y + 16.0, width, 3.5), 2.4, color=DIM)
    sentence = tr("Only the model with this content hash is printed: {hash}", hash=revision)
    paper.words(sentence, (LEFT, 287.0, RIGHT - LEFT - 26, 3.6), 2.1, color=DIM)
    paper.words(f"Statuette {__version__}", (RIGHT - 26, 287.0, 26, 3.6), 2.1, color=DIM, align="right")


def _heading(paper: Paper, words: str, x: float, y: float) -> None:
    paper.words(words, (x, y, HALF, 5), 3.7, bold=True)
