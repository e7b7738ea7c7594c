"""Dots of labels in the languages of label printers: ZPL II ``^GF`` and TSPL ``BITMAP``; each label as often as it is wanted."""

import base64
import binascii
import zlib
from collections.abc import Iterable

import numpy as np

from app.drivers.printers.label_dots import INCH_MM, Dots


def zpl(labels: Iterable[Dots], copies: int, *, packed: bool) -> bytes:
    """Each label as one format. ``packed``: Z64 (deflated), which copies of Zebra's printers often do not know; else hex."""
    return b"".join(_zpl_label(label, copies, packed=packed) for label in labels)


def _zpl_label(label: Dots, copies: int, *, packed: bool) -> bytes:
    height, width = label.shape
    bits = np.packbits(label, axis=1)
    content, count, row = bits.tobytes(), bits.size, bits.shape[1]
    data = _z64(content) if packed else content.hex().upper()
    return (
        f"^XA^LH0,0^LS0^LT0^PW{width}^LL{height}^FO0,0^GFA,{count},{count},{row},{data}^FS^PQ{copies},0,0,N^XZ\n"
    ).encode("ascii")


def _z64(content: bytes) -> str:
    """Deflated, in base 64, with the CRC of CCITT (start 0) over those letters."""
    letters = base64.b64encode(zlib.compress(content, 9))
    return f":Z64:{letters.decode('ascii')}:{binascii.crc_hqx(letters, 0):04X}"


def tspl(labels: Iterable[Dots], copies: int, dpi: int) -> bytes:
    """Each label in its size. The gap between labels stays as the printer has learned it. There a black dot is 0."""
    return b"".join(_tspl_label(label, copies, dpi) for label in labels)


def _tspl_label(label: Dots, copies: int, dpi: int) -> bytes:
    height, width = label.shape
    bits = ~np.packbits(label, axis=1)
    wide_mm, high_mm = width / dpi * INCH_MM, height / dpi * INCH_MM
    head = f"SIZE {wide_mm:.2f} mm,{high_mm:.2f} mm\r\nREFERENCE 0,0\r\nCLS\r\nBITMAP 0,0,{bits.shape[1]},{height},0,"
    return head.encode("ascii") + bits.tobytes() + f"\r\nPRINT 1,{copies}\r\n".encode("ascii")
