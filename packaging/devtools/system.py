"""What the system must bring on Linux: shared libraries, fonts and Xvfb; installed with apt where we may.

The libraries are what `readelf -d` finds in the locked wheels and the wheels do not carry themselves, tried on a bare
Debian 13. A library is looked for by loading it, so the same list serves a distribution without dpkg.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from devtools import leftovers
from devtools.console import Stop, say, warn

# shared object -> Debian/Ubuntu packages, newest name first
LIBRARIES = {
    # OpenGL: Qt, VTK and Open3D; libegl1 also brings the software driver for pictures without a display
    "libGL.so.1": ("libgl1",),
    "libEGL.so.1": ("libegl1",),
    "libOpenGL.so.0": ("libopengl0",),
    # Qt core and gui
    "libglib-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libfreetype.so.6": ("libfreetype6",),
    "libz.so.1": ("zlib1g",),
    "libxkbcommon.so.0": ("libxkbcommon0",),
    # Qt on X11
    "libX11.so.6": ("libx11-6",),
    "libX11-xcb.so.1": ("libx11-xcb1",),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
    "libxcb.so.1": ("libxcb1",),
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-glx.so.0": ("libxcb-glx0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-image.so.0": ("libxcb-image0",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-randr.so.0": ("libxcb-randr0",),
    "libxcb-render.so.0": ("libxcb-render0",),
    "libxcb-render-util.so.0": ("libxcb-render-util0",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
    "libxcb-shm.so.0": ("libxcb-shm0",),
    "libxcb-sync.so.1": ("libxcb-sync1",),
    "libxcb-util.so.1": ("libxcb-util1",),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0",),
    "libxcb-xkb.so.1": ("libxcb-xkb1",),
    # VTK on X11
    "libXcursor.so.1": ("libxcursor1",),
    # Qt on Wayland
    "libwayland-client.so.0": ("libwayland-client0",),
    "libwayland-cursor.so.0": ("libwayland-cursor0",),
    "libwayland-egl.so.1": ("libwayland-egl1",),
    # Qt network
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2",),
    # Open3D
    "libidn2.so.0": ("libidn2-0",),
    "libusb-1.0.so.0": ("libusb-1.0-0",),
    "libudev.so.1": ("libudev1",),
    "libgomp.so.1": ("libgomp1",),
    "libstdc++.so.6": ("libstdc++6",),
}
# What PyMeshLab needs on top, beside which the tests and benchmarks look at our results
TEST_LIBRARIES = {
    "libcom_err.so.2": ("libcom-err2",),
    "libgpg-error.so.0": ("libgpg-error0",),
    "libp11-kit.so.0": ("libp11-kit0",),
    # PrusaLink, against which the tests print
    "libturbojpeg.so.0": ("libturbojpeg0",),
    "libmagic.so.1": ("libmagic1t64", "libmagic1"),
}
# Programs that tests start: a display, a browser for the pages that we write, a reader of the PDFs that we write, servers;
# and what print servers from PyPI want when they are installed: a compiler with its headers, and those of Python itself
TEST_PROGRAMS = {
    ("Xvfb",): ("xvfb",),
    ("chromium", "chromium-browser", "google-chrome"): ("chromium", "chromium-browser"),
    ("pdftotext",): ("poppler-utils",),
    # judges of the PDFs that we write, none of them shipped
    ("gs",): ("ghostscript",),
    ("qpdf",): ("qpdf",),
    ("mutool",): ("mupdf-tools",),
    ("xicclu",): ("argyll",),
    ("/usr/lib/postgresql/*/bin/postgres", "postgres"): ("postgresql",),
    ("ippeveprinter",): ("cups-ipp-utils",),
    ("/usr/sbin/cupsd", "cupsd"): ("cups",),
    ("/usr/sbin/lpadmin", "lpadmin"): ("cups-client",),
    ("/usr/sbin/avahi-daemon", "avahi-daemon"): ("avahi-daemon",),
    ("dbus-daemon",): ("dbus-daemon", "dbus"),
    ("lprint",): ("lprint",),
    ("/usr/sbin/mosquitto", "mosquitto"): ("mosquitto",),
    ("gcc",): ("gcc",),
    ("/usr/include/stdio.h",): ("libc6-dev",),
    ("/usr/include/sys/capability.h",): ("libcap-dev",),
    (f"{sysconfig.get_path('include')}/Python.h",): (f"python3.{sys.version_info[1]}-dev", "python3-dev"),
}
# What only `package` runs: archives, search paths of libraries, and the judge of Debian packages
PACKAGE_PROGRAMS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("objdump",): ("binutils",),
    ("strip",): ("binutils",),
    ("patchelf",): ("patchelf",),
    ("dpkg-deb",): ("dpkg",),
    ("xz",): ("xz-utils",),
    ("lintian",): ("lintian",),
}
# What `test-package` uses an installed program with
PACKAGE_TEST_PROGRAMS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("xdotool",): ("xdotool",),
    ("Xvfb",): ("xvfb",),
    ("desktop-file-validate",): ("desktop-file-utils",),
    ("man",): ("man-db",),
}
# What `package windows` runs on top of binutils: Debian's Python (unpacked) for byte code, compiler of the stubs, packer,
# judge of signatures
WINDOWS_PROGRAMS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("objdump",): ("binutils",),
    ("patchelf",): ("patchelf",),
    ("dpkg-deb",): ("dpkg",),
    ("x86_64-w64-mingw32-gcc",): ("gcc-mingw-w64-x86-64",),
    ("makensis",): ("nsis",),
    ("osslsigncode",): ("osslsigncode",),
}
# What `test-package windows` runs: a Windows for the installer and the program in it
WINE_PROGRAMS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("wine",): ("wine",),
    ("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/ntdll.dll",): ("libwine",),
    ("/usr/lib/wine/wine64", "wine64"): ("wine64",),
}
CHINESE_FONTS = (
    "NotoSansCJK",
    "NotoSerifCJK",
    "NotoSansSC",
    "SourceHanSans",
    "wqy",
    "DroidSansFallback",
    "uming",
    "ukai",
)
# Its letters are as wide as those of Windows; without it the Latin letters and dots of the Chinese font are taken
LATIN_FONTS = ("NotoSans-Regular", "NotoSans[")


def prepare(*, testing: bool) -> None:
    """Install what is missing, or name it in one sentence and go on."""
    wanted = missing(testing=testing)
    if not wanted:
        return
    if shutil.which("apt-get") is None:
        listed = ", ".join(names[-1] for names in wanted)
        warn(f"The system lacks some packages (Debian names: {listed}); install them with your package manager.")
        return
    root = _root_command()
    if root is None:
        listed = " ".join(_known(names) or names[0] for names in wanted)
        warn(f"System packages are missing that only an administrator may install: sudo apt-get install {listed}")
        return
    leftovers.settle()
    _apt(root, ["update", "-q"])
    names = [name for name in map(_known, wanted) if name]
    say(f"Installing system packages with apt: {' '.join(names)}")
    if not _apt(root, ["install", "-y", "-q", "--no-install-recommends", *names]):
        # One name that cannot be had must not keep the others away.
        for name in names:
            _apt(root, ["install", "-y", "-q", "--no-install-recommends", name])
    left = missing(testing=testing)
    if left:
        warn(f"These system packages are still missing: {' '.join(names[0] for names in left)}; please install them.")


def missing(*, testing: bool) -> list[tuple[str, ...]]:
    """Packages that are needed and not there, each as its possible names."""
    libraries = {**LIBRARIES, **TEST_LIBRARIES} if testing else LIBRARIES
    result = [names for library, names in libraries.items() if not _loads(library)]
    if testing:
        result += [names for programs, names in TEST_PROGRAMS.items() if not any(map(_program, programs))]
    if not _has_font(CHINESE_FONTS):
        result.append(("fonts-noto-cjk",))
    return result


def debian() -> str:
    """The number of this Debian ("13"); "" where this is another system."""
    try:
        told = platform.freedesktop_os_release()
    except OSError:
        return ""
    return told.get("VERSION_ID", "") if told.get("ID") == "debian" else ""


def install_for_packages(*, testing: bool = False, windows: bool = False) -> None:
    """Install what building an installer (or trying it) needs and is not there. Raises Stop where that cannot be done."""
    wanted = dict(WINDOWS_PROGRAMS if windows else PACKAGE_PROGRAMS)
    if testing:
        wanted |= {**PACKAGE_TEST_PROGRAMS, **(WINE_PROGRAMS if windows else {})}
    for programs, names in wanted.items():
        if not any(map(_program, programs)):
            say(f"Installing {names[0]} with apt")
            install(names)


def install_for_shots() -> None:
    """Pictures of the window look the same wherever they are taken. Raises Stop where that cannot be had."""
    if not _has_font(LATIN_FONTS):
        say("Installing fonts-noto-core with apt")
        install(("fonts-noto-core",))


def venv_package(version: tuple[int, int]) -> tuple[str, ...]:
    """Debian keeps ensurepip apart from Python."""
    return (f"python{version[0]}.{version[1]}-venv", "python3-venv")


def install(names: tuple[str, ...]) -> None:
    """Install the first of these names that apt knows. Raises Stop where that cannot be done."""
    root = _root_command() if shutil.which("apt-get") else None
    if root is None:
        raise Stop(f"Please install {names[0]} first (sudo apt-get install {names[0]}), then run this command again.")
    _apt(root, ["update", "-q"])
    known = _known(names)
    if known is None or not _apt(root, ["install", "-y", "-q", "--no-install-recommends", known]):
        raise Stop(f"{names[0]} could not be installed with apt; please install it, then run this command again.")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _program(name: str) -> bool:
    """Whether there is this program: a name on the PATH, or a pattern of paths (Debian keeps servers elsewhere)."""
    return any(Path("/").glob(name.lstrip("/"))) if name.startswith("/") else shutil.which(name) is not None


def _has_font(beginnings: tuple[str, ...]) -> bool:
    """Whether there is a file of a font whose name begins so."""
    folders = [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path.home() / ".fonts",
        Path.home() / ".local/share/fonts",
    ]
    for folder in folders:
        for _, _, files in os.walk(folder):
            if any(name.startswith(beginnings) for name in files):
                return True
    return False


def _root_command() -> list[str] | None:
    """What to put before a command that needs the administrator; None if we may not."""
    if os.geteuid() == 0:  # type: ignore[attr-defined,unused-ignore] # Linux only, as everything here
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def known(name: str) -> bool:
    """Whether apt can install this here (its lists are brought up to date first if it has none)."""
    return _known((name,)) is not None


def _known(names: tuple[str, ...]) -> str | None:
    """The first of these names that apt can install here."""
    for name in names:
        policy = subprocess.run(
            ["apt-cache", "policy", name],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
        if "Candidate:" in policy.stdout and "Candidate: (none)" not in policy.stdout:
            return name
    return None


def _apt(root: list[str], words: list[str]) -> bool:
    command: list[str] = [
        *root,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-o",
        "DPkg::Lock::Timeout=300",
        *words,
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        warn(
            f"apt-get {words[0]} failed: {done.stdout.strip().splitlines()[-1] if done.stdout.strip() else 'no words'}"
        )
    return done.returncode == 0
