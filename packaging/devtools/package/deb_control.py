"""What the Debian package says of itself; what it depends on is read from the files in it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from devtools import system
from devtools.console import ROOT, Stop
from devtools.package import layers, reproducible
from devtools.package.binaries import binaries, headers, needs

# Plug-ins that are taken up where the desktop has what they need and left alone elsewhere.
OPTIONAL = re.compile(r"libqgtk3|libcupsprintersupport|plugins/wayland|libqwayland|libQt6Wayland|libQt6WlShell|open3d")
# Opened by name at run time, which no file tells; data that bundled libraries read.
ALSO = (
    "libgl1", "libegl1", "libopengl0", "libxcursor1", "xkb-data", "libx11-6", "fontconfig-config",
    "libgomp1", "libudev1",
    "fonts-noto-cjk | fonts-wqy-microhei | fonts-wqy-zenhei | fonts-droid-fallback",
)  # fmt: skip
# Part of libc6, and of every system that has it.
LIBC = re.compile(r"^(lib(c|m|dl|pthread|rt|util|resolv|anl|mvec|nsl)\.so|ld-linux)")
DESCRIPTION = """\
Description: workstation for a figurine and souvenir workshop
 Statuette turns generated characters into things: it shows what would fail in
 print, repairs it without losing its looks, prepares print-ready files and
 proofs, lays out photos, postcards, magnets and keychains, drives printers,
 and keeps the order book from the creation to the buyer's acceptance.
 .
 It brings its own Python and libraries in /opt/statuette.
"""


def maintainer() -> str:
    """The first of the maintainers in pyproject.toml."""
    first = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["maintainers"][0]
    return f"{first['name']} <{first['email']}>"


def control(depends: list[str], installed_kb: int) -> str:
    return (
        f"Package: statuette\nVersion: {layers.version()}\nArchitecture: amd64\nMaintainer: {maintainer()}\n"
        f"Installed-Size: {installed_kb}\nDepends: {', '.join(depends)}\n"
        "Recommends: libgl1-mesa-dri, libcups2t64 | libcups2, xdg-utils, fonts-noto-core\nSuggests: gnome-keyring\n"
        f"Section: graphics\nPriority: optional\n{DESCRIPTION}"
    )


def depends(home: Path) -> list[str]:
    """Debian packages with the libraries that the files of an installation need and do not bring. Raises Stop."""
    every = binaries(home)
    brought = {path.name for path in every}
    wanted = {name for path in every if not OPTIONAL.search(str(path.relative_to(home))) for name in needs(path)}
    outside = {name for name in wanted - brought if not LIBC.match(name)}
    packages = {_package(name) for name in sorted(outside)} | set(ALSO)
    return [f"libc6 (>= {_glibc(every)})", *sorted(packages)]


def _package(library: str) -> str:
    """Debian's name for what holds a library; with the older name where one was renamed."""
    known = system.LIBRARIES.get(library)
    if known:
        return " | ".join(known)
    done = subprocess.run(["dpkg-query", "-S", f"*/{library}"], capture_output=True, text=True, check=False)
    found = re.match(r"([\w.+-]+)(?::\w+)?[:,]", done.stdout)
    if found is None:
        raise Stop(f"Nobody knows which package has {library}: name it in LIBRARIES of packaging/devtools/system.py.")
    renamed = {names[0]: " | ".join(names) for names in system.LIBRARIES.values()}
    return renamed.get(found[1], found[1])


def _glibc(every: list[Path]) -> str:
    """The newest version of glibc that something asks for."""
    versions: set[tuple[int, ...]] = set()
    for path in every:
        versions |= {tuple(map(int, text.split("."))) for text in re.findall(r"\bGLIBC_(\d+\.\d+)", headers(path))}
    return ".".join(map(str, max(versions)))


def changelog() -> str:
    moment = format_datetime(datetime.fromtimestamp(reproducible.epoch(), UTC))
    return (
        f"statuette ({layers.version()}) stable; urgency=medium\n\n"
        "  * What is new is told in CHANGELOG.md of the project.\n\n"
        f" -- {maintainer()}  {moment}\n"
    )


def copyright_file() -> str:
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        "Upstream-Name: Statuette\n\n"
        "Files: *\nCopyright: 2026 Statuette developers\nLicense: Apache-2.0\n"
        " On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.\n .\n"
        f" Python, the libraries and the fonts that come along in /opt/statuette are under licences of their own:\n"
        f" /opt/statuette/app-{layers.version()}/NOTICES.txt names every one and holds its text.\n"
    )
