"""The ZIP and OPC side of a 3MF file: what is checked before a library may touch it."""

import posixpath
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from app.errors import FileRefusedError
from app.i18n import text
from app.mesh.io.threemf.markup import Relationship, check_model, check_xml, relationships

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


def refused(why: str) -> FileRefusedError:
    """What to say of a package that breaks the rules; ``why`` is a technical word or two for whoever made it."""
    return FileRefusedError(text("The 3MF file breaks the rules of its format ({why}); export it again.", why=why))


def check_package(path: Path) -> None:
    """Raise FileRefusedError where the package is damaged, a trap, or breaks a rule that the library overlooks."""
    try:
        with zipfile.ZipFile(path) as package:
            names = _check_entries(package)
            _check_parts(package, names)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise FileRefusedError(text("The 3MF file is damaged or cut short; export or download it again.")) from error
    except RuntimeError as error:  # zipfile's word for a password
        raise FileRefusedError(text("The 3MF file is locked with a password; save it without one.")) from error


def _check_entries(package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    entries = package.infolist()
    if len(entries) > MOST_PARTS:
        raise refused(f"{len(entries)} parts")
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
            raise refused("it holds a link instead of a part")
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise refused("a part lies outside of the package")
        key = name.rstrip("/").lower()
        if entry.is_dir():
            continue
        if key in names:  # part names are equal when only their case differs (OPC 6.2.2.3)
            raise refused("two parts have one name")
        names[key] = entry
    return names


def _check_parts(package: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> None:
    if "[content_types].xml" not in names or "_rels/.rels" not in names:
        raise FileRefusedError(text("This ZIP file is not a 3MF model; choose the model file itself."))
    check_xml(_chunks(package, names["[content_types].xml"]))
    for key, entry in names.items():
        if key.endswith(".rels"):
            found = relationships(_chunks(package, entry))
            _check_relationships(key, found, names)
    roots = [r for r in relationships(_chunks(package, names["_rels/.rels"])) if r.kind == MODEL_TYPE]
    if len(roots) != 1:
        raise refused("it has no model" if not roots else "it has more than one model")
    root = _target(roots[0], "_rels/.rels")
    for key, entry in names.items():
        if key.endswith(".model"):
            check_model(_chunks(package, entry), root=key == root)


def _check_relationships(key: str, found: list[Relationship], names: dict[str, zipfile.ZipInfo]) -> None:
    for relationship in found:
        if relationship.external:
            raise refused("it links to something outside of the file")
        if _target(relationship, key) not in names:
            raise refused(f"“{relationship.target.split('/')[-1]}” is missing")


def _target(relationship: Relationship, rels: str) -> str:
    folder = posixpath.dirname(posixpath.dirname(rels))
    return posixpath.normpath(posixpath.join("/" + folder, relationship.target)).lstrip("/").lower()


def _chunks(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(entry) as file:
        while chunk := file.read(1_000_000):
            yield chunk
