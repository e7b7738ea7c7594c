"""What the command line is given; each loads its rooms when it is asked for."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.bootstrap.passphrase import given_passphrase
from app.errors import AppError
from app.jobs.progress import Progress
from app.settings.folders import standard_folders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.commands.diagnosis.line import Seen
    from app.commands.office import Office
    from app.mesh.store import MeshStore


def render_picture(mesh: Any, out: Path, wishes: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Draw a mesh into a picture, film or proof, for the command line; loads VTK, and Qt for a PDF alone.

    Raises WriteRefusedError.
    """
    from app.gui.proof.by_suffix import render  # noqa: PLC0415 - loads VTK

    return render(mesh, out, wishes, progress)


@contextlib.contextmanager
def open_office() -> "Iterator[Office]":
    """The office for the command line: whoever is alone, without accounts, is its owner; others have to log in.

    Raises AppErrors: no key, another key, no database.
    """
    from app.bootstrap.office import make_office  # noqa: PLC0415 - most commands ask no order book
    from app.commands.logging_in import needs_log_in  # noqa: PLC0415
    from app.security.actor import OWNER  # noqa: PLC0415

    office = make_office().office
    try:
        # A book that does not open is said by whoever asks it; only a restore does not need it.
        with contextlib.suppress(AppError):
            if not needs_log_in(office):
                office.actor = OWNER
        yield office
    finally:
        office.book.close()


def mesh_store() -> "MeshStore":
    """Where this PC keeps the revisions of models, for the command line."""
    from app.storage.mesh_key import MeshKey  # noqa: PLC0415
    from app.storage.mesh_store import FolderMeshStore  # noqa: PLC0415

    folders = standard_folders()
    key = MeshKey.of(folders.settings, given_passphrase())
    key.wanted()  # now: helper processes get it with the store, and know of no passphrase
    return FolderMeshStore(folders.data / "meshes", key)


def graphics_of_this_pc() -> "Seen":
    """What OpenGL this PC has, for the command line; a process of its own finds out."""
    from app.gui.graphics.check import GraphicsCheck, there_is_a_display  # noqa: PLC0415 - asked for seldom
    from app.gui.graphics.lines import graphics_seen, no_display  # noqa: PLC0415

    if not there_is_a_display():
        return no_display()
    return graphics_seen(GraphicsCheck(standard_folders().data).result())
