"""Files for resin printers with a screen: ChiTu (.ctb, .cbddlp), Elegoo (.goo), Creality (.cxdlp), Anycubic (.pwmx …).

What is printed lies on the whole screen, so its size is that of the screen: such a file fits its own machine, no other.
"""

import struct

from app.dispatch.files.facts import DamagedFileError, FileFacts
from app.i18n import text

CTB_MAGICS = {0x12FD0019: ".cbddlp", 0x12FD0086: ".ctb", 0x12FD0106: ".ctb", 0x12FD0107: ".ctb"}
_CTB_SEALED = 0x12FD0107
GOO_MAGIC = b"\x07\x00\x00\x00DLP\x00"
CXDLP_NAME = b"CXSW3D"
ANYCUBIC_MAGIC = b"ANYCUBIC\x00\x00\x00\x00"
_TITLE = text("Sliced for resin")
_SANE_MM = 2000.0


def read_ctb(content: bytes) -> FileFacts:
    """Facts of a ChiTu file; an encrypted one tells nothing. Raises DamagedFileError."""
    try:
        (magic,) = struct.unpack_from("<I", content)
        suffix = CTB_MAGICS[magic]
        if magic == _CTB_SEALED:
            return FileFacts(suffix, "resin", _TITLE)
        bed_x, bed_y = struct.unpack_from("<2f", content, 0x08)
        height, layer = struct.unpack_from("<2f", content, 0x1C)
        (layers,) = struct.unpack_from("<I", content, 0x44)
        (seconds,) = struct.unpack_from("<I", content, 0x4C)
        parameters, length = struct.unpack_from("<2I", content, 0x54)
        millilitres, grams = struct.unpack_from("<2f", content, parameters + 0x14) if length >= 0x20 else (0.0, 0.0)
        machine = _ctb_machine(content)
    except (struct.error, KeyError):
        raise DamagedFileError from None
    return _facts(
        suffix, (bed_x, bed_y, height), layer, layers, seconds=seconds, grams=grams, millilitres=millilitres,
        machine=machine,
    )  # fmt: skip


def _ctb_machine(content: bytes) -> str:
    info, length = struct.unpack_from("<2I", content, 0x68)
    if not info or length < 0x24:
        return ""
    at, size = struct.unpack_from("<2I", content, info + 0x1C)
    return _word(content[at : at + min(size, 100)])


def read_goo(content: bytes) -> FileFacts:
    """Facts of an Elegoo file. Raises DamagedFileError."""
    pictures = 116 * 116 * 2 + 2 + 290 * 290 * 2 + 2
    at = 4 + 8 + 32 + 24 + 24 + 32 + 32 + 32 + 6 + pictures
    try:
        layers, _, _ = struct.unpack_from(">I2H", content, at)
        bed_x, bed_y, _, layer = struct.unpack_from(">4f", content, at + 10)
        # exposure, delay mode, 8 waits and exposures, bottom layers, 16 lifts, 2 lights, mode
        told = at + 26 + 4 + 1 + 8 * 4 + 4 + 16 * 4 + 2 * 2 + 1
        seconds, cubic_mm, grams = struct.unpack_from(">I2f", content, told)
    except struct.error:
        raise DamagedFileError from None
    return _facts(
        ".goo", (bed_x, bed_y, layers * layer), layer, layers, seconds=seconds, grams=grams,
        millilitres=cubic_mm / 1000, machine=_word(content[92:124]), program=_word(content[12:44]),
    )  # fmt: skip


def read_cxdlp(content: bytes) -> FileFacts:
    """Facts of a Creality file. Raises DamagedFileError."""
    try:
        (length,) = struct.unpack_from(">I", content)
        at = 4 + length + 2
        (named,) = struct.unpack_from(">I", content, at)
        if named > 200:
            raise DamagedFileError
        machine = _word(content[at + 4 : at + 4 + named])
        at += 4 + named
        (layers,) = struct.unpack_from(">H", content, at)
        at += 6 + 64
        at += 116 * 116 * 2 + 290 * 290 * 2 * 2 + 3 * 2  # three pictures, each with a line break
        words = []
        for _ in range(3):  # width and height of the screen, height of a layer, as words
            (size,) = struct.unpack_from(">I", content, at)
            if size > 64:
                raise DamagedFileError
            words.append(content[at + 4 : at + 4 + size].decode("utf-16-be").strip("\0"))
            at += 4 + size
        bed_x, bed_y, layer = (float(word) for word in words)
    except (struct.error, ValueError, UnicodeDecodeError):
        raise DamagedFileError from None
    return _facts(".cxdlp", (bed_x, bed_y, layers * layer), layer, layers, machine=machine)


def read_anycubic(content: bytes, suffix: str) -> FileFacts:
    """Facts of a Photon Workshop file. Raises DamagedFileError."""
    try:
        (header,) = struct.unpack_from("<I", content, 0x14)
        if content[header : header + 6] != b"HEADER":
            raise DamagedFileError
        at = header + 16
        pixel_um, layer = struct.unpack_from("<2f", content, at)
        (volume,) = struct.unpack_from("<f", content, at + 36)
        pixels_x, pixels_y = struct.unpack_from("<2I", content, at + 44)
        (grams,) = struct.unpack_from("<f", content, at + 52)
        (seconds,) = struct.unpack_from("<I", content, at + 68)
        (layers_at,) = struct.unpack_from("<I", content, 0x24)
        if content[layers_at : layers_at + 8] != b"LAYERDEF":
            raise DamagedFileError
        (layers,) = struct.unpack_from("<I", content, layers_at + 16)
    except struct.error:
        raise DamagedFileError from None
    return _facts(
        suffix, (pixels_x * pixel_um / 1000, pixels_y * pixel_um / 1000, layers * layer), layer, layers,
        seconds=seconds, grams=grams, millilitres=volume,
    )  # fmt: skip


def _facts(
    suffix: str, size_mm: tuple[float, float, float], layer_mm: float, layers: int, *, seconds: float = 0.0,
    grams: float = 0.0, millilitres: float = 0.0, machine: str = "", program: str = "",
) -> FileFacts:  # fmt: skip
    if not layers or not all(0 < length < _SANE_MM for length in size_mm) or not 0 < layer_mm < 1:
        raise DamagedFileError
    width, depth, height = (round(float(length), 2) for length in size_mm)
    return FileFacts(
        suffix, "resin", _TITLE, size_mm=(width, depth, height), seconds=_told(seconds), grams=_told(grams),
        millilitres=_told(millilitres), layer_mm=round(float(layer_mm), 4), layers=int(layers), machine=machine,
        program=program,
    )  # fmt: skip


def _told(value: float) -> float:
    return round(float(value), 2) if 0 < value < 1e9 else 0.0


def _word(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("utf-8", "replace").strip()
