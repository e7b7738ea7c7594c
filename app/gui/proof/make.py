"""Makes a proof: all its files from one model, drawn in one darkroom. Runs in a process of its own."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from app import i18n
from app.commands.proof import Part, ProofMade, ProofWishes
from app.errors import FileRefusedError, WriteRefusedError
from app.gui.pictures.darkroom import Darkroom
from app.gui.pictures.still import SIDES, write_stills
from app.gui.pictures.turntable import write_films
from app.gui.proof.main_colors import main_colors
from app.gui.proof.page import write_page
from app.gui.proof.photographs import Photographs, photograph
from app.gui.proof.sheet import write_sheet
from app.gui.viewport.drawable import prepare
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.mesh import Mesh
from app.mesh.store import MeshStore
from app.security.watermark import mark_picture

STILL = (1600, 1600)
FILM = (720, 720)
# How long each part takes beside the others, as measured with software OpenGL
WEIGHTS: dict[Part, float] = {"stills": 5.0, "mp4": 14.0, "webp": 14.0, "pdf": 6.0, "html": 8.0}


def make_from_store(
    store: MeshStore, revision: str, wishes: ProofWishes, folder: Path, progress: Progress
) -> ProofMade:
    """Make a proof of a stored revision: what the window has done in a process of its own."""
    i18n.activate(wishes.language)
    try:
        mesh = store.get(revision)
    except KeyError:
        raise FileRefusedError(
            text("The stored copy of this model is gone from the data folder; open its file again.")
        ) from None
    return make(mesh, wishes, folder, progress)


def make(mesh: Mesh, wishes: ProofWishes, folder: Path, progress: Progress) -> ProofMade:
    """Make the parts of a proof into a folder, which is made where there is none.

    Raises WriteRefusedError for a model without faces or a folder that cannot be written to, AppError where the machine
    cannot draw or encode, and Cancelled; files that were finished by then stay, no file is ever half there.
    """
    began = time.perf_counter()
    if not len(mesh.faces):
        raise WriteRefusedError(text("There is nothing to draw: the model has no faces."))
    progress(0.0, text("Preparing the model"))
    try:
        folder.mkdir(exist_ok=True)
        with Darkroom(prepare(mesh), STILL, "shaded" if wishes.white else "color") as room:
            if wishes.mark is not None:
                room.set_finish(partial(mark_picture, mark=wishes.mark))
            files = _make_parts(mesh, room, wishes, folder, progress.part(0.05, 1.0))
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteRefusedError(
            text(
                "The proof cannot be written to “{folder}” ({reason}): choose another folder.",
                folder=str(folder),
                reason=reason,
            )
        ) from error
    progress(1.0)
    return ProofMade(folder, tuple(files), mesh.revision, round(time.perf_counter() - began, 3))


def _make_parts(mesh: Mesh, room: Darkroom, wishes: ProofWishes, folder: Path, progress: Progress) -> list[Path]:
    files: list[Path] = []
    films = [part for part in ("mp4", "webp") if part in wishes.parts]

    def stills(progress: Progress) -> None:
        out = {view: folder / wishes.file_name(f"-{name}.png") for name, view in SIDES.items()}
        write_stills(room, out, STILL, progress)
        files.extend(out.values())

    def turntable(progress: Progress) -> None:
        out = [folder / wishes.file_name(f".{part}") for part in films]
        write_films(room, out, wishes.frames, FILM, progress)
        files.extend(out)

    def sheet(progress: Progress) -> None:
        files.append(folder / wishes.file_name(".pdf"))
        make_sheet(mesh, room, wishes, files[-1], progress)

    def page(progress: Progress) -> None:
        files.append(folder / wishes.file_name(".html"))
        write_page(files[-1], mesh, room, wishes, progress)

    steps: list[tuple[float, Callable[[Progress], None]]] = []
    if "stills" in wishes.parts:
        steps.append((WEIGHTS["stills"], stills))
    if films:
        steps.append((WEIGHTS["mp4"] * (1.0 if len(films) == 1 else 1.3), turntable))
    if "pdf" in wishes.parts:
        steps.append((WEIGHTS["pdf"], sheet))
    if "html" in wishes.parts:
        steps.append((WEIGHTS["html"], page))
    total, done = sum(weight for weight, _step in steps), 0.0
    for weight, step in steps:
        step(progress.part(done / total, (done + weight) / total))
        done += weight
    return files


def make_sheet(mesh: Mesh, room: Darkroom, wishes: ProofWishes, path: Path, progress: Progress) -> dict[str, Any]:
    """Take the pictures and set the proof sheet. Returns pages and seconds. Raises OSError and AppError."""
    began = time.perf_counter()
    photographs: Photographs = photograph(room, progress.part(0.0, 0.7))
    progress(0.7, text("Setting the proof sheet"))
    colors = () if wishes.white else main_colors(mesh)
    progress(0.8)
    write_sheet(path, wishes, photographs, colors, mesh.revision)
    progress(1.0)
    return {"pages": 1, "seconds": round(time.perf_counter() - began, 3)}
