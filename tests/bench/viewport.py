"""How fast the modelling bench is: turning, opening, undoing, preparing and sculpting large models.

Each figure is measured in a process of its own (``tests/bench/viewport_figures``), with the peers on the same input in the same
run. Prints a table and a last line of JSON:
orbit_2m_fps, orbit_2m_plain_fps, open_1m_s, open_1m_f3d_s, hollow_s, base_text_s, thickness_300k_s, undo_1m_s, turntable_s,
sculpt_300k_hz, worst_block_ms, and what else a figure gives. ``viewport NAME…`` measures only those files.
"""

import sys

from tests.bench.measured import Row, run

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


if __name__ == "__main__":
    sys.exit(run("tests.bench.viewport_figures", FIGURES, sys.argv[1:]))
