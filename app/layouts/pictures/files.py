"""What a file is, told by how it begins and never by its name; and how large it may be."""

import errno
import hashlib
from pathlib import Path
from typing import Literal

from app.errors import FileRefusedError
from app.i18n import Text, text

Source = Path | bytes
Kind = Literal[
    "JPEG", "PNG", "TIFF", "WEBP", "AVIF", "HEIF", "GIF", "BMP", "video", "MP3", "AAC", "FLAC", "OGG", "WAV", "audio"
]
"""The names of pictures are those of Pillow; "audio" is an MP4 file made for sound (m4a)."""

PICTURES = frozenset(("JPEG", "PNG", "TIFF", "WEBP", "AVIF", "HEIF", "GIF", "BMP"))
SOUNDS = frozenset(("MP3", "AAC", "FLAC", "OGG", "WAV", "audio", "video"))
MAX_PICTURE_BYTES = 200_000_000
MAX_PIXELS = 200_000_000
MAX_VIDEO_BYTES = 1_000_000_000
MAX_SOUND_BYTES = 1_000_000_000
HEAD = 64

_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"BM", "BMP"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"fLaC", "FLAC"),
    (b"OggS", "OGG"),
    (b"ID3", "MP3"),
)


def kind_of(head: bytes) -> Kind | None:
    """What a file with this beginning (``HEAD`` bytes) is; None for what we do not take."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF":
        riff: dict[bytes, Kind] = {b"WEBP": "WEBP", b"AVI ": "video", b"WAVE": "WAV"}
        return riff.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _kind_of_brands(head)
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return "AAC"  # ADTS: layer 0
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "MP3"
    return None


def _kind_of_brands(head: bytes) -> Kind:
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))]
    if b"avif" in brands or b"avis" in brands:
        return "AVIF"
    if any(brand in _HEIF_BRANDS for brand in brands):
        return "HEIF"
    return "audio" if brands[0] in (b"M4A ", b"M4B ", b"M4P ") else "video"


def head_of(source: Source) -> bytes:
    """The first ``HEAD`` bytes. Raises FileRefusedError where the file cannot be read."""
    if isinstance(source, bytes):
        return source[:HEAD]
    try:
        with source.open("rb") as file:
            return file.read(HEAD)
    except OSError as error:
        raise unreadable(source, error) from error


def size_of(source: Source) -> int:
    """Its bytes. Raises FileRefusedError where there is no such file."""
    if isinstance(source, bytes):
        return len(source)
    try:
        return source.stat().st_size
    except OSError as error:
        raise unreadable(source, error) from error


def unreadable(path: Path, error: OSError) -> FileRefusedError:
    """The sentence for a file that the system does not give us."""
    if error.errno == errno.ENOENT:
        return FileRefusedError(text("There is no file “{path}”; check the name.", path=str(path)))
    if error.errno == errno.EISDIR or path.is_dir():
        return FileRefusedError(text("“{name}” is a folder; choose a file in it.", name=path.name))
    if error.errno in (errno.EACCES, errno.EPERM):
        return FileRefusedError(text("“{path}” may not be read by you; ask for the right to read it.", path=str(path)))
    return FileRefusedError(text("“{path}” cannot be read: {why}.", path=str(path), why=error.strerror or str(error)))


def checked_picture(source: Source) -> Kind:
    """The kind of a picture or video that may be opened; refuses everything else in one sentence.

    Raises FileRefusedError.
    """
    head, size = head_of(source), size_of(source)
    if not head:
        raise FileRefusedError(text("This file is empty; send or download it again."))
    kind = kind_of(head)
    if kind == "video" or kind in PICTURES:
        _check_size(size, MAX_VIDEO_BYTES if kind == "video" else MAX_PICTURE_BYTES)
        return kind
    raise FileRefusedError(_not_a_picture(head))


def checked_sound(source: Source) -> Kind:
    """The kind of a sound, or of a video that may have one. Raises FileRefusedError."""
    head, size = head_of(source), size_of(source)
    if not head:
        raise FileRefusedError(text("This file is empty; send or download it again."))
    kind = kind_of(head)
    if kind not in SOUNDS or kind is None:
        raise FileRefusedError(
            text("This is not a sound that can be read; send it as MP3, M4A, FLAC, OGG or WAV, or send the video.")
        )
    _check_size(size, MAX_SOUND_BYTES)
    return kind


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise FileRefusedError(
            text(
                "This file has {n} MB, more than the {most} MB that are opened; save it smaller.",
                n=round(size / 1e6),
                most=most // 1_000_000,
            )
        )


def _not_a_picture(head: bytes) -> Text:
    foreign = {b"8BPS": "Photoshop", b"%PDF": "PDF", b"%!PS": "EPS", b"<svg": "SVG", b"<?xm": "SVG", b"\0\0\1\0": "ICO"}
    name = foreign.get(head[:4])
    if name is not None:
        return text("{format} files are not opened as pictures; export it as PNG or TIFF and send that.", format=name)
    return text("This is not a picture that can be opened; send it as JPEG, PNG, TIFF, WebP or HEIC.")


def content_key(source: Source) -> str:
    """SHA-256 of the content, hexadecimal. Raises FileRefusedError."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    try:
        with source.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(source, error) from error
