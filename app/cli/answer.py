"""What every command gives and takes: its answer, the options of print, loading and saving with sentences."""

import argparse
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import AppError, WriteRefusedError
from app.i18n import Text, plural, text, tr
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from app.commands.diagnosis.line import Seen
    from app.commands.office import Office
    from app.commands.print_floor import PrintFloor
    from app.mesh.store import MeshStore

DONE, NOT_GOOD, UNUSABLE, INTERRUPTED = 0, 1, 2, 130

Render = Callable[[Any, Path, dict[str, Any], Progress], dict[str, Any]]
"""Draws a mesh into a picture file."""


@dataclass(frozen=True)
class Given:
    """What lives above this front end and is given by the composition root.

    office  opens the order book and closes it after the ``with`` block; see ``app.cli.person`` for who is at the desk
    meshes  the store of this PC in which the window finds what a command has made for an order
    floor   the printers that this program drives for an office; it drives none before its ``open``
    graphics  what OpenGL this PC has, found out by a process of its own
    """

    render: Render
    office: "Callable[[], AbstractContextManager[Office]]"
    meshes: "Callable[[], MeshStore]"
    floor: "Callable[[Office], PrintFloor]"
    graphics: "Callable[[], Seen] | None" = None


@dataclass(frozen=True)
class Answer:
    """What a command gives: its exit status, the object for ``--json`` and the sentences for people."""

    status: int
    data: dict[str, Any]
    words: tuple[Text, ...]


def print_options(command: argparse.ArgumentParser, skip: Collection[str] = ()) -> None:
    """Height and process, but those that the command has in a form of its own."""
    if "height_mm" not in skip:
        command.add_argument("--height-mm", type=positive, help=tr("printed height; the model is scaled to it"))
    if "process" not in skip:
        command.add_argument("--process", metavar="ID", help=tr("print process whose limits apply"))


def positive(words: str) -> float:
    try:
        value = float(words)
    except ValueError:
        value = float("nan")
    if not 0 < value < 1e5:
        raise argparse.ArgumentTypeError(tr("“{words}” is not a length in millimetres", words=words))
    return value


def whole(words: str, low: int, high: int) -> int:
    if not words.isdecimal() or not low <= int(words) <= high:
        raise argparse.ArgumentTypeError(
            tr("“{words}” is not a number from {low} to {high}", words=words, low=low, high=high)
        )
    return int(words)


def pixels(words: str) -> int:
    return whole(words, 64, 4096)


def frames(words: str) -> int:
    return whole(words, 1, 720)


def process_of(options: argparse.Namespace) -> Any:
    from app.settings.process import find_process  # noqa: PLC0415

    return find_process(options.process)


def load_model(path: Path, height_mm: float | None, progress: Progress) -> tuple[Any, tuple[Text, ...]]:
    """The mesh at its height, and what is to be said about it. A file's own size is kept unless a height is asked for."""
    from app.mesh.loading import load  # noqa: PLC0415
    from app.mesh.turning import lies_flat  # noqa: PLC0415

    loaded = load(path, progress)
    mesh = loaded.mesh
    if height_mm is not None:
        if lies_flat(mesh):
            raise AppError(
                text("{file} is flat: it has no height that could be scaled; turn it upright first.", file=path.name)
            )
        mesh = mesh.scaled_to_height(height_mm)
    return mesh, tuple(loaded.notes)


def save_model(mesh: Any, path: Path, progress: Progress) -> tuple[Text, ...]:
    from app.mesh.loading import save  # noqa: PLC0415

    return tuple(save(mesh, path, progress))


def check_output(path: Path, suffixes: tuple[str, ...] | None = None) -> None:
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


def report_words(report: Any) -> tuple[Text, ...]:
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


def iso(moment: datetime | None) -> str | None:
    """A moment for machines."""
    return None if moment is None else moment.isoformat(timespec="seconds")
