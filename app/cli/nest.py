"""``statuette nest JOB.json OUT``: where pieces lie on sheets, as data or as cut lines; without orders and pictures."""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.answer import DONE, NOT_GOOD, Answer, Given, check_output
from app.errors import WriteRefusedError
from app.i18n import Text, plural, text, tr
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from app.layouts.imposition.job import NestJob
    from app.layouts.sheet import Layout

SUFFIXES = (".json", ".svg", ".dxf")


def add_nest(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare the command."""
    nest = add("nest", run_nest, tr("Nest outlines on sheets, and write where they lie or their cut lines"))
    nest.add_argument("job", type=Path, metavar="JOB.json", help=tr("pieces, sheet and gap"))
    nest.add_argument("out", type=Path, metavar="OUT", help=tr("ends in .json, .svg or .dxf"))
    nest.add_argument("--seconds", type=_seconds, metavar="S", help=tr("how long to look for a better layout"))


def run_nest(options: argparse.Namespace, progress: Progress, _given: Given) -> Answer:
    """Nest, measure, write."""
    from app.layouts.imposition.gaps import gap_faults  # noqa: PLC0415 - each command imports only what it needs
    from app.layouts.imposition.impose import impose_apart  # noqa: PLC0415
    from app.layouts.imposition.job import read_job  # noqa: PLC0415
    from app.layouts.imposition.room import utilisation  # noqa: PLC0415
    from app.safe_write import write_chunks  # noqa: PLC0415

    check_output(options.out, SUFFIXES)
    job = read_job(options.job)
    begun, first = time.monotonic(), list[float]()

    def seen(_layout: "Layout") -> None:
        if not first:
            first.append(time.monotonic() - begun)

    longest = options.seconds or job.seconds
    layout = impose_apart(job.made(), job.size(), job.gap_mm, longest, progress, seen, turns=job.turns)
    seconds = time.monotonic() - begun
    faults = gap_faults(layout)
    data = {
        "utilisation": round(utilisation(layout), 4),
        "seconds": round(seconds, 2),
        "first_seconds": round(first[0] if first else seconds, 2),
        "gap_mm": layout.gap_mm,
        "gap_faults": len(faults),
        "sheets": [
            {"id": s.size.id, "width_mm": s.size.width_mm, "height_mm": round(s.height_mm, 4), "pieces": len(s.placements)}
            for s in layout.sheets
        ],
        "placements": _placements(job, layout),
        "left": [{"piece": layout.pieces[index].id, "copy": copy} for index, copy in layout.left],
    }  # fmt: skip
    try:
        write_chunks(options.out, [_content(options.out.suffix.lower(), layout, data).encode("utf-8")])
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise WriteRefusedError(text("“{path}” cannot be written: {why}.", path=str(options.out), why=why)) from error
    return Answer(NOT_GOOD if layout.left or faults else DONE, data, _words(layout, data))


def _placements(job: "NestJob", layout: "Layout") -> list[dict[str, Any]]:
    """Of every copy: turn the outline as it was given clockwise about its origin, then move it by x and y."""
    from app.layouts.drawing import UNMOVED, times  # noqa: PLC0415
    from app.layouts.sheet import matrix_of  # noqa: PLC0415

    rows = []
    for number, sheet in enumerate(layout.sheets):
        for placement in sheet.placements:
            left, top = job.origin(placement.piece)
            *_, x, y = times(matrix_of(placement), (*UNMOVED[:4], -left, -top))
            rows.append(
                {
                    "piece": layout.pieces[placement.piece].id,
                    "copy": placement.copy,
                    "sheet": number,
                    "x_mm": round(x, 4),
                    "y_mm": round(y, 4),
                    "turn_deg": round(placement.turn_deg, 6),
                }
            )
    return rows


def _content(suffix: str, layout: "Layout", data: dict[str, Any]) -> str:
    from app.layouts.imposition.cut_files import to_dxf, to_svg  # noqa: PLC0415

    if suffix == ".svg":
        return to_svg(layout)
    if suffix == ".dxf":
        return to_dxf(layout)
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _words(layout: "Layout", data: dict[str, Any]) -> tuple[Text, ...]:
    placed = sum(len(sheet.placements) for sheet in layout.sheets)
    share = round(100 * data["utilisation"], 1)
    words = [
        plural("{n} piece has its place.", "{n} pieces have their place.", placed),
        plural(
            "{n} sheet, {share} % of it used.", "{n} sheets, {share} % of them used.", len(layout.sheets), share=share
        ),
    ]
    if layout.left:
        words.append(plural("{n} piece has no room.", "{n} pieces have no room.", len(layout.left)))
    return tuple(words)


def _seconds(words: str) -> float:
    try:
        value = float(words)
    except ValueError:
        value = float("nan")
    if not 1 <= value <= 3600:
        raise argparse.ArgumentTypeError(tr("“{words}” is not a time from 1 to 3600 seconds", words=words))
    return value
