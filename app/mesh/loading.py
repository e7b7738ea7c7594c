"""Opening and saving mesh files: the door through which every mesh comes in and goes out."""

import errno
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.errors import FileRefusedError, WriteRefusedError
from app.i18n import Text, text
from app.jobs.child import ChildCrashedError, run_in_child
from app.jobs.progress import Progress
from app.mesh import archive
from app.mesh.files.formats import Format
from app.mesh.io import FORMATS
from app.mesh.mesh import Mesh
from app.mesh.reading import read_into
from app.mesh.turning import LIES, seems_to_lie
from app.safe_write import aside, put_in_place, write_chunks

__all__ = ["FORMATS", "Loaded", "find_format", "load", "save"]

EXPORT_INSTEAD = {
    "FBX": ".fbx",
    "USD": ".usd .usda .usdc .usdz",
    "Blender": ".blend",
    "COLLADA": ".dae",
    "STEP": ".step .stp",
    "IGES": ".iges .igs",
    "3ds Max": ".max .3ds",
    "Maya": ".ma .mb",
    "Cinema 4D": ".c4d",
    "X3D": ".x3d .wrl",
    "VRM": ".vrm",
    "MMD": ".pmx .pmd",
    "ZBrush": ".ztl .zpr",
    "SketchUp": ".skp",
    "AMF": ".amf",
    "Gaussian splat": ".splat .spz",
}
SIDE_SUFFIXES = {".bin", ".mtl", ".png", ".jpg", ".jpeg", ".webp", ".tga", ".bmp"}
MAX_MEMORY = 6_000_000_000


@dataclass(frozen=True)
class Loaded:
    """A mesh that was opened.

    ``unit`` is what the file was in ("mm", "m", …), or None where its format carries none: then the numbers are taken
    as millimetres until somebody chooses the printed height.
    """

    mesh: Mesh
    unit: str | None
    notes: tuple[Text, ...]
    format: str


def find_format(path: Path, *, writing: bool = False) -> Format | None:
    """The format that the suffix of ``path`` names, if we read (or write) it."""
    suffix = path.suffix.lower()
    return next((f for f in FORMATS if suffix in f.suffixes and (f.writes if writing else f.reads)), None)


def load(path: Path, progress: Progress) -> Loaded:
    """Open a mesh file, in a process of its own: no file can take this one down.

    Raises FileRefusedError or BudgetExceededError with one sentence, and Cancelled.
    """
    progress(0.0, text("Opening {name}", name=path.name))
    found = _readable_format(path)
    size = path.stat().st_size + (_size_beside(path) if found.id in ("obj", "gltf", "ply") else 0)
    with tempfile.TemporaryDirectory(prefix="statuette-") as folder:
        result = Path(folder) / "mesh"
        try:
            unit, notes = run_in_child(
                read_into,
                path.absolute(),
                found.id,
                result,
                # 3MF is compressed to a tenth, and its library takes its time
                seconds=8 + size / (1_000_000 if found.id == "3mf" else 5_000_000),
                memory_bytes=min(600_000_000 + 40 * size, MAX_MEMORY),
                progress=progress.part(0.0, 0.95),
            )
        except ChildCrashedError as error:
            raise FileRefusedError(error.sentence) from error
        mesh = archive.load(result)
    if unit is None and seems_to_lie(mesh):  # formats without a unit do not say what is up either
        notes = (*notes, LIES)
    progress(1.0)
    return Loaded(mesh, unit, notes, found.id)


def _readable_format(path: Path) -> Format:
    suffix = path.suffix.lower()
    foreign = next((name for name, suffixes in EXPORT_INSTEAD.items() if suffix in suffixes.split()), None)
    if foreign is not None:
        raise FileRefusedError(
            text(
                "{format} files are not read; export the model as GLB, or as OBJ with its picture, and open that.",
                format=foreign,
            )
        )
    found = find_format(path)
    if found is None:
        raise FileRefusedError(
            text(
                "“{name}” is not a mesh file that can be opened; choose one of: {formats}.",
                name=path.name,
                formats=", ".join(s for f in FORMATS if f.reads for s in f.suffixes),
            )
        )
    try:
        if path.is_dir():
            raise FileRefusedError(text("“{name}” is a folder; choose a file in it.", name=path.name))
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise _unreadable(path, error) from error
    if not start:
        raise FileRefusedError(text("“{name}” is empty; export or download it again.", name=path.name))
    if found.magic(start):
        return found
    other = next((f for f in FORMATS if f.reads and f.id not in ("stl", "obj") and f.magic(start)), None)
    if other is not None:  # a wrong suffix says nothing against the content
        return other
    raise FileRefusedError(
        text(
            "“{name}” is not a {format} file, whatever its name says; export it again.",
            name=path.name,
            format=found.title,
        )
    )


def _unreadable(path: Path, error: OSError) -> FileRefusedError:
    if error.errno == errno.ENOENT:
        return FileRefusedError(text("There is no file “{path}”; check the name.", path=str(path)))
    if error.errno in (errno.EACCES, errno.EPERM):
        return FileRefusedError(text("“{path}” may not be read by you; ask for the right to read it.", path=str(path)))
    return FileRefusedError(text("“{path}” cannot be read: {why}.", path=str(path), why=error.strerror or str(error)))


def _size_beside(path: Path) -> int:
    """Bytes of the files that the mesh may draw on, so that its budget grows with them."""
    try:
        return sum(e.stat().st_size for e in os.scandir(path.parent) if Path(e.name).suffix.lower() in SIDE_SUFFIXES)
    except OSError:
        return 0


def save(mesh: Mesh, path: Path, progress: Progress) -> tuple[Text, ...]:
    """Write the mesh in the format that the suffix names; returns what that format could not hold.

    Interrupted at any moment, the file that was there before is still whole. Raises WriteRefusedError, and Cancelled.
    """
    found = find_format(path, writing=True)
    if found is None or found.write is None:
        raise WriteRefusedError(
            text(
                "“{name}” cannot be written; choose a name that ends in one of: {formats}.",
                name=path.name,
                formats=", ".join(s for f in FORMATS if f.writes for s in f.suffixes),
            )
        )
    if not len(mesh.faces):
        raise WriteRefusedError(text("There is no surface to save."))
    if not path.parent.is_dir():
        raise WriteRefusedError(text("There is no folder “{path}”; make it first.", path=str(path.parent)))
    if path.is_dir():
        raise WriteRefusedError(text("“{path}” is a folder; choose a file name.", path=str(path)))
    progress(0.0, text("Saving {name}", name=path.name))
    try:
        temporary = aside(path.parent)
        try:
            side_files, lost = found.write(mesh, temporary, path.stem, progress.part(0.0, 0.95))
            # Side files first: a new mesh beside an old picture would look wrong, the other way round nobody looks yet.
            for side in side_files:
                write_chunks(path.parent / side.name, [side.content])
            put_in_place(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error
    progress(1.0)
    return tuple(lost)


def _unwritable(path: Path, error: OSError) -> WriteRefusedError:
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return WriteRefusedError(
            text("You may not write to “{path}”; choose another folder or ask for the right.", path=str(path.parent))
        )
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return WriteRefusedError(text("The disk is full; make room and save again. The old file is as it was."))
    return WriteRefusedError(
        text("“{path}” cannot be written: {why}.", path=str(path), why=error.strerror or str(error))
    )
