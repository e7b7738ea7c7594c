"""How good and how fast flat things are laid out: nesting, colour, plates, preflight, sheets, photos, postcards, the canvas.

Each figure is measured in a process of its own (``tests/bench/layout_figures``), with the peers on the same input in the same
run. Prints tables and a last line of JSON: the keys of the rows below and what else a figure gives. ``layout NAME…`` measures
only those files.
"""

import sys

from tests.bench.measured import Row, run

FIGURES: dict[str, tuple[Row, ...]] = {
    "nesting": (
        Row("nest40_utilisation", "40 keychains, 3 mm gap, 300 mm strip, used", "≥ 0.76"),
        Row("nest40_box_utilisation", "   boxes packed"),
        Row("nest40_s", "   s in all", "≤ 30"),
        Row("nest40_first_s", "   s to the first layout", "≤ 2"),
        Row("nest95_s", "95 pieces on 600 × 400 mm, 2 mm gap, s", "≤ 30"),
        Row("nest95_placed", "   placed", "95"),
        Row("gap_faults", "   gaps that are too small", "0"),
    ),
    "color": (
        Row("delta_e_mean", "ΔE00 to Argyll's colours, in gamut, mean", "≤ 0.5"),
        Row("delta_e_p95", "   95th percentile", "≤ 1.5"),
    ),
    "plates": (
        Row("ink_max", "total ink on the plates, at most", "≤ the limit"),
        Row("ink_limit", "   the limit of the shop"),
        Row("choke_error_mm", "choke of the white at 1200 dpi, error at most, mm", "≤ 0.03"),
        Row("cut_error_mm", "offset of the cut, error at most, mm", "≤ 0.05"),
    ),
    "seeded": (
        Row("seeded_faults", "faults put into good files"),
        Row("seeded_found", "   found by preflight", "all"),
        Row("false_alarms", "   false alarms on good files", "0"),
    ),
    "outlines": (
        Row("outline_s", "outline, cut line and checks of a charm of 1500 px, s", "≤ 0.5"),
        Row("relief_45_s", "relief of a portrait, 45 mm at 0.15 mm, s", "≤ 3"),
    ),
    "sheet": (
        Row("sheet_s", "A3 sheet of 40 charms: nest, write, judge, s", "< 20"),
        Row("sheet_compose_s", "   their outlines before that, s"),
        Row("sheet_sheets", "   sheets"),
    ),
    "photos": (
        Row("photos_500_s", "500 photos of 12 MP to print-ready 6寸 files, s", "< 90"),
        Row("photos_mb", "   memory with its helpers, MB", "< 1500"),
    ),
    "postcards": (
        Row("postcards_1000_s", "1,000 postcards from a table, s", "< 60"),
        Row("postcards_preflight_s", "   judged, s"),
        Row("postcards_mb", "   memory, MB"),
    ),
    "canvas": (
        Row("canvas_fps", "canvas with 200 things, pictures a second", "≥ 30"),
        Row("canvas_block_ms", "   longest block of the window, ms", "< 100"),
        Row("canvas_first_visit_ms", "   the first visit to the bench in a day, ms"),
    ),
}


if __name__ == "__main__":
    sys.exit(run("tests.bench.layout_figures", FIGURES, sys.argv[1:]))
