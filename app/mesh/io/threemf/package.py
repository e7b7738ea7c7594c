"""The ZIP and OPC side of a 3MF file: what is checked before a library may touch it."""

import posixpath
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.errors import FileRefusedError
from app.i18n import text
from app.mesh.io.threemf.markup import Relationship, check_model, check_prusa_volumes, check_xml, relationships
from app.mesh.io.threemf.refusal import against_the_rules

Found = TypeVar("Found")

PRUSA_VOLUMES = "metadata/slic3r_pe_model.config"
MODEL_TYPE = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"
MOST_PARTS = 5_000
MOST_BYTES = 3_000_000_000
BOMB_BYTES, BOMB_RATIO = (
    50_000_000,
    150,
)  # XML of a mesh shrinks to a tenth; nothing that is meant shrinks to a hundredth


def could_be(start: bytes) -> bool:
    """A ZIP archive."""
    return start[:4] == b"PK\x03\x04"


def check_package(path: Path) -> frozenset[int]:
    """The numbers of build items, from 0, that are not to be printed.

    Raises FileRefusedError where the package is damaged, a trap, or breaks a rule that the library overlooks.
    """
    try:
        with zipfile.ZipFile(path) as package:
            names = _check_entries(package)
            return _check_parts(package, names)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise FileRefusedError(text("The 3MF file is damaged or cut short; export or download it again.")) from error
    except RuntimeError as error:  # zipfile's word for a password
        raise FileRefusedError(text("The 3MF file is locked with a password; save it without one.")) from error


def _check_entries(package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    entries = package.infolist()
    if len(entries) > MOST_PARTS:
        raise against_the_rules(text("it has {n} parts", n=len(entries)))
    whole, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if whole > MOST_BYTES or (whole > BOMB_BYTES and whole > BOMB_RATIO * packed):
        raise FileRefusedError(
            text(
                "The 3MF file unpacks to {n} MB, far more than a model needs; it was not opened.", n=whole // 1_000_000
            )
        )
    names: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = entry.filename
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise against_the_rules(text("it holds a link instead of a part"))
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise against_the_rules(text("a part lies outside of the package"))
        key = name.rstrip("/").lower()
        if entry.is_dir():
            continue
        if key in names:  # part names are equal when only their case differs (OPC 6.2.2.3)
            raise against_the_rules(text("two parts have one name"))
        names[key] = entry
    return names


def _check_parts(package: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> frozenset[int]:
    if "[content_types].xml" not in names or "_rels/.rels" not in names:
        raise FileRefusedError(text("This ZIP file is not a 3MF model; choose the model file itself."))
    _run_over(package, names["[content_types].xml"], check_xml)
    for key, entry in names.items():
        if key.endswith(".rels"):
            found = _run_over(package, entry, relationships)
            _check_relationships(key, found, names)
    roots = [r for r in _run_over(package, names["_rels/.rels"], relationships) if r.kind == MODEL_TYPE]
    if len(roots) != 1:
        raise against_the_rules(text("it has more than one model") if roots else text("it has no model"))
    root = _target(roots[0], "_rels/.rels")
    if PRUSA_VOLUMES in names:
        _run_over(package, names[PRUSA_VOLUMES], check_prusa_volumes)
    unprinted: frozenset[int] = frozenset()
    for key, entry in names.items():
        if key.endswith(".model"):
            found_out = _run_over(package, entry, partial(check_model, root=key == root))
            unprinted = found_out if key == root else unprinted
    return unprinted


def _check_relationships(key: str, found: list[Relationship], names: dict[str, zipfile.ZipInfo]) -> None:
    for relationship in found:
        if relationship.external:
            raise against_the_rules(text("it links to something outside of the file"))
        if _target(relationship, key) not in names:
            raise against_the_rules(text("“{name}” is missing", name=relationship.target.split("/")[-1]))


def _target(relationship: Relationship, rels: str) -> str:
    folder = posixpath.dirname(posixpath.dirname(rels))
    return posixpath.normpath(posixpath.join("/" + folder, relationship.target)).lstrip("/").lower()


def _run_over(package: zipfile.ZipFile, entry: zipfile.ZipInfo, read: Callable[[Iterator[bytes]], Found]) -> Found:
    # Closed here and now: what is refused half-way would else stay open with its file, which Windows then keeps from deletion.
    with package.open(entry) as file:
        return read(iter(partial(file.read, 1_000_000), b""))
