"""How long a textured GLB of 1,000,000 faces takes from "open" to its first picture, beside f3d; and how long undo takes.

The window is open before, as it is on a working day; f3d is counted from making its engine to its first picture.
``python -m tests.bench.viewport_figures.opening`` measures it alone; it needs a display.
"""

import importlib
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.bench.viewport_figures.large import saved, textured
from tests.bench.viewport_figures.window import seen, settle, wait_signal, window

if TYPE_CHECKING:
    from app.gui.window.main_window import MainWindow

FACES = 1_000_000
SIZE = (1280, 800)
UNDONE = 3


def measure() -> dict[str, float]:
    """``open_1m_s``, ``open_1m_f3d_s``, ``undo_1m_s`` (the slowest of undo and redo), and when the whole was shown."""
    with tempfile.TemporaryDirectory() as folder:
        path = saved(textured(FACES), Path(folder) / "million.glb")
        with window(Path(folder) / "home") as opened:
            first, whole = _open(opened, path)
            undo = _undo(opened)
        figures = {"open_1m_s": first, "open_1m_whole_s": whole, "undo_1m_s": undo}
        f3d = _f3d(path)
    return figures if f3d is None else {**figures, "open_1m_f3d_s": f3d}


def _open(opened: "MainWindow", path: Path) -> tuple[float, float]:
    viewport = opened.bench.viewport
    began = time.perf_counter()
    opened.open_file(path)
    wait_signal(viewport.sketched)
    wait_signal(seen(opened))
    first = time.perf_counter() - began
    wait_signal(viewport.shown, bool)
    whole = time.perf_counter() - began
    settle(opened)
    return round(first, 3), round(whole, 3)


def _undo(opened: "MainWindow") -> float:
    """Turn the model once, then undo and redo: seconds until the other model is in the picture."""
    actions, viewport = opened.actions_.by_id, opened.bench.viewport
    turn = next(name for name in actions if name.startswith("model.turn"))
    actions[turn].trigger()
    wait_signal(viewport.shown, bool)
    settle(opened)
    seconds: dict[str, list[float]] = {"edit.undo": [], "edit.redo": []}
    for _ in range(UNDONE):
        for name, spent in seconds.items():
            began = time.perf_counter()
            actions[name].trigger()
            wait_signal(viewport.shown, bool)
            wait_signal(seen(opened))
            spent.append(time.perf_counter() - began)
            settle(opened)
    return round(max(median(spent) for spent in seconds.values()), 3)


def _f3d(path: Path) -> float | None:
    try:
        f3d = importlib.import_module("f3d")
    except ImportError:
        return None
    began = time.perf_counter()
    engine = f3d.Engine.create(offscreen=True)
    engine.window.size = SIZE
    engine.scene.add(path)
    engine.window.render_to_image()
    return round(time.perf_counter() - began, 3)


if __name__ == "__main__":
    print(json.dumps(measure()))
    sys.exit(0)
