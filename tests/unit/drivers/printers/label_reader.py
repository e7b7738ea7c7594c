"""Reads ZPL ``^GF`` and TSPL ``BITMAP`` back into dots, written from the manuals and apart from what writes them."""

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class ReadLabel:
    """What a printer would make of it: grey picture (black 0), how often, and its size in mm where it is said."""

    picture: Image.Image
    copies: int
    size_mm: tuple[float, float] | None = None


def crc16(content: bytes) -> int:
    """CRC-16 of CCITT (XModem), bit by bit."""
    crc = 0
    for byte in content:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return crc


def read_zpl(sent: bytes) -> list[ReadLabel]:
    """Every format in what was sent."""
    found = []
    for whole in re.findall(rb"\^XA(.*?)\^XZ", sent, re.DOTALL):
        words = dict(re.findall(rb"\^(PW|LL|PQ)(\d+)", whole))
        said = re.search(rb"\^GFA,(\d+),(\d+),(\d+),(.*?)\^FS", whole, re.DOTALL)
        assert said is not None
        total, count, row = (int(figure) for figure in said.groups()[:3])
        data = said[4]
        if data.startswith(b":Z64:"):
            letters, crc = data[5:].rsplit(b":", 1)
            assert crc16(letters) == int(crc, 16)
            content = zlib.decompress(base64.b64decode(letters))
        else:
            content = bytes.fromhex(data.decode("ascii"))
        assert total == count == len(content)
        width, height = int(words[b"PW"]), int(words[b"LL"])
        found.append(ReadLabel(_picture(content, row, width, height, black=1), int(words[b"PQ"])))
    return found


def read_graphic(sent: bytes) -> Image.Image:
    """The first ``~DG`` graphic, as LPrint sends one: hex in which runs of digits and of rows are shortened."""
    said = re.search(rb"~DG[^,]*,(\d+),(\d+),([^~^]*)", sent)
    assert said is not None
    total, row = int(said[1]), int(said[2])
    content = b"".join(_rows(said[3].decode("ascii"), 2 * row))
    assert len(content) == total
    return _picture(content, row, row * 8, total // row, black=1)


def _rows(data: str, digits: int) -> Iterator[bytes]:
    """Rows of bytes; a letter before a digit says how often, comma and exclamation mark fill, a colon repeats the row."""
    row, times, before = "", 0, ""
    for sign in data:
        if sign.isspace():
            continue
        if "G" <= sign <= "Y":
            times += ord(sign) - ord("G") + 1
            continue
        if "g" <= sign <= "z":
            times += 20 * (ord(sign) - ord("g") + 1)
            continue
        if sign == ":":
            row = before
        elif sign in ",!":
            row += ("0" if sign == "," else "F") * (digits - len(row))
        else:
            row += sign * max(times, 1)
        times = 0
        if len(row) >= digits:
            assert len(row) == digits
            yield bytes.fromhex(row)
            row, before = "", row


def read_tspl(sent: bytes) -> list[ReadLabel]:
    """Every label in what was sent; the dots are counted, as their bytes may look like words."""
    found, at = [], 0
    while at < len(sent):
        head = re.compile(rb"SIZE ([\d.]+) mm,([\d.]+) mm\r\nREFERENCE 0,0\r\nCLS\r\nBITMAP 0,0,(\d+),(\d+),0,").match(
            sent, at
        )
        assert head is not None, sent[at : at + 80]
        row, height = int(head[3]), int(head[4])
        content = sent[head.end() : head.end() + row * height]
        tail = re.compile(rb"\r\nPRINT 1,(\d+)\r\n").match(sent, head.end() + row * height)
        assert tail is not None
        at = tail.end()
        size = float(head[1]), float(head[2])
        found.append(ReadLabel(_picture(content, row, row * 8, height, black=0), int(tail[1]), size))
    return found


def _picture(content: bytes, row: int, width: int, height: int, *, black: int) -> Image.Image:
    bits = np.unpackbits(np.frombuffer(content, np.uint8).reshape(height, row), axis=1)[:, :width]
    return Image.fromarray(np.where(bits == black, 0, 255).astype(np.uint8))
