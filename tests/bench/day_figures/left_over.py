"""What a window holds when it is at rest: memory, threads, timers, objects of Qt, things of OpenGL, files, child processes."""

import contextlib
import gc
import re
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QOpenGLFunctions
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from app.gui.window.main_window import MainWindow

# OpenGL gives names from 1 on and the lowest free one first, so that a leak shows among these.
GL_NAMES = 4096


@dataclass(frozen=True)
class Held:
    """What is there at one moment. Memory in MB; ``counts`` by what is counted; ``types``: objects by their type."""

    window_mb: float
    helpers_mb: float
    counts: Mapping[str, int]
    types: Mapping[str, int]


def held(window: "MainWindow", temporary: Path, foreign: frozenset[int]) -> Held:
    """Take stock. ``temporary``: where temporary files go; ``foreign``: process ids that are not the program's."""
    window.findChildren(QObject)  # each gets its wrapper now, not between two looks
    gc.collect()
    own = psutil.Process()
    children = [child for child in own.children(recursive=True) if not _is_foreign(child, foreign)]
    wrappers = shiboken6.getAllValidWrappers()
    timers = [timer for timer in wrappers if isinstance(timer, QTimer)]
    types = Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in wrappers)
    types += Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())
    types += Counter(_widget(one) for one in QApplication.allWidgets())
    types += Counter(f"open file {name}" for name in _open_files())
    types += Counter(f"thread {thread.name}" for thread in threading.enumerate())
    counts = {
        "threads of Python": threading.active_count(),
        "threads of the system": own.num_threads(),
        "timers": len(timers),
        "timers that beat": sum(timer.isActive() and not timer.isSingleShot() for timer in timers),
        "widgets": len(QApplication.allWidgets()),
        "objects below the window": len(window.findChildren(QObject)),
        "wrappers of Qt": len(wrappers),
        "objects of Python": len(gc.get_objects()),
        "open files": own.num_fds() if hasattr(own, "num_fds") else 0,
        "child processes": len(children),
        "temporary files": sum(1 for path in temporary.rglob("*") if path.is_file()),
        "finished jobs kept": sum(not job.open for job in window.workshop.runner.jobs),
        **opengl_names(window),
    }
    return Held(_mb(own), round(sum(map(_mb, children)), 1), counts, types)


def opengl_names(window: "MainWindow") -> dict[str, int]:
    """How many textures, buffers, … live in the context of the viewport."""
    canvas: Any = window.bench.viewport.canvas
    if canvas is None:
        return {}
    canvas.makeCurrent()
    gl = QOpenGLFunctions(canvas.context())
    kinds = {
        "textures": gl.glIsTexture, "buffers": gl.glIsBuffer, "framebuffers": gl.glIsFramebuffer,
        "renderbuffers": gl.glIsRenderbuffer, "programs": gl.glIsProgram,
    }  # fmt: skip
    found = {f"OpenGL {kind}": sum(bool(lives(n)) for n in range(1, GL_NAMES)) for kind, lives in kinds.items()}
    canvas.doneCurrent()
    return found


def _widget(widget: QWidget) -> str:
    """What a widget is, and within what: the classes up to its window."""
    within = [widget.metaObject().className()]
    while (widget := widget.parentWidget()) is not None and len(within) < 5:
        within.append(widget.metaObject().className())
    return f"widget {' in '.join(within)}"


def _open_files() -> list[str]:
    """What the open files of this process are, without the numbers of sockets and the like."""
    found = []
    folder = Path("/proc/self/fd")
    for link in folder.iterdir() if folder.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):  # the one that lists them
            found.append(re.sub(r"\d{3,}", "N", str(link.readlink())))
    return found


def _is_foreign(process: psutil.Process, foreign: frozenset[int]) -> bool:
    try:
        return process.pid in foreign or process.ppid() in foreign
    except psutil.NoSuchProcess:
        return True


def _mb(process: psutil.Process) -> float:
    try:
        return round(process.memory_info().rss / 1e6, 1)
    except psutil.NoSuchProcess:
        return 0.0
