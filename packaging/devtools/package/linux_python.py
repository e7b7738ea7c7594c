"""Python for the Linux runtime: Debian's own packages, unpacked so that they run from any folder.

Debian builds Python with its hardening and keeps it patched, and apt has checked the signature of what it fetches. The
interpreter finds its library beside itself, so moving it needs nothing but a search path for the few system libraries
that come along.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from pathlib import Path

from devtools.console import ROOT, Stop
from devtools.package import binaries, tools
from devtools.package.prune import remove

VERSION = "3.13"
PACKAGES = ("libpython3.13-minimal", "python3.13-minimal", "libpython3.13-stdlib")
# System libraries that come along: Python's own, and those of Qt on X11 that many desktops lack. All permissive.
PYTHON_LIBRARIES = (
    "libssl3t64",
    "libffi8",
    "libsqlite3-0",
    "libexpat1",
    "libbz2-1.0",
    "liblzma5",
    "libuuid1",
    "libzstd1",
    "zlib1g",
)
QT_LIBRARIES = (
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-render-util0", "libxcb-util1",
    "libxkbcommon-x11-0", "libxkbcommon0",
)  # fmt: skip
# Of the standard library; readline and gdbm would bring the GPL, and nobody sits at a prompt.
DROPPED = (
    "test", "idlelib", "tkinter", "turtledemo", "turtle.py", "ensurepip", "lib2to3", "pydoc_data", "__phello__",
    "EXTERNALLY-MANAGED", "sitecustomize.py", "config-*", "LICENSE.txt", "venv", "__pycache__", "**/__pycache__", "**/test",
    "curses", "dbm", "**/*.pyc", "_sysconfigdata__*-pydebug.py", "this.py", "antigravity.py",
    *(f"lib-dynload/{name}.*" for name in (
        "_test*", "_xxtestfuzz", "xx*", "readline", "_curses*", "_dbm", "_gdbm", "_tkinter", "_ctypes_test", "ossaudiodev",
        "nis", "_crypt",
    )),
)  # fmt: skip


def fetch(into: Path) -> dict[str, str]:
    """Let apt fetch the packages; gives {file name: sha256}. Raises Stop where apt has no Python of that version."""
    into.mkdir(parents=True, exist_ok=True)
    names = [*PACKAGES, *PYTHON_LIBRARIES, *QT_LIBRARIES]
    try:
        tools.do(["apt-get", "download", "-q", *names], cwd=into)
    except Stop as stop:
        raise Stop(
            f"{stop}\nThe Linux packages are built on Debian 13 (amd64): its Python {VERSION} goes into them. "
            "Run `apt-get update` there first."
        ) from None
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(into.glob("*.deb"))}


def unpack(debs: Path, runtime: Path) -> Path:
    """Make `bin/python3` and its library below `runtime`; gives the folder for third-party packages."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for deb in sorted(debs.glob("*.deb")):
            tools.do(["dpkg-deb", "-x", deb, root])
        (runtime / "bin").mkdir(parents=True)
        library = runtime / "lib" / f"python{VERSION}"
        shutil.copy(root / "usr" / "bin" / f"python{VERSION}", runtime / "bin" / "python3")
        shutil.copytree(
            root / "usr" / "lib" / f"python{VERSION}", library, symlinks=False, ignore_dangling_symlinks=True
        )
        _copyrights(root, runtime)
        site(runtime).mkdir(parents=True)
        _libraries(root, PYTHON_LIBRARIES, debs, runtime / "lib")
        _libraries(root, QT_LIBRARIES, debs, runtime / "lib" / "qt")
    for pattern in DROPPED:
        for path in sorted(library.glob(pattern)):
            remove(path)
    shutil.copy(ROOT / "packaging" / "launch" / "sitecustomize.py", library / "sitecustomize.py")
    _sysconfig_without_places(library)
    binaries.strip(binaries.binaries(runtime))
    _search_paths(runtime)
    return site(runtime)


def site(runtime: Path) -> Path:
    """The folder for packages: where Debian's Python looks, below its own prefix."""
    return runtime / "lib" / "python3" / "dist-packages"


def _libraries(root: Path, packages: tuple[str, ...], debs: Path, into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    for package in packages:
        (deb,) = debs.glob(f"{package}_*.deb")
        listing = tools.do(["dpkg-deb", "-c", deb])
        for path in re.findall(r"\./(usr/lib/x86_64-linux-gnu/[^/\s]+\.so[.\d]*)", listing):
            source = root / path
            soname = tools.do(["objdump", "-p", source.resolve()])
            found = re.search(r"SONAME\s+(\S+)", soname)
            if found:
                shutil.copy(source.resolve(), into / found[1])


def _search_paths(runtime: Path) -> None:
    """Each library is found from where it is, wherever the folder lies."""
    rules = {
        runtime / "bin" / "python3": "$ORIGIN/../lib",
        **dict.fromkeys(sorted((runtime / "lib").glob("*.so*")), "$ORIGIN"),
        **dict.fromkeys(sorted((runtime / "lib" / "qt").glob("*.so*")), "$ORIGIN"),
        **dict.fromkeys(sorted((runtime / "lib" / f"python{VERSION}" / "lib-dynload").glob("*.so")), "$ORIGIN/../.."),
    }
    for path, search in rules.items():
        tools.do(["patchelf", "--set-rpath", search, path])


def give_qt_its_libraries(runtime: Path, site: Path) -> None:
    """Put the X11 libraries beside Qt's, where its platform plug-in looks for what it needs."""
    target = site / "PySide6" / "Qt" / "lib"
    for library in sorted((runtime / "lib" / "qt").iterdir()):
        library.rename(target / library.name)
    (runtime / "lib" / "qt").rmdir()


def _copyrights(root: Path, runtime: Path) -> None:
    """Debian's copyright files, for the notices."""
    folder = runtime / "copyright"
    folder.mkdir()
    for path in sorted((root / "usr" / "share" / "doc").glob("*/copyright")):
        if not path.is_symlink() or path.exists():
            (folder / path.parent.name).write_bytes(path.read_bytes())


def _sysconfig_without_places(library: Path) -> None:
    """The build's variables are only read by whoever compiles extensions; an empty table keeps `sysconfig` working."""
    for path in library.glob("_sysconfigdata_*.py"):
        path.write_text("build_time_vars = {'Py_GIL_DISABLED': 0, 'SOABI': 'cpython-313-x86_64-linux-gnu', "
                        "'EXT_SUFFIX': '.cpython-313-x86_64-linux-gnu.so'}\n", "utf-8")  # fmt: skip
