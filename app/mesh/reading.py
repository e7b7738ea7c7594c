"""What the child process of the loader does: read, weld, hand over as an archive."""

from pathlib import Path

from app.errors import FileRefusedError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh import archive
from app.mesh.files.assembly import assemble
from app.mesh.io import FORMATS


def read_into(path: Path, format_id: str, result: Path, *, progress: Progress) -> tuple[str | None, tuple[Text, ...]]:
    """Read ``path`` with the reader of this format and leave the mesh in ``result``; returns its unit and notes.

    Raises FileRefusedError.
    """
    reader = next(f.read for f in FORMATS if f.id == format_id)
    assert reader is not None
    try:
        parts = reader(path, progress.part(0.0, 0.6, text("Reading {name}", name=path.name)))
        mesh, notes = assemble(parts, progress.part(0.6, 0.95, text("Joining the surface")))
    except OSError as error:
        raise FileRefusedError(
            text("“{name}” cannot be read: {why}.", name=path.name, why=error.strerror or str(error))
        ) from error
    except RecursionError as error:
        raise FileRefusedError(text("“{name}” is nested too deeply; export it again.", name=path.name)) from error
    result.write_bytes(b"".join(archive.encode(mesh)))
    return parts.unit, tuple(notes)
