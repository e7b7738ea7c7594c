"""The second front end: ``statuette inspect|repair|convert|render …``. Loads no Qt.

Machine output goes to standard output with ``--json`` (one object); words go to standard error; progress is shown on a
terminal only. Exit status: 0 done and good; 1 done, but what was asked for does not hold; 2 unusable arguments or input.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from app import __version__
from app.errors import AppError, Cancelled, WriteRefusedError
from app.i18n import Text, plural, text, tr
from app.jobs.progress import Progress

DONE, NOT_GOOD, UNUSABLE, INTERRUPTED = 0, 1, 2, 130

Render = Callable[[Any, Path, dict[str, Any], Progress], dict[str, Any]]
"""Draws a mesh into a picture file; given by the composition root, as drawing lives above this front end."""


@dataclass(frozen=True)
class Answer:
    """What a command gives: its exit status, the object for ``--json`` and the sentences for people."""

    status: int
    data: dict[str, Any]
    words: tuple[Text, ...]


def main(arguments: Sequence[str], render: Render) -> int:
    """Run one command and return its exit status. Never raises for bad input."""
    options = _parser().parse_args(arguments)
    try:
        answer: Answer = options.run(options, _progress_on_terminal(), render)
    except AppError as error:
        _end_progress_line()
        if getattr(options, "json", False):
            print(json.dumps({"error": str(error)}, ensure_ascii=False))  # noqa: T201
        _say(str(error))
        return UNUSABLE
    except MemoryError:
        _end_progress_line()
        _say(tr("This needs more memory than the computer has free: close other programs, or reduce the model first."))
        return UNUSABLE
    except (KeyboardInterrupt, Cancelled):
        _end_progress_line()
        _say(tr("Stopped; nothing was written."))
        return INTERRUPTED
    _end_progress_line()
    if options.json:
        print(json.dumps(answer.data, ensure_ascii=False, allow_nan=False))  # noqa: T201
    for sentence in answer.words:
        _say(str(sentence))
    return answer.status


def _inspect(options: argparse.Namespace, progress: Progress, _render: Render) -> Answer:
    from app.mesh.inspect import inspect  # noqa: PLC0415 - each command imports only what it needs

    process = _process(options)
    mesh, notes = _load(options.file, options.height_mm, progress.part(0, 0.4))
    report = inspect(mesh, process, options.height_mm, progress.part(0.4, 1))
    data = {"file": str(options.file), **report.to_json(), "notes": [str(note) for note in notes]}
    return Answer(DONE if report.printable else NOT_GOOD, data, (*notes, *_report_words(report)))


def _repair(options: argparse.Namespace, progress: Progress, _render: Render) -> Answer:
    from app.mesh.repair import repair_automatically  # noqa: PLC0415

    process = _process(options)
    _check_output(options.out)
    mesh, notes = _load(options.file, options.height_mm, progress.part(0, 0.2))
    result = repair_automatically(
        mesh,
        process,
        options.height_mm,
        mode=options.mode,
        resolution_mm=options.resolution_mm,
        progress=progress.part(0.2, 0.9),
    )
    lost = _save(result.mesh, options.out, progress.part(0.9, 1))
    data = {"file": str(options.file), "out": str(options.out), **result.to_json()}
    data["before"] = {"file": str(options.file), **data["before"]}
    data["after"] = {"file": str(options.out), **data["after"]}
    data["notes"] = [str(note) for note in (*notes, *lost)]
    steps = tuple(text("{step}: {summary}", step=step.id, summary=step.summary) for step in result.steps)
    status = DONE if result.after.printable else NOT_GOOD
    return Answer(status, data, (*notes, *steps, *_report_words(result.after), *lost))


def _shape(options: argparse.Namespace, progress: Progress, _render: Render) -> Answer:
    from app.mesh.shaping import ALL  # noqa: PLC0415

    process = _process(options)
    _check_output(options.out)
    shaping = ALL[options.shaping]
    given: dict[str, float] = {}
    for parameter in shaping.form.parameters:
        value = getattr(options, parameter.id)
        if value is not None:
            given[parameter.id] = float(parameter.keys.index(value)) if parameter.keys else value
    if "tolerance_mm" in given:
        given.setdefault("faces", 0.0)  # the tolerance alone says where to stop
    mesh, notes = _load(options.file, options.height_mm, progress.part(0, 0.2))
    began = time.perf_counter()
    shaped = shaping.run(mesh, given, process, progress.part(0.2, 0.9))
    seconds = time.perf_counter() - began
    lost = _save(shaped.mesh, options.out, progress.part(0.9, 1))
    data = {
        "file": str(options.file),
        "out": str(options.out),
        "faces_before": len(mesh.faces),
        "faces": len(shaped.mesh.faces),
        "vertices": len(shaped.mesh.vertices),
        "color": shaped.mesh.color,
        "summary": str(shaped.summary),
        "notes": [str(note) for note in (*notes, *lost)],
        "seconds": round(seconds, 4),
    }
    return Answer(DONE, data, (*notes, shaped.summary, *lost))


def _convert(options: argparse.Namespace, progress: Progress, _render: Render) -> Answer:
    _check_output(options.out)
    began = time.perf_counter()
    mesh, notes = _load(options.file, options.height_mm, progress.part(0, 0.6))
    lost = _save(mesh, options.out, progress.part(0.6, 1))
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


def _render(options: argparse.Namespace, progress: Progress, render: Render) -> Answer:
    _check_output(options.out, (".png", ".mp4", ".webp"))
    mesh, notes = _load(options.file, None, progress.part(0, 0.3))
    wishes = {"size": options.size, "frames": options.frames, "view": options.view, "mode": options.style}
    made = render(mesh, options.out, wishes, progress.part(0.3, 1))
    data = {"file": str(options.file), "out": str(options.out), **made, "notes": [str(note) for note in notes]}
    return Answer(DONE, data, (*notes, text("Wrote {out}.", out=options.out.name)))


def _sample(options: argparse.Namespace, progress: Progress, _render: Render) -> Answer:
    from app.mesh.samples import ALL  # noqa: PLC0415

    if options.name not in ALL:
        raise AppError(
            text("There is no sample “{name}”; choose one of: {names}.", name=options.name, names=", ".join(ALL))
        )
    _check_output(options.out)
    mesh = ALL[options.name].make()
    lost = _save(mesh, options.out, progress)
    data = {"out": str(options.out), "faces": len(mesh.faces), "lost": [str(words) for words in lost]}
    return Answer(DONE, data, (*lost, text("Wrote {out}.", out=options.out.name)))


COMMANDS = ("inspect", "repair", "convert", "reduce", "remesh", "smooth", "subdivide", "render", "sample")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="statuette",
        description=tr(
            "Statuette: inspect, repair and print AI-generated figurines. Without a command it opens the window."
        ),
    )
    parser.add_argument("--version", action="version", version=f"statuette {__version__}")
    commands = parser.add_subparsers(metavar=tr("COMMAND"), required=True)

    def add(name: str, run: Callable[..., Answer], words: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=words, description=words)
        command.add_argument("--json", action="store_true", help=tr("print one JSON object on standard output"))
        command.set_defaults(run=run)
        return command

    inspect = add("inspect", _inspect, tr("Check whether a model can be printed"))
    inspect.add_argument("file", type=Path, metavar="FILE")
    _add_print_options(inspect)

    repair = add("repair", _repair, tr("Make a model printable and prove it"))
    repair.add_argument("file", type=Path, metavar="IN")
    repair.add_argument("out", type=Path, metavar="OUT")
    _add_print_options(repair)
    repair.add_argument("--mode", choices=("auto", "conservative", "rebuild"), default="auto")
    repair.add_argument("--resolution-mm", type=_positive, help=tr("finest detail that a rebuild keeps"))

    convert = add("convert", _convert, tr("Convert between STL, OBJ, PLY, GLB, 3MF and OFF with colour"))
    convert.add_argument("file", type=Path, metavar="IN")
    convert.add_argument("out", type=Path, metavar="OUT")
    convert.add_argument("--height-mm", type=_positive, help=tr("scale to this height"))

    _add_shapings(add)

    render = add("render", _render, tr("Draw a proof picture (.png) or a turntable (.mp4, .webp)"))
    render.add_argument("file", type=Path, metavar="IN")
    render.add_argument("out", type=Path, metavar="OUT")
    render.add_argument("--size", type=_pixels, default=720, help=tr("edge of the picture in pixels"))
    render.add_argument("--frames", type=_frames, default=72, help=tr("pictures of one turn"))
    render.add_argument(
        "--view", default="three-quarter", choices=("front", "back", "left", "right", "top", "three-quarter")
    )
    render.add_argument("--style", default="color", choices=("color", "shaded", "wireframe"))

    sample = add("sample", _sample, tr("Write a sample figurine to a file"))
    sample.add_argument("name", metavar="NAME")
    sample.add_argument("out", type=Path, metavar="OUT")
    return parser


def _add_shapings(add: Callable[..., argparse.ArgumentParser]) -> None:
    """One command for each shaping tool, with an option for each of its values."""
    from app.mesh.shaping_forms import FORMS  # noqa: PLC0415

    for form in FORMS.values():
        command = add(form.id, _shape, str(form.description))
        command.set_defaults(shaping=form.id)
        command.add_argument("file", type=Path, metavar="IN")
        command.add_argument("out", type=Path, metavar="OUT")
        _add_print_options(command)
        for parameter in form.parameters:
            option = "--" + parameter.id.replace("_", "-")
            if parameter.keys:
                command.add_argument(option, choices=parameter.keys, help=str(parameter.description))
            else:
                kind = "N" if parameter.whole else "MM"
                command.add_argument(option, type=_amount, metavar=kind, help=str(parameter.description))


def _add_print_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--height-mm", type=_positive, help=tr("printed height; the model is scaled to it"))
    command.add_argument("--process", metavar="ID", help=tr("print process whose limits apply"))


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence instead of a usage block."""

    def error(self, message: str) -> NoReturn:
        _say(
            tr(
                "{message}; “{program} --help” shows how it is meant.",
                message=message[:1].upper() + message[1:],
                program=self.prog,
            )
        )
        raise SystemExit(UNUSABLE)


def _positive(words: str) -> float:
    try:
        value = float(words)
    except ValueError:
        value = float("nan")
    if not 0 < value < 1e5:
        raise argparse.ArgumentTypeError(tr("“{words}” is not a length in millimetres", words=words))
    return value


def _amount(words: str) -> float:
    """A number whose limits are known once the model is."""
    try:
        value = float(words)
    except ValueError:
        value = float("nan")
    if not 0 <= value < 1e9:
        raise argparse.ArgumentTypeError(
            tr("“{words}” is not a number from {low} to {high}", words=words, low=0, high=10**9)
        )
    return value


def _whole(words: str, low: int, high: int) -> int:
    if not words.isdecimal() or not low <= int(words) <= high:
        raise argparse.ArgumentTypeError(
            tr("“{words}” is not a number from {low} to {high}", words=words, low=low, high=high)
        )
    return int(words)


def _pixels(words: str) -> int:
    return _whole(words, 64, 4096)


def _frames(words: str) -> int:
    return _whole(words, 1, 720)


def _process(options: argparse.Namespace) -> Any:
    from app.settings.process import find_process  # noqa: PLC0415

    return find_process(options.process)


def _load(path: Path, height_mm: float | None, progress: Progress) -> tuple[Any, tuple[Text, ...]]:
    """The mesh at its height, and what is to be said about it. A file's own size is kept unless a height is asked for."""
    from app.mesh.loading import load  # noqa: PLC0415

    loaded = load(path, progress)
    mesh = loaded.mesh
    if height_mm is not None:
        if mesh.size_mm[2] <= 0:
            raise AppError(
                text("{file} is flat: it has no height that could be scaled; turn it upright first.", file=path.name)
            )
        mesh = mesh.scaled_to_height(height_mm)
    return mesh, tuple(loaded.notes)


def _save(mesh: Any, path: Path, progress: Progress) -> tuple[Text, ...]:
    from app.mesh.loading import save  # noqa: PLC0415

    return tuple(save(mesh, path, progress))


def _check_output(path: Path, suffixes: tuple[str, ...] | None = None) -> None:
    """Refuse an output that cannot work before minutes of work go into it. Raises WriteRefusedError."""
    from app.mesh.loading import FORMATS  # noqa: PLC0415

    allowed = suffixes or tuple(s for f in FORMATS if f.writes for s in f.suffixes)
    if path.suffix.lower() not in allowed:
        raise WriteRefusedError(
            text(
                "“{name}” has no ending that we write; use one of: {endings}.",
                name=path.name,
                endings=", ".join(allowed),
            )
        )
    if not path.parent.is_dir():
        raise WriteRefusedError(text("The folder “{folder}” does not exist; make it first.", folder=str(path.parent)))


def _report_words(report: Any) -> tuple[Text, ...]:
    signs: dict[str, Text] = {"blocks": text("blocks printing"), "warns": text("warning"), "informs": text("note")}
    found = [f for f in report.findings if f.count or not f.ran]
    lines = tuple(text("[{sign}] {message}", sign=signs[f.severity], message=f.message) for f in found)
    blocking = sum(1 for f in found if f.severity == "blocks")
    verdict = (
        text("Ready to print.")
        if report.printable
        else plural("Not printable: {n} check blocks it.", "Not printable: {n} checks block it.", blocking)
    )
    return (*lines, verdict)


def _progress_on_terminal() -> Progress:
    if not sys.stderr.isatty():
        return Progress()

    def show(done: float, what: Text | None) -> None:
        sys.stderr.write(f"\r\x1b[K{done:4.0%} {what or ''}")
        sys.stderr.flush()

    return Progress(show)


def _end_progress_line() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201
