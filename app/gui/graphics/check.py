"""Which OpenGL the window uses: the one of this PC, the processor's where that does not work, or none.

Asked in a process of its own (``app.gui.graphics.probe``) before the window makes its first context, and remembered for this
driver, this Qt and this display, so that it costs nothing afterwards.
"""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from app.safe_write import write_chunks

State = Literal["ok", "software", "none"]
Why = Literal["", "missing", "old", "crashed", "slow", "wished"]
FILE = "graphics.json"
LIMIT_S = 30.0
ROOT = Path(__file__).parent.parent.parent.parent
_OVERRIDES = ("MESA_GL_VERSION_OVERRIDE", "MESA_LOADER_DRIVER_OVERRIDE", "GALLIUM_DRIVER")
_DRAWING = ("paintGL", "pyvistaqt", "vtkmodules", "app/gui/viewport/")

if sys.platform == "win32":
    # Qt brings Mesa's software renderer along (opengl32sw.dll); VTK asks Qt for its functions, so it draws with it, too.
    SOFTWARE: tuple[dict[str, str], ...] = ({"QT_OPENGL": "software"},)
else:
    SOFTWARE = (
        {"LIBGL_ALWAYS_SOFTWARE": "1", "GALLIUM_DRIVER": "llvmpipe"},
        {"LIBGL_ALWAYS_SOFTWARE": "1", "GALLIUM_DRIVER": "llvmpipe", "QT_XCB_GL_INTEGRATION": "xcb_egl"},
    )


@dataclass(frozen=True)
class Graphics:
    """What was found out.

    state        "software": the processor draws, because the graphics card does not; "none": nothing draws
    why          the fault of the PC's own OpenGL
    environment  what has to be set for what works, before the application is made; "" takes a variable away
    read         somebody has read the notice about it
    """

    state: State = "ok"
    why: Why = ""
    vendor: str = ""
    renderer: str = ""
    version: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    read: bool = False


class GraphicsCheck:
    """Begins at once where nothing is remembered; :meth:`result` waits for it."""

    def __init__(self, folder: Path, *, software: bool = False) -> None:
        """``folder``: where the answer is remembered; ``software``: do not try the graphics card (safe mode)."""
        self._path, self._software = folder / FILE, software
        self._key = _key(software=software)
        self._known = _remembered(self._path, self._key)
        self._first: subprocess.Popen[str] | None = None
        if self._known is None and not software:
            self._first = _asked({})

    def result(self) -> Graphics:
        """What to use. Takes a fifth of a second of another core where nothing is remembered, longer where nothing works."""
        if self._known is None:
            self._known = self._find_out()
            _remember(self._path, self._key, self._known)
        return self._known

    def is_read(self) -> None:
        """Somebody has read the notice: it is not shown again before something changes."""
        if self._known is not None:
            self._known = replace(self._known, read=True)
            _remember(self._path, self._key, self._known)

    def _find_out(self) -> Graphics:
        why: Why = "wished"
        if self._first is not None:
            told, why = _answer(self._first)
            if told.get("ok"):
                return _graphics("ok", "", told, {})
        for environment in SOFTWARE:
            wiped = {name: "" for name in _OVERRIDES if name in os.environ and name not in environment}
            told, _ = _answer(_asked(environment | wiped))
            if told.get("ok"):
                return _graphics("software", why, told, environment | wiped)
        if why == "wished":  # in safe mode: what works without it is better than nothing
            told, why = _answer(_asked({}))
            if told.get("ok"):
                return _graphics("ok", "", told, {})
        return Graphics("none", why)


def put_on(graphics: Graphics) -> None:
    """Set the environment for this process and its children; before the application is made."""
    for name, value in graphics.environment.items():
        if value:
            os.environ[name] = value
        else:
            os.environ.pop(name, None)


def there_is_a_display() -> bool:
    """Whether a window could be opened at all."""
    return sys.platform != "linux" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def forget(folder: Path) -> None:
    """Look anew at the next start: after a change of the driver that nobody can see from outside."""
    (folder / FILE).unlink(missing_ok=True)


def learn_from(folder: Path, fault: str) -> bool:
    """The window crashed; where it was drawing, the processor draws from now on, with this driver. Gives whether it was."""
    first = fault.split("\n\n", 1)[0] if "Current thread" not in fault else fault[fault.index("Current thread") :]
    if not any(word in "\n".join(first.split("\n")[:6]) for word in _DRAWING):
        return False
    path = folder / FILE
    kept = _read(path)
    if kept is None or kept.get("graphics", {}).get("state") != "ok":
        return False
    check = GraphicsCheck(folder, software=True)
    found = check._find_out()  # noqa: SLF001 - the same module
    if found.state != "software":
        return False
    _remember(path, _key(software=False), Graphics(**(asdict(found) | {"why": "crashed"})))
    return True


def _graphics(state: State, why: Why, told: dict[str, Any], environment: dict[str, str]) -> Graphics:
    vendor, renderer, number = (str(told.get(name, ""))[:200] for name in ("vendor", "renderer", "version"))
    return Graphics(state, why, vendor, renderer, number, environment)


def _asked(environment: dict[str, str]) -> "subprocess.Popen[str]":
    own = {name: value for name, value in {**os.environ, **environment}.items() if value or name not in environment}
    own["PYTHONPATH"] = os.pathsep.join(p for p in (str(ROOT), os.environ.get("PYTHONPATH", "")) if p)
    return subprocess.Popen(
        [sys.executable, "-m", "app.gui.graphics.probe"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=own,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _answer(process: "subprocess.Popen[str]") -> tuple[dict[str, Any], Why]:
    try:
        words, _ = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return {}, "slow"
    try:
        told = json.loads(words.strip().splitlines()[-1])
    except (ValueError, IndexError):
        return {}, "crashed"
    return told, "old" if told.get("found") else "missing"


# ---- what is remembered -----------------------------------------------------


def _remembered(path: Path, key: str) -> Graphics | None:
    kept = _read(path)
    if kept is None or kept.get("key") != key:
        return None
    try:
        return Graphics(**kept["graphics"])
    except (KeyError, TypeError):
        return None


def _read(path: Path) -> dict[str, Any] | None:
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) else None


def _remember(path: Path, key: str, graphics: Graphics) -> None:
    if graphics.why in ("slow", "wished"):  # a busy computer is no fault of the driver; a wish none at all
        return
    with contextlib.suppress(OSError):  # it is asked again then
        path.parent.mkdir(parents=True, exist_ok=True)
        write_chunks(path, [json.dumps({"key": key, "graphics": asdict(graphics)}).encode()])


def _key(*, software: bool) -> str:
    """Changes with the driver, Qt, the display and whatever people set to choose another driver."""
    facts = [str(software), version("PySide6-Essentials"), *_driver(), *_display()]
    names = (
        "QT_QPA_PLATFORM QT_OPENGL QT_XCB_GL_INTEGRATION LIBGL_ALWAYS_SOFTWARE LIBGL_DRIVERS_PATH DRI_PRIME DISPLAY "
        "WAYLAND_DISPLAY XDG_SESSION_TYPE __GLX_VENDOR_LIBRARY_NAME __EGL_VENDOR_LIBRARY_FILENAMES"
    )
    facts += [f"{name}={os.environ.get(name, '')}" for name in (*names.split(), *_OVERRIDES)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _driver() -> Iterator[str]:
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - Windows only

        displays = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"
        for number in range(8):
            with (
                contextlib.suppress(OSError),
                winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, rf"{displays}\{number:04d}") as card,
            ):
                for name in ("DriverDesc", "DriverVersion"):
                    yield str(winreg.QueryValueEx(card, name)[0])
        return
    for pattern in ("class/drm/card*/device/vendor", "class/drm/card*/device/device"):
        for path in sorted(Path("/sys").glob(pattern)):
            with contextlib.suppress(OSError):
                yield path.read_text("ascii", "replace").strip()
    for folder in ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"):
        for pattern in ("libGLX_*.so.*", "libEGL_*.so.*", "libgallium*.so*", "libnvidia-glcore.so.*", "dri/*_dri.so"):
            for path in sorted(Path(folder).glob(pattern)):
                with contextlib.suppress(OSError):
                    yield f"{path.name} {path.stat().st_mtime_ns}"


def _display() -> Iterator[str]:
    """Another server behind the same name has another OpenGL."""
    name = os.environ.get("DISPLAY", "")
    sockets = [Path(f"/tmp/.X11-unix/X{name[1:].split('.')[0]}")] if name.startswith(":") else []  # noqa: S108 - X11's place
    if wayland := os.environ.get("WAYLAND_DISPLAY"):
        sockets.append(Path(os.environ.get("XDG_RUNTIME_DIR", "")) / wayland)
    for socket in sockets:
        with contextlib.suppress(OSError):
            yield f"{socket.name} {socket.stat().st_ctime_ns}"
