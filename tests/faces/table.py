"""Every face of the program: a new window is one more line in one of the tables that come together here.

A face is opened from the main window over the sample workshop (:class:`World`); what is judged is whatever windows are
open then over the main window, or the main window itself.
"""

from collections.abc import Iterator
from pathlib import Path

from tests.faces.dialog_faces import dialog_faces
from tests.faces.main_faces import main_faces
from tests.faces.question_faces import question_faces
from tests.faces.workshop_faces import cover_faces, workshop_faces
from tests.faces.world import Face, World


def faces() -> Iterator[Face]:
    """Name and opener of every face, those of one workplace after each other."""
    yield from main_faces()
    yield from dialog_faces()
    yield from question_faces()
    yield from workshop_faces()
    yield from cover_faces()


def close(world: World) -> None:
    """Close what a face has opened, so that the next one begins with the main window alone."""
    for dialog in world.dialogs():
        dialog.close()
        if type(dialog).__name__ in {"Palette", "SettingsDialog"}:
            dialog.deleteLater()  # they would be styled anew with every change of theme
    guard = world.window.people.guard
    if guard.covered:
        guard._uncover()
    world.window.first_job.leave()
    world.live()


def path_of(face: str, folder: Path, *more: str) -> Path:
    """Where the picture of a face lies."""
    return folder / ("-".join([face.replace("/", "_"), *more]) + ".png")
