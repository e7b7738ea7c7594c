"""Files made for these tests: pictures of four colours, broken ones, sounds, videos."""

import base64
import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image, ImageCms

COLORS = ((200, 40, 40), (40, 180, 40), (40, 40, 200), (230, 230, 230))
"""Top left, top right, bottom left, bottom right."""

# One intra frame of the four colours, 64 × 64, made by us; HEIF has no encoder here, so its boxes are put together below.
HEVC_CONFIGURATION = base64.b64decode(
    "AQQIAAAAn6gAAAAAHvAA/P34+AAADwOgAAEAF0ABDAH//wQIAAADAJ+oAAADAAAeugJAoQABAClCAQEECAAAAwCfqAAAAwAAHqAggQWW6kkyubgQECgg"
    "AAADACAAAAMDIaIAAQAHRAHBcrAiQA=="
)
HEVC_FRAME = base64.b64decode(
    "AAAAYCgBrwngIzsX//OY9smPcCoo7vOY3smaTsDMa71y3508rCZ52z9zOlXUbqcoHNwZzu37MLd+/8mGA7Clr3x5D18SuHZb4ZyL2/s/hrisfaVAYQW3"
    "2w3+ycIUs0NIPx1vwA=="
)


def four_colors(width: int = 64, height: int = 64, mode: str = "RGB") -> Image.Image:
    pixels = np.zeros((height, width, 3), np.uint8)
    for k, color in enumerate(COLORS):
        rows = slice(0, height // 2) if k < 2 else slice(height // 2, height)
        columns = slice(0, width // 2) if k % 2 == 0 else slice(width // 2, width)
        pixels[rows, columns] = color
    return Image.fromarray(pixels).convert(mode)


def quadrants(image: Image.Image) -> np.ndarray:
    """The colour in the middle of each quarter, (4, channels) int."""
    pixels = np.asarray(image).astype(int)
    height, width = pixels.shape[:2]
    return np.array([pixels[y, x] for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)])


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def exchanged_profile() -> bytes:
    """sRGB with red and green exchanged: whoever ignores the profile shows the wrong colours."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = data.index(b"rXYZ", 128), data.index(b"gXYZ", 128)
    data[red : red + 4], data[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(data)


def box(name: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + name + body


def full_box(name: bytes, version: int, *content: bytes) -> bytes:
    return box(name, bytes((version, 0, 0, 0)), *content)


def heic(turned: int = 0) -> bytes:
    """The four colours as HEIC, ``turned`` quarters counter-clockwise by its ``irot`` box."""
    start = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    properties = [
        box(b"hvcC", HEVC_CONFIGURATION),
        full_box(b"ispe", 0, struct.pack(">II", 64, 64)),
        box(b"irot", bytes((turned,))),
    ]

    def meta(offset: int) -> bytes:
        return full_box(
            b"meta",
            0,
            full_box(b"hdlr", 0, bytes(4), b"pict", bytes(12), b"\0"),
            full_box(b"pitm", 0, struct.pack(">H", 1)),
            full_box(b"iloc", 0, struct.pack(">HHHHHII", 0x4400, 1, 1, 0, 1, offset, len(HEVC_FRAME))),
            full_box(b"iinf", 0, struct.pack(">H", 1), full_box(b"infe", 2, struct.pack(">HH", 1, 0), b"hvc1", b"\0")),
            box(
                b"iprp",
                box(b"ipco", *properties),
                full_box(b"ipma", 0, struct.pack(">IHB", 1, 1, 3), bytes((0x81, 0x02, 0x83))),
            ),
        )

    offset = len(start) + len(meta(0)) + 8
    return start + meta(offset) + box(b"mdat", HEVC_FRAME)


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are a picture of so many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(4096))) + chunk(b"IEND", b"")
    )


def without_adobe_marker(jpeg: bytes) -> bytes:
    """A JPEG of four inks as programs other than Adobe's write it: no APP14, and full ink as 255."""
    at = jpeg.index(b"\xff\xee")
    length = struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    return jpeg[:at] + jpeg[at + 2 + length :]


def png_16_bit(values: np.ndarray) -> bytes:
    """(H, W, 3) uint16 as a PNG of 16 bits per channel."""
    import cv2

    ok, data = cv2.imencode(".png", values[..., ::-1])
    assert ok
    return bytes(data)


def tiff_16_bit(values: np.ndarray) -> bytes:
    """(H, W, 3) uint16 as an uncompressed TIFF."""
    height, width, _ = values.shape
    data = values.astype("<u2").tobytes()
    entries = [
        (256, 3, 1, width),
        (257, 3, 1, height),
        (258, 3, 3, 8 + len(data)),
        (259, 3, 1, 1),
        (262, 3, 1, 2),
        (273, 4, 1, 8),
        (277, 3, 1, 3),
        (278, 3, 1, height),
        (279, 4, 1, len(data)),
    ]
    bits = struct.pack("<HHH", 16, 16, 16)
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *e) for e in entries) + bytes(4)
    return b"II*\0" + struct.pack("<I", 8 + len(data) + len(bits)) + data + bits + directory


def disc(color: tuple[int, int, int], size: int = 200) -> Image.Image:
    """A disc on white."""
    y, x = np.mgrid[0:size, 0:size] + 0.5
    inside = np.hypot(x - size / 2, y - size / 2) < size / 3
    return Image.fromarray(np.where(inside[..., None], np.uint8(color), np.uint8(255)).astype(np.uint8))
