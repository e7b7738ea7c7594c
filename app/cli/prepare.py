"""``statuette prepare``: from a repaired figure to a body that is ready to print, in one go."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.cli.answer import (
    DONE,
    NOT_GOOD,
    Answer,
    Given,
    check_output,
    load_model,
    positive,
    process_of,
    report_words,
    save_model,
    whole,
)
from app.errors import AppError
from app.i18n import Text, text, tr
from app.jobs.progress import Progress
from app.mesh.forms import FORMS

Steps = list[tuple[str, dict[str, Any]]]
BASES = tuple(key for key in FORMS["base"].parameter("shape").keys if key != "file")
PLACES = tuple(key for key in FORMS["lettering"].parameter("where").keys if key != "picked")
CODE_PLACES = tuple(key for key in FORMS["qr"].parameter("where").keys if key != "picked")
STYLES = FORMS["lettering"].parameter("style").keys


def add_prepare(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    prepare = add("prepare", _prepare, tr("Size a figure, give it a base and writing, hollow and drain it"))
    prepare.add_argument("file", type=Path, metavar="IN")
    prepare.add_argument("out", type=Path, metavar="OUT")
    prepare.add_argument("--height-mm", type=positive, required=True, help=tr("height of the figure without its base"))
    prepare.add_argument("--process", metavar="ID", help=tr("print process whose limits apply"))
    prepare.add_argument("--white", action="store_true", help=tr("the white version: without colours"))
    prepare.add_argument("--base", choices=BASES, help=tr("put it on a base of this shape"))
    prepare.add_argument(
        "--base-svg", type=Path, metavar="FILE", help=tr("put it on a base with the outline of a drawing")
    )
    prepare.add_argument("--base-height-mm", type=positive, help=tr("height of the base"))
    prepare.add_argument("--base-margin-mm", type=positive, help=tr("how far the base reaches beyond the feet"))
    prepare.add_argument("--base-color", metavar="#RRGGBB", help=tr("colour of the base"))
    prepare.add_argument("--text", metavar="TEXT", help=tr("write this on it; “\\n” begins another line"))
    prepare.add_argument("--text-where", choices=PLACES, help=tr("where the text goes"))
    prepare.add_argument("--text-style", choices=STYLES, help=tr("how the letters stand out"))
    prepare.add_argument("--text-color", metavar="#RRGGBB", help=tr("colour of the letters"))
    prepare.add_argument("--qr", metavar="TEXT", help=tr("put on a QR code that says this"))
    prepare.add_argument("--qr-where", choices=CODE_PLACES, help=tr("where the code goes"))
    prepare.add_argument("--hollow-mm", type=positive, metavar="W", help=tr("hollow it with walls of this thickness"))
    prepare.add_argument("--drain-mm", type=positive, metavar="D", help=tr("diameter of the drain holes"))
    prepare.add_argument("--drains", type=_holes, metavar="N", help=tr("holes for each hollow; 0 leaves it closed"))


def _prepare(options: argparse.Namespace, progress: Progress, _given: Given) -> Answer:
    from app.mesh.inspect import inspect  # noqa: PLC0415 - each command imports only what it needs
    from app.mesh.tools import TOOLS  # noqa: PLC0415

    process = process_of(options)
    check_output(options.out)
    steps = _steps(options)
    mesh, notes = load_model(options.file, options.height_mm, progress.part(0, 0.1))
    done: list[dict[str, Any]] = []
    words: list[Text] = list(notes)
    for number, (tool, values) in enumerate(steps):
        part = progress.part(0.1 + 0.6 * number / len(steps), 0.1 + 0.6 * (number + 1) / len(steps), FORMS[tool].verb)
        began = time.perf_counter()
        changed = TOOLS[tool].run(mesh, values, process, part)
        mesh = changed.mesh
        entry = {"id": tool, "seconds": round(time.perf_counter() - began, 4), "summary": str(changed.summary)}
        done.append({**entry, "values": values})
        words.append(text("{step}: {summary}", step=tool, summary=changed.summary))
    report = inspect(mesh, process, float(mesh.size_mm[2]), progress.part(0.7, 0.95))
    lost = save_model(mesh, options.out, progress.part(0.95, 1))
    material = next((f.values for f in report.findings if f.id == "material"), {})
    said = {entry["id"]: entry for entry in done}
    data = {
        "file": str(options.file),
        "out": str(options.out),
        "report": {"file": str(options.out), **report.to_json()},
        "printable": report.printable,
        "bodies": report.bodies,
        "size_mm": [round(float(v), 4) for v in mesh.size_mm],
        "material_mm3": round(float(material.get("volume_mm3", report.volume_mm3)), 4),
        "material": {name: round(float(value), 4) for name, value in material.items()},
        "base": said.get("base"),
        "text": said.get("lettering"),
        "qr": said.get("qr"),
        "drains": said.get("hollow"),
        "steps": done,
        "notes": [str(note) for note in (*notes, *lost)],
        "seconds": round(sum(entry["seconds"] for entry in done), 4),
    }
    return Answer(DONE if report.printable else NOT_GOOD, data, (*words, *report_words(report), *lost))


def _steps(options: argparse.Namespace) -> Steps:
    """The tools and what they are given, in the order in which they are used."""
    steps: Steps = [
        ("scale", {"by": "height", "height_mm": options.height_mm}),
        ("drop_to_plate", {"center": "yes"}),
    ]
    if options.white:
        steps.append(("white", {}))
    shape = "file" if options.base_svg else options.base
    base = {"height_mm": options.base_height_mm, "margin_mm": options.base_margin_mm, "color": options.base_color}
    if shape:
        outline = str(options.base_svg) if options.base_svg else None
        steps.append(("base", _given(shape=shape, outline=outline, **base)))
    elif any(value is not None for value in base.values()):
        raise AppError(text("Say which base it shall be: add --base round, for example."))
    if options.text:
        given = _given(text=options.text, where=options.text_where, style=options.text_style, color=options.text_color)
        steps.append(("lettering", given))
    if options.hollow_mm:
        drains = "no" if options.drains == 0 else "yes"
        hollow = _given(
            wall_mm=options.hollow_mm, drains=drains, drain_mm=options.drain_mm, holes=options.drains or None
        )
        steps.append(("hollow", hollow))
    elif options.drain_mm or options.drains:
        raise AppError(text("Drain holes need a hollow: add --hollow-mm with the thickness of the walls."))
    if options.qr:  # last: its place keeps clear of the drain holes, and what was read stays as it is
        steps.append(("qr", _given(text=options.qr, where=options.qr_where)))
    return steps


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _holes(words: str) -> int:
    return whole(words, 0, 6)
