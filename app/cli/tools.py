"""``statuette tool ID IN OUT`` and the shaping tools by their own names: every form as a command."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.cli.answer import DONE, Answer, Given, check_output, load_model, print_options, process_of, save_model
from app.i18n import tr
from app.jobs.progress import Progress
from app.mesh.forms import FORMS, in_group
from app.mesh.forms.form import ToolForm
from app.mesh.forms.parameter import NO, OF_A_PLACE, YES, Parameter

Add = Callable[..., argparse.ArgumentParser]


def add_tools(add: Add) -> None:
    """One command for each shaping tool, and ``tool`` for every tool; an option for each value."""
    for form in in_group("shape"):
        _fill(add(form.id, run_tool, str(form.description)), form)
    every = add("tool", run_tool, tr("Run a tool of the bench on a file"))
    kinds = every.add_subparsers(metavar=tr("TOOL"), required=True)
    for form in FORMS.values():
        command = kinds.add_parser(form.id, help=str(form.description), description=str(form.description))
        command.add_argument("--json", action="store_true", help=tr("print one JSON object on standard output"))
        _fill(command, form)


def run_tool(options: argparse.Namespace, progress: Progress, _given: Given) -> Answer:
    """Run the tool whose id is ``options.tool_id`` on a file."""
    from app.mesh.tools import TOOLS  # noqa: PLC0415 - each command imports only what it needs

    process = process_of(options)
    check_output(options.out)
    tool = TOOLS[options.tool_id]
    given = {p.id: value for p in tool.form.parameters if (value := getattr(options, p.id)) is not None}
    if options.tool_id == "reduce" and "tolerance_mm" in given:
        given.setdefault("faces", 0.0)  # the tolerance alone says where to stop
    mesh, notes = load_model(options.file, options.height_mm, progress.part(0, 0.2))
    began = time.perf_counter()
    changed = tool.run(mesh, given, process, progress.part(0.2, 0.9))
    seconds = time.perf_counter() - began
    lost = save_model(changed.mesh, options.out, progress.part(0.9, 1))
    data = {
        "file": str(options.file),
        "out": str(options.out),
        "tool": tool.id,
        "faces_before": len(mesh.faces),
        "faces": len(changed.mesh.faces),
        "vertices": len(changed.mesh.vertices),
        "size_mm": [round(float(v), 4) for v in changed.mesh.size_mm],
        "color": changed.mesh.color,
        "summary": str(changed.summary),
        "notes": [str(note) for note in (*notes, *lost)],
        "seconds": round(seconds, 4),
    }
    return Answer(DONE, data, (*notes, changed.summary, *lost))


def _fill(command: argparse.ArgumentParser, form: ToolForm) -> None:
    command.set_defaults(run=run_tool, tool_id=form.id)
    command.add_argument("file", type=Path, metavar="IN")
    command.add_argument("out", type=Path, metavar="OUT")
    taken = {"height_mm", "process"}
    print_options(command, skip=taken & {p.id for p in form.parameters})
    for parameter in form.parameters:
        option = "--" + parameter.id.replace("_", "-")
        help_ = str(parameter.description).replace("%", "%%")
        if parameter.kind == "choice":
            command.add_argument(option, choices=(NO, YES) if parameter.switch else parameter.keys, help=help_)
        else:
            command.add_argument(option, type=_reader(parameter), metavar=_placeholder(parameter), help=help_)


def _placeholder(parameter: Parameter) -> str:
    names = {"words": "TEXT", "color": "#RRGGBB", "file": "FILE", "faces": "I,J,…"}
    if parameter.kind in {"point", "points"}:
        return "X,Y,Z,NX,NY,NZ"
    if parameter.kind != "number":
        return names[parameter.kind]
    return "N" if parameter.whole or not parameter.unit else parameter.unit.upper()


def _reader(parameter: Parameter) -> Callable[[str], Any]:
    if parameter.kind == "number":
        return _number
    if parameter.kind == "faces":
        return lambda words: tuple(int(v) for v in _numbers(words))
    if parameter.kind in {"point", "points"}:
        return _places
    return str


def _number(words: str) -> float:
    """A number whose limits are known once the model is."""
    try:
        value = float(words)
    except ValueError:
        value = float("nan")
    if not abs(value) < 1e9:
        raise argparse.ArgumentTypeError(tr("“{words}” is not a number", words=words))
    return value


def _numbers(words: str) -> tuple[float, ...]:
    return tuple(_number(part) for part in words.split(",") if part.strip())


def _places(words: str) -> tuple[float, ...]:
    places = _numbers(words)
    if len(places) % OF_A_PLACE:
        raise argparse.ArgumentTypeError(
            tr("“{words}” is no place: write x,y,z and the direction nx,ny,nz for each", words=words)
        )
    return places
