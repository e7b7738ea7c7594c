"""``statuette layout JOB.json OUT``: print-ready sheets, single things or pictures for a lab, judged before they leave."""

import argparse
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.answer import DONE, NOT_GOOD, Answer, Given, check_output
from app.errors import AppError
from app.i18n import Text, plural, text, tr
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from app.layouts.making.make import Made

PICTURES = (".jpg", ".png", ".tif")


def add_layout(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the command."""
    layout = add("layout", run_layout, tr("Lay out photos, postcards, magnets and keychains, ready for print"))
    layout.add_argument("job", type=Path, metavar="JOB.json", help=tr("templates with what fills them, shop and sheet"))
    layout.add_argument("out", type=Path, metavar="OUT", help=tr("ends in .pdf; for a photo lab in .jpg, .png or .tif"))
    layout.add_argument("--no-plates", action="store_true", help=tr("judge the PDF without making its plates: faster"))


def run_layout(options: argparse.Namespace, progress: Progress, _given: Given) -> Answer:
    """Compose, impose, write, judge."""
    from app.layouts.composing.folder_shelf import FolderShelf  # noqa: PLC0415 - each command imports only what it needs
    from app.layouts.making.job import pieces_of, read_job  # noqa: PLC0415
    from app.layouts.making.make import Wishes, make  # noqa: PLC0415
    from app.settings.folders import standard_folders  # noqa: PLC0415
    from app.settings.shops import load_shops  # noqa: PLC0415

    check_output(options.out, (".pdf", *PICTURES))
    job = read_job(options.job)
    shop = load_shops(standard_folders()).find(job.shop)
    if (shop.route == "photo") != (options.out.suffix.lower() in PICTURES):
        wanted = ", ".join(PICTURES) if shop.route == "photo" else ".pdf"
        raise AppError(text("“{shop}” takes {kinds}; give the file such an ending.", shop=shop.title, kinds=wanted))
    folder = options.job.parent
    with (
        tempfile.TemporaryDirectory(prefix="statuette-layout-") as kept,
        closing(FolderShelf(Path(kept), (folder,))) as shelf,
    ):
        pieces = tuple(pieces_of(job, folder, shelf, shop))
        progress(0.1)
        wishes = Wishes(
            shop, job.title, job.made, job.size(), job.gap_mm, job.seconds, plates=not options.no_plates
        )  # fmt: skip
        made = make(pieces, wishes, options.out, progress.part(0.1, 1.0))
    return Answer(DONE if made.good else NOT_GOOD, _data(made), _words(made))


def _data(made: "Made") -> dict[str, Any]:
    sheets = () if made.layout is None else made.layout.sheets
    return {
        "files": [str(path) for path in made.files],
        "pages": made.pages,
        "sheets": [
            {"id": s.size.id, "width_mm": s.size.width_mm, "height_mm": round(s.height_mm, 2), "pieces": len(s.placements)}
            for s in sheets
        ],
        "utilisation": None if made.utilisation is None else round(made.utilisation, 4),
        "gap_faults": made.gap_faults,
        "left": len(made.left),
        "spots": list(made.spots),
        "preflight": None if made.report is None else made.report.to_json(),
    }  # fmt: skip


def _words(made: "Made") -> tuple[Text, ...]:
    said: list[Text] = []
    if made.gap_faults:
        said.append(
            text("Things lie too near to each other; nothing was written. Give it more time or a larger sheet.")
        )
    if made.left:
        said.append(plural("{n} thing found no room.", "{n} things found no room.", len(made.left)))
    if made.files:
        said.append(plural("{n} file was written.", "{n} files were written.", len(made.files)))
    if made.report is not None:
        blocking = [finding for finding in made.report.rules if finding.severity == "blocks"]
        said += [finding.words for finding in blocking]
        if not blocking:
            said.append(text("It can be printed."))
    return tuple(said)
