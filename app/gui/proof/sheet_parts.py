"""What every proof sheet has, whatever it is about: its head, what will be made, what to look at, and the place to sign."""

from app import __version__
from app.commands.proof import ProofWishes, short_hash, written_day
from app.gui.proof.paper import ACCENT, DIM, INK, LINE, Paper
from app.i18n import tr

LEFT, RIGHT = 13.0, 197.0  # mm
HALF = 90.0
PICTURES = (LEFT, 33.0, RIGHT - LEFT, 112.5)
FACTS = 150.0
CHECKS = 219.0
DECISION = 262.0


def draw_head(paper: Paper, wishes: ProofWishes, revision: str) -> None:
    """Title, round, day, material and content hash."""
    paper.words(wishes.title, (LEFT, 10.5, 128, 10.5), 7.4, bold=True, middle=True)
    badge = (RIGHT - 50.0, 11.0, 50.0, 9.5)
    paper.frame(badge, line=None, fill=ACCENT)
    words = tr("Proof, round {n}", n=wishes.round)
    paper.words(words, (badge[0] + 2, badge[1], 46, 9.5), 4.2, bold=True, color="#ffffff", align="center", middle=True)
    parts = [written_day(wishes.day), wishes.material, tr("Content {hash}", hash=short_hash(revision))]
    paper.words("   |   ".join(part for part in parts if part), (LEFT, 23.0, RIGHT - LEFT, 5), 3.1, color=DIM)
    paper.line((LEFT, 30.0), (RIGHT, 30.0), INK, 0.4)


def draw_checks(paper: Paper, lines: list[str]) -> None:
    """A box to tick before each thing to look at."""
    heading(paper, tr("Please look at this closely"), LEFT, CHECKS)
    rows = -(-len(lines) // 2)
    row = min(8.6, (DECISION - CHECKS - 9.0) / max(rows, 1))
    for number, words in enumerate(lines):
        x = LEFT if number < rows else LEFT + HALF + 4
        y = CHECKS + 7.5 + (number % rows if number >= rows else number) * row
        box = min(3.6, row - 1.0)
        paper.frame((x, y + (row - 1 - box) / 2, box, box), line=INK, width=0.25, radius=0.5)
        paper.words(words, (x + 5.6, y, HALF - 6.6, row - 1.0), 3.2, middle=True)


def draw_decision(paper: Paper, promise: str) -> None:
    """Where the buyer says yes or no and signs. ``promise``: what is printed then, with its content hash."""
    paper.line((LEFT, DECISION), (RIGHT, DECISION), INK, 0.4)
    y = DECISION + 3.5
    for x, words in ((LEFT, tr("Approved: make it as shown")), (LEFT + 66, tr("Please change:"))):
        paper.frame((x, y, 4.6, 4.6), line=INK, width=0.3, radius=0.6)
        paper.words(words, (x + 6.6, y - 0.6, 58, 6), 3.5, bold=True, middle=True)
    paper.line((LEFT + 100, y + 5.2), (RIGHT, y + 5.2), DIM, 0.2)
    for x, width, words in ((LEFT, 86.0, tr("Name and signature")), (LEFT + 100, RIGHT - LEFT - 100, tr("Date"))):
        paper.line((x, y + 15.5), (x + width, y + 15.5), DIM, 0.2)
        paper.words(words, (x, y + 16.0, width, 3.5), 2.4, color=DIM)
    paper.words(promise, (LEFT, 287.0, RIGHT - LEFT - 26, 3.6), 2.1, color=DIM)
    paper.words(f"Statuette {__version__}", (RIGHT - 26, 287.0, 26, 3.6), 2.1, color=DIM, align="right")


def heading(paper: Paper, words: str, x: float, y: float) -> None:
    """Over a part of the page."""
    paper.words(words, (x, y, HALF, 5), 3.7, bold=True)


def draw_facts(paper: Paper, rows: list[tuple[str, str]], title: str, words: str, height: float) -> None:
    """What will be made: names with values, and below them, under its title, what is written on it (letters of ``height`` mm)."""
    x = RIGHT - HALF + 2
    width = RIGHT - x
    heading(paper, tr("What will be made"), x, FACTS)
    top = FACTS + 7.5
    for name, value in rows:
        paper.words(name, (x, top, 26, 6), 3.0, color=DIM, middle=True)
        paper.words(value, (x + 27, top, width - 27, 6), 3.2, middle=True)
        paper.line((x, top + 6.8), (RIGHT, top + 6.8), LINE, 0.12)
        top += 7.4
    paper.words(title, (x, top + 1.0, width, 4), 3.0, color=DIM)
    box = (x, top + 6.0, width, FACTS + 64.0 - top - 6.0)
    paper.frame(box, fill="#f6f7f9")
    inner = (box[0] + 3, box[1] + 1.5, box[2] - 6, box[3] - 3)
    if words:
        paper.words(words, inner, height, bold=True, align="center", middle=True)
    else:
        paper.words(tr("No text"), inner, 3.4, color=DIM, align="center", middle=True)
