"""How long photos take from the customer's file of 12 MP to the lab's: opened in helpers, cropped by faces, written."""

import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from app.layouts.composing.compose import composed
from app.layouts.design.document import PictureLayer
from app.layouts.design.templates import load_templates
from app.layouts.drawing import Pixels
from app.layouts.lab.photos import PhotoJob, write_photos
from app.layouts.pictures.opener import Opener
from app.layouts.pictures.pixels import pixels_of
from app.settings.shop import SHIPPED, PrintShop

SIZE = (4000, 3000)
TEMPLATE = "photo-6-wide"
KINDS = 5  # of photos; each file of one has other bytes at its end, so that none is known already


class Files:
    """Pictures by their path."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener

    def picture(self, source: str, layer: PictureLayer, box_px: tuple[int, int]) -> Pixels:
        return pixels_of(self._opener, Path(source), layer, box_px)

    def sound(self, source: str, bars: int) -> np.ndarray:
        raise KeyError((source, bars))


def photographs(folder: Path, count: int) -> list[Path]:
    """``count`` JPEG files of 12 MP with about 4 MB each: soft shapes, edges and the grain of a sensor."""
    contents = []
    for kind in range(KINDS):
        rng = np.random.default_rng(kind)
        coarse = Image.fromarray(rng.integers(0, 256, (60, 80, 3), dtype=np.uint8)).resize(
            SIZE, Image.Resampling.BICUBIC
        )
        fine = Image.fromarray(rng.integers(0, 256, (600, 800), dtype=np.uint8)).resize(SIZE, Image.Resampling.BICUBIC)
        grain = (
            rng.integers(-5, 6, (SIZE[1], SIZE[0], 1), dtype=np.int16)
            + (np.asarray(fine, np.int16)[..., None] - 128) // 8
        )
        file = BytesIO()
        pixels = np.clip(np.asarray(coarse, np.int16) + grain, 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(file, "JPEG", quality=92)
        contents.append(file.getvalue())
    paths = []
    for number in range(count):
        path = folder / f"photo{number}.jpg"
        path.write_bytes(contents[number % KINDS] + str(number).encode())
        paths.append(path)
    return paths


@contextmanager
def family_memory() -> Iterator[list[int]]:
    """Bytes in memory of this process and its helpers, ten times a second."""
    seen, end, me = [0], threading.Event(), psutil.Process()

    def watch() -> None:
        while not end.wait(0.1):
            total = 0
            for one in (me, *me.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    total += one.memory_info().rss
            seen.append(total)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        end.set()
        thread.join()


def main(count: int = 500, workers: int = 2) -> dict[str, float]:
    """``photos_500_s`` is for 500 of them, whatever the count was; memory of this process with its helpers, at most."""
    shop = PrintShop.model_validate_json((SHIPPED / "10-photo-lab.json").read_text("utf-8"))
    template = next(template for template in load_templates() if template.id == TEMPLATE)
    slot = next(slot.name for slot in template.slots if slot.kind == "picture")
    with tempfile.TemporaryDirectory() as folder, Opener(workers) as opener:
        paths, shelf = photographs(Path(folder), count), Files(opener)
        out = Path(folder) / "out"
        out.mkdir()

        def jobs() -> Iterator[PhotoJob]:
            for path in paths:
                made = composed(template.design, {slot: str(path)}, shelf, shop)
                yield PhotoJob(made.piece, out / path.name)

        with family_memory() as memory:
            start = time.perf_counter()
            done = list(write_photos(jobs(), shop, workers))
            seconds = time.perf_counter() - start
    for item in done:
        if item.error is not None:
            raise item.error
    return {
        "photos": count,
        "photo_ms": round(1000 * seconds / count, 1),
        "photos_500_s": round(seconds / count * 500, 1),
        "photos_mb": round(max(memory) / 1e6, 1),
    }


if __name__ == "__main__":
    print(json.dumps(main()))
