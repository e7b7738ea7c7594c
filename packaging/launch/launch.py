"""Starts Statuette from its layers, and watches over the first start of a new version. Standard library only.

Lies beside the layers (``app-<version>``, ``runtime-<hash>``) and runs under the Python of one of them with ``-I``.
An application layer that came as an update is *on trial* until the program reports that its window is up and the order
book was opened. If it dies before, or twice never reports, it is set aside and the version before it is started.

Marks: ``<updates>/state/app-<version>.json`` with ``state`` (trial, healthy, broken), ``attempts``, ``shown``, ``why``,
``code``, ``told``, ``at``; ``app/settings/installed.py`` of the program reads and writes the same. A layer without a mark
came with the installer, and is trusted.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

WINDOWS = sys.platform == "win32"
KEPT = 2
TRIES = 2
NOTHING_THERE = (
    "Statuette 无法启动：程序文件夹不完整，请重新安装（你的数据不受影响）。\n"
    "Statuette cannot start: its folder is incomplete; install it again (your data is not touched).\n"
)
# What would be found before our own where a folder of another program holds one of these.
FOREIGN = re.compile(
    r"(icu(uc|in|dt)\d*|qt6core|python3\d*|vtk\w+)\.dll|lib(Qt6Core|python3|vtkCommonCore|icuuc)[\w.-]*\.so.*",
    re.IGNORECASE,
)
OURS = ("STATUETTE_INSTALLED", "STATUETTE_APP", "STATUETTE_UPDATES")
FORWARDED = ("SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")


class Layer(NamedTuple):
    """An application layer whose runtime is there."""

    folder: Path
    version: str
    runtime: Path


class Place(NamedTuple):
    """home: where this file is; updates: where layers come to, the same folder where that may be written."""

    home: Path
    updates: Path
    facts: Mapping[str, Any]

    @property
    def state(self) -> Path:
        return self.updates / "state"

    def mark_file(self, layer: Layer) -> Path:
        return self.state / f"app-{layer.version}.json"


# ---- which layer ------------------------------------------------------------


def version_key(version: str) -> tuple[Any, ...]:
    """Orders versions: 0.9 < 0.10rc1 < 0.10 < 0.10.post1."""
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    release = [int(n) for n in numbers[0].split(".")] if numbers else []
    while release and release[-1] == 0:
        release.pop()
    rest = version[numbers.end() :] if numbers else version
    after = 0 if not rest else 1 if rest.startswith((".post", "+", "-")) else -1
    return tuple(release), after, [(int(n) if n else 0, word) for n, word in re.findall(r"(\d+)|([A-Za-z]+)", rest)]


def read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def where(home: Path) -> Place:
    facts = read_json(home / "installed.json")
    own = home if facts.get("scope") != "machine" and _may_write(home) else _user_data() / "updates"
    return Place(home, own, facts)


def _may_write(folder: Path) -> bool:
    if not WINDOWS:
        return os.access(folder, os.W_OK)
    try:
        with tempfile.TemporaryFile(dir=folder):  # what Windows says about rights is not what it does
            return True
    except OSError:
        return False


def _user_data() -> Path:
    """As ``app/settings/folders.py`` has it."""
    if os.environ.get("STATUETTE_HOME"):
        return Path(os.environ["STATUETTE_HOME"]).absolute() / "data"
    if WINDOWS:
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Statuette"
    chosen = os.environ.get("XDG_DATA_HOME", "").strip()
    return (Path(chosen) if chosen else Path.home() / ".local" / "share") / "Statuette"


def layers(place: Place) -> list[Layer]:
    """All that could be started, the newest first."""
    found: dict[str, Layer] = {}
    for root in dict.fromkeys((place.updates, place.home)):
        for folder in root.glob("app-*"):
            facts = read_json(folder / "application.json")
            version, runtime = str(facts.get("version", "")), _runtime(place, str(facts.get("runtime", "")))
            if runtime and folder.name == f"app-{version}" and (folder / "app" / "__main__.py").is_file():
                found.setdefault(version, Layer(folder, version, runtime))
    return sorted(found.values(), key=lambda layer: version_key(layer.version), reverse=True)


def _runtime(place: Place, digest: str) -> Path | None:
    for root in (place.home, place.updates):
        folder = root / f"runtime-{digest}"
        if re.fullmatch(r"\w+", digest) and python_of(folder).is_file():
            return folder
    return None


def python_of(runtime: Path, *, window: bool = False) -> Path:
    if not WINDOWS:
        return runtime / "bin" / "python3"
    quiet = runtime / "pythonw.exe"
    return quiet if window and quiet.is_file() else runtime / "python.exe"


def opens_window(arguments: Sequence[str]) -> bool:
    """Nothing, or files; no command has a dot in it. A command is never on trial."""
    return (
        not arguments
        or arguments[0] == "--safe"
        or (not arguments[0].startswith("-") and bool(Path(arguments[0]).suffix))
    )


# ---- marks and locks --------------------------------------------------------


def mark_of(place: Place, layer: Layer) -> dict[str, Any]:
    return read_json(place.mark_file(layer))


def change_mark(place: Place, layer: Layer, **changes: Any) -> None:
    """Whole, or as it was; a state folder that cannot be written must not keep the program from starting."""
    mark = mark_of(place, layer) | changes | {"at": datetime.now(timezone.utc).isoformat()}  # noqa: UP017 - one spelling for all
    draft = place.mark_file(layer).with_suffix(f".{os.getpid()}.new")
    with contextlib.suppress(OSError):
        with draft.open("w", encoding="utf-8") as file:
            json.dump(mark, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place.mark_file(layer))


def take_lock(path: Path, *, wait: bool = False) -> int | None:
    """An open file that is locked for this process and those that inherit it; None where another holds it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        if WINDOWS:
            import msvcrt  # noqa: PLC0415 - Windows alone has it

            msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl  # noqa: PLC0415 - Windows has none

            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(file)
        return None
    return file


@contextlib.contextmanager
def alone(place: Place) -> Iterator[None]:
    """Nobody else chooses, switches or clears layers meanwhile."""
    lock = take_lock(place.state / "lock", wait=True) if place.updates.is_dir() else None
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def running(place: Place) -> set[str]:
    """Names of the layers that something runs from; what a dead process left behind is taken away."""
    names = set()
    for path in (place.state / "running").glob("*.lock"):
        lock = take_lock(path)
        if lock is None:
            names.update(path.stem.split("@")[:2])
        else:
            os.close(lock)
            with contextlib.suppress(OSError):
                path.unlink()
    return names


def clear(place: Place) -> None:
    """Take away application layers before the last two, and runtimes that none of these needs."""
    gone = [path for path in place.updates.glob(".gone-*") if path.is_dir()]
    there = layers(place)
    marks = {layer.version: mark_of(place, layer).get("state") for layer in there}
    if "trial" not in marks.values():
        kept = [layer for layer in there if marks[layer.version] != "broken"][:KEPT]
        needed = {layer.folder.name for layer in kept} | {layer.runtime.name for layer in kept}
        needed |= {f"app-{place.facts.get('app')}"} if not kept else set()
        needed |= {f"runtime-{place.facts.get('runtime')}"} if not _name_runtime(place, kept) else set()
        used = [path for pattern in ("app-*", "runtime-*") for path in place.updates.glob(pattern)]
        old = [path for path in used if path.name not in needed]
        applying = take_lock(place.state / "applying.lock") if old else None
        if applying is not None:  # otherwise an update is just putting its layers there
            busy = running(place)
            for path in old:
                aside = path.with_name(f".gone-{path.name}-{os.getpid()}-{time.time_ns()}")
                if path.name not in busy:
                    with contextlib.suppress(OSError):  # in use on Windows: another time
                        path.rename(aside)
                        gone.append(aside)
            os.close(applying)
    if gone:
        quiet: dict[str, Any] = {"creationflags": 0x08000000} if WINDOWS else {"start_new_session": True}
        python = str(python_of(there[0].runtime)) if there else sys.executable  # ours may be among those that go
        words = [python, "-I", str(Path(__file__).resolve()), "--clear-away", *map(str, gone)]
        subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **quiet)


def _name_runtime(place: Place, kept: Sequence[Layer]) -> bool:
    """Have this file started with a runtime that stays; whether it will be. What starts it looks beside it alone."""
    names = [layer.runtime.name for layer in kept if layer.runtime.parent == place.home]
    if not names:
        return False
    named = f"runtime-{place.facts.get('runtime')}"
    if named in names:
        return True
    draft = place.home / f"installed.{os.getpid()}.new"
    try:
        with draft.open("w", encoding="utf-8") as file:
            json.dump({**place.facts, "runtime": names[0].removeprefix("runtime-")}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place.home / "installed.json")
    except OSError:
        return False
    return True


# ---- starting ---------------------------------------------------------------


def environment(place: Place, layer: Layer) -> dict[str, str]:
    """That of the caller, without what would lead our Python and our libraries to those of other programs."""
    dropped = re.compile(r"PYTHON|__PYVENV|CONDA|VIRTUAL_ENV|QT_PLUGIN_PATH|QT_QPA_PLATFORM_PLUGIN_PATH|QML")
    env = {name: value for name, value in os.environ.items() if not dropped.match(name)}
    for name in ("PATH", "LD_LIBRARY_PATH"):
        entries = [entry for entry in env.pop(name, "").split(os.pathsep) if entry and not _is_foreign(entry)]
        if name == "PATH" and WINDOWS:
            entries.insert(0, str(layer.runtime))
        if entries:
            env[name] = os.pathsep.join(entries)
    env |= dict(zip(OURS, map(str, (place.home, layer.folder, place.updates)), strict=True))
    # Children of the program find it too, and never what lies in the folder that somebody happens to be in.
    return env | {"PYTHONPATH": str(layer.folder), "PYTHONSAFEPATH": "1", "PYTHONNOUSERSITE": "1"}


def _is_foreign(folder: str) -> bool:
    root = os.environ.get("SYSTEMROOT")
    if WINDOWS and root and Path(folder).is_relative_to(root):
        return False
    if not WINDOWS and folder.startswith(("/usr/", "/bin", "/sbin", "/lib")):
        return False
    try:
        return any(FOREIGN.fullmatch(path.name) for path in Path(folder).iterdir())
    except OSError:
        return False


def begin(place: Place, arguments: Sequence[str]) -> tuple[Layer | None, int | None, int | None]:
    """Choose a layer: itself, the lock that says that it runs, and the lock of its trial where this start is one."""
    with alone(place):
        there = layers(place)
        if not there:
            return None, None, None
        for layer in there:
            mark = mark_of(place, layer)
            if mark.get("state") == "trial" and opens_window(arguments):
                trial = take_lock(place.state / f"app-{layer.version}.trial")
                attempts = int(mark.get("attempts", 0))
                if trial is not None and attempts >= TRIES:
                    change_mark(place, layer, state="broken", why="silent", told=False)
                    os.close(trial)
                    continue
                if trial is not None:
                    change_mark(place, layer, attempts=attempts + 1, shown=False)
                return layer, _say_running(place, layer), trial
            if mark.get("state") != "broken":
                return layer, _say_running(place, layer), None
        return there[-1], _say_running(place, there[-1]), None  # a broken one is better than none


def _say_running(place: Place, layer: Layer) -> int | None:
    if place.updates not in {layer.folder.parent, layer.runtime.parent}:
        return None
    return take_lock(place.state / "running" / f"{layer.folder.name}@{layer.runtime.name}@{os.getpid()}.lock")


def start(place: Place, layer: Layer, arguments: Sequence[str], *, watched: bool, lock: int | None) -> tuple[int, bool]:
    """Run the program; its exit status, and whether somebody asked it to end.

    Where nobody has to look after it, and the system can do that, this process becomes the program.
    """
    window = opens_window(arguments)
    # Windows' embeddable Python does not read PYTHONUTF8; elsewhere this says the same once more.
    words = [str(python_of(layer.runtime, window=window)), "-X", "utf8", "-P", "-m", "app", *arguments]
    env = environment(place, layer)
    if lock is not None and not WINDOWS:
        os.set_inheritable(lock, True)
    if not watched and not WINDOWS:
        sys.stdout.flush()
        os.execve(words[0], words, env)
    streams = {} if window or not WINDOWS else {"stdin": sys.stdin, "stdout": sys.stdout, "stderr": sys.stderr}
    child = subprocess.Popen(words, env=env, close_fds=WINDOWS, **streams)
    asked = False

    def forward(number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        with contextlib.suppress(OSError):
            child.send_signal(number)

    names = () if WINDOWS else (*FORWARDED, *(() if sys.stdin and sys.stdin.isatty() else ("SIGINT",)))
    for name in names:
        signal.signal(getattr(signal, name), forward)
    while True:
        try:
            return child.wait(), asked
        except KeyboardInterrupt:  # the terminal has told the program as well
            asked = True


def judge(place: Place, layer: Layer, code: int, *, asked: bool) -> bool:
    """After a start on trial: whether the layer is to be left and the one before it started."""
    with alone(place):
        mark = mark_of(place, layer)
        if mark.get("state") == "broken":
            return code != 0
        if mark.get("state") != "trial":
            return False
        if asked or (code == 0 and mark.get("shown")):  # somebody closed it before it had finished: no fault of it
            change_mark(place, layer, attempts=max(0, int(mark.get("attempts", 1)) - 1))
            return False
        if code == 0:
            return False
        change_mark(place, layer, state="broken", why="died", code=code, told=False)
        return True


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["--clear-away"]:
        for folder in arguments[1:]:
            shutil.rmtree(folder, ignore_errors=True)
        return 0
    place = where(Path(__file__).resolve().parent)
    if any(place.updates.glob("app-*")) or any(place.updates.glob(".gone-*")):
        with alone(place):
            clear(place)
    while True:
        layer, lock, trial = begin(place, arguments)
        if layer is None:
            return complain()
        on_trial = mark_of(place, layer).get("state") == "trial" and opens_window(arguments)
        code, asked = start(place, layer, arguments, watched=on_trial, lock=lock)
        again = on_trial and judge(place, layer, code, asked=asked)
        for held in (lock, trial):
            if held is not None:
                os.close(held)
        if not again:
            return code


def complain() -> int:
    if WINDOWS:
        import ctypes  # noqa: PLC0415 - nobody sees a terminal there

        ctypes.windll.user32.MessageBoxW(None, NOTHING_THERE, "Statuette", 0x10)  # type: ignore[attr-defined]
    elif sys.stderr is not None:
        sys.stderr.write(NOTHING_THERE)
    return 2


def leave(code: int) -> None:
    """End as the program has ended."""
    if code < 0 and not WINDOWS:
        with contextlib.suppress(OSError, ValueError):
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code - 2**32 if code >= 2**31 else code)


if __name__ == "__main__":
    leave(main(sys.argv[1:]))
