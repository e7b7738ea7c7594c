"""Windows DLLs that wine 10 lacks and the packaged program needs, built from source and put into one wine prefix.

For tests only: a real Windows (10, version 1703 or newer) has all of them, and the installer must not carry any.
"""

from __future__ import annotations

import struct
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMPILER = "x86_64-w64-mingw32-gcc"
WINE_DLLS = Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows")
# wine takes a DLL for its own, and prefers the one it came with, by these words in the DOS header
BUILTIN = b"Wine builtin DLL"
# How wine is told to take ours: n(ative) before b(uiltin), by name
OVERRIDES = {"icuuc": "n", "mscms": "n", "winemscms": "n", "ucrtbase": "n,b", "ucrtwine": "n"}


def install(system32: Path) -> None:
    """Build the three and put them into the prefix's system folder. Raises CalledProcessError when one cannot be built."""
    _compile(system32 / "icuuc.dll", [HERE / "icuuc.c"])
    for dll, original, source in (
        ("ucrtbase.dll", "ucrtwine.dll", "ucrt_complex.c"),
        ("mscms.dll", "winemscms.dll", "mscms.c"),
    ):
        wines = (WINE_DLLS / dll).read_bytes()
        (system32 / original).write_bytes(wines.replace(BUILTIN, bytes(len(BUILTIN)), 1))
        _over(system32 / dll, original.removesuffix(".dll"), names_in(wines), HERE / source)


def _over(target: Path, original: str, names: Iterable[str], source: Path) -> None:
    """A DLL with all of these names: those that the source has are its own, the others are the original's."""
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "part.o"
        subprocess.run([COMPILER, "-O2", "-c", "-o", part, source], check=True)
        listed = subprocess.run(
            [COMPILER.replace("gcc", "nm"), "--extern-only", "--defined-only", part],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        ours = {word[2:] for word in listed.split() if word.startswith("S_")}
        exports = Path(folder) / "exports.def"
        lines = [f"{name}=S_{name}" if name in ours else f"{name}={original}.{name}" for name in sorted(names)]
        exports.write_text(f"LIBRARY {target.stem}\nEXPORTS\n" + "".join(f"  {line}\n" for line in lines), "utf-8")
        _compile(target, [part, exports, "-lm"])


def _compile(target: Path, words: list[str | Path]) -> None:
    command = [COMPILER, "-O2", "-shared", "-static-libgcc", "-s", "-o", target, *words]
    subprocess.run([str(word) for word in command], check=True)


def names_in(dll: bytes) -> set[str]:
    """Names that a 64-bit DLL exports."""
    header = struct.unpack_from("<I", dll, 0x3C)[0]
    sections, optional = struct.unpack_from("<H", dll, header + 6)[0], struct.unpack_from("<H", dll, header + 20)[0]
    table = [struct.unpack_from("<IIII", dll, header + 24 + optional + 40 * i + 8) for i in range(sections)]

    def at(address: int) -> int:
        _, start, _, raw = next(s for s in table if s[1] <= address < s[1] + max(s[0], s[2]))
        return address - start + raw

    exports = at(struct.unpack_from("<I", dll, header + 24 + 112)[0])
    count, addresses = (struct.unpack_from("<I", dll, exports + where)[0] for where in (24, 32))
    starts = [at(struct.unpack_from("<I", dll, at(addresses) + 4 * i)[0]) for i in range(count)]
    return {dll[start : dll.index(b"\0", start)].decode("ascii") for start in starts}
