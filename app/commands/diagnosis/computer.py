"""What is known of this PC without the order book: program, libraries, system, memory, disk, logs, clock of the fonts."""

import os
import platform
import secrets
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app import __version__
from app.commands.diagnosis.line import Probe, Seen
from app.i18n import plural, text
from app.security.log_files import log_files
from app.security.report_file import reports
from app.settings.folders import Folders
from app.settings.shipped import fonts_folder

GB = 1_000_000_000
_LIBRARIES = ("PySide6-Essentials", "vtk", "pyvista", "numpy", "scipy", "numba", "SQLAlchemy", "pikepdf")


def computer_probes(folders: Folders, *, safe: bool = False) -> tuple[Probe, ...]:
    """The lines of this PC. Needs neither the book nor a window."""
    return (
        Probe("program", text("Program"), lambda: program(safe=safe)),
        Probe("libraries", text("Libraries"), libraries),
        Probe("kernels", text("Fast kernels"), kernels),
        Probe("system", text("System"), system),
        Probe("memory", text("Memory"), memory),
        Probe("disk", text("Files of this PC"), lambda: disk(folders.data)),
        Probe("logs", text("Logs and reports"), lambda: logs(folders.logs)),
    )


def program(*, safe: bool) -> Seen:
    """Version, Python, and how it was installed."""
    home = os.environ.get("STATUETTE_INSTALLED", "")
    facts: dict[str, object] = {
        "version": __version__, "python": platform.python_version(), "installed": bool(home), "safe_mode": safe,
    }  # fmt: skip
    if safe:
        return Seen(
            "warn", text("Statuette {version} in safe mode, Python {python}", version=__version__, python=facts["python"]),
            text("Leave safe mode in the strip at the top once things work again."), facts,
        )  # fmt: skip
    if home:
        return Seen(
            "ok", text("Statuette {version}, Python {python}", version=__version__, python=facts["python"]), None, facts
        )
    return Seen(
        "ok", text("Statuette {version} from its sources, Python {python}", version=__version__, python=facts["python"]),
        None, facts,
    )  # fmt: skip


def libraries() -> Seen:
    """Versions of what it stands on; those that are asked for are there, or the program would not have started."""
    found = {name: _version(name) for name in _LIBRARIES}
    missing = [name for name, there in found.items() if not there]
    words = ", ".join(f"{name.partition('-')[0]} {there}" for name, there in found.items() if there)
    if missing:
        return Seen(
            "bad", text("Missing: {names}", names=", ".join(missing)), text("Install the program again."), dict(found)
        )
    return Seen("ok", words, None, dict(found))


def kernels() -> Seen:
    """Whether the loops of the mesh tools are compiled already; if not, the first repair takes longer."""
    from app.mesh.kernels.kept import cache_folder  # noqa: PLC0415 - asked for here alone

    folder = cache_folder()
    count = sum(1 for _ in folder.rglob("*.nbc")) if folder.is_dir() else 0
    facts: dict[str, object] = {"compiled": count}
    if not count:
        return Seen("ok", text("Not compiled yet: the first check and repair take longer, once."), None, facts)
    return Seen("ok", plural("{n} compiled part", "{n} compiled parts", count), None, facts)


def system() -> Seen:
    """Operating system and processor."""
    name = platform.platform(terse=True)
    cores = os.cpu_count() or 1
    facts: dict[str, object] = {"system": name, "machine": platform.machine(), "cores": cores}
    if sys.platform == "linux":
        name = platform.freedesktop_os_release().get("PRETTY_NAME", name) if Path("/etc/os-release").exists() else name
    words = plural("{system}, {n} core", "{system}, {n} cores", cores, system=name)
    if sys.platform == "win32" and sys.getwindowsversion().build < 15063:
        return Seen("bad", words, text("Windows 10 version 1703 or newer is needed: update Windows."), facts)
    return Seen("ok", words, None, facts)


def memory() -> Seen:
    """How much there is, and how much of it is free."""
    import psutil  # noqa: PLC0415 - asked for here alone

    now, own = psutil.virtual_memory(), psutil.Process().memory_info().rss
    facts: dict[str, object] = {"total": now.total, "free": now.available, "own": own}
    words = text(
        "{free:.1f} GB of {total:.1f} GB free; this program has {own:.1f} GB",
        free=now.available / GB, total=now.total / GB, own=own / GB,
    )  # fmt: skip
    if now.available < GB:
        return Seen("bad", words, text("Close other programs before you open a large model."), facts)
    if now.available < 2.5 * GB or now.total < 7 * GB:
        return Seen("warn", words, text("Large models may need more; close other programs first."), facts)
    return Seen("ok", words, None, facts)


def disk(folder: Path) -> Seen:
    """Room where this PC keeps its files, and whether a file can be written there."""
    facts: dict[str, object] = {"writable": True}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        facts["free"] = free
        _write_there(folder)
    except OSError as error:
        facts["writable"] = False
        return Seen(
            "bad", text("Nothing can be written there ({kind}).", kind=error.strerror or type(error).__name__),
            text("Make room on the disk, or give this user the right to write into the data folder."), facts,
        )  # fmt: skip
    words = text("{free:.1f} GB free; a trial file was written and read back", free=free / GB)
    if free < GB:
        return Seen("bad", words, text("Make room on the disk: every step of the work is written down there."), facts)
    if free < 5 * GB:
        return Seen("warn", words, text("Make room on the disk soon: models and backups need it."), facts)
    return Seen("ok", words, None, facts)


def logs(folder: Path) -> Seen:
    """How large the logs are, and how many reports there are."""
    size = sum(path.stat().st_size for path in log_files(folder))
    count = len(reports(folder))
    return Seen(
        "ok", plural("{size:.1f} MB of logs, {n} report", "{size:.1f} MB of logs, {n} reports", count, size=size / 1_000_000),
        None, {"bytes": size, "reports": count},
    )  # fmt: skip


def font_files() -> int:
    """How many fonts came with the program, for paper and PDF."""
    return sum(1 for path in fonts_folder().rglob("*") if path.suffix.lower() in {".ttf", ".otf", ".woff2", ".ttc"})


def _write_there(folder: Path) -> None:
    path = folder / f"diagnosis-{secrets.token_hex(4)}.new"
    content = secrets.token_bytes(4096)
    try:
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.read_bytes() != content:
            raise OSError
    finally:
        path.unlink(missing_ok=True)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
