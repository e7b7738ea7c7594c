"""What a file is that somebody wants to have printed, told by its content alone."""

import struct
from pathlib import PurePath

from app.dispatch.files.archives import MAGIC as ZIP
from app.dispatch.files.archives import read_archive
from app.dispatch.files.bgcode import MAGIC as BGCODE
from app.dispatch.files.bgcode import read_bgcode
from app.dispatch.files.facts import FileFacts
from app.dispatch.files.gcode import read_gcode
from app.dispatch.files.pdf import read_pdf
from app.dispatch.files.resin import (
    ANYCUBIC_MAGIC,
    CTB_MAGICS,
    CXDLP_NAME,
    GOO_MAGIC,
    read_anycubic,
    read_ctb,
    read_cxdlp,
    read_goo,
)
from app.errors import FileRefusedError
from app.i18n import text
from app.jobs.progress import Progress, silent

_ANYCUBIC = frozenset({".pwmx", ".pwmo", ".pwms", ".pwma", ".pwmb", ".pwx", ".pmx2", ".pm3", ".pm3m", ".pm4n", ".px6s"})
_PDF = b"%PDF-"
_FLAT = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"II*\0", ".tif"),
    (b"MM\0*", ".tif"),
)
_CODES = (b"G0", b"G1", b"G2", b"G9", b"M1", b"M8", b"M2")
_LOOK = 200_000


def read_print_file(content: bytes, name: str = "", progress: Progress | None = None) -> FileFacts:
    """Facts of a print file; its name helps only where kinds share one content.

    Raises FileRefusedError (DamagedFileError where it is not whole), Cancelled.
    """
    progress = progress or silent()
    progress(0.0)
    if not content:
        raise FileRefusedError(text("The print file is empty; make it again."))
    suffix = PurePath(name).suffix.lower()
    if content.startswith(ZIP):
        return read_archive(content, progress)
    if content.startswith(BGCODE):
        return read_bgcode(content)
    found = _resin(content, suffix) or _plain(content)
    if found is not None:
        return found
    if _looks_like_gcode(content):
        return read_gcode(content, progress)
    raise FileRefusedError(
        text("This is not a file that a printer takes; slice the model, or choose a print file.")
    )  # fmt: skip


def _resin(content: bytes, suffix: str) -> FileFacts | None:
    if len(content) > 4 and struct.unpack_from("<I", content)[0] in CTB_MAGICS:
        return read_ctb(content)
    if content[4:12] == GOO_MAGIC:
        return read_goo(content)
    if content[4:10] == CXDLP_NAME:
        return read_cxdlp(content)
    if content.startswith(ANYCUBIC_MAGIC):
        return read_anycubic(content, suffix if suffix in _ANYCUBIC else ".pwmx")
    return None


def _plain(content: bytes) -> FileFacts | None:
    if content.startswith(_PDF):
        return read_pdf(content)
    for magic, flat in _FLAT:
        if content.startswith(magic):
            return FileFacts(flat, "flat", text("Sheet"))
    if content.lstrip()[:3] == b"^XA":
        return FileFacts(".zpl", "label", text("Label"))
    if content.startswith((b"ply\n", b"ply\r")):
        return FileFacts(".ply", "mesh", text("3D model"))
    if content.startswith(b"#VRML"):
        return FileFacts(".wrl", "mesh", text("3D model"))
    return None


def _looks_like_gcode(content: bytes) -> bool:
    if b"\0" in content[:_LOOK]:
        return False
    return any(line.strip().startswith(_CODES) for line in content[:_LOOK].splitlines())
