"""ICC profiles of presses: read whole and looked at before anything is made with them (ICC.1:2022 §7)."""

import struct
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from app.errors import FileRefusedError
from app.i18n import Text, text
from app.settings.shipped import RESOURCES

SHIPPED = RESOURCES / "color"
OWN = "color"  # folder beside the shops in the settings folder of a workshop
LARGEST = 32 * 1024 * 1024  # bytes; large CMYK profiles have 2 to 4 MB
_HEADER, _TAG = 128, 12
_MOST_TAGS = 200
_NEEDED = (b"A2B0", b"B2A0")  # ink to colour and back: a press has both as tables (ICC.1 §8.5.2)


@dataclass(frozen=True)
class InkProfile:
    """A CMYK output profile.

    content  the whole file, as it is embedded in a PDF
    title    what it calls itself
    """

    path: Path
    title: str
    content: bytes = field(repr=False)


def find_profile(name: str, own: Path | None = None) -> Path:
    """Where the profile of this file name is: in the workshop's own folder ``own`` first, then in ours.

    Raises FileRefusedError where there is none, or where the name would lead out of the folders.
    """
    if Path(name).name == name and not name.startswith("."):
        for folder in (own, SHIPPED):
            if folder is not None and (folder / name).is_file():
                return folder / name
    raise FileRefusedError(
        text("There is no colour profile “{name}”; put the file into the “color” folder of the settings.", name=name)
    )


def read_profile(path: Path) -> InkProfile:
    """The profile in this file. Raises FileRefusedError that says what is wrong with it."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise FileRefusedError(text("There is no file “{path}”; check the name.", path=str(path))) from error
    return _read(path, changed)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> InkProfile:
    size = path.stat().st_size
    if size > LARGEST:
        raise FileRefusedError(text("“{name}” is too large for a colour profile; choose another one.", name=path.name))
    content = path.read_bytes()
    fault = fault_of(content, path.name)
    if fault is not None:
        raise FileRefusedError(fault)
    return InkProfile(path, _title_of(path), content)


def fault_of(content: bytes, name: str) -> Text | None:
    """What is wrong with a file that shall be the profile of a CMYK press, or None."""
    no_press = text("“{name}” is not a colour profile of a four-colour printer (CMYK); choose another one.", name=name)
    cut_short = text("The colour profile “{name}” is damaged or not complete; copy it again.", name=name)
    if len(content) < _HEADER + 4 or content[36:40] != b"acsp":
        return no_press
    if content[12:16] != b"prtr" or content[16:20] != b"CMYK" or content[20:24] not in {b"Lab ", b"XYZ "}:
        return no_press
    (size,) = struct.unpack_from(">I", content, 0)
    (tags,) = struct.unpack_from(">I", content, _HEADER)
    if size > len(content) or not 0 < tags <= _MOST_TAGS or _HEADER + 4 + tags * _TAG > len(content):
        return cut_short
    found = _tags(content)
    if any(offset + length > len(content) for offset, length in found.values()):
        return cut_short
    return None if all(signature in found for signature in _NEEDED) else no_press


def _tags(content: bytes) -> dict[bytes, tuple[int, int]]:
    """Where the content of each tag is: its offset and length in bytes."""
    (tags,) = struct.unpack_from(">I", content, _HEADER)
    rows = (struct.unpack_from(">4sII", content, _HEADER + 4 + k * _TAG) for k in range(tags))
    return {signature: (offset, length) for signature, offset, length in rows}


def _title_of(path: Path) -> str:
    from PIL import ImageCms  # noqa: PLC0415 - only what has to do with inks needs LittleCMS

    try:
        return str(ImageCms.getProfileDescription(str(path))).strip() or path.stem
    except (ImageCms.PyCMSError, OSError) as error:
        raise FileRefusedError(
            text("The colour profile “{name}” is damaged or not complete; copy it again.", name=path.name)
        ) from error
