"""How fast the modelling bench is: turning, opening, undoing, preparing and sculpting large models.

Each figure is measured in a process of its own (``tests/bench/viewport_figures``), with the peers on the same input in the same
run. Prints a table and a last line of JSON:
orbit_2m_fps, orbit_2m_plain_fps, open_1m_s, open_1m_f3d_s, hollow_s, base_text_s, thickness_300k_s, undo_1m_s, turntable_s,
sculpt_300k_hz, worst_block_ms, and what else a figure gives. ``viewport NAME…`` measures only those files.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SECONDS = 1200


@dataclass(frozen=True)
class Row:
    """A line of the table: ``goal`` as issue 4 sets it."""

    key: str
    words: str
    goal: str = ""


# The file that measures, and what it gives.
FIGURES: dict[str, tuple[Row, ...]] = {
    "orbit": (
        Row("orbit_2m_fps", "turn 2,000,000 faces, pictures a second", "≥ 15"),
        Row("orbit_2m_plain_fps", "   a plain pyvista actor"),
        Row("orbit_2m_f3d_fps", "   f3d"),
        Row("orbit_2m_whole_s", "   at rest, s until the whole model is drawn"),
    ),
    "opening": (
        Row("open_1m_s", "open 1,000,000 textured faces, s to the first picture", "< 5, f3d + 1"),
        Row("open_1m_f3d_s", "   f3d"),
        Row("open_1m_whole_s", "   s until the whole model is ready"),
        Row("undo_1m_s", "undo and redo on 1,000,000 faces, s", "< 0.5"),
    ),
    "hollow": (Row("hollow_s", "hollow a figure of 150 mm with a wall of 2 mm, s", "< 20"),),
    "base_text": (Row("base_text_s", "base and text on 300,000 faces, s", "< 3"),),
    "thickness": (Row("thickness_300k_s", "wall thickness of 300,000 faces, s", "< 3"),),
    "turntable": (Row("turntable_s", "turntable of 72 pictures, 300,000 faces, s", "< 20"),),
    "sculpt": (Row("sculpt_300k_hz", "sculpt on 300,000 faces, strokes a second", "≥ 30"),),
    "blocks": (Row("worst_block_ms", "longest block of the window, 1,000,000 faces, ms", "< 100"),),
}


def main(names: list[str]) -> int:
    """Measure, print, and return 0; 1 where a figure could not be measured."""
    figures: dict[str, float] = {}
    failed: list[str] = []
    for name in names or list(FIGURES):
        print(f"measuring {name} …", flush=True)
        measured = measure(name)
        if measured is None:
            failed.append(name)
        else:
            figures |= measured
    print(f"\n{'':58}{'measured':>10}{'goal':>14}")
    for name in names or list(FIGURES):
        for row in FIGURES[name]:
            value = figures.get(row.key)
            print(f"{row.words:58}{'–' if value is None else f'{value:g}':>10}{row.goal:>14}")
    for name in failed:
        print(f"{name} could not be measured")
    print(json.dumps(figures))
    return 1 if failed else 0


def measure(name: str) -> dict[str, float] | None:
    """What this file gives, in a new process; None where it fails (its words go to standard error)."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.viewport_figures.{name}"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    if done.returncode:
        return None
    result = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(result, dict)
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
