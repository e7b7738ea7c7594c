"""Print files: PDF/X-4 for presses, and for machines with white ink and a cutter (ISO 15930-7, layout2d §1)."""

import hashlib
from collections.abc import Iterable, Iterator, Sized
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pikepdf import ObjectStreamMode, Pdf, StreamDecodeLevel

from app.errors import AppError, WriteRefusedError
from app.i18n import text
from app.jobs.progress import Progress
from app.layouts.color.press import Press
from app.layouts.pdf.identity import VERSION, Job, identify
from app.layouts.pdf.inks import Inks
from app.layouts.pdf.leaves import piece_leaf
from app.layouts.pdf.page import Leaf, PageWriter
from app.layouts.pdf.painter import Painter
from app.layouts.pdf.piece_forms import SideForms, side_forms
from app.layouts.pdf.pool import Pool
from app.layouts.pdf.sheet_leaves import Turning, sheet_leaves
from app.layouts.piece import Piece
from app.layouts.sheet import Layout
from app.safe_write import replace_with
from app.settings.shop import PrintShop


@dataclass(frozen=True)
class PdfFacts:
    """What was written.

    spots       names of the spot colours in the file
    pictures    different ones
    lowest_ppi  of all pictures as large as they are shown; None without any
    sha256      of the file
    """

    path: Path
    pages: int
    spots: tuple[str, ...]
    pictures: int
    lowest_ppi: float | None
    sha256: str


def write_pdf(
    job: Layout | Iterable[Piece],
    shop: PrintShop,
    press: Press,
    path: Path,
    *,
    title: str,
    made: datetime,
    progress: Progress,
    turning: Turning | None = None,
) -> PdfFacts:
    """Write the sheets of a layout, or one piece on each page (once, whatever its quantity), as PDF/X-4.

    made      when the job was made: the same job gives the same bytes whenever it is written
    turning   how the sheets are turned over for their backs; over the left edge where it is None
    Pieces may come from a generator: their pixels are not kept in memory, what is packed for the file is until it is saved.
    Raises AppError for a shop that wants pictures and for nothing to print, WriteRefusedError, Cancelled.
    """
    if shop.route == "photo":
        raise AppError(text("“{shop}” takes pictures, not PDF files; choose another print shop.", shop=shop.title))
    try:
        return _write(job, shop, press, path, Job(title, made), progress, turning or Turning())
    except OSError as error:
        raise WriteRefusedError(
            text(
                "“{name}” cannot be written here: {why}. Choose another folder, or make room.",
                name=path.name,
                why=error.strerror or type(error).__name__,
            )
        ) from error


def _write(  # noqa: PLR0917 - what write_pdf was given
    job: Layout | Iterable[Piece],
    shop: PrintShop,
    press: Press,
    path: Path,
    about: Job,
    progress: Progress,
    turning: Turning,
) -> PdfFacts:
    digest = hashlib.sha256(f"{about.title}\n{about.made.isoformat()}\n{shop.model_dump_json()}".encode())
    digest.update(press.profile.content)
    with ExitStack() as stack:
        pdf = stack.enter_context(Pdf.new())
        pool = stack.enter_context(Pool(pdf, path.parent))
        inks = Inks(pdf, shop, press)
        painter = Painter(pdf, shop, press, inks, pool)
        pages = PageWriter(pdf, shop, inks, painter)
        leaves = (
            _of_sheets(job, shop, painter, inks, about, turning)
            if isinstance(job, Layout)
            else _of_pieces(job, shop, painter, inks, about)
        )
        writing = progress.part(0.0, 0.8)
        for number, (done, leaf) in enumerate(leaves, 1):
            writing(done, text("Page {n}", n=number))
            pages.add(leaf)
            for part in painter.drawn:
                digest.update(part)
            painter.drawn.clear()
        if not len(pdf.pages):
            raise AppError(text("There is nothing to print; choose what shall be on the sheet."))
        pool.finish()
        pages.layers.finish()
        identify(pdf, about, press, digest.digest())
        _save(pdf, path, progress.part(0.8, 1.0))
        count, pictures = len(pdf.pages), len(pool.used)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return PdfFacts(path, count, inks.names(), pictures, painter.lowest_ppi, sha256)


def _save(pdf: Pdf, path: Path, progress: Progress) -> None:
    def write(temporary: Path) -> None:
        pdf.save(
            temporary,
            force_version=VERSION,
            fix_metadata_version=False,
            compress_streams=False,
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.disable,
            deterministic_id=True,
            progress=lambda percent: progress(percent / 100),
        )

    replace_with(path, write)


def _of_pieces(
    pieces: Iterable[Piece], shop: PrintShop, painter: Painter, inks: Inks, about: Job
) -> Iterator[tuple[float, Leaf]]:
    many = len(pieces) if isinstance(pieces, Sized) else 0
    for number, piece in enumerate(pieces):
        done = number / many if many else number / (number + 50)
        for face, back in ((piece.front, False), (piece.back, True)):
            if face is not None:
                side = side_forms(piece, face, painter, inks, back=back)
                yield done, piece_leaf(piece, side, shop, about.title, registration=_on_all_plates(shop))


def _of_sheets(  # noqa: PLR0917 - one call
    layout: Layout, shop: PrintShop, painter: Painter, inks: Inks, about: Job, turning: Turning
) -> Iterator[tuple[float, Leaf]]:
    made: dict[tuple[int, bool], SideForms | None] = {}
    numbers = {id(piece): number for number, piece in enumerate(layout.pieces)}

    def side_of(piece: Piece, back: bool) -> SideForms | None:
        key = (numbers[id(piece)], back)
        if key not in made:
            face = piece.back if back else piece.front
            made[key] = None if face is None else side_forms(piece, face, painter, inks, back=back)
        return made[key]

    many = len(layout.sheets)
    backs = layout.two_sided
    for number, sheet in enumerate(layout.sheets):
        heading = f"{about.title} · {number + 1}/{many} · {sheet.size.id}"
        for leaf in sheet_leaves(
            layout.pieces,
            sheet,
            side_of,
            shop,
            heading,
            turning,
            registration=_on_all_plates(shop),
            backs=backs,
        ):
            yield number / many, leaf


def _on_all_plates(shop: PrintShop) -> bool:
    """Registration targets on all plates help a press; on the plates of white and cut they would be printed and cut."""
    return shop.route == "press" and not shop.spots
