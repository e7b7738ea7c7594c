"""Whether every library of the Windows runtime finds the libraries that it asks for on a bare PC.

wine has Microsoft's C++ runtime and a plain Windows does not, so only looking at the files tells: what is asked for must
be beside Python, in the same folder, in a package's own folder under a name of its own, or a part of Windows 10.
"""

from __future__ import annotations

import re
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path

from devtools.console import Stop

# Microsoft's C++ and OpenMP runtime. Packages bring it under its own name (then the first that is loaded serves all), or
# count on it being installed.
MICROSOFT = re.compile(r"(msvcp|vcruntime|vcomp|concrt|vccorlib|vcamp)140[\w]*\.dll", re.IGNORECASE)
# Where the copies are that go beside Python; Qt's are signed by its maker.
DONOR = "shiboken6"
# Parts of Windows 10. Media Foundation (mf*) is missing in its N editions until the Media Feature Pack is added.
WINDOWS = {
    "advapi32", "authz", "bcrypt", "bcryptprimitives", "cfgmgr32", "comctl32", "comdlg32", "crypt32", "d3d11",
    "d3d12", "d3d9", "d3dcompiler_47", "dbghelp", "dnsapi", "dwmapi", "dwrite", "dxgi", "gdi32", "icuuc", "imagehlp",
    "imm32", "iphlpapi", "kernel32", "mf", "mfplat", "mfreadwrite", "mpr", "mscms", "msvcrt", "netapi32", "ntdll",
    "ole32", "oleaut32", "opengl32", "pdh", "powrprof", "propsys", "psapi", "rpcrt4", "secur32", "setupapi",
    "shell32", "shlwapi", "uiautomationcore", "user32", "userenv", "uxtheme", "version", "winhttp", "winmm", "winusb",
    "ws2_32", "wtsapi32",
}  # fmt: skip


def put_beside_python(runtime: Path, site: Path) -> None:
    """Move Microsoft's runtime to where every library looks first, the folder of python.exe, and take the copies away."""
    there = {path.name.lower() for path in runtime.iterdir()}
    libraries = [path for path in sorted(site.rglob("*")) if path.suffix.lower() in {".dll", ".pyd"}]
    asked = {name for path in libraries for name in needed(path.read_bytes())} - there
    for path in sorted((site / DONOR).iterdir()):
        if MICROSOFT.fullmatch(path.name) and path.name.lower() in asked:
            shutil.move(path, runtime / path.name.lower())
    for folder in (site / DONOR, site / "PySide6"):
        for path in sorted(folder.iterdir()):
            if MICROSOFT.fullmatch(path.name):
                path.unlink()


def check(runtime: Path) -> None:
    """Raises Stop with what a bare PC would not find."""
    files = [path for path in sorted(runtime.rglob("*")) if path.suffix.lower() in {".dll", ".pyd", ".exe"}]
    anywhere = {path.name.lower() for path in files}
    first = {path.name.lower() for path in runtime.iterdir()}
    faults = []
    for path in files:
        beside = {other.name.lower() for other in path.parent.iterdir()}
        for name in needed(path.read_bytes()):
            found = first | beside if MICROSOFT.fullmatch(name) else anywhere
            if name not in found and not _of_windows(name):
                faults.append(f"{path.relative_to(runtime)} needs {name}")
    if faults:
        raise Stop("A bare Windows would not find these libraries:\n  " + "\n  ".join(faults))


def _of_windows(name: str) -> bool:
    return (
        name.startswith(("api-ms-win-", "ext-ms-win-")) or name.endswith(".drv") or name.removesuffix(".dll") in WINDOWS
    )


def needed(program: bytes) -> list[str]:
    """Names of the libraries that a 64-bit program or library of Windows asks for, in small letters."""
    return [name for name in _imports(program) if name]


def _imports(program: bytes) -> Iterator[str]:
    header = struct.unpack_from("<I", program, 0x3C)[0]
    count, optional = (
        struct.unpack_from("<H", program, header + 6)[0],
        struct.unpack_from("<H", program, header + 20)[0],
    )
    if struct.unpack_from("<H", program, header + 24)[0] != 0x20B:
        return
    sections = [struct.unpack_from("<IIII", program, header + 24 + optional + 40 * i + 8) for i in range(count)]

    def at(address: int) -> int:
        _, start, _, raw = next(s for s in sections if s[1] <= address < s[1] + max(s[0], s[2]))
        return int(address - start + raw)

    table = struct.unpack_from("<I", program, header + 24 + 112 + 8)[0]
    entry = at(table) if table else len(program)
    while entry < len(program):
        name = struct.unpack_from("<I", program, entry + 12)[0]
        if not name:
            return
        where = at(name)
        yield program[where : program.index(b"\0", where)].decode("ascii").lower()
        entry += 20
