"""How long outlines and reliefs take: a charm of 1500 pixels from its alpha to its checked cut line, a portrait of 45 mm."""

import json
import statistics
import time
from collections.abc import Callable

import numpy as np
from PIL import Image

from app.jobs.progress import silent
from app.layouts.design.document import Cut
from app.layouts.relief.plaque import plaque
from app.layouts.relief.wishes import Plaque
from app.layouts.silhouette.contour import contour_of
from app.layouts.silhouette.faults import faults
from app.layouts.silhouette.outline import silhouette
from app.settings.shop import SHIPPED
from app.settings.shops import load_shops
from tests.unit.layouts.silhouette.shapes_on_pixels import PPMM, alpha_of
from tests.unit.layouts.silhouette.test_outline import star

RUNS = 5


def seconds(work: Callable[[], object]) -> float:
    """Median of some runs after one that loads and compiles."""
    work()
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return round(statistics.median(taken), 3)


def main() -> dict[str, float]:
    """Seconds."""
    shop = load_shops([SHIPPED]).find("acrylic-uv")
    alpha = alpha_of(star(12, 24, 16), 1500)
    portrait = np.asarray(Image.radial_gradient("L").resize((1000, 1000)).convert("RGBA"))

    def charm() -> object:
        wish = Cut(shape="picture", hole_mm=3, white="below_picture")
        return faults(silhouette(contour_of(alpha, PPMM), wish, shop), shop)

    def relief() -> object:
        return plaque(portrait, Plaque(shape="rounded", size_mm=45, relief="light"), silent())

    return {"outline_s": seconds(charm), "relief_45_s": seconds(relief)}


if __name__ == "__main__":
    print(json.dumps(main()))
