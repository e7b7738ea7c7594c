"""The AAC track of an MP4, M4A or MOV file as a plain AAC stream (ADTS): Symphonia, as we have it, reads only the latter.

ISO/IEC 14496-12 (boxes), 14496-1 (descriptors), 14496-3 (AudioSpecificConfig, ADTS).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MOST_SAMPLES = 1_000_000  # five hours
RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
CONTAINERS = (b"mdia", b"minf", b"stbl")


@dataclass(frozen=True)
class _Sample:
    offset: int
    size: int


def adts_of(data: bytes) -> bytes | None:
    """Every frame of the first AAC track, each with its ADTS header; None where there is no such track.

    Raises ValueError where the file is damaged.
    """
    try:
        movie = next((body for name, body in _boxes(data) if name == b"moov"), None)
        if movie is None:
            return None
        for name, track in _boxes(movie):
            if name == b"trak":
                parts: dict[bytes, memoryview] = {}
                for inner, body in _parts(track):
                    parts.setdefault(inner, body)  # QuickTime has a second hdlr further in
                config = _aac_config(parts)
                if config is not None:
                    return _stream(data, parts, config)
    except (struct.error, IndexError, KeyError) as error:
        raise ValueError("damaged MP4") from error
    return None


def _boxes(data: bytes | memoryview) -> Iterator[tuple[bytes, memoryview]]:
    view, at = memoryview(data), 0
    while at + 8 <= len(view):
        size, name = struct.unpack_from(">I4s", view, at)
        head = 8
        if size == 1:
            (size,), head = struct.unpack_from(">Q", view, at + 8), 16
        end = len(view) if size == 0 else min(at + size, len(view))
        if end < at + head:
            raise ValueError("damaged MP4")
        yield name, view[at + head : end]
        at = end


def _parts(track: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    for name, body in _boxes(track):
        if name in CONTAINERS:
            yield from _parts(body)
        else:
            yield name, body


def _aac_config(parts: dict[bytes, memoryview]) -> bytes | None:
    """AudioSpecificConfig of a sound track in AAC."""
    if bytes(parts.get(b"hdlr", b"")[8:12]) != b"soun" or b"stsd" not in parts:
        return None
    for name, entry in _boxes(parts[b"stsd"][8:]):
        if name != b"mp4a":
            continue
        version = struct.unpack_from(">H", entry, 8)[0]
        rest = entry[28 + {0: 0, 1: 16, 2: 36}.get(version, 0) :]
        for inner, body in _boxes(rest):
            if inner == b"esds":
                return _decoder_config(body[4:])
            if inner == b"wave":  # QuickTime wraps it once more
                nested = next((b for n, b in _boxes(body) if n == b"esds"), None)
                if nested is not None:
                    return _decoder_config(nested[4:])
    return None


def _decoder_config(body: memoryview) -> bytes | None:
    """DecoderSpecificInfo (tag 5) inside DecoderConfigDescriptor (4) inside ES_Descriptor (3)."""
    at = 0
    while at < len(body):
        tag, at = body[at], at + 1
        length = 0
        while True:
            byte, at = body[at], at + 1
            length = length << 7 | byte & 0x7F
            if not byte & 0x80:
                break
        if tag == 3:
            flags, at = body[at + 2], at + 3
            at += 2 * bool(flags & 0x80) + (1 + body[at] if flags & 0x40 else 0) + 2 * bool(flags & 0x20)
        elif tag == 4:
            if body[at] not in (0x40, 0x67):
                return None
            at += 13
        elif tag == 5:
            return bytes(body[at : at + length])
        else:
            at += length
    return None


def _stream(data: bytes, parts: dict[bytes, memoryview], config: bytes) -> bytes:
    bits = int.from_bytes(config[:5].ljust(5, b"\0"), "big")
    kind, rate, channels = bits >> 35, bits >> 31 & 15, bits >> 27 & 15
    if rate == 15:
        frequency = bits >> 7 & 0xFFFFFF
        rate, channels = min(range(13), key=lambda k: abs(RATES[k] - frequency)), bits >> 3 & 15
    profile = kind - 1 if 1 <= kind <= 4 else 1  # SBR and PS sit on a core of low complexity, which is what is decoded
    out = bytearray()
    for sample in _samples(parts):
        if sample.offset + sample.size > len(data):
            break
        length = sample.size + 7
        if length >= 1 << 13:
            raise ValueError("damaged MP4")
        out += bytes(
            (
                0xFF,
                0xF1,
                profile << 6 | rate << 2 | channels >> 2,
                (channels & 3) << 6 | length >> 11,
                length >> 3 & 0xFF,
                (length & 7) << 5 | 0x1F,
                0xFC,
            )
        )
        out += data[sample.offset : sample.offset + sample.size]
    return bytes(out)


def _samples(parts: dict[bytes, memoryview]) -> Iterator[_Sample]:
    """Where each frame lies, by the tables of the track: sizes, frames per chunk, chunk offsets."""
    same, count = struct.unpack_from(">II", parts[b"stsz"], 4)
    if count > MOST_SAMPLES:
        raise ValueError("damaged MP4")
    sizes = [same] * count if same else list(struct.unpack_from(f">{count}I", parts[b"stsz"], 12))
    wide = b"co64" in parts
    table = parts[b"co64" if wide else b"stco"]
    chunks = struct.unpack_from(">I", table, 4)[0]
    if chunks > MOST_SAMPLES:
        raise ValueError("damaged MP4")
    offsets = struct.unpack_from(f">{chunks}{'Q' if wide else 'I'}", table, 8)
    runs = [struct.unpack_from(">III", parts[b"stsc"], 8 + 12 * k) for k in range(len(parts[b"stsc"][8:]) // 12)]
    number, run = 0, -1
    for chunk, start in enumerate(offsets, 1):
        offset = start
        while run + 1 < len(runs) and runs[run + 1][0] <= chunk:
            run += 1
        for _ in range(runs[run][1] if run >= 0 else 0):
            if number >= count:
                return
            yield _Sample(offset, sizes[number])
            offset += sizes[number]
            number += 1
