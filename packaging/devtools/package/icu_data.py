"""ICU's data for Qt, with the languages of the program: 32 MB of tables for all the world's become a few.

The data is one archive of named tables (format CmnD) inside a library that holds nothing else. It is taken out, written
without the tables of other languages, and put into a library of the same name. ICU falls back to its root tables for a
language that is not there, as it does for one that it has never heard of.
"""

from __future__ import annotations

import re
import struct
import tempfile
from pathlib import Path

from devtools.console import Stop
from devtools.package import tools

LANGUAGES = {"en", "zh"}
# A table of one language: in a folder per kind, named by its tag.
LANGUAGE = re.compile(r"^(?:(?:coll|curr|zone)/)?([a-z]{2,3})(?:_[A-Za-z0-9_]+)?\.res$")
# Kinds that Qt never asks for (of ICU it calls ucol, ucnv and ucal alone): breaks of words and lines, other scripts, numbers
# in words, units, names of languages and regions
UNUSED = ("brkitr/", "translit/", "rbnf/", "unit/", "lang/", "region/")
INDEX = "res_index.res"
SYMBOL = re.compile(r"^([0-9a-f]+) .*\.rodata\s+([0-9a-f]+)\s+(icudt\d+_dat)$", re.MULTILINE)
SECTION = re.compile(r"\.rodata\s+[0-9a-f]+\s+([0-9a-f]+)\s+[0-9a-f]+\s+([0-9a-f]+)")
ALIGN = 16
SOURCE = """\
.section .note.GNU-stack,"",@progbits
.section .rodata
.balign 16
.globl {symbol}
.type {symbol}, @object
{symbol}:
.incbin "{data}"
.size {symbol}, .-{symbol}
"""


def shrink(library: Path) -> int:
    """Rewrite libicudata without other languages; gives the bytes saved. Raises Stop where it looks otherwise."""
    symbol, data = _data(library)
    soname = re.search(r"SONAME\s+(\S+)", tools.do(["objdump", "-p", library]))
    if soname is None:
        raise Stop(f"{library.name} has no name of its own.")
    before = library.stat().st_size
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "icu.dat").write_bytes(without_languages(data))
        (folder / "icu.s").write_text(SOURCE.format(symbol=symbol, data="icu.dat"), "utf-8")
        tools.do(["as", "-o", "icu.o", "icu.s"], cwd=folder)
        flags = ["--build-id=none", "-z", "noexecstack", "-z", "max-page-size=4096", "--hash-style=gnu"]
        tools.do(["ld", "-shared", "-soname", soname[1], *flags, "-o", "icu.so", "icu.o"], cwd=folder)
        tools.do(["strip", "--strip-unneeded", "icu.so"], cwd=folder)
        content = (folder / "icu.so").read_bytes()
    library.unlink()
    library.write_bytes(content)
    library.chmod(0o755)
    return before - library.stat().st_size


def wanted(name: str) -> bool:
    """Whether a table stays; `name` is without the archive's own ("coll/zh.res")."""
    if name.startswith(UNUSED):
        return False
    language = LANGUAGE.match(name)
    return language is None or language[1] in LANGUAGES or name.endswith(INDEX)


def without_languages(data: bytes) -> bytes:
    """The archive with the tables that stay, in their order. Raises Stop where it is none."""
    head = struct.unpack_from("<H", data)[0]
    if data[2:4] != b"\xda\x27" or data[12:16] != b"CmnD":
        raise Stop("ICU's data has another form than the one that we know.")
    count = struct.unpack_from("<I", data, head)[0]
    rows = [struct.unpack_from("<II", data, head + 4 + 8 * number) for number in range(count)]
    ends = [*(row[1] for row in rows[1:]), len(data) - head]
    kept: list[tuple[bytes, bytes]] = []
    for (name_at, start), end in zip(rows, ends, strict=True):
        name = data[head + name_at : data.index(b"\0", head + name_at)]
        if wanted(name.decode("ascii").partition("/")[2]):
            kept.append((name + b"\0", data[head + start : head + end]))
    return data[:head] + _archive(kept)


def _archive(tables: list[tuple[bytes, bytes]]) -> bytes:
    """Count, table of contents, names, and the tables on full 16 bytes; offsets count from its start."""
    names_at = 4 + 8 * len(tables)
    names = b"".join(name for name, _ in tables)
    body = bytearray(names + b"\0" * (-(names_at + len(names)) % ALIGN))
    contents = struct.pack("<I", len(tables))
    name_at = names_at
    for name, table in tables:
        body += b"\0" * (-(names_at + len(body)) % ALIGN)
        contents += struct.pack("<II", name_at, names_at + len(body))
        name_at += len(name)
        body += table
    return contents + bytes(body)


def _data(library: Path) -> tuple[str, bytes]:
    symbol = SYMBOL.search(tools.do(["objdump", "-T", library]))
    section = SECTION.search(tools.do(["objdump", "-h", library]))
    if symbol is None or section is None:
        raise Stop(f"{library.name} does not hold ICU's data in the way that we know.")
    address, size = int(symbol[1], 16), int(symbol[2], 16)
    start = address - int(section[1], 16) + int(section[2], 16)
    return symbol[3], library.read_bytes()[start : start + size]
