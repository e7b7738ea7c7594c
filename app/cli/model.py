"""The commands on one model: inspect, repair, convert, render, sample."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from app.cli.answer import (
    DONE,
    NOT_GOOD,
    Answer,
    Given,
    check_output,
    frames,
    load_model,
    pixels,
    positive,
    print_options,
    process_of,
    report_words,
    save_model,
)
from app.errors import AppError
from app.i18n import text, tr
from app.jobs.progress import Progress

Add = Callable[..., argparse.ArgumentParser]


def add_commands(add: Add) -> None:
    """Declare them."""
    inspect = add("inspect", _inspect, tr("Check whether a model can be printed"))
    inspect.add_argument("file", type=Path, metavar="FILE")
    print_options(inspect)

    repair = add("repair", _repair, tr("Make a model printable and prove it"))
    repair.add_argument("file", type=Path, metavar="IN")
    repair.add_argument("out", type=Path, metavar="OUT")
    print_options(repair)
    repair.add_argument("--mode", choices=("auto", "conservative", "rebuild"), default="auto")
    repair.add_argument("--resolution-mm", type=positive, help=tr("finest detail that a rebuild keeps"))

    convert = add("convert", _convert, tr("Convert between STL, OBJ, PLY, GLB, 3MF and OFF with colour"))
    convert.add_argument("file", type=Path, metavar="IN")
    convert.add_argument("out", type=Path, metavar="OUT")
    convert.add_argument("--height-mm", type=positive, help=tr("scale to this height"))

    render = add(
        "render",
        _render,
        tr("Draw a picture (.png), a turntable (.mp4, .webp), a proof sheet (.pdf) or a model that turns (.html)"),
    )
    render.add_argument("file", type=Path, metavar="IN")
    render.add_argument("out", type=Path, metavar="OUT")
    render.add_argument("--size", type=pixels, default=720, help=tr("edge of the picture in pixels"))
    render.add_argument("--frames", type=frames, default=72, help=tr("pictures of one turn"))
    render.add_argument(
        "--view", default="three-quarter", choices=("front", "back", "left", "right", "top", "three-quarter")
    )
    render.add_argument("--style", default="color", choices=("color", "shaded", "wireframe"))

    sample = add("sample", _sample, tr("Write a sample figurine to a file"))
    sample.add_argument("name", metavar="NAME")
    sample.add_argument("out", type=Path, metavar="OUT")


def _inspect(options: argparse.Namespace, progress: Progress, _given: Given) -> Answer:
    from app.mesh.inspect import inspect  # noqa: PLC0415 - each command imports only what it needs

    process = process_of(options)
    mesh, notes = load_model(options.file, options.height_mm, progress.part(0, 0.4))
    report = inspect(mesh, process, options.height_mm, progress.part(0.4, 1))
    data = {"file": str(options.file), **report.to_json(), "notes": [str(note) for note in notes]}
    return Answer(DONE if report.printable else NOT_GOOD, data, (*notes, *report_words(report)))


def _repair(options: argparse.Namespace, progress: Progress, _given: Given) -> Answer:
    from app.mesh.repair import repair_automatically  # noqa: PLC0415

    process = process_of(options)
    check_output(options.out)
    mesh, notes = load_model(options.file, options.height_mm, progress.part(0, 0.2))
    result = repair_automatically(
        mesh,
        process,
        options.height_mm,
        mode=options.mode,
        resolution_mm=options.resolution_mm,
        progress=progress.part(0.2, 0.9),
    )
    lost = save_model(result.mesh, options.out, progress.part(0.9, 1))
    data = {"file": str(options.file), "out": str(options.out), **result.to_json()}
    data["before"] = {"file": str(options.file), **data["before"]}
    data["after"] = {"file": str(options.out), **data["after"]}
    data["notes"] = [str(note) for note in (*notes, *lost)]
    steps = tuple(text("{step}: {summary}", step=step.id, summary=step.summary) for step in result.steps)
    status = DONE if result.after.printable else NOT_GOOD
    return Answer(status, data, (*notes, *steps, *report_words(result.after), *lost))


def _convert(options: argparse.Namespace, progress: Progress, _given: Given) -> Answer:
    check_output(options.out)
    began = time.perf_counter()
    mesh, notes = load_model(options.file, options.height_mm, progress.part(0, 0.6))
    lost = save_model(mesh, options.out, progress.part(0.6, 1))
    data = {
        "file": str(options.file),
        "out": str(options.out),
        "faces": len(mesh.faces),
        "vertices": len(mesh.vertices),
        "color": mesh.color,
        "size_mm": [round(float(v), 4) for v in mesh.size_mm],
        "kept": ["shape", *(["color"] if mesh.color != "none" and not lost else [])],
        "lost": [str(words) for words in lost],
        "notes": [str(note) for note in notes],
        "seconds": round(time.perf_counter() - began, 3),
    }
    done = text("Wrote {out}.", out=options.out.name)
    return Answer(DONE, data, (*notes, *lost, done))


def _render(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    check_output(options.out, (".png", ".mp4", ".webp", ".pdf", ".html"))
    mesh, notes = load_model(options.file, None, progress.part(0, 0.3))
    wishes = {"size": options.size, "frames": options.frames, "view": options.view, "mode": options.style}
    made = given.render(mesh, options.out, wishes, progress.part(0.3, 1))
    data = {"file": str(options.file), "out": str(options.out), **made, "notes": [str(note) for note in notes]}
    return Answer(DONE, data, (*notes, text("Wrote {out}.", out=options.out.name)))


def _sample(options: argparse.Namespace, progress: Progress, _given: Given) -> Answer:
    from app.mesh.samples import ALL  # noqa: PLC0415

    if options.name not in ALL:
        raise AppError(
            text("There is no sample “{name}”; choose one of: {names}.", name=options.name, names=", ".join(ALL))
        )
    check_output(options.out)
    mesh = ALL[options.name].make()
    lost = save_model(mesh, options.out, progress)
    data = {"out": str(options.out), "faces": len(mesh.faces), "lost": [str(words) for words in lost]}
    return Answer(DONE, data, (*lost, text("Wrote {out}.", out=options.out.name)))
