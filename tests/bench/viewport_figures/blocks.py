"""The longest time for which the window stood still while somebody looked at a model of 1,000,000 faces from all sides.

It is opened, turned, drawn in every mode, cut open, lit otherwise, measured, undone; beats of a 5 ms timer are counted.
``python -m tests.bench.viewport_figures.blocks`` measures it alone; it needs a display.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.viewport_figures.large import saved, textured
from tests.bench.viewport_figures.window import Heart, pause, settle, wait_signal, window

if TYPE_CHECKING:
    from app.gui.window.main_window import MainWindow

FACES = 1_000_000
TURNS = 25


def measure() -> dict[str, float]:
    """``worst_block_ms``, and the longest block of each thing that was done."""
    with tempfile.TemporaryDirectory() as folder:
        path = saved(textured(FACES), Path(folder) / "million.glb")
        with window(Path(folder) / "home") as opened:
            heart = Heart()
            for name, step in _steps(opened, path).items():
                heart.doing = name
                step()
                settle(opened)
            heart.stop()
    each = {f"block_{name}_ms": round(1000 * worst, 1) for name, worst in heart.worst.items() if name}
    return {"worst_block_ms": max(each.values()), **each}


def _steps(opened: "MainWindow", path: Path) -> dict[str, Callable[[], object]]:
    viewport, actions = opened.bench.viewport, opened.actions_.by_id

    def trigger(*names: str) -> Callable[[], object]:
        def work() -> None:
            for name in names:
                actions[name].trigger()
                settle(opened)

        return work

    def open_it() -> None:
        opened.open_file(path)
        wait_signal(viewport.shown, bool)

    def orbit() -> None:
        for _ in range(TURNS):
            viewport.turn(5.0, 0.5)
            pause(0.03)

    def section() -> None:
        actions["view.section"].trigger()
        for _ in range(10):
            actions["view.section_forward"].trigger()
            pause(0.03)
        settle(opened)
        actions["view.section"].trigger()

    def pick() -> None:
        for k in range(10):
            viewport.click((k - 5) / 20, 0.0)
            pause(0.01)

    def undo() -> None:
        actions[next(name for name in actions if name.startswith("model.turn"))].trigger()
        wait_signal(viewport.shown, bool)
        settle(opened)
        for name in ("edit.undo", "edit.redo"):
            actions[name].trigger()
            wait_signal(viewport.shown, bool)
            settle(opened)

    modes = [f"view.{mode}" for mode in ("shaded", "normals", "wireframe", "lines", "xray", "vertex", "color")]
    return {
        "open": open_it, "orbit": orbit, "modes": trigger(*modes), "section": section, "pick": pick,
        "lights": trigger("view.light_raking", "view.light_studio"), "views": trigger("view.top", "view.iso"),
        "around": trigger("view.dimensions", "view.volume"), "undo": undo,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(measure()))
    sys.exit(0)
