"""Shared libraries without the empty megabytes between their parts.

Some were linked for pages of 2 MB, and tools that changed them later filled the file up to the next such page. Memory
pages have 4 KB on every processor that we ship for: the parts move together in the file, and stay where they are in memory.
"""

from __future__ import annotations

import itertools
from pathlib import Path

from devtools.package.elf import ALLOCATED, LOAD, NOBITS, Elf, Section, Segment, packed

PAGE = 4096
WORTH = 65536  # bytes of padding below which a file stays as it is


def close_up(path: Path) -> int:
    """Write a library more closely where that is worth it; gives the bytes saved."""
    old = path.read_bytes()
    try:
        elf = Elf(old)
    except ValueError:
        return 0
    if padding(elf) < WORTH:
        return 0
    new = closely(elf)
    mode = path.stat().st_mode
    path.unlink()  # a hard link elsewhere keeps what it has
    path.write_bytes(new)
    path.chmod(mode & 0o777)
    return len(old) - len(new)


def padding(elf: Elf) -> int:
    """Bytes between the parts that are loaded."""
    loaded = sorted((s for s in elf.segments if s.kind == LOAD), key=lambda segment: segment.offset)
    return sum(max(0, after.offset - before.offset - before.in_file) for before, after in itertools.pairwise(loaded))


def closely(elf: Elf) -> bytes:
    """The same library with its parts at the next offset that the loader accepts. Raises ValueError on an odd one."""
    loaded = sorted((s for s in elf.segments if s.kind == LOAD), key=lambda segment: segment.offset)
    if not loaded or loaded[0].offset:
        raise ValueError("the first part does not hold the header")
    out = bytearray()
    moved: list[tuple[Segment, int]] = []
    for segment in loaded:
        start = len(out) + (segment.address - len(out)) % PAGE
        out += b"\0" * (start - len(out)) + elf.content[segment.offset : segment.offset + segment.in_file]
        moved.append((segment, start))
    segments_at = _of_offset(moved, elf.segments_at)
    segments = [_moved_segment(segment, moved) for segment in elf.segments]
    sections = [_moved_section(section, moved, elf.content, out) for section in elf.sections]
    out += b"\0" * (-len(out) % 8)
    out[: len(elf.header(0, 0))] = elf.header(segments_at, len(out))
    table = b"".join(map(packed, segments))
    out[segments_at : segments_at + len(table)] = table
    return bytes(out) + b"".join(map(packed, sections))


def _of_offset(moved: list[tuple[Segment, int]], offset: int) -> int:
    for segment, start in moved:
        if segment.offset <= offset < segment.offset + segment.in_file:
            return offset - segment.offset + start
    raise ValueError("something that is not loaded lies between the parts")


def _moved_segment(old: Segment, moved: list[tuple[Segment, int]]) -> Segment:
    new = Segment(**vars(old))
    if old.in_file:
        new.offset = _of_offset(moved, old.offset)
    if old.kind == LOAD:
        new.align = PAGE
    return new


def _moved_section(old: Section, moved: list[tuple[Segment, int]], content: bytes, out: bytearray) -> Section:
    """What is loaded went with its part; the rest (names, the compiler's remark) is put behind the parts."""
    new = Section(**vars(old))
    if old.flags & ALLOCATED:
        for segment, start in moved:
            if segment.address <= old.address <= segment.address + segment.in_memory:
                new.offset = old.address - segment.address + start
        return new
    if old.kind not in {0, NOBITS}:
        out += b"\0" * (-len(out) % max(1, old.align))
        new.offset = len(out)
        out += content[old.offset : old.offset + old.size]
    return new
