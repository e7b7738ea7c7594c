"""Draw the icon and the installer's picture in packaging/windows from resources/icons/statuette.svg, when it has changed.

    .venv/bin/python packaging/make_icon.py

Small sizes are bitmaps, which every part of Windows reads; the large one is a PNG, as Windows has it since Vista.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "resources" / "icons" / "statuette.svg"
ICON = ROOT / "packaging" / "windows" / "statuette.ico"
SIDE = ROOT / "packaging" / "windows" / "side.bmp"
SIDE_SIZE = (164, 314)
SIDE_COLORS = ("#16181d", "#262a32")  # of the dark theme: background and raised
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
OVERSAMPLING = 4


def main() -> None:
    ICON.write_bytes(icon())
    SIDE.write_bytes(side())
    for path in (ICON, SIDE):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


def icon() -> bytes:
    """The file's bytes: a directory of 16 bytes each, then the pictures."""
    pictures = [_picture(size) for size in SIZES]
    at = 6 + 16 * len(pictures)
    entries = b""
    for size, picture in zip(SIZES, pictures, strict=True):
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(pictures)


def side() -> bytes:
    """A bitmap as NSIS wants it: 24 bit, the drawing in the middle of a dark column."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice, QRectF  # noqa: PLC0415 - after the platform is chosen
    from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    width, height = SIDE_SIZE
    image = QImage(width, height, QImage.Format.Format_RGB888)
    shade = QLinearGradient(0, 0, 0, height)
    shade.setColorAt(0, QColor(SIDE_COLORS[1]))
    shade.setColorAt(1, QColor(SIDE_COLORS[0]))
    painter = QPainter(image)
    painter.fillRect(image.rect(), shade)
    QSvgRenderer(str(DRAWING)).render(painter, QRectF(width / 2 - 40, height / 2 - 40, 80, 80))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "BMP")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _picture(size: int) -> bytes:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice, Qt  # noqa: PLC0415 - after the platform is chosen
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    large = QImage(size * OVERSAMPLING, size * OVERSAMPLING, QImage.Format.Format_ARGB32_Premultiplied)
    large.fill(Qt.GlobalColor.transparent)
    painter = QPainter(large)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    image = large.scaled(
        size, size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).convertToFormat(QImage.Format.Format_ARGB32)
    if size >= 256:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(buffer.data().data())
    rows = bytes(image.constBits())
    upside_down = b"".join(rows[y * size * 4 : (y + 1) * size * 4] for y in reversed(range(size)))
    mask = bytes((size + 31) // 32 * 4 * size)  # nothing is cut away: the pixels' own transparency counts
    header = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, len(upside_down) + len(mask), 0, 0, 0, 0)
    return header + upside_down + mask


if __name__ == "__main__":
    main()
