"""Print files that are zip archives: 3MF with G-code in it (Bambu, Orca), SL1 (Prusa), 3MF and zipped OBJ with a model."""

import io
import lzma
import math
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from app.dispatch.files.facts import DamagedFileError, FileFacts
from app.dispatch.files.gcode import read_gcode
from app.errors import FileRefusedError
from app.i18n import text
from app.jobs.progress import Progress

MAGIC = b"PK\x03\x04"
_MOST = 1_500_000_000
_BROKEN = (OSError, EOFError, ValueError, LookupError, NotImplementedError, RuntimeError)
"""What else ``zipfile`` raises for archives that are broken, encrypted or packed in ways that it does not know."""

_MODEL_SUFFIXES = (".obj", ".ply", ".wrl", ".vrml", ".stl")


def read_archive(content: bytes, progress: Progress) -> FileFacts:
    """Facts of an archive, told by what is in it. Raises DamagedFileError, FileRefusedError, Cancelled."""
    with _opened(content) as archive:
        names = archive.namelist()
        plates = sorted(name for name in names if name.startswith("Metadata/plate_") and name.endswith(".gcode"))
        if plates:
            return _sliced(archive, plates, progress)
        if "config.ini" in names and any(name.endswith((".png", ".svg")) for name in names):
            return _sl1(archive)
        if any(name.lower().endswith(".model") for name in names):
            return FileFacts(".3mf", "mesh", text("3D model"))
        if any(name.lower().endswith(_MODEL_SUFFIXES) for name in names):
            return FileFacts(".zip", "mesh", text("3D model"))
    raise FileRefusedError(text("There is nothing in this archive that a printer takes."))


def _sliced(archive: zipfile.ZipFile, plates: list[str], progress: Progress) -> FileFacts:
    if len(plates) > 1:
        raise FileRefusedError(
            text("This file has {n} plates; slice one plate at a time, so that each is printed once.", n=len(plates))
        )
    facts = read_gcode(_member(archive, plates[0]), progress)
    return FileFacts(**{**vars(facts), "suffix": ".gcode.3mf"})


def _sl1(archive: zipfile.ZipFile) -> FileFacts:
    said = _pairs(_member(archive, "config.ini"))
    more = _pairs(_member(archive, "prusaslicer.ini")) if "prusaslicer.ini" in archive.namelist() else {}
    layer = _number(said.get("layerHeight", ""))
    pictures = [name for name in archive.namelist() if name.endswith((".png", ".svg")) and "/" not in name]
    width, depth = (_number(more.get(key, "")) for key in ("display_width", "display_height"))
    vector = any(name.endswith(".svg") for name in pictures)
    return FileFacts(
        ".sl1s" if vector or said.get("printerModel") == "SL1S" else ".sl1",
        "resin",
        text("Sliced for resin"),
        size_mm=(width, depth, round(layer * len(pictures), 3)),
        seconds=_number(said.get("printTime", "")),
        millilitres=_number(said.get("usedMaterial", "")),
        layer_mm=layer,
        layers=len(pictures),
        machine=said.get("printerProfile") or said.get("printerModel", ""),
        program=said.get("prusaSlicerVersion", ""),
        feed=said.get("materialName", ""),
        names=(said["jobDir"],) if said.get("jobDir") else (),
    )


def _pairs(content: bytes) -> dict[str, str]:
    lines = (line.partition("=") for line in content.decode("utf-8", "replace").splitlines())
    return {key.strip(): value.strip() for key, equals, value in lines if equals}


def _number(words: str) -> float:
    try:
        value = float(words)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) and value > 0 else 0.0


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _MOST:
        raise FileRefusedError(text("This print file is too large when it is unpacked."))
    return archive.read(name)


@contextmanager
def _opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, *_BROKEN):
        raise DamagedFileError from None
