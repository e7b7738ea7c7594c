"""Pieces made into print files: pictures for a photo lab, or a PDF of sheets or of single things, judged by preflight."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.layouts.imposition.gaps import gap_faults
from app.layouts.imposition.impose import impose_apart
from app.layouts.imposition.room import Turns, utilisation
from app.layouts.piece import Piece
from app.layouts.preflight.report import PreflightReport
from app.layouts.sheet import Layout, SheetSize
from app.settings.shop import PrintShop

Seen = Callable[[Layout], None]


@dataclass(frozen=True)
class Wishes:
    """How pieces are to be made.

    sheet     what they lie on together; None: one thing on each page, or a picture of each
    made      when the job was made: the same job gives the same bytes whenever it is written
    gap_mm    between cut lines; None: what the shop wants
    seconds   how long a better nesting is looked for
    """

    shop: PrintShop
    title: str
    made: datetime
    sheet: SheetSize | None = None
    gap_mm: float | None = None
    seconds: float = 20.0
    turns: Turns = None
    plates: bool = True


@dataclass(frozen=True)
class Made:
    """What was made.

    utilisation  of the sheets, 0 to 1; None without sheets
    gap_faults   pairs that lie too near, as measured on the trims themselves; nothing is written where there are any
    report       of preflight; None for pictures
    """

    files: tuple[Path, ...]
    layout: Layout | None = None
    utilisation: float | None = None
    gap_faults: int = 0
    spots: tuple[str, ...] = ()
    pages: int = 0
    report: PreflightReport | None = None

    @property
    def left(self) -> tuple[tuple[int, int], ...]:
        """(piece, copy) that found no room."""
        return () if self.layout is None else self.layout.left

    @property
    def good(self) -> bool:
        """Whether all of it was made and may leave the house."""
        return not self.left and not self.gap_faults and (self.report is None or self.report.passed)


def make(pieces: Sequence[Piece], wishes: Wishes, out: Path, progress: Progress, seen: Seen = lambda _: None) -> Made:
    """Impose, write and judge. ``seen`` gets each better layout while it is looked for.

    Raises AppError for nothing to print and for what a shop does not take, WriteRefusedError, Cancelled.
    """
    if not pieces:
        raise AppError(text("There is nothing to print; choose what shall be on the sheet."))
    if wishes.shop.route == "photo":
        return _pictures(pieces, wishes, out, progress)
    if wishes.sheet is None:
        return write(pieces, wishes, out, progress)
    gap = wishes.shop.gap_mm if wishes.gap_mm is None else wishes.gap_mm
    part = progress.part(0.0, 0.5)
    layout = impose_apart(pieces, wishes.sheet, gap, wishes.seconds, part, seen, turns=wishes.turns)
    return write(layout, wishes, out, progress.part(0.5, 1.0))


def write(job: Layout | Sequence[Piece], wishes: Wishes, out: Path, progress: Progress) -> Made:
    """Write a layout, or one piece a page, and judge the file. Raises as ``make`` does."""
    from app.layouts.color.press import Press  # noqa: PLC0415 - pikepdf and LittleCMS, where a file is written
    from app.layouts.pdf.writer import write_pdf  # noqa: PLC0415
    from app.layouts.preflight.judging import preflight  # noqa: PLC0415
    from app.settings.folders import standard_folders  # noqa: PLC0415

    layout = job if isinstance(job, Layout) else None
    share = utilisation(layout) if layout is not None else None
    faults = len(gap_faults(layout)) if layout is not None else 0
    if faults:
        return Made((), layout, share, faults)
    pieces = _copies(job) if not isinstance(job, Layout) else job
    press = Press.of(wishes.shop, standard_folders())
    facts = write_pdf(
        pieces, wishes.shop, press, out, title=wishes.title, made=wishes.made, progress=progress.part(0.0, 0.5)
    )
    report = preflight(
        out, wishes.shop, plates=wishes.plates, sheet_mm=_sheet_mm(layout), progress=progress.part(0.5, 1.0)
    )
    progress(1.0)
    return Made((out,), layout, share, 0, facts.spots, facts.pages, report)


def _sheet_mm(layout: Layout | None) -> tuple[float, float] | None:
    """What a page may measure: the sheet, or a roll as far as the machine takes it at once; None without sheets."""
    if layout is None or not layout.sheets:
        return None
    tall = (s.size.height_mm or s.size.longest_mm or s.length_mm for s in layout.sheets)
    return max(s.size.width_mm for s in layout.sheets), max(tall)


def _copies(pieces: Sequence[Piece]) -> Iterable[Piece]:
    """One page for each copy."""
    return [piece for piece in pieces for _ in range(piece.quantity)]


def _pictures(pieces: Sequence[Piece], wishes: Wishes, out: Path, progress: Progress) -> Made:
    from app.layouts.lab.photos import PhotoJob, write_photos  # noqa: PLC0415 - Skia, where a picture is drawn

    if wishes.sheet is not None:
        raise AppError(text("“{shop}” takes single pictures, no sheets; leave the sheet out.", shop=wishes.shop.title))
    many = len(pieces) > 1 or pieces[0].back is not None

    def jobs() -> Iterator[PhotoJob]:
        for number, piece in enumerate(pieces, 1):
            name = f"{out.stem}-{number:0{len(str(len(pieces)))}d}" if many else out.stem
            yield PhotoJob(piece, out.with_name(f"{name}{out.suffix}"))
            if piece.back is not None:
                yield PhotoJob(piece, out.with_name(f"{name}-back{out.suffix}"), "back")

    total = sum(1 + (piece.back is not None) for piece in pieces)
    files = []
    for done in write_photos(jobs(), wishes.shop, total=total, progress=progress):
        if done.error is not None:
            raise done.error
        files.append(done.job.path)
    return Made(tuple(files), pages=len(files))
