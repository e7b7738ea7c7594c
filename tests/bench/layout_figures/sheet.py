"""An A3 sheet of 40 charms, from their pictures to a file that has passed: composed, nested, written, judged."""

import json
import tempfile
import time
from contextlib import closing
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from app.jobs.progress import silent
from app.layouts.composing.compose import composed
from app.layouts.composing.folder_shelf import FolderShelf
from app.layouts.design.filling import fill
from app.layouts.design.templates import load_templates
from app.layouts.imposition.sheets import find_sheet
from app.layouts.making.job import STANDARD_TIME
from app.layouts.making.make import Wishes, make
from app.settings.shop import SHIPPED
from app.settings.shops import load_shops

COUNT, NEST_S = 40, 8.0


def figures(folder: Path) -> list[Path]:
    """Cut-out figures that all differ: a body, ears or arms, and colours."""
    made = []
    for number in range(COUNT):
        rng = np.random.default_rng(number)
        size = 900
        mask = Image.new("L", (size, size))
        draw = ImageDraw.Draw(mask)
        wide = int(rng.integers(200, 330))
        draw.ellipse((450 - wide, 300, 450 + wide, 880), fill=255)
        for side in (-1, 1):
            tip = 450 + side * int(rng.integers(80, 330)), int(rng.integers(20, 220))
            draw.polygon([(450 + side * wide // 2, 420), tip, (450 + side * 40, 360)], fill=255)
        noise = rng.integers(0, 256, (6, 6, 3), dtype=np.uint8)
        image = Image.fromarray(noise).resize((size, size), Image.Resampling.BICUBIC)
        image.putalpha(mask)
        path = folder / f"figure{number}.png"
        image.save(path)
        made.append(path)
    return made


def main() -> dict[str, float]:
    """Seconds of each step; ``sheet_s`` is nesting, writing and judging, as issue 7 counts."""
    shop, sheet = load_shops([SHIPPED]).find("acrylic-uv"), find_sheet("a3", Path("none"))
    template = next(one for one in load_templates() if one.id == "charm-50")
    with tempfile.TemporaryDirectory(prefix="statuette-bench-") as name:
        folder = Path(name)
        paths = figures(folder)
        with closing(FolderShelf(folder / "kept")) as shelf:
            begun = time.perf_counter()
            pieces = []
            for number, path in enumerate(paths):
                design = fill(template, {"photo": shelf.keep(path)})
                small = design.model_copy(update={"width_mm": 42.0, "height_mm": 42.0})
                scale = 42.0 / design.width_mm
                layers = tuple(
                    layer.model_copy(
                        update={
                            side: getattr(layer, side) * scale for side in ("x_mm", "y_mm", "width_mm", "height_mm")
                        }
                    )
                    for layer in small.pages[0].layers
                )
                small = small.model_copy(update={"pages": (small.pages[0].model_copy(update={"layers": layers}),)})
                pieces.append(composed(small, {}, shelf, shop, id=str(number), label=f"SN-{number:06}").piece)
            composed_s = time.perf_counter() - begun
            wishes = Wishes(shop, "Bench", STANDARD_TIME, sheet, seconds=NEST_S)
            begun = time.perf_counter()
            made = make(pieces, wishes, folder / "sheet.pdf", silent())
            seconds = time.perf_counter() - begun
            size = (folder / "sheet.pdf").stat().st_size
    assert made.good, made.report
    assert made.layout is not None
    assert made.report is not None
    return {
        "sheet_s": round(seconds, 1), "sheet_compose_s": round(composed_s, 1), "sheet_sheets": len(made.layout.sheets),
        "sheet_utilisation": round(made.utilisation or 0.0, 4), "sheet_mb": round(size / 1e6, 1),
        "sheet_preflight_s": round(made.report.seconds, 1),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main()))
