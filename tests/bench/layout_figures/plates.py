"""How true white and cut are on the plates of a finished file at 1200 dpi, and how much ink lies anywhere.

A charm goes the whole way: traced from its picture, written, and looked at through Ghostscript. Distances are measured from
the middles of pixels that change (skimage's marching squares) to the polygons that were intended.
"""

import json
import tempfile
from contextlib import closing
from pathlib import Path

import numpy as np
import shapely
from PIL import Image, ImageDraw
from shapely import affinity

from app.jobs.progress import silent
from app.layouts.color.press import Press
from app.layouts.composing.compose import composed
from app.layouts.composing.folder_shelf import FolderShelf
from app.layouts.design.filling import fill
from app.layouts.design.templates import load_templates
from app.layouts.making.job import STANDARD_TIME
from app.layouts.pdf.writer import write_pdf
from app.layouts.plates.plates import plates
from app.settings.shop import SHIPPED
from app.settings.shops import load_shops
from tests.unit.layouts.pdf.tools import edge_mm, trim_origin_mm

PPI = 1200


def figure(path: Path) -> None:
    """A figure that was cut out, with bright, dark and saturated colours."""
    big = 2800
    mask = Image.new("L", (big, big))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((400, 900, 2400, 2700), fill=255)
    draw.polygon([(700, 1300), (500, 200), (1400, 950)], fill=255)
    draw.polygon([(2100, 1300), (2300, 200), (1400, 950)], fill=255)
    noise = np.random.default_rng(3).integers(0, 256, (7, 7, 3), dtype=np.uint8)
    image = Image.fromarray(noise).resize((big, big), Image.Resampling.BICUBIC)
    ImageDraw.Draw(image).ellipse((1000, 1500, 1800, 2300), fill=(8, 6, 20))
    image.putalpha(mask)
    image.resize((1400, 1400), Image.Resampling.LANCZOS).save(path)


def main() -> dict[str, float]:
    """Greatest errors of the choke and of the cut in mm, and the greatest sum of inks (1 = 100 %)."""
    shop = load_shops([SHIPPED]).find("acrylic-uv")
    template = next(one for one in load_templates() if one.id == "charm-50")
    with tempfile.TemporaryDirectory(prefix="statuette-bench-") as name:
        folder = Path(name)
        figure(folder / "figure.png")
        with closing(FolderShelf(folder / "kept")) as shelf:
            design = fill(template, {"photo": shelf.keep(folder / "figure.png")})
            piece = composed(design, {}, shelf, shop).piece
            path = folder / "charm.pdf"
            write_pdf([piece], shop, Press.of(shop), path, title="Bench", made=STANDARD_TIME, progress=silent())
        x, y = trim_origin_mm(path)
        trim = affinity.translate(piece.trim, x, y)
        (white,) = piece.front.white
        intended = shapely.union_all(
            [shapely.Polygon([contour.start, *(s.end for s in contour.segments)]) for contour in white.path.contours]  # type: ignore[union-attr]
        )
        intended = affinity.translate(intended, x, y)
        with plates(path, PPI, silent()) as made:
            choke = shapely.distance(shapely.points(edge_mm(made.plate("White"), PPI)), intended.boundary)
            stroke = shop.cut_stroke_pt / 72 * 25.4
            cut = shapely.distance(shapely.points(edge_mm(made.plate("CutContour"), PPI)), trim.boundary) - stroke / 2
            ink = made.tac()
    return {
        "choke_error_mm": round(float(choke.max()), 4), "cut_error_mm": round(float(abs(cut).max()), 4),
        "ink_max": round(float(ink), 4), "ink_limit": shop.ink_limit,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main()))
