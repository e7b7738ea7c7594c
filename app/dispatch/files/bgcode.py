"""Binary G-code (Prusa): its metadata blocks. The moves stay packed, so its size is not known.

Layout as published by Prusa (libbgcode, specifications.md): file header, then blocks with their own headers.
"""

import struct
import zlib

from app.dispatch.files.facts import DamagedFileError, FileFacts
from app.dispatch.files.gcode import facts_of

MAGIC = b"GCDE"
_FILE_HEADER, _PARAMETERS, _CHECKSUM = 10, 2, 4
_FILE_METADATA, _GCODE, _SLICER, _PRINTER, _PRINT, _THUMBNAIL = range(6)
_THUMBNAIL_PARAMETERS = 6
_MOST = 4_000_000


def read_bgcode(content: bytes) -> FileFacts:
    """Facts of a binary G-code file. Raises DamagedFileError."""
    said: dict[str, str] = {}
    moves = False
    try:
        checksum = _CHECKSUM if struct.unpack_from("<H", content, 8)[0] else 0
        at = _FILE_HEADER
        while at < len(content):
            kind, packing, size = struct.unpack_from("<HHI", content, at)
            packed = struct.unpack_from("<I", content, at + 8)[0] if packing else size
            at += 12 if packing else 8
            start = at + (_THUMBNAIL_PARAMETERS if kind == _THUMBNAIL else _PARAMETERS)
            at = start + packed + checksum
            if at > len(content):
                raise DamagedFileError
            moves = moves or kind == _GCODE
            if kind in {_FILE_METADATA, _SLICER, _PRINTER, _PRINT} and packing in {0, 1}:
                _remember(_unpacked(content[start : start + packed], packing, size), said)
    except struct.error:
        raise DamagedFileError from None
    if not moves:
        raise DamagedFileError
    names = tuple(_names(said.get("objects_info", "")))
    return facts_of(said, size_mm=(0.0, 0.0, 0.0), names=names, suffix=".bgcode")


def _unpacked(data: bytes, packing: int, size: int) -> bytes:
    if packing == 0:
        return data
    try:
        return zlib.decompressobj().decompress(data, min(size, _MOST))
    except zlib.error:
        raise DamagedFileError from None


def _remember(block: bytes, said: dict[str, str]) -> None:
    for line in block.decode("utf-8", "replace").splitlines():
        key, equals, value = line.partition("=")
        if equals and value.strip():
            said.setdefault(key.strip().lower(), value.strip().strip('"'))


def _names(info: str) -> list[str]:
    return [part.split('"', 1)[0] for part in info.split('"name":"')[1:]]
